"""Speaks HTTP: reads calls, writes answers, and fails on cue."""

import asyncio
from http import HTTPStatus
from urllib.parse import unquote

from aiohttp import web

from tellmore.testing.telegram_server import faults as failing
from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.control import Control
from tellmore.testing.telegram_server.dispatch import Answer, answer_call, find_bot, refused
from tellmore.testing.telegram_server.faults import Fault
from tellmore.testing.telegram_server.refusals import Refusal, too_many_requests
from tellmore.testing.telegram_server.wire import Fields, read_fields
from tellmore.testing.telegram_server.world import World

_JSON = {"Content-Type": "application/json"}
_SERVER_ERRORS = {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}
_BODY_LIMIT_BYTES = 51 * 1024 * 1024


class Front:
    """Answers HTTP requests until it is told to stop."""

    def __init__(self, world: World, control: Control | None) -> None:
        self._world = world
        self._control = control
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let go of every request that is being held."""
        self._stopping.set()
        if self._control is not None:
            self._control.stop()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path, _, query = request.raw_path.partition("?")
        token, slash, method = path.removeprefix("/bot").partition("/")
        if slash and method and path.startswith("/bot"):
            return await self._call(request, unquote(token), unquote(method), query)
        if self._control is not None and path.startswith("/control/"):
            return await self._control.serve(request, path.removeprefix("/control/"))
        if path.startswith("/file/bot"):
            return self._file(unquote(path.removeprefix("/file/bot")))
        return _WholeAnswer(refused(self._world, Refusal(404, "Not Found")))

    async def _call(
        self, request: web.BaseRequest, token: str, method: str, query: str
    ) -> web.StreamResponse:
        world = self._world
        try:
            bot = find_bot(world, token)
            fields = await _read(request, query)
        except Refusal as refusal:
            return _WholeAnswer(refused(world, refusal))
        world.counters.calls[method] += 1
        name = method.lower()
        fault = world.faults.take(method=name, chat_id=fields.text("chat_id"), token=token)
        if fault is not None:
            return await self._fail(request, fault, bot, name, fields)
        return await self._answer(bot, name, fields)

    async def _answer(self, bot: Bot, method: str, fields: Fields) -> web.StreamResponse:
        answer = await answer_call(self._world, bot, method, fields)
        if answer.delay_s:
            await self._pause(answer.delay_s)
        return _WholeAnswer(answer)

    async def _fail(
        self, request: web.BaseRequest, fault: Fault, bot: Bot, method: str, fields: Fields
    ) -> web.StreamResponse:
        match fault:
            case failing.TooManyRequests(retry_after_s=seconds):
                return _WholeAnswer(refused(self._world, too_many_requests(seconds)))
            case failing.ServerError(status=status):
                reason = _SERVER_ERRORS.get(status, "Internal Server Error")
                return _WholeAnswer(refused(self._world, Refusal(status, reason)))
            case failing.Hang(seconds=pause_s):
                await self._pause(pause_s)
                return await self._answer(bot, method, fields)
            case failing.DropBefore():
                return _cut(request)
            case failing.DropAfter():
                await self._answer(bot, method, fields)
                return _cut(request)
            case failing.SlowBytes(bytes_per_second=pace):
                answer = await answer_call(self._world, bot, method, fields)
                return await self._trickle(request, answer, pace)
            case failing.MalformedReply():
                await self._answer(bot, method, fields)
                return web.Response(body=b'{"ok":true,"resu', headers=_JSON)

    async def _trickle(
        self, request: web.BaseRequest, answer: Answer, bytes_per_second: float
    ) -> web.StreamResponse:
        response = web.StreamResponse(status=answer.status, headers=_JSON)
        response.content_length = len(answer.body)
        await response.prepare(request)
        for at in range(len(answer.body)):
            await response.write(answer.body[at : at + 1])
            await self._pause(1.0 / bytes_per_second)
        await response.write_eof()
        return response

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    def _file(self, path: str) -> web.StreamResponse:
        token, _, name = path.partition("/")
        try:
            bot = find_bot(self._world, token)
        except Refusal as refusal:
            return _WholeAnswer(refused(self._world, refusal))
        found = bot.files.get(name.removeprefix("files/"))
        if found is None:
            return _WholeAnswer(refused(self._world, Refusal(404, "Not Found")))
        return web.Response(body=found[1], content_type="application/octet-stream")


class _WholeAnswer(web.StreamResponse):
    """An answer that goes out in one write, a quarter cheaper than a ``web.Response``.

    The server is the far side of benchmarks, so that its own cost must stay small.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__(status=answer.status)
        head = _HEADS.get(answer.status) or _head(answer.status)
        extra = b"Retry-After: %d\r\n" % answer.retry_after_s if answer.retry_after_s else b""
        self._bytes = b"%b%bContent-Length: %d\r\n\r\n%b" % (
            head,
            extra,
            len(answer.body),
            answer.body,
        )
        self._stays_open = True

    @property
    def keep_alive(self) -> bool | None:
        """Return whether the connection stays open."""
        return self._stays_open

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write all of it."""
        self._stays_open = request.keep_alive
        if request.transport is not None:
            request.transport.write(self._bytes)

    async def write_eof(self, data: bytes = b"") -> None:
        """Do nothing: all of it is written."""


def _head(status: int) -> bytes:
    line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: application/json\r\n"
    return line.encode()


_HEADS = {200: _head(200)}


async def _read(request: web.BaseRequest, query: str) -> Fields:
    if (request.content_length or 0) > _BODY_LIMIT_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    body = await request.content.read() if request.can_read_body else b""
    return read_fields(query=query, content_type=request.headers.get("Content-Type", ""), body=body)


def _cut(request: web.BaseRequest) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
