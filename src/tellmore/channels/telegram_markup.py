"""From our messages to Telegram's: HTML that cannot break, parts that fit, keyboards."""

import html
from typing import Any

from tellmore.channels.limits import TELEGRAM
from tellmore.runtime.messages import Button, Message, Paragraph, Style

_TAGS = {Style.PLAIN: ("", ""), Style.QUIET: ("<i>", "</i>"), Style.STRONG: ("<b>", "</b>")}
_STOPS = ("\n", ". ", "? ", "! ", "。", "؟ ", "। ", " ")


def parts_of(message: Message) -> tuple[str, ...]:
    """Return a message as one or more texts in HTML, each within Telegram's limit."""
    parts: list[list[Paragraph]] = [[]]
    room = TELEGRAM.text_units
    for paragraph in message.paragraphs:
        for piece in _pieces(paragraph):
            size = units(piece.text) + (2 if parts[-1] else 0)
            if size > room and parts[-1]:
                parts.append([])
                room, size = TELEGRAM.text_units, units(piece.text)
            parts[-1].append(piece)
            room -= size
    return tuple("\n\n".join(map(_html, part)) for part in parts if part)


def keyboard_of(rows: tuple[tuple[Button, ...], ...]) -> dict[str, Any]:
    """Return buttons as an inline keyboard."""
    return {
        "inline_keyboard": [
            [{"text": button.label, "callback_data": button.data} for button in row] for row in rows
        ]
    }


def units(text: str) -> int:
    """Return how long Telegram takes a text to be: UTF-16 code units."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)  # noqa: PLR2004 - the BMP's end


def _html(paragraph: Paragraph) -> str:
    before, after = _TAGS[paragraph.style]
    return f"{before}{html.escape(paragraph.text, quote=False)}{after}"


def _pieces(paragraph: Paragraph) -> list[Paragraph]:
    """Cut a paragraph that is too long where it hurts least."""
    pieces: list[Paragraph] = []
    rest = paragraph.text
    while units(rest) > TELEGRAM.text_units:
        cut = _cut(rest)
        pieces.append(Paragraph(text=rest[:cut].rstrip(), style=paragraph.style))
        rest = rest[cut:].lstrip()
    return [*pieces, Paragraph(text=rest, style=paragraph.style)]


def _cut(text: str) -> int:
    fits, size = 0, 0
    while fits < len(text) and size + units(text[fits]) <= TELEGRAM.text_units:
        size += units(text[fits])
        fits += 1
    for stop in _STOPS:
        at = text.rfind(stop, fits // 2, fits)
        if at > 0:
            return at + len(stop)
    return fits
