"""A small polling bot with one fault, to show that the benchmark notices it.

Run as ``faulty_bot.py FAULT``:

* ``drops``: never takes up every tenth message
* ``repeats``: answers every message twice
* ``swaps``: answers each batch backwards
* ``forgets``: answers all, but journals all except every tenth message
* ``hurries``: confirms updates, then answers each 0.2 s later
* ``interviews``: no fault; asks for consent by a button, then asks question after question
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from typing import Any, cast

import aiohttp
from redis.asyncio import Redis

CONSENT = {"inline_keyboard": [[{"text": "I agree", "callback_data": "agree"}]]}


class FaultyBot:
    """Polls; what it gets wrong is its fault's name."""

    def __init__(self, *, fault: str, session: aiohttp.ClientSession, redis: Redis) -> None:
        self._fault = fault
        self._session = session
        self._redis = redis
        self._url = f"{os.environ['BENCH_API']}/bot{os.environ['BENCH_TOKEN']}/"
        self._taken = 0

    async def run(self) -> None:
        offset = 0
        async with asyncio.TaskGroup() as late:
            while True:
                updates = await self._call("getUpdates", offset=offset, timeout=10)
                for update in reversed(updates) if self._fault == "swaps" else updates:
                    offset = max(offset, update["update_id"] + 1)
                    if self._fault == "hurries":
                        late.create_task(self._take_late(update))
                    else:
                        await self._take(update)

    async def _take_late(self, update: Mapping[str, Any]) -> None:
        await asyncio.sleep(0.2)
        await self._take(update)

    async def _take(self, update: Mapping[str, Any]) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            await self._call("answerCallbackQuery", callback_query_id=query["id"])
            await self._send(query["from"]["id"], f"Thank you: {query['data']}")
            await self._send(query["from"]["id"], "First question?")
            return
        chat, text = update["message"]["chat"]["id"], update["message"]["text"]
        self._taken += 1
        tenth = self._taken % 10 == 0
        if self._fault == "drops" and tenth:
            return
        if self._fault == "forgets" and not tenth:
            await cast("Any", self._redis.rpush(f"journal:{chat}", text))
        if self._fault != "interviews":
            await self._send(chat, text)
        elif text.startswith("/start"):
            await self._call("sendMessage", chat_id=chat, text="Agree?", reply_markup=CONSENT)
        else:
            await self._send(chat, f"Question {self._taken}?")
        if self._fault == "repeats":
            await self._send(chat, text)

    async def _send(self, chat: int, text: str) -> None:
        await self._call("sendMessage", chat_id=chat, text=text)

    async def _call(self, method: str, **params: object) -> Any:  # noqa: ANN401 - each method has its own result
        async with self._session.post(self._url + method, json=params) as reply:
            return (await reply.json())["result"]


async def main() -> None:
    redis = Redis.from_url(os.environ["BENCH_REDIS"])
    async with aiohttp.ClientSession() as session:
        await FaultyBot(fault=sys.argv[1], session=session, redis=redis).run()


if __name__ == "__main__":
    asyncio.run(main())
