"""The control API: act as people and look at what happened, over HTTP with JSON.

``POST /control/act`` takes one act or a list of acts, each with its ``act`` tag, and answers
``{"results": […]}``; the first act that nobody could do ends the list with a 409.
``GET /control/transcript?bot=&chat=``, ``/control/outbox?after=`` and ``/control/counters``
show what happened. ``GET /control/deliveries`` streams, one JSON object a line, whatever bots
do from now on.
"""

import asyncio
from http import HTTPStatus

import msgspec
import orjson
from aiohttp import web

from tellmore.testing.telegram_server import acts
from tellmore.testing.telegram_server.refusals import ImpossibleAct
from tellmore.testing.telegram_server.registry import Registry
from tellmore.testing.telegram_server.world import Delivery

_JSON = {"Content-Type": "application/json"}
_MALFORMED = {"error": "Not an act: see tellmore.testing.telegram_server.acts."}


class Control:
    """Answers ``/control/…`` until it is told to stop."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._acts = msgspec.json.Decoder(acts.AnyAct | list[acts.AnyAct])
        self._streams: set[asyncio.Queue[Delivery | None]] = set()

    def stop(self) -> None:
        """End every stream."""
        for stream in self._streams:
            stream.put_nowait(None)

    async def serve(self, request: web.BaseRequest, what: str) -> web.StreamResponse:
        """Answer one request; ``what`` is the path after ``/control/``."""
        try:
            match (request.method, what):
                case ("POST", "act"):
                    return self._act(await request.content.read())
                case ("GET", "transcript"):
                    return _response(self._transcript(request))
                case ("GET", "outbox"):
                    return _response(self._outbox(int(request.query.get("after", "0"))))
                case ("GET", "counters"):
                    return _response(self._counters())
                case ("GET", "deliveries"):
                    return await self._stream(request)
                case _:
                    return _response({"error": "Not found."}, HTTPStatus.NOT_FOUND)
        except ImpossibleAct as impossible:
            return _response({"error": str(impossible)}, HTTPStatus.CONFLICT)

    def _act(self, body: bytes) -> web.Response:
        try:
            wanted = self._acts.decode(body)
        except msgspec.DecodeError as error:
            return _response({**_MALFORMED, "where": str(error)}, HTTPStatus.BAD_REQUEST)
        results = []
        for act in wanted if isinstance(wanted, list) else [wanted]:
            try:
                results.append(acts.perform(self._registry, act))
            except ImpossibleAct as impossible:
                told = {"error": str(impossible), "results": results}
                return _response(told, HTTPStatus.CONFLICT)
        return _response({"results": results})

    def _transcript(self, request: web.BaseRequest) -> object:
        bot = self._registry.world.find_bot(request.query.get("bot", ""))
        chat = bot.chats.get(int(request.query.get("chat", "0")))
        return [] if chat is None else chat.transcript()

    def _outbox(self, after: int) -> object:
        return [
            {"bot": sent.bot, "raw": sent.message.raw, "message": sent.message.body}
            for sent in list(self._registry.world.outbox)[after:]
        ]

    def _counters(self) -> object:
        world = self._registry.world
        counters = world.counters
        return {
            "calls": dict(counters.calls),
            "refusals": dict(counters.refusals),
            "floods": counters.floods,
            "deliveries": counters.deliveries,
            "faults": world.faults.struck,
            "waiting": {bot.username: len(bot.updates) for bot in world.bots.values()},
        }

    async def _stream(self, request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        queue: asyncio.Queue[Delivery | None] = asyncio.Queue()
        listeners = self._registry.world.listeners
        self._streams.add(queue)
        listeners.append(queue.put_nowait)
        try:
            await response.prepare(request)
            while (delivery := await queue.get()) is not None:
                await response.write(orjson.dumps(delivery) + b"\n")
        finally:
            self._streams.discard(queue)
            listeners.remove(queue.put_nowait)
        return response


def _response(told: object, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(told), headers=_JSON)
