"""The least a durable echo bot costs: aiohttp, orjson and one Redis script per message.

Updates are stored before the offset that confirms them moves on; one person's messages
are taken in order; state, deduplication and removal from the inbox are one script.
No framework, no types, no languages: a floor to compare with, not a bot to build.
"""

import asyncio
import os
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

import aiohttp
import orjson
import uvloop
from redis.asyncio import Redis

JSON = {"Content-Type": "application/json"}
COMMIT = """
if tonumber(redis.call('HGET', KEYS[1], 'update') or '0') < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'update', ARGV[1], 'last', ARGV[2])
  redis.call('HINCRBY', KEYS[1], 'count', 1)
end
redis.call('LPOP', KEYS[2])
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('SREM', KEYS[3], ARGV[3]) end
return 1
"""
Update = Mapping[str, Any]


class Store:
    """Inboxes and states; commits that wait at the same time share one round trip."""

    def __init__(self, redis: Redis, *, script: str) -> None:
        self._redis = redis
        self._script = script
        self._waiting: list[tuple[int, Update, asyncio.Future[None]]] = []
        self._pump: asyncio.Task[None] | None = None

    async def receive(self, updates: Sequence[Update], *, unknown: Collection[int]) -> list[int]:
        """Store updates, all or none; return the last updates of chats not known yet."""
        pipeline = self._redis.pipeline(transaction=True)
        for chat in unknown:
            pipeline.hget(f"state:{chat}", "update")
        for update in updates:
            chat = _chat_of(update)
            pipeline.rpush(f"inbox:{chat}", orjson.dumps(update))
            pipeline.sadd("live", chat)
        results = await pipeline.execute()
        return [int(last or 0) for last in results[: len(unknown)]]

    async def left_over(self) -> list[tuple[int, list[Update]]]:
        """Return what a predecessor stored and did not finish, by chat."""
        chats = [int(chat) for chat in await cast("Any", self._redis.smembers("live"))]
        pipeline = self._redis.pipeline(transaction=False)
        for chat in chats:
            pipeline.lrange(f"inbox:{chat}", 0, -1)
        inboxes = await pipeline.execute()
        return [
            (chat, [orjson.loads(blob) for blob in inbox])
            for chat, inbox in zip(chats, inboxes, strict=True)
        ]

    async def commit(self, chat: int, update: Update) -> None:
        """Let the oldest update of a chat's inbox take effect."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((chat, update, done))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._commit_waiting())
        await done

    async def _commit_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            pipeline = self._redis.pipeline(transaction=False)
            for chat, update, _ in batch:
                keys = (f"state:{chat}", f"inbox:{chat}", "live")
                text = update["message"]["text"]
                pipeline.evalsha(self._script, 3, *keys, update["update_id"], text, chat)
            await pipeline.execute()
            for _, _, done in batch:
                done.set_result(None)


class EchoBot:
    """Takes each chat's updates in order, many chats at a time."""

    def __init__(self, *, session: aiohttp.ClientSession, store: Store, url: str) -> None:
        self._session = session
        self._store = store
        self._url = url
        self._queues: dict[int, deque[Update]] = {}
        self._done: dict[int, int] = {}

    async def run(self) -> None:
        """Poll until killed."""
        async with asyncio.TaskGroup() as chats:
            left_over = await self._store.left_over()
            await self._receive([], chats=[chat for chat, _ in left_over])
            for chat, updates in left_over:
                self._feed(chats, chat, updates)
            offset = 0
            while True:
                updates = await self._call("getUpdates", offset=offset, timeout=10)
                if not updates:
                    continue
                await self._receive(updates, chats=[_chat_of(update) for update in updates])
                offset = updates[-1]["update_id"] + 1
                for update in updates:
                    self._feed(chats, _chat_of(update), [update])

    async def _receive(self, updates: Sequence[Update], *, chats: Sequence[int]) -> None:
        unknown = list(set(chats) - self._done.keys())
        last_updates = await self._store.receive(updates, unknown=unknown)
        self._done.update(zip(unknown, last_updates, strict=True))

    def _feed(self, chats: asyncio.TaskGroup, chat: int, updates: Sequence[Update]) -> None:
        if chat in self._queues:
            self._queues[chat].extend(updates)
            return
        self._queues[chat] = deque(updates)
        chats.create_task(self._work(chat))

    async def _work(self, chat: int) -> None:
        queue = self._queues[chat]
        while queue:
            update = queue.popleft()
            if update["update_id"] > self._done[chat]:
                await self._call("sendMessage", chat_id=chat, text=update["message"]["text"])
                self._done[chat] = update["update_id"]
            await self._store.commit(chat, update)
        del self._queues[chat]

    async def _call(self, method: str, **params: object) -> Any:  # noqa: ANN401 - each method has its own result
        body = orjson.dumps(params)
        async with self._session.post(self._url + method, data=body, headers=JSON) as reply:
            return orjson.loads(await reply.read())["result"]


def _chat_of(update: Update) -> int:
    return int(update["message"]["chat"]["id"])


async def main() -> None:
    """Poll until killed."""
    url = f"{os.environ['BENCH_API']}/bot{os.environ['BENCH_TOKEN']}/"
    redis = Redis.from_url(os.environ["BENCH_REDIS"])
    script = await cast("Any", redis.script_load(COMMIT))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        store = Store(redis, script=script)
        await EchoBot(session=session, store=store, url=url).run()


if __name__ == "__main__":
    uvloop.run(main())
