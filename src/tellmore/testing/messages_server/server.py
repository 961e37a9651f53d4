"""The server itself: listens on the loopback and answers ``POST /v1/messages``."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from aiohttp import web

from tellmore.testing.messages_server.caching import Cache
from tellmore.testing.messages_server.faults import (
    Broken,
    Cut,
    Fault,
    Hang,
    Page,
    Plan,
    SlowBytes,
    Status,
)
from tellmore.testing.messages_server.models import MODELS
from tellmore.testing.messages_server.replies import (
    Answer,
    Asked,
    Reply,
    Wrapped,
    asked_of,
    by_schema,
)
from tellmore.testing.messages_server.requests import LARGEST_BYTES, Refusal, kind_of, read

VERSIONS = ("2023-06-01", "2026-10-21")
"""Values of the header ``anthropic-version`` that the service takes."""

_SHUTDOWN_S = 1.0


class MessagesServer:
    """A Messages API of our own, for as long as its ``async with`` block.

    Attributes:
        answer: Says what the model answers; left alone, something that fits the schema.
        asked: Every request that was understood, oldest first.
        refused: What was said to every request that was not.
    """

    def __init__(
        self,
        *,
        keys: tuple[str, ...] = (),
        answer: Answer = by_schema,
        ticks: Callable[[], float] = time.monotonic,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Prepare a server.

        Args:
            keys: The keys that it knows; left out, any key will do.
            answer: Says what the model answers.
            ticks: Steady seconds, for the cache's lifetimes.
            host: Where to listen.
            port: Where to listen; 0 takes a free one.
        """
        self.answer = answer
        self.asked: list[Asked] = []
        self.refused: list[str] = []
        self._keys = keys
        self._cache = Cache(ticks)
        self._plan = Plan()
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=0)  # `_body` refuses in the service's own form
        app.add_routes(
            [web.post("/v1/messages", self._messages), web.get("/v1/models", self._models)]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """Where clients find the service."""
        return f"http://{self._host}:{self._port}"

    def fail(self, fault: Fault | None, *, times: int = 1) -> None:
        """Let the next ``times`` requests meet a fault, after those that were planned before.

        None lets them pass, so that a later one fails.
        """
        self._plan.add(fault, times)

    async def _models(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_headers(request)
        except Refusal as refusal:
            return self._refusal(refusal)
        listed = [
            {"id": one, "type": "model", "display_name": one, "created_at": "2026-01-01T00:00:00Z"}
            for one in MODELS
        ]
        body = {"data": listed, "has_more": False}
        return web.json_response(body | {"first_id": listed[0]["id"], "last_id": listed[-1]["id"]})

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        try:
            key = self._check_headers(request)
            asked = asked_of(read(await _body(request)), key)
        except Refusal as refusal:
            return self._refusal(refusal)
        self.asked.append(asked)
        fault = self._plan.next()
        match fault:
            case Status():
                return _error(fault.status, "on cue", **_retrying(fault))
            case Hang():
                await self._closing.wait()
                return web.Response(status=504)
            case Page():
                return web.Response(text=fault.text, content_type="text/html")
            case _:
                return await self._reply(request, asked, fault)

    async def _reply(
        self, request: web.Request, asked: Asked, fault: Fault | None
    ) -> web.StreamResponse:
        reply = self.answer(asked)
        if isinstance(fault, Broken):
            reply = _broken(reply, fault)
        wrapped = Wrapped(
            id=_id("msg"),
            request=asked.request,
            reply=reply,
            usage=self._cache.use(asked.request),
        )
        body = json.dumps(wrapped.message(), ensure_ascii=False).encode()
        response = web.StreamResponse(headers=_headers("application/json", len(body)))
        match fault:
            case Cut(0):
                _cut(request)
            case Cut(after):
                await response.prepare(request)
                await response.write(body[:after])
                _cut(request)
            case SlowBytes(pause_s, piece):
                await response.prepare(request)
                for begin in range(0, len(body), piece):
                    await asyncio.sleep(pause_s)
                    await response.write(body[begin : begin + piece])
            case _:
                await response.prepare(request)
                await response.write(body)
        return response

    def _check_headers(self, request: web.Request) -> str:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        key = request.headers.get("x-api-key") or bearer
        if not key or (self._keys and key not in self._keys):
            raise Refusal(401, "invalid x-api-key")
        version = request.headers.get("anthropic-version")
        if not version:
            raise Refusal(400, "anthropic-version: header is required")
        if version not in VERSIONS:
            raise Refusal(400, f"anthropic-version: {version!r} is not a valid version")
        return key

    def _refusal(self, refusal: Refusal) -> web.Response:
        self.refused.append(refusal.message)
        return _error(refusal.status, refusal.message)


async def _body(request: web.Request) -> object:
    raw = await request.read()
    if len(raw) > LARGEST_BYTES:
        raise Refusal(413, "Request exceeds the maximum size")
    try:
        return json.loads(raw)
    except ValueError:
        raise Refusal(400, "The request body is not valid JSON") from None


def _broken(reply: Reply, fault: Broken) -> Reply:
    if fault.text is not None:
        return Reply(text=fault.text, stop_reason=fault.stop_reason)
    if fault.stop_reason == "refusal":
        return Reply(stop_reason="refusal")
    half = reply.content[: len(reply.content) // 2]
    return replace(reply, json=None, text=half, stop_reason=fault.stop_reason)


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _retrying(fault: Status) -> dict[str, str]:
    headers: dict[str, str] = {}
    if fault.retry_after_s is not None:
        headers["retry-after"] = str(fault.retry_after_s)
    if fault.should_retry is not None:
        headers["x-should-retry"] = str(fault.should_retry).lower()
    return headers


def _error(status: int, message: str, **headers: str) -> web.Response:
    error = {"type": kind_of(status), "message": message}
    body: dict[str, Any] = {"type": "error", "error": error, "request_id": _id("req")}
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response(
        body, status=status, headers={"request-id": body["request_id"], **extra}
    )


def _headers(kind: str, length: int) -> dict[str, str]:
    return {"content-type": kind, "content-length": str(length), "request-id": _id("req")}


def _id(prefix: str) -> str:
    return f"{prefix}_{uuid4().hex[:24]}"
