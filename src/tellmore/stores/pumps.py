"""Joins the commands of many callers into few exchanges with one Redis server.

A connection a caller makes five hundred callers queue for fifty connections, unfairly, and
costs a write, a read and two wake-ups a command. Here whoever asks while an exchange is under
way is sent with all others in the next one, first come, first served.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis

from tellmore.errors import OurFault, TellmoreError, Unreachable
from tellmore.stores.presence import Presence
from tellmore.stores.wire import CLOSED, Asked, Command, Wire, ask

PUMPS = 2
"""While one exchange waits for the disk, the next one is gathered and sent."""
BATCH = 256
"""Most askers an exchange: an early one waits for the replies of those before it."""


class Pumps:
    """Everybody's exchanges with one server."""

    one_slot = False

    def __init__(self, client: Redis, presence: Presence, *, within_s: float) -> None:
        self._client = client
        self._presence = presence
        self._within_s = within_s
        self._queue: deque[Asked] = deque()
        self._asked = asyncio.Event()
        self._closed = False
        self._idle: list[Wire] = []  # for commands that make the server wait
        self._busy: set[Wire] = set()
        self._wires = [Wire(client, presence) for _ in range(PUMPS)]
        self._tasks = [asyncio.create_task(self._pump(wire)) for wire in self._wires]

    async def exchange(self, commands: Sequence[Command]) -> list[Any]:
        """Return one reply a command, a refused one as the library's error.

        The commands of one call run in order, on one connection, with nobody else's of
        ours between them.

        Raises:
            OurFault: The commands cannot be sent.
            Rejected: We are not let in.
            Unreachable: Nobody knows which of them ran.
        """
        self._refuse_if_closed()
        asked = ask(commands)
        self._queue.append(asked)
        self._asked.set()
        return self._shaped(asked, await asked.answer)

    async def exchange_alone(self, command: Command, *, within_s: float) -> Any:  # noqa: ANN401 - whatever the command replies
        """Return the reply of a command that may keep a connection busy.

        Raises:
            OurFault: The command cannot be sent.
            Rejected: We are not let in.
            Unreachable: Nobody knows whether it ran.
        """
        self._refuse_if_closed()
        asked = ask([command])
        wire = self._idle.pop() if self._idle else Wire(self._client, self._presence)
        self._busy.add(wire)
        try:
            await wire.exchange([asked], within_s=within_s)
        finally:
            self._busy.discard(wire)
            self._idle.append(wire)
        return self._shaped(asked, await asked.answer)[0]

    async def aclose(self) -> None:
        """Close every connection; whoever still waits is told that nobody knows."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for asked in self._queue:
            if not asked.answer.done():
                asked.answer.set_result(Unreachable(CLOSED))
        self._queue.clear()
        for wire in (*self._wires, *self._idle, *self._busy):
            await wire.aclose()

    async def _pump(self, wire: Wire) -> None:
        while True:
            await self._asked.wait()
            batch = self._next_batch()
            if batch:
                await wire.exchange(batch, within_s=self._within_s)

    def _next_batch(self) -> list[Asked]:
        late = asyncio.get_running_loop().time() - self._within_s
        batch: list[Asked] = []
        while self._queue and len(batch) < BATCH:
            asked = self._queue.popleft()
            if asked.answer.done():
                continue  # whoever asked has gone: what was not sent need not be
            if asked.since < late:
                asked.answer.set_result(Unreachable("Redis is too slow; this was never sent"))
                continue
            batch.append(asked)
        if not self._queue:
            self._asked.clear()
        return batch

    def _shaped(self, asked: Asked, answer: list[Any] | TellmoreError) -> list[Any]:
        """Return the replies as redis-py makes them."""
        if isinstance(answer, TellmoreError):
            raise answer
        shapes = self._client.response_callbacks
        return [
            shapes[name](reply) if name in shapes and not isinstance(reply, Exception) else reply
            for name, reply in zip(asked.names, answer, strict=True)
        ]

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise OurFault("the connection to Redis is closed")
