"""Methods that put something into a chat."""

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.chats import Chat, Message
from tellmore.testing.telegram_server.keyboards import Json, read_markup
from tellmore.testing.telegram_server.methods.reaching import (
    charge,
    find_chat,
    find_message,
    read_caption,
    read_text,
)
from tellmore.testing.telegram_server.refusals import Refusal, bad_request
from tellmore.testing.telegram_server.transcript import Happening, Side
from tellmore.testing.telegram_server.wire import Fields, Upload
from tellmore.testing.telegram_server.world import World

_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note",
        "upload_video_note", "cancel",
    }
)  # fmt: skip


def send_message(world: World, bot: Bot, fields: Fields) -> object:
    """``sendMessage``."""
    text, entities = read_text(fields)
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    return _send(world, bot, fields, content=content, raw=fields.text("text"), kind="text")


def send_document(world: World, bot: Bot, fields: Fields) -> object:
    """``sendDocument``: an upload, or the ``file_id`` of an earlier one."""
    caption, entities = read_caption(fields)
    file_id, upload = _document(bot, fields)
    content: Json = {
        "document": {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": upload.filename,
            "file_size": len(upload.content),
        }
    }
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    sent = _send(world, bot, fields, content=content, raw=fields.text("caption"), kind="document")
    bot.files[file_id] = (upload.filename, upload.content)
    return sent


def _document(bot: Bot, fields: Fields) -> tuple[str, Upload]:
    named = fields.text("document")
    upload = fields.files.get(named.removeprefix("attach://")) or fields.files.get("document")
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        return f"BQ{bot.id}-{len(bot.files) + 1}", upload
    if named in bot.files:
        filename, content = bot.files[named]
        return named, Upload(filename=filename, content=content)
    if not named:
        raise bad_request("there is no document in the request")
    raise bad_request("wrong file identifier/HTTP URL specified")


def _send(world: World, bot: Bot, fields: Fields, *, content: Json, raw: str, kind: str) -> Json:
    markup = read_markup(fields)
    chat = find_chat(bot, fields)
    reply = _reply(chat, fields)
    charge(world, bot, chat)
    body: Json = {
        "message_id": bot.next_message_id(),
        "from": bot.user,
        "chat": chat.body,
        "date": int(world.unix()),
    }
    if reply is not None:
        body["reply_to_message"] = reply
    body.update(content)
    if markup.inline is not None:
        body["reply_markup"] = markup.inline
    if markup.reply is not None:
        chat.reply_keyboard = markup.reply
    elif markup.removes:
        chat.reply_keyboard = None
    world.arrive(bot, chat, Message(body=body, by=Side.BOT, raw=raw, content=kind))
    return body


def _reply(chat: Chat, fields: Fields) -> Json | None:
    if "reply_parameters" not in fields:
        number = fields.integer("reply_to_message_id")
        lenient = fields.flag("allow_sending_without_reply")
    else:
        wanted = fields.json("reply_parameters", "can't parse reply parameters JSON object")
        if not isinstance(wanted, dict):
            raise bad_request("object expected as reply parameters")
        number = Fields(wanted).integer("message_id")
        lenient = Fields(wanted).flag("allow_sending_without_reply")
    if not number:
        return None
    original = chat.messages.get(number)
    if original is None:
        if lenient:
            return None
        raise bad_request("message to be replied not found")
    return original.quoted()


def send_chat_action(world: World, bot: Bot, fields: Fields) -> object:
    """``sendChatAction``."""
    action = fields.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = find_chat(bot, fields)
    world.note(bot, chat, world.by_bot(Happening.ACTION, text=action))
    return True


def send_message_draft(world: World, bot: Bot, fields: Fields) -> object:
    """``sendMessageDraft``: a preview that stands until the message itself comes."""
    if not fields.integer("draft_id"):
        raise Refusal(400, "Bad Request: DRAFT_ID_INVALID")
    text = read_text(fields)[0] if fields.text("text") else ""
    chat = find_chat(bot, fields)
    if chat.is_group:
        raise bad_request("method is available only for private chats")
    world.note(bot, chat, world.by_bot(Happening.DRAFT, text=text))
    return True


def set_message_reaction(world: World, bot: Bot, fields: Fields) -> object:
    """``setMessageReaction``; a bot has one at most."""
    given = fields.json("reaction", "can't parse reaction types JSON object")
    if given is None:
        given = []
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise bad_request("expected an Array of ReactionType")
    if len(given) > 1:
        raise Refusal(400, "Bad Request: REACTIONS_TOO_MANY")
    chat = find_chat(bot, fields)
    message = find_message(chat, fields, purpose="react")
    emoji = "".join(str(each.get("emoji", "")) for each in given)
    world.note(bot, chat, world.by_bot(Happening.REACTION, text=emoji, message_id=message.id))
    return True
