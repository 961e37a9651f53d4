"""Methods by which a bot presents itself: commands, name, descriptions.

Source: tdlib ``BotCommand.cpp`` and https://core.telegram.org/bots/api#setmycommands, read
2026-11-23. That a name or description is too long is refused by Telegram's own servers; the
sentences for that are ours.
"""

import re

import orjson

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.refusals import Refusal, bad_request
from tellmore.testing.telegram_server.wire import Fields
from tellmore.testing.telegram_server.world import World

_LANGUAGE = re.compile(r"(?:[a-z]{2})?\Z")
_COMMAND = re.compile(r"[a-z0-9_]+\Z")
_COMMAND_LIMIT = 32
_DESCRIPTION_LIMIT = 256
_MOST_COMMANDS = 100
_SIMPLE_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
_TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def set_my_commands(_world: World, bot: Bot, fields: Fields) -> object:
    """``setMyCommands``, per scope and language."""
    given = fields.json("commands", "can't parse commands JSON object")
    if given is None:
        given = []
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    commands = [_command(each) for each in given]
    place = (_scope(bot, fields), _language(fields))
    if len(commands) > _MOST_COMMANDS:
        raise Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    if commands:
        bot.commands[place] = commands
    else:
        bot.commands.pop(place, None)
    return True


def get_my_commands(_world: World, bot: Bot, fields: Fields) -> object:
    """``getMyCommands``, of exactly that scope and language."""
    return bot.commands.get((_scope(bot, fields), _language(fields)), [])


def delete_my_commands(_world: World, bot: Bot, fields: Fields) -> object:
    """``deleteMyCommands``, of exactly that scope and language."""
    bot.commands.pop((_scope(bot, fields), _language(fields)), None)
    return True


def _command(given: object) -> Json:
    where = "can't parse BotCommand"
    if not isinstance(given, dict):
        raise bad_request(f"{where}: expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad_request(f'{where}: Can\'t find field "{name}"')
    command = given["command"].strip().removeprefix("/")
    description = given["description"].strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > _COMMAND_LIMIT:
        raise bad_request(f"command length must not exceed {_COMMAND_LIMIT}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > _DESCRIPTION_LIMIT:
        raise bad_request(f"command description length must not exceed {_DESCRIPTION_LIMIT}")
    if not _COMMAND.match(command):
        raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def _scope(bot: Bot, fields: Fields) -> str:
    where = "can't parse BotCommandScope"
    scope = fields.json("scope", f"{where} JSON object")
    if scope is None:
        return '{"type":"default"}'
    if not isinstance(scope, dict):
        raise bad_request(f"{where}: BotCommandScope must be an Object")
    kind = scope.get("type")
    if kind in _CHAT_SCOPES:
        if not scope.get("chat_id"):
            raise bad_request(f"{where}: Empty chat_id specified")
        if Fields(scope).integer("chat_id") not in bot.chats:
            raise bad_request("chat not found")
    elif kind not in _SIMPLE_SCOPES:
        raise bad_request(f"{where}: Unsupported type specified")
    return orjson.dumps(scope, option=orjson.OPT_SORT_KEYS).decode()


def _language(fields: Fields) -> str:
    language = fields.text("language_code")
    if not _LANGUAGE.match(language):
        raise bad_request("invalid language code specified")
    return language


def set_my_name(_world: World, bot: Bot, fields: Fields) -> object:
    """``setMyName``, per language."""
    return _set_text(bot, fields, "name")


def set_my_description(_world: World, bot: Bot, fields: Fields) -> object:
    """``setMyDescription``, per language."""
    return _set_text(bot, fields, "description")


def set_my_short_description(_world: World, bot: Bot, fields: Fields) -> object:
    """``setMyShortDescription``, per language."""
    return _set_text(bot, fields, "short_description")


def get_my_name(_world: World, bot: Bot, fields: Fields) -> object:
    """``getMyName``: in the language, else the general one, else the account's."""
    return {"name": _get_text(bot, fields, "name") or bot.user["first_name"]}


def get_my_description(_world: World, bot: Bot, fields: Fields) -> object:
    """``getMyDescription``: in the language, else the general one."""
    return {"description": _get_text(bot, fields, "description")}


def get_my_short_description(_world: World, bot: Bot, fields: Fields) -> object:
    """``getMyShortDescription``: in the language, else the general one."""
    return {"short_description": _get_text(bot, fields, "short_description")}


def _set_text(bot: Bot, fields: Fields, name: str) -> bool:
    text = fields.text(name)
    language = _language(fields)
    if len(text) > _TEXT_LIMITS[name]:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    if text:
        bot.texts[name, language] = text
    else:
        bot.texts.pop((name, language), None)
    return True


def _get_text(bot: Bot, fields: Fields, name: str) -> str:
    return bot.texts.get((name, _language(fields))) or bot.texts.get((name, ""), "")
