"""Exchanges with a Redis Cluster: best effort, for those who already have one.

What differs from one server:

- Commands are not joined: each caller has a connection for as long as its commands take.
  redis-py opens at most 100 to a node and then fails, so callers queue for fewer.
- The keys of one command must share a hash tag, else it cannot be sent.
- A write is acknowledged before it is copied: a failover can lose the last ones. Set
  `min-replicas-to-write 1` on the cluster to lose fewer.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ResponseError

from tellmore.errors import Unreachable
from tellmore.stores.presence import Presence
from tellmore.stores.refusals import fault_of
from tellmore.stores.wire import Command

CONNECTIONS = 64
"""Most callers at once; together with those that wait, fewer than redis-py's 100 a node."""
WAITING = 32
"""Most callers at once whose command keeps a connection busy."""


class Cluster:
    """Everybody's exchanges with one cluster."""

    one_slot = True

    def __init__(self, url: str, presence: Presence, *, within_s: float) -> None:
        self._client = RedisCluster.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_timeout=None, socket_connect_timeout=within_s
        )
        self._presence = presence
        self._within_s = within_s
        self._seats = asyncio.Semaphore(CONNECTIONS)
        self._waiting_seats = asyncio.Semaphore(WAITING)

    async def exchange(self, commands: Sequence[Command]) -> list[Any]:
        """Return one reply a command, a refused one as the library's error.

        The commands run in order; other callers' may run between them.

        Raises:
            OurFault: The commands cannot be sent.
            Rejected: We are not let in.
            Unreachable: Nobody knows which of them ran.
        """
        async with self._seats:
            return [await self._reply(command, self._within_s) for command in commands]

    async def exchange_alone(self, command: Command, *, within_s: float) -> Any:  # noqa: ANN401 - whatever the command replies
        """Return the reply of a command that may keep a connection busy.

        Raises:
            OurFault: The command cannot be sent.
            Rejected: We are not let in.
            Unreachable: Nobody knows whether it ran.
        """
        async with self._waiting_seats:
            return await self._reply(command, within_s)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _reply(self, command: Command, within_s: float) -> Any:  # noqa: ANN401 - as above
        try:
            async with asyncio.timeout(within_s):
                # Else callers that come while it learns the nodes lose connections to one
                # another (redis-py 8.1).
                await self._client.initialize()
                reply = await self._client.execute_command(*command)
        except ResponseError as refusal:
            self._presence.answered()
            return refusal
        except Exception as error:  # noqa: BLE001 - whatever it is, it becomes one of ours
            fault = fault_of(error, str(command[0]))
            if isinstance(fault, Unreachable):
                self._presence.lost(str(fault))
            raise fault from None
        self._presence.answered()
        return reply
