"""Methods that change or answer what is already in a chat."""

from dataclasses import replace
from datetime import UTC, datetime

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.chats import Chat, Message
from tellmore.testing.telegram_server.keyboards import Json, read_markup
from tellmore.testing.telegram_server.methods.reaching import (
    charge,
    find_chat,
    find_message,
    find_own_message,
    read_text,
)
from tellmore.testing.telegram_server.refusals import Refusal, bad_request
from tellmore.testing.telegram_server.transcript import Happening, Wording
from tellmore.testing.telegram_server.wire import Fields
from tellmore.testing.telegram_server.world import World

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_DELETABLE_S = 48 * 3600
_TOAST_LIMIT = 200


def edit_message_text(world: World, bot: Bot, fields: Fields) -> object:
    """``editMessageText``; without ``reply_markup`` the buttons go away."""
    text, entities = read_text(fields)
    markup = _inline_only(fields)
    chat = find_chat(bot, fields)
    message = find_own_message(chat, fields)
    if message.content != "text":
        raise bad_request("there is no text in the message to edit")
    body = message.body
    same_text = (text, entities) == (body.get("text"), body.get("entities", []))
    if same_text and markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    charge(world, bot, chat)
    if not same_text:
        message.earlier.append(
            Wording(
                text=message.text,
                raw=message.raw,
                at=datetime.fromtimestamp(int(str(body.get("edit_date", body["date"]))), UTC),
            )
        )
    message.raw = fields.text("text")
    body["text"] = text
    _put(body, "entities", entities or None)
    return _edited(world, bot, chat, message, markup)


def edit_message_reply_markup(world: World, bot: Bot, fields: Fields) -> object:
    """``editMessageReplyMarkup``; without ``reply_markup`` the buttons go away."""
    markup = _inline_only(fields)
    chat = find_chat(bot, fields)
    message = find_own_message(chat, fields)
    if markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    charge(world, bot, chat)
    return _edited(world, bot, chat, message, markup)


def delete_message(world: World, bot: Bot, fields: Fields) -> object:
    """``deleteMessage``: any message of a private chat, for 48 hours."""
    if not fields.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if not fields.integer("message_id"):
        raise bad_request("message identifier is not specified")
    chat = find_chat(bot, fields)
    message = find_message(chat, fields, purpose="delete")
    if world.unix() - message.sent_at > _DELETABLE_S:
        raise bad_request("message can't be deleted for everyone")
    chat.delete(message.id)
    world.note(bot, chat, world.by_bot(Happening.DELETION, message_id=message.id))
    return True


def answer_callback_query(world: World, bot: Bot, fields: Fields) -> object:
    """``answerCallbackQuery``: once, while the tap is young."""
    text = fields.text("text")
    if len(text) > _TOAST_LIMIT:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    tap = bot.taps.pop(fields.text("callback_query_id"), None)
    if tap is None or tap.expires_at <= world.unix():
        raise bad_request(_TOO_OLD)
    world.note(bot, tap.chat, world.by_bot(Happening.TOAST, text=text, message_id=tap.message_id))
    return True


def _inline_only(fields: Fields) -> Json | None:
    markup = read_markup(fields)
    if markup.reply is not None or markup.removes:
        raise bad_request("inline keyboard expected")
    return markup.inline


def _edited(world: World, bot: Bot, chat: Chat, message: Message, markup: Json | None) -> Json:
    message.body["edit_date"] = int(world.unix())
    _put(message.body, "reply_markup", markup)
    if world.listeners:
        world.tell(bot, chat, replace(message.entry(), kind=Happening.EDIT))
    return message.body


def _put(body: Json, key: str, value: object) -> None:
    if value is None:
        body.pop(key, None)
    else:
        body[key] = value
