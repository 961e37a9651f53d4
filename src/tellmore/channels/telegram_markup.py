"""From our messages to Telegram's: HTML that cannot break, parts that fit, keyboards."""

import html
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tellmore.channels.limits import TELEGRAM
from tellmore.runtime.messages import Button, Message, Paragraph, Style

_TAGS = {Style.PLAIN: ("", ""), Style.QUIET: ("<i>", "</i>"), Style.STRONG: ("<b>", "</b>")}
_CUTS = (
    ("\n",),
    (". ", "? ", "! ", "… ", "。", "？", "！", "؟ ", "۔ ", "। ", "။ ", "። "),  # noqa: RUF001 - ends of sentences in many scripts
    (" ", "\u3000", "\u200b"),
)
"""Where a text is cut, the best places first."""

_JOINER = "\u200d"
_VIRAMA = 9
_LONGEST_CLUSTER = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """As much of a message as fits into one of Telegram's.

    Attributes:
        html: With markup.
        plain: The same words without.
    """

    html: str
    plain: str


def parts_of(message: Message, *, limit: int = TELEGRAM.text_units) -> tuple[Part, ...]:
    """Return a message as parts of at most ``limit`` UTF-16 units each; none if it is blank."""
    parts: list[list[Paragraph]] = [[]]
    room = limit
    for paragraph in message.paragraphs:
        for piece in _pieces(paragraph, limit):
            size = units(piece.text) + (2 if parts[-1] else 0)
            if size > room and parts[-1]:
                parts.append([])
                room, size = limit, units(piece.text)
            parts[-1].append(piece)
            room -= size
    return tuple(_part(pieces) for pieces in parts if pieces)


def keyboard_of(rows: tuple[tuple[Button, ...], ...]) -> dict[str, Any]:
    """Return buttons as an inline keyboard; rows that are too wide go on below."""
    wide = TELEGRAM.buttons_in_row
    return {
        "inline_keyboard": [
            [{"text": button.label, "callback_data": button.data} for button in row[at : at + wide]]
            for row in rows
            for at in range(0, len(row), wide)
        ]
    }


def units(text: str) -> int:
    """Return how long Telegram takes a text to be: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _part(pieces: list[Paragraph]) -> Part:
    return Part(
        html="\n\n".join(map(_html, pieces)), plain="\n\n".join(piece.text for piece in pieces)
    )


def _html(paragraph: Paragraph) -> str:
    before, after = _TAGS[paragraph.style]
    return f"{before}{html.escape(paragraph.text, quote=False)}{after}"


def _pieces(paragraph: Paragraph, limit: int) -> Iterator[Paragraph]:
    """Yield a paragraph, cut where it hurts least if it is too long; nothing if it is blank."""
    # Halves of characters cannot be sent at all; Telegram counts no blanks at either end.
    rest = paragraph.text.encode(errors="ignore").decode().strip()
    while rest:
        cut = _cut(rest, limit)
        yield Paragraph(text=rest[:cut].rstrip(), style=paragraph.style)
        rest = rest[cut:].lstrip()


def _cut(text: str, limit: int) -> int:
    start = text[:limit].encode("utf-16-le")[: 2 * limit]
    fits = len(start.decode("utf-16-le", "ignore"))
    if fits == len(text):
        return fits
    for ends in _CUTS:
        cut = max(_after(text, end, fits) for end in ends)
        if cut > fits // 2:
            return cut
    return _between_clusters(text, fits)


def _after(text: str, end: str, fits: int) -> int:
    at = text.rfind(end, 0, fits)
    return at + len(end) if at >= 0 else 0


def _between_clusters(text: str, fits: int) -> int:
    """Move a cut back to where it parts no letter from its marks and no emoji from its kin."""
    for cut in range(fits, max(fits - _LONGEST_CLUSTER, 1), -1):
        before, after = text[cut - 1], text[cut]
        joins = _JOINER in {before, after} or unicodedata.combining(before) == _VIRAMA
        marks = unicodedata.category(after).startswith("M") or "\U0001f3fb" <= after <= "\U0001f3ff"
        if not joins and not marks:
            return cut
    return fits
