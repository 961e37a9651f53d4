"""Receives from Telegram by webhook: 200 is said only once the inbox has the update."""

import hmac
from collections.abc import Sequence

import orjson
import structlog
from aiohttp import web

from tellmore.channels.telegram_receiver import read_update
from tellmore.errors import Unreachable
from tellmore.runtime.ports import Clock, Inbox

log = structlog.get_logger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_BYTES = 1024 * 1024


def webhook_app(bots: Sequence[str], *, inbox: Inbox, secret: str, clock: Clock) -> web.Application:
    """Return an application that takes updates at ``/telegram/<bot>``.

    Args:
        bots: Ids of our bots.
        inbox: Where arrivals are stored before Telegram is told so.
        secret: What Telegram sends with each update.
        clock: For what carries no time of its own.
    """

    async def take(request: web.Request) -> web.Response:
        bot = request.match_info["bot"]
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()) or bot not in bots:
            return web.Response(status=403)
        try:
            update = orjson.loads(await request.read())
        except orjson.JSONDecodeError:
            log.error("webhook is no JSON", bot=bot)
            return web.Response(status=400)
        # What cannot be read is taken all the same: refused, it would come for 24 hours.
        arrival = (
            read_update(update, bot=bot, now=clock.now()) if isinstance(update, dict) else None
        )
        if arrival is not None:
            try:
                await inbox.put([arrival])
            except Unreachable:
                return web.Response(status=503, headers={"Retry-After": "2"})
        return web.Response(status=200)

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    app = web.Application(client_max_size=LARGEST_BYTES)
    app.router.add_post("/telegram/{bot}", take)
    app.router.add_get("/healthz", alive)
    return app
