"""From Telegram's updates to arrivals: what happened, in an interview's terms."""

from datetime import UTC, datetime

from aiogram.enums import ChatType
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InaccessibleMessage,
    Message,
    Update,
)

from tellmore.interview.events import Chose, Edited, Left, Said, SentNonText
from tellmore.languages.isolation import strip_controls
from tellmore.runtime import buttons, commands
from tellmore.runtime.arrivals import Address, Arrival, Happening, Started, Ungrouped

LONGEST_CHARS = 20_000
"""Telegram's own limit is 4,096; whoever forges more is cut."""

_PRIVATE = ChatType.PRIVATE
_GONE = {"kicked", "left"}


def arrival_of(update: Update, *, bot: str, now: datetime) -> Arrival | None:
    """Return what an update means to us; None if it means nothing.

    Args:
        update: As aiogram reads it.
        bot: Id of the bot that received it.
        now: For what carries no time of its own.
    """
    name = f"tg:{bot}:{update.update_id}"
    if update.message is not None:
        return _message(update.message, name=name, bot=bot)
    if update.edited_message is not None:
        return _edited(update.edited_message, name=name, bot=bot)
    if update.callback_query is not None:
        return _tapped(update.callback_query, name=name, bot=bot, now=now)
    if update.my_chat_member is not None:
        return _member(update.my_chat_member, name=name, bot=bot)
    return None


def _address(bot: str, chat: int) -> Address:
    return Address(channel="telegram", account=bot, chat=str(chat))


def _message(message: Message, *, name: str, bot: str) -> Arrival | None:
    happening = _happening(message)
    if happening is None:
        return None
    hint = (message.from_user.language_code or "") if message.from_user else ""
    return Arrival(id=name, address=_address(bot, message.chat.id), happening=happening, hint=hint)


def _happening(message: Message) -> Happening | None:
    at = message.date.astimezone(UTC)
    if message.from_user is not None and message.from_user.is_bot:
        return None
    written = strip_controls((message.text or message.caption or "")[:LONGEST_CHARS])
    if message.chat.type != _PRIVATE:
        # In groups we hear commands alone; whoever tries one is told where we talk.
        return Ungrouped(at=at) if written.startswith("/") else None
    words = written.split(maxsplit=1)
    if words and words[0].lower().partition("@")[0] == "/start":
        return Started(at=at, payload=words[1].strip() if len(words) > 1 else "")
    command = commands.event_of(written, at=at)
    if command is not None:
        return command
    number = str(message.message_id)
    if written.strip():
        return Said(at=at, message=number, text=written)
    kind = message.content_type
    if kind in _SERVICE:
        return None
    return SentNonText(at=at, message=number, kind=str(kind))


_SERVICE = {
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "boost_added",
    "write_access_allowed",
}
"""Messages that Telegram writes itself."""


def _edited(message: Message, *, name: str, bot: str) -> Arrival | None:
    if message.chat.type != _PRIVATE:
        return None
    written = strip_controls((message.text or message.caption or "")[:LONGEST_CHARS])
    if not written.strip():
        return None
    at = message.date
    if message.edit_date is not None:
        at = datetime.fromtimestamp(message.edit_date, UTC)
    event = Edited(at=at.astimezone(UTC), message=str(message.message_id), text=written)
    return Arrival(id=name, address=_address(bot, message.chat.id), happening=event)


def _tapped(query: CallbackQuery, *, name: str, bot: str, now: datetime) -> Arrival | None:
    if query.message is None or query.message.chat.type != _PRIVATE:
        return None
    chat, keyboard = query.message.chat.id, str(query.message.message_id)
    # A dead button still must be acknowledged: an option of no question changes nothing.
    event = buttons.event_of(query.data or "", at=now) or Chose(at=now, question="", option="")
    return Arrival(
        id=name,
        address=_address(bot, chat),
        happening=event,
        hint=query.from_user.language_code or "",
        tap=query.id,
        keyboard=keyboard,
        label=_label(query),
    )


def _label(query: CallbackQuery) -> str:
    if query.message is None or isinstance(query.message, InaccessibleMessage):
        return ""
    markup = query.message.reply_markup
    rows = markup.inline_keyboard if markup else []
    labels = [b.text for row in rows for b in row if b.callback_data == query.data]
    return labels[0] if labels else ""


def _member(change: ChatMemberUpdated, *, name: str, bot: str) -> Arrival | None:
    if change.chat.type != _PRIVATE or change.new_chat_member.status not in _GONE:
        return None
    event = Left(at=change.date.astimezone(UTC))
    return Arrival(id=name, address=_address(bot, change.chat.id), happening=event)
