"""Lanes: what concerns one key is done in order, different keys at the same time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class Lanes:
    """First in, first out within a lane; lanes side by side.

    A lane exists only while it has work, so millions of keys cost nothing. Jobs must
    handle their own errors: one that raises ends the task group that owns the lanes.
    """

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._lanes: dict[str, deque[Job]] = {}
        self._waiting = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __len__(self) -> int:
        """Return how many jobs wait or run."""
        return self._waiting

    def put(self, key: str, job: Job) -> None:
        """Queue a job behind what the lane ``key`` still has to do."""
        self._waiting += 1
        self._idle.clear()
        lane = self._lanes.get(key)
        if lane is None:
            self._lanes[key] = lane = deque((job,))
            self._group.create_task(self._work(key, lane))
        else:
            lane.append(job)

    async def until_idle(self) -> None:
        """Return once nothing waits or runs."""
        await self._idle.wait()

    async def _work(self, key: str, lane: deque[Job]) -> None:
        while lane:
            try:
                await lane.popleft()()
            finally:
                self._waiting -= 1
                if not self._waiting:
                    self._idle.set()
        del self._lanes[key]
