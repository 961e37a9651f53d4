"""What we say to a participant, before any app's own form: paragraphs, buttons, files."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from tellmore.errors import OurFault


class Style(StrEnum):
    """How a paragraph stands out, as far as the app can show it."""

    PLAIN = "p"
    QUIET = "q"  # small print: progress
    STRONG = "s"  # the question itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph: exact words, never markup."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button: its label, and the data that a tap brings back (at most 64 bytes)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to hand over: its name, and its text in UTF-8."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to a participant.

    Attributes:
        paragraphs: In order; together never empty unless there is an attachment.
        buttons: Rows of buttons below.
        attachment: A file that goes with it.
        commands_in: Tag of a language whose commands' menu is to be shown from now on;
            empty leaves the menu alone.
    """

    paragraphs: tuple[Paragraph, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachment: Attachment | None = None
    commands_in: str = ""

    @property
    def text(self) -> str:
        """All paragraphs as plain text, an empty line between them."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


def message_to_plain(message: Message) -> dict[str, Any]:
    """Return the message as plain values for JSON."""
    plain: dict[str, Any] = msgspec.to_builtins(message)
    return plain


def message_from_plain(plain: dict[str, Any]) -> Message:
    """Return the message that `message_to_plain` made plain.

    Raises:
        OurFault: The values are no message.
    """
    try:
        return msgspec.convert(plain, Message)
    except msgspec.ValidationError as error:
        raise OurFault(f"a stored message does not fit: {error}") from error
