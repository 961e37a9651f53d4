"""What each messaging app permits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one app.

    Attributes:
        text_units: Longest text of a message, in UTF-16 code units.
        caption_units: Longest text with a file, in UTF-16 code units.
        button_bytes: Longest data of a button, in bytes.
        buttons: Most buttons below a message.
        buttons_in_row: Most buttons beside each other.
        command_chars: Longest description of a command, in characters.
        per_chat: Messages a second and chat.
        per_group: Messages a second and group.
        per_bot: Messages a second and account.
    """

    text_units: int
    caption_units: int
    button_bytes: int
    buttons: int
    buttons_in_row: int
    command_chars: int
    per_chat: float
    per_group: float
    per_bot: float


TELEGRAM = Limits(
    text_units=4096,
    caption_units=1024,
    button_bytes=64,
    buttons=100,
    buttons_in_row=8,
    command_chars=256,
    per_chat=1,
    per_group=20 / 60,
    per_bot=30,
)
"""UTF-16 is the stricter reading of "characters".

Source: Telegram Bot API, sendMessage, sendDocument, InlineKeyboardButton, BotCommand, and
the bots' FAQ on broadcasting, read 2026-11-23. For the number of buttons the documents name no
limit: those are what `tellmore.testing.telegram_server` refuses, not seen at Telegram's own.
"""
