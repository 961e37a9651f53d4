"""From Telegram's updates to arrivals: what happened, in an interview's terms."""

from datetime import UTC, datetime

import structlog
from aiogram.enums import ChatType, ContentType, MessageEntityType
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

log = structlog.get_logger(__name__)

LONGEST_CHARS = 20_000
"""Telegram's own limit is 4,096; whoever forges more is cut."""

_LONGEST_HINT_CHARS = 35
_PRIVATE = ChatType.PRIVATE
_GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}
_GONE = {"kicked", "left"}

_SENT_BY_PEOPLE = {
    ContentType.ANIMATION,
    ContentType.AUDIO,
    ContentType.CHECKLIST,
    ContentType.CONTACT,
    ContentType.DICE,
    ContentType.DOCUMENT,
    ContentType.GAME,
    ContentType.LIVE_PHOTO,
    ContentType.LOCATION,
    ContentType.PAID_MEDIA,
    ContentType.PHOTO,
    ContentType.POLL,
    ContentType.RICH_MESSAGE,
    ContentType.STICKER,
    ContentType.STORY,
    ContentType.TEXT,
    ContentType.UNKNOWN,
    ContentType.VENUE,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.VOICE,
}
"""What a person sends on purpose; the other kinds are notices that Telegram writes itself.

Text is among them for texts without a single visible character, and the unknown for kinds
that Telegram has yet to think of.
"""


def arrival_of(update: Update, *, bot: str, now: datetime, username: str = "") -> Arrival | None:
    """Return what an update means to us; None if it means nothing.

    Args:
        update: As aiogram reads it.
        bot: Id of the bot that received it.
        now: For what carries no time of its own.
        username: The bot's, by which it is called in groups.
    """
    name = f"tg:{bot}:{update.update_id}"
    if update.message is not None:
        return _message(update.message, name=name, bot=bot, username=username)
    if update.edited_message is not None:
        return _edited(update.edited_message, name=name, bot=bot)
    if update.callback_query is not None:
        return _tapped(update.callback_query, name=name, bot=bot, now=now)
    if update.my_chat_member is not None:
        return _member(update.my_chat_member, name=name, bot=bot)
    return None


def _address(bot: str, chat: int) -> Address:
    return Address(channel="telegram", account=bot, chat=str(chat))


def _message(message: Message, *, name: str, bot: str, username: str) -> Arrival | None:
    if message.from_user is not None and message.from_user.is_bot:
        return None
    happening: Happening | None
    if message.chat.type == _PRIVATE:
        happening = _happening(message)
    else:
        happening = _in_group(message, bot=bot, username=username)
    if happening is None:
        return None
    hint = (message.from_user.language_code or "") if message.from_user else ""
    return Arrival(
        id=name,
        address=_address(bot, message.chat.id),
        happening=happening,
        hint=hint[:_LONGEST_HINT_CHARS],
    )


def _happening(message: Message) -> Happening | None:
    at = message.date.astimezone(UTC)
    written = _written(message)
    words = written.split(maxsplit=1)
    if words and words[0].lower().partition("@")[0] == "/start":
        return Started(at=at, payload=words[1].strip() if len(words) > 1 else "")
    command = commands.event_of(written, at=at)
    if command is not None:
        return command
    number = str(message.message_id)
    if written.strip():
        return Said(at=at, message=number, text=written)
    kind = ContentType(message.content_type)
    return SentNonText(at=at, message=number, kind=kind.value) if kind in _SENT_BY_PEOPLE else None


def _in_group(message: Message, *, bot: str, username: str) -> Ungrouped | None:
    """Whoever calls us in a group is told where we talk; what others say there is not ours."""
    if message.chat.type not in _GROUPS:
        return None
    written = _written(message).lower()
    called = written.partition(" ")[0]
    us = f"@{username.lower()}"
    by_command = called.startswith("/") and ("@" not in called or not username or us in called)
    by_name = bool(username) and us in written.split()
    by_id = any(
        entity.type == MessageEntityType.TEXT_MENTION
        and entity.user is not None
        and str(entity.user.id) == bot
        for entity in message.entities or ()
    )
    return Ungrouped(at=message.date.astimezone(UTC)) if by_command or by_name or by_id else None


def _written(message: Message) -> str:
    """Return a message's words, made harmless."""
    raw = message.text or message.caption or ""
    if len(raw) > LONGEST_CHARS:
        log.warning("text cut", chars=len(raw))
    return strip_controls(raw[:LONGEST_CHARS])


def _edited(message: Message, *, name: str, bot: str) -> Arrival | None:
    if message.chat.type != _PRIVATE:
        return None
    written = _written(message)
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
    # A dead button still must be acknowledged: an option of no question changes nothing.
    event = buttons.event_of(query.data or "", at=now)
    return Arrival(
        id=name,
        address=_address(bot, query.message.chat.id),
        happening=event or Chose(at=now, question="", option=""),
        hint=(query.from_user.language_code or "")[:_LONGEST_HINT_CHARS],
        tap=query.id,
        keyboard=str(query.message.message_id),
        label=_label(query) if event else "",
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
