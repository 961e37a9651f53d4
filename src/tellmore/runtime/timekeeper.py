"""Wakes sleeping interviews: turns timers that are due into arrivals."""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from tellmore.errors import Unreachable
from tellmore.runtime.arrivals import SHARDS
from tellmore.runtime.ports import Clock

log = structlog.get_logger(__name__)

EVERY = timedelta(seconds=1)


class Timers(Protocol):
    """Timers that wait in the store."""

    async def wake(self, shard: int, *, at: datetime) -> int:
        """Turn the timers of a shard that are due into arrivals; return how many.

        Idempotent: any number of timekeepers may do it at once.
        """
        ...

    async def wait_until_up(self) -> None:
        """Return once the store answers again."""
        ...


async def keep_time(timers: Timers, clock: Clock, stop: asyncio.Event) -> None:
    """Wake what is due, every second, until ``stop`` is set."""
    while not stop.is_set():
        try:
            at = clock.now()
            woken = await asyncio.gather(*(timers.wake(shard, at=at) for shard in range(SHARDS)))
            if any(woken):
                log.info("interviews woken", count=sum(woken))
        except Unreachable:
            await timers.wait_until_up()
            continue
        try:
            await asyncio.wait_for(stop.wait(), EVERY.total_seconds())
        except TimeoutError:
            continue
