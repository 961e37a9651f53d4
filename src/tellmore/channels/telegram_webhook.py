"""Receives from Telegram by webhook: 200 is said only once the inbox has the update."""

import asyncio
import hmac
import json
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from tellmore.channels.telegram_reading import OnPoison, RawUpdate, read_update, told_of
from tellmore.errors import InvalidSettings, OurFault, TheirFault
from tellmore.runtime.ports import Clock, Inbox

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_BYTES = 1024 * 1024
READ_WITHIN_S = 10
RETRY_AFTER_S = 2


def webhook_app(
    bots: Mapping[str, str],
    *,
    inbox: Inbox,
    secret: str,
    clock: Clock,
    on_poison: OnPoison = told_of,
) -> web.Application:
    """Return an application that takes updates at ``/telegram/<bot>``.

    Args:
        bots: Usernames of our bots, by their ids.
        inbox: Where arrivals are stored before Telegram is told so.
        secret: What Telegram sends with each update.
        clock: For what carries no time of its own.
        on_poison: Told of each update that cannot be read or stored.

    Raises:
        InvalidSettings: Without a secret everybody could write to us in Telegram's name.
    """
    if not secret:
        raise InvalidSettings("TELLMORE_TELEGRAM_WEBHOOK_SECRET: is missing")

    async def take(request: web.Request) -> web.Response:
        bot = request.match_info["bot"]
        if not _is_secret(request.headers.get(HEADER, ""), secret) or bot not in bots:
            return web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            async with asyncio.timeout(READ_WITHIN_S):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        # What can never be read or stored is taken: refused, it would come for 24 hours.
        update = _update_in(body, bot=bot, on_poison=on_poison)
        if update is None:
            return web.Response()
        arrival = read_update(
            update, bot=bot, now=clock.now(), username=bots[bot], on_poison=on_poison
        )
        try:
            await inbox.put([arrival] if arrival else [])
        except TheirFault:
            wait = {"Retry-After": str(RETRY_AFTER_S)}
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=wait)
        except (OurFault, ValueError) as fault:
            on_poison(bot, str(update.get("update_id", "")), type(fault).__name__)
        return web.Response()

    app = web.Application(client_max_size=LARGEST_BYTES)
    app.router.add_post("/telegram/{bot}", take)
    app.router.add_get("/healthz", _alive)
    return app


async def _alive(_: web.Request) -> web.Response:
    return web.Response(text="ok")


def _update_in(body: bytes, *, bot: str, on_poison: OnPoison) -> RawUpdate | None:
    """Return the update that a body holds; None, once that is told, if it holds none."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError) as error:
        on_poison(bot, "", type(error).__name__)
        return None
    if isinstance(update, dict):
        return update
    on_poison(bot, "", type(update).__name__)
    return None


def _is_secret(given: str, secret: str) -> bool:
    # Header bytes that are no UTF-8 reach us as halves of characters.
    return hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode())
