"""Calls the Bot API as a client without any library would."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import aiohttp

Json: TypeAlias = dict[str, Any]
TOKEN = "42:TEST-SECRET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One bot's view of the server."""

    session: aiohttp.ClientSession
    base_url: str
    token: str = TOKEN

    async def call(self, method: str, **fields: object) -> Json:
        """Return the whole JSON answer."""
        url = f"{self.base_url}/bot{self.token}/{method}"
        async with self.session.post(url, json=fields) as answer:
            body: Json = await answer.json()
            assert body["ok"] is (answer.status == 200)
            assert body["ok"] or body["error_code"] == answer.status
            return body

    async def result(self, method: str, **fields: object) -> object:
        """Return the result of a call that must succeed."""
        body = await self.call(method, **fields)
        assert body["ok"], body
        return body["result"]

    async def send(self, text: str, *, chat_id: int = 7, **fields: object) -> int:
        """Send a message that must be taken; return its id."""
        message = await self.result("sendMessage", chat_id=chat_id, text=text, **fields)
        assert isinstance(message, dict)
        number = message["message_id"]
        assert isinstance(number, int)
        return number

    async def updates(self, **fields: object) -> list[Json]:
        """Return what ``getUpdates`` gives."""
        found = await self.result("getUpdates", **fields)
        assert isinstance(found, list)
        return found

    async def refusal(self, method: str, **fields: object) -> str:
        """Return the description of a call that must be refused."""
        body = await self.call(method, **fields)
        assert not body["ok"], body
        return str(body["description"])


async def eventually(holds: Callable[[], bool], *, within_s: float = 20.0) -> None:
    """Wait until something holds, which other tasks are about to bring about."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - there is no event for what a test looks at
            await asyncio.sleep(0.001)
