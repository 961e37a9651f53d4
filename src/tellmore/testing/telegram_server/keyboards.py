"""Reads ``reply_markup``, refusing every keyboard that Telegram refuses.

Source: telegram-bot-api ``get_reply_markup`` (10.0) and tdlib ``ReplyMarkup.cpp``, read
2026-11-23. The ceiling of 100 buttons and the 64 bytes of callback data are enforced by
Telegram's own servers; https://core.telegram.org/bots/api#inlinekeyboardbutton.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from tellmore.testing.telegram_server.refusals import Refusal, bad_request
from tellmore.testing.telegram_server.wire import Fields

Json: TypeAlias = dict[str, object]

_URL = re.compile(r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<host>[^\s/?#]*)\S*\Z")
_APP_SCHEMES = {"tg", "ton"}
_CALLBACK_DATA_BYTES = 64
_MOST_BUTTONS = 100
_MOST_BUTTONS_IN_A_ROW = 8
_PRESSABLE = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)
_STYLES = {"", "danger", "success", "primary"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button as a person sees it.

    Attributes:
        label: What is written on it.
        data: What a tap sends back; empty on a button that sends nothing back.
        url: Where it leads; empty if nowhere.
    """

    label: str
    data: str = ""
    url: str = ""


Keyboard: TypeAlias = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What a call asked to show under or instead of the typing field.

    Attributes:
        inline: The ``InlineKeyboardMarkup``; None if there is none.
        reply: The ``ReplyKeyboardMarkup``; None if there is none.
        removes: Whether the reply keyboard goes away.
    """

    inline: Json | None = None
    reply: Json | None = None
    removes: bool = False


NOTHING = Markup()


def read_markup(fields: Fields) -> Markup:
    """Return the call's keyboard.

    Raises:
        Refusal: It is malformed, or holds a button that Telegram would not show.
    """
    if "reply_markup" not in fields:
        return NOTHING
    value = fields.json("reply_markup", "Can't parse reply keyboard markup JSON object")
    if value is None and not fields.text("reply_markup"):
        return NOTHING
    if not isinstance(value, dict):
        raise bad_request("Object expected as reply markup")
    replies = _rows(value.get("keyboard"), 'Field "keyboard" must be an Array of Arrays')
    inlines = _rows(
        value.get("inline_keyboard"),
        'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    )
    if replies:
        keyboard = [[_reply_button(button) for button in row] for row in replies]
        return Markup(reply={**value, "keyboard": keyboard})
    if inlines:
        return Markup(inline=_inline_keyboard(inlines))
    return Markup(removes=value.get("remove_keyboard") is True)


def visible_keyboard(markup: Json | None) -> Keyboard:
    """Return the buttons of an inline or reply keyboard, as a person sees them."""
    if markup is None:
        return ()
    rows = markup.get("inline_keyboard", markup.get("keyboard", ()))
    assert isinstance(rows, list)  # noqa: S101 - checked when the keyboard was read
    return tuple(
        tuple(
            Button(
                label=button["text"],
                data=button.get("callback_data", ""),
                url=button.get("url", ""),
            )
            for button in row
        )
        for row in rows
    )


def _rows(value: object, complaint: str) -> list[list[object]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(complaint)
    return [row for row in value if row]


def _reply_button(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(
            "can't parse keyboard button: KeyboardButton must be a String or an Object"
        )
    if not _label(button, "can't parse keyboard button"):
        raise bad_request("keyboard button text must be non-empty")
    return button


def _inline_keyboard(rows: list[list[object]]) -> Json:
    wide = any(len(row) > _MOST_BUTTONS_IN_A_ROW for row in rows)
    if wide or sum(len(row) for row in rows) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": [[_inline_button(button) for button in row] for row in rows]}


def _inline_button(button: object) -> Json:
    where = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{where}: InlineKeyboardButton must be an Object")
    label = _label(button, where)
    if button.get("style", "") not in _STYLES:
        raise bad_request(f"{where}: invalid button style specified")
    url = _optional_text(button, "url", where)
    data = _optional_text(button, "callback_data", where)
    if not (url or data or any(kind in button for kind in _PRESSABLE)):
        raise bad_request(f"{where}: Text buttons are unallowed in the inline keyboard")
    if not label:
        raise bad_request("inline keyboard button text must be non-empty")
    if url:
        _check_url(url)
    if not url and len(data.encode()) > _CALLBACK_DATA_BYTES:
        raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return button


def _check_url(url: str) -> None:
    match = _URL.match(url)
    scheme = ((match and match["scheme"]) or "http").lower()
    if scheme in _APP_SCHEMES:
        return
    if scheme not in {"http", "https"}:
        reason = "Unsupported URL protocol"
    elif match is None or "." not in match["host"].strip("."):
        reason = "Wrong HTTP URL"
    else:
        return
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")


def _label(button: Json, where: str) -> str:
    if "text" not in button:
        raise bad_request(f'{where}: Can\'t find field "text"')
    return _optional_text(button, "text", where).strip()


def _optional_text(button: Json, name: str, where: str) -> str:
    value = button.get(name, "")
    if not isinstance(value, str):
        raise bad_request(f'{where}: Field "{name}" must be of type String')
    return value
