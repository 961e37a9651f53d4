"""The far side of all contestants: a fast, small Bot API server with a crowd behind it.

Runs as a process of its own, so that its work never counts as a contestant's::

    python -m benchmarks.far_side PORT

serves ``/bot<token>/<method>`` to bots on the loopback interface, and ``/control/<what>``
to the benchmark that started it. It is built for speed: it checks nothing and knows no
limits. `tellmore.testing` has the strict server.
"""

import asyncio
import importlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl

import msgspec
import orjson
import uvloop
from aiohttp import web

from benchmarks.crowd import Crowd, Load
from benchmarks.persons import BotMessage, Button, Person
from benchmarks.updates import Updates

HOST = "127.0.0.1"
BOT = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
NO_WEBHOOK = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
LIMIT = 100
LONGEST_POLL_S = 50.0
TERMINATED = {
    "ok": False,
    "error_code": 409,
    "description": "Conflict: terminated by other getUpdates request",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """Who is to come.

    Attributes:
        person: Class that plays one person, as ``module:Class``; called with ``chat`` and
            the options.
        options: What else the class wants to know.
        persons: How many come.
        turns_each: Measured messages after which a person's interview is full; None if never.
        longest_s: Time for everybody's warm-up.
    """

    person: str
    persons: int
    options: Mapping[str, str] = field(default_factory=dict)
    turns_each: int | None = None
    longest_s: float = 60.0


class FarSide:
    """Answers bots as Telegram's server would, and the benchmark that asks how it goes."""

    def __init__(self) -> None:
        self._updates = Updates()
        self._crowd: Crowd | None = None
        self._last_message = 100_000

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer one HTTP request."""
        first, _, method = request.path.lstrip("/").partition("/")
        if first == "control":
            return _json(await self._control(method, await request.read()))
        params = await _params(request)
        if method == "getUpdates":
            return await self._get_updates(params)
        if method == "sendMessage":
            return self._send_message(params)
        if method == "getMe":
            return _json({"ok": True, "result": BOT})
        if method == "getWebhookInfo":
            return _json({"ok": True, "result": NO_WEBHOOK})
        if method == "getMyCommands":
            return _json({"ok": True, "result": []})
        return _json({"ok": True, "result": True})

    def write(self, *, chat: int, text: str) -> None:
        """Queue a person's text for the bot."""
        self._put("message", self._message(chat=chat, text=text, sender=_person(chat)))

    def press(self, *, chat: int, message: BotMessage, data: str) -> None:
        """Queue a person's pressing of a button for the bot."""
        shown = self._message(chat=chat, text=message.text, sender=BOT)
        query = {
            "id": f"{chat}{message.message_id}",
            "from": _person(chat),
            "chat_instance": str(chat),
            "message": {**shown, "message_id": message.message_id},
            "data": data,
        }
        self._put("callback_query", query)

    def _put(self, kind: str, content: Mapping[str, Any]) -> None:
        update_id = self._updates.next_id()
        self._updates.put(update_id, orjson.dumps({"update_id": update_id, kind: content}))

    def _message(self, *, chat: int, text: str, sender: Mapping[str, Any]) -> dict[str, Any]:
        self._last_message += 1
        return {
            "message_id": self._last_message,
            "date": int(time.time()),
            "from": sender,
            "chat": {"id": chat, "type": "private", "first_name": "U"},
            "text": text,
        }

    async def _get_updates(self, params: Mapping[str, Any]) -> web.Response:
        batch = await self._updates.poll(
            offset=int(params.get("offset") or 0),
            limit=min(int(params.get("limit") or LIMIT), LIMIT),
            timeout_s=min(float(params.get("timeout") or 0), LONGEST_POLL_S),
        )
        if batch is None:
            return _json(TERMINATED, status=409)
        body = b'{"ok":true,"result":[' + b",".join(batch) + b"]}"
        return web.Response(body=body, content_type="application/json")

    def _send_message(self, params: Mapping[str, Any]) -> web.Response:
        chat, text = int(params["chat_id"]), str(params["text"])
        sent = self._message(chat=chat, text=text, sender=BOT)
        if self._crowd is not None:
            buttons = _buttons(params.get("reply_markup"))
            heard = BotMessage(message_id=sent["message_id"], text=text, buttons=buttons)
            self._crowd.hear(chat=chat, message=heard)
        return _json({"ok": True, "result": sent})

    async def _control(self, what: str, body: bytes) -> Mapping[str, Any]:
        if what == "gather":
            return await self._gather(msgspec.json.decode(body, type=Gathering))
        if self._crowd is None:
            return {"error": "nobody was gathered"}
        if what == "talk":
            return asdict(await self._crowd.talk(msgspec.json.decode(body, type=Load)))
        if what == "verdict":
            verdict = asdict(self._crowd.verdict())
            return {**verdict, "repeated": self._crowd.repeated, "queued": len(self._updates)}
        if what == "sent":
            return {str(chat): texts for chat, texts in self._crowd.sent.items()}
        return {"error": "no such control"}

    async def _gather(self, gathering: Gathering) -> Mapping[str, Any]:
        """Wait until the bot polls, then let the persons come."""
        module, _, name = gathering.person.partition(":")
        play = cast("Callable[..., Person]", getattr(importlib.import_module(module), name))
        self._crowd = Crowd(
            app=self,
            person=lambda chat: play(chat=chat, **gathering.options),
            turns_each=gathering.turns_each,
        )
        try:
            async with asyncio.timeout(gathering.longest_s):
                await self._updates.polled.wait()
            await self._crowd.gather(gathering.persons, longest_s=gathering.longest_s)
        except TimeoutError:
            polled = self._updates.polled.is_set()
            return {"error": "not all got through the warm-up" if polled else "no bot polled"}
        return {"persons": gathering.persons}


async def _params(request: web.BaseRequest) -> Mapping[str, Any]:
    """Return a method's parameters, from the query or any of the three body forms."""
    kind = request.content_type
    if kind == "multipart/form-data":
        return {**request.query, **await request.post()}
    body = await request.read()
    if not body:
        return request.query
    if kind == "application/json":
        return cast("dict[str, Any]", orjson.loads(body))
    return dict(parse_qsl(body.decode()))


def _buttons(markup: object) -> tuple[Button, ...]:
    """Return the buttons of a keyboard of either kind, given as JSON or parsed already."""
    if not markup:
        return ()
    keyboard = json.loads(markup) if isinstance(markup, str) else cast("dict[str, Any]", markup)
    rows = keyboard.get("inline_keyboard") or keyboard.get("keyboard") or []
    cells = [cell if isinstance(cell, dict) else {"text": cell} for row in rows for cell in row]
    return tuple(Button(label=cell["text"], data=cell.get("callback_data", "")) for cell in cells)


def _person(chat: int) -> dict[str, Any]:
    return {
        "id": chat,
        "is_bot": False,
        "first_name": "U",
        "username": f"u{chat}",
        "language_code": "en",
    }


def _json(content: object, *, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(content), status=status, content_type="application/json")


async def main(port: int) -> None:
    """Serve until killed."""
    runner = web.ServerRunner(web.Server(FarSide().answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
