"""Finds the chat and the message that a call is about, or refuses as Telegram does."""

import re

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.chats import Chat, Message
from tellmore.testing.telegram_server.entities import Entity, find_entities, trim, utf16_length
from tellmore.testing.telegram_server.markup import parse_html
from tellmore.testing.telegram_server.refusals import (
    Refusal,
    bad_request,
    forbidden,
    too_many_requests,
)
from tellmore.testing.telegram_server.transcript import Side
from tellmore.testing.telegram_server.wire import Fields
from tellmore.testing.telegram_server.world import World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_RAW_LIMIT_BYTES = 1 << 15
_CHAT_ID = re.compile(r"-?[0-9]{1,19}\Z")
_GROUP_NAMES = {"group": "group", "supergroup": "supergroup", "channel": "channel"}


def find_chat(bot: Bot, fields: Fields, *, to_write: bool = True) -> Chat:
    """Return the chat of ``chat_id``.

    Raises:
        Refusal: There is none, or the bot may not write there.
    """
    written = fields.text("chat_id")
    if not written:
        raise bad_request("chat_id is empty")
    if written.startswith("@"):
        raise bad_request("chat not found")
    chat = bot.chats.get(int(written)) if _CHAT_ID.match(written) else None
    if chat is None or not (chat.started or chat.is_group):
        raise bad_request("chat not found")
    if to_write:
        _check_write(chat)
    return chat


def _check_write(chat: Chat) -> None:
    if chat.profile is not None:
        if chat.profile.deleted:
            raise forbidden("user is deactivated")
        if chat.bot_status == "kicked":
            raise forbidden("bot was blocked by the user")
        return
    if chat.migrated_to:
        raise Refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            parameters={"migrate_to_chat_id": chat.migrated_to},
        )
    kind = _GROUP_NAMES[str(chat.body["type"])]
    if chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")


def find_message(chat: Chat, fields: Fields, *, purpose: str) -> Message:
    """Return the message of ``message_id``; ``purpose`` completes *message to … not found*.

    Raises:
        Refusal: It is not in the chat.
    """
    message = chat.messages.get(fields.integer("message_id"))
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    return message


def find_own_message(chat: Chat, fields: Fields) -> Message:
    """Return the bot's own message of ``message_id``.

    Raises:
        Refusal: It is not in the chat, or is not the bot's.
    """
    if not fields.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = find_message(chat, fields, purpose="edit")
    if message.by is not Side.BOT:
        raise bad_request("message can't be edited")
    return message


def charge(world: World, bot: Bot, chat: Chat) -> None:
    """Count a send or an edit against the flood limits.

    Raises:
        Refusal: A limit is broken.
    """
    wait_s = bot.gauge.admit(chat_id=chat.id, is_group=chat.is_group, now=world.ticks())
    if wait_s:
        world.counters.floods += 1
        raise too_many_requests(wait_s)


def read_text(fields: Fields) -> tuple[str, list[Entity]]:
    """Return the visible text of ``text`` and its entities.

    Raises:
        Refusal: It is empty, too long, or its markup is wrong.
    """
    if not fields.text("text"):
        raise bad_request("message text is empty")
    text, entities = _formatted(fields, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, entities


def read_caption(fields: Fields) -> tuple[str, list[Entity]]:
    """Return the visible text of ``caption`` and its entities.

    Raises:
        Refusal: It is too long, or its markup is wrong.
    """
    text, entities = _formatted(fields, "caption", "caption_entities")
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, entities


def _formatted(fields: Fields, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    raw = fields.text(name)
    if len(raw) * 4 > _RAW_LIMIT_BYTES and len(raw.encode()) > _RAW_LIMIT_BYTES:
        raise bad_request("text is too long")
    mode = fields.text("parse_mode").lower()
    if not mode or mode == "none" or not raw:
        return trim(*_given_entities(raw, fields, entities_name))
    if mode == "html":
        return trim(*parse_html(raw))
    if mode in {"markdown", "markdownv2"}:
        raise bad_request("can't parse entities: this server reads HTML only")
    raise bad_request("unsupported parse_mode")


def _given_entities(raw: str, fields: Fields, name: str) -> tuple[str, list[Entity]]:
    if name not in fields:
        return raw, find_entities(raw)
    given = fields.json(name, "can't parse entities JSON object")
    if not isinstance(given, list):
        return raw, find_entities(raw)
    length = utf16_length(raw)
    for entity in given:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        offset, size = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(size, int):
            raise bad_request("can't parse MessageEntity: Can't find field \"offset\"")
        if not 0 <= offset <= length:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if size < 0 or offset + size > length:
            raise bad_request(f"receive an entity with incorrect length {size}")
    return raw, given
