"""Methods that tell a bot about itself, its chats and its files, and let it leave."""

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.methods.reaching import find_chat
from tellmore.testing.telegram_server.refusals import bad_request
from tellmore.testing.telegram_server.wire import Fields
from tellmore.testing.telegram_server.world import World

_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_me(_world: World, bot: Bot, _fields: Fields) -> object:
    """``getMe``."""
    return {
        **bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": bot.reads_groups,
        "supports_inline_queries": False,
        "supports_guest_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def get_chat(_world: World, bot: Bot, fields: Fields) -> object:
    """``getChat``: a ``ChatFullInfo``."""
    chat = find_chat(bot, fields, to_write=False)
    full: Json = {
        **chat.body,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    return full


def leave_chat(_world: World, bot: Bot, fields: Fields) -> object:
    """``leaveChat``: groups only."""
    chat = find_chat(bot, fields)
    if not chat.is_group:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    return True


def get_file(_world: World, bot: Bot, fields: Fields) -> object:
    """``getFile``; the bytes are then under ``/file/bot<token>/<file_path>``."""
    wanted = fields.text("file_id")
    if not wanted:
        raise bad_request("file_id not specified")
    if wanted not in bot.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return {
        "file_id": wanted,
        "file_unique_id": f"u{wanted}",
        "file_size": len(bot.files[wanted][1]),
        "file_path": f"files/{wanted}",
    }


def log_out(_world: World, bot: Bot, _fields: Fields) -> object:
    """``logOut``: every later call is refused."""
    bot.logged_out = True
    return True


def close(_world: World, _bot: Bot, _fields: Fields) -> object:
    """``close``: nothing to do here, as there is one server only."""
    return True
