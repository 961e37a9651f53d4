"""Turns one call into its answer: token, method, faults on cue, result or refusal."""

from dataclasses import dataclass

import orjson

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.methods import METHODS, receiving
from tellmore.testing.telegram_server.refusals import Refusal
from tellmore.testing.telegram_server.wire import Fields
from tellmore.testing.telegram_server.world import World

_TRUE = b'{"ok":true,"result":true}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back to the client.

    Attributes:
        status: The HTTP status.
        body: JSON.
        retry_after_s: For the ``Retry-After`` header; 0 for none.
        delay_s: How long to hold it back.
    """

    status: int = 200
    body: bytes = _TRUE
    retry_after_s: int = 0
    delay_s: float = 0.0


def find_bot(world: World, token: str) -> Bot:
    """Return the bot of a token.

    Raises:
        Refusal: The token has not the shape of one, or nobody registered it.
    """
    bot = world.bots.get(token)
    if bot is not None and not bot.logged_out:
        return bot
    number, colon, _ = token.partition(":")
    if not colon or not number.isdigit():
        raise Refusal(404, "Not Found")
    if bot is not None:
        raise Refusal(400, "Logged out")
    raise Refusal(401, "Unauthorized")


async def answer_call(world: World, bot: Bot, method: str, fields: Fields) -> Answer:
    """Carry out one call; every refusal is counted and becomes an answer."""
    try:
        if method == "getupdates":
            return Answer(body=await receiving.get_updates(world, bot, fields))
        return Answer(body=_carry_out(world, bot, method, fields))
    except Refusal as refusal:
        return refused(world, refusal)


def refused(world: World, refusal: Refusal) -> Answer:
    """Count a refusal and return it as an answer."""
    world.counters.refusals[refusal.description] += 1
    return Answer(
        status=refusal.code,
        body=orjson.dumps(refusal.body()),
        retry_after_s=refusal.parameters.get("retry_after", 0),
        delay_s=refusal.delay_s,
    )


def perform_silently(world: World, bot: Bot, call: Json) -> None:
    """Carry out a call that came in a webhook's answer."""
    method = str(call["method"]).lower()
    world.counters.calls[method] += 1
    fields = Fields({name: value for name, value in call.items() if name != "method"})
    try:
        _carry_out(world, bot, method, fields)
    except Refusal as refusal:
        refused(world, refusal)


def _carry_out(world: World, bot: Bot, method: str, fields: Fields) -> bytes:
    carry_out = METHODS.get(method)
    if carry_out is None:
        raise Refusal(404, "Not Found: method not found")
    result = carry_out(world, bot, fields)
    return _TRUE if result is True else orjson.dumps({"ok": True, "result": result})
