"""One socket to a Redis server: commands out, replies back in the same order."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import hiredis
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ReadOnlyError, ResponseError

from tellmore.errors import OurFault, TellmoreError, Unreachable
from tellmore.stores.presence import Presence
from tellmore.stores.refusals import fault_of

CLOSED = "the connection to Redis was closed"

Word = str | bytes | int | float
Command = Sequence[Word]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one caller asks, and where the answer goes.

    Attributes:
        names: Name of each command, in upper case.
        packed: The commands as they go over the wire.
        since: When it was asked, on the event loop's clock.
        answer: Gets one reply a command, a refused one as the library's error; or, as a
            result too, the fault that left it without replies.
    """

    names: tuple[str, ...]
    packed: bytes
    since: float
    answer: asyncio.Future[list[Any] | TellmoreError]


def ask(commands: Sequence[Command]) -> Asked:
    """Return commands ready to be sent.

    Raises:
        OurFault: There is none, or a word is neither text, bytes nor a number.
    """
    if not commands:
        raise OurFault("there is no command to send")
    names, packed = [], []
    for command in commands:
        name = str(command[0]).upper()
        names.append(name)
        try:
            packed.append(_pack((*name.split(), *command[1:])))
        except TypeError:
            raise OurFault(f"a word of {name} is neither text, bytes nor a number") from None
    loop = asyncio.get_running_loop()
    return Asked(
        names=tuple(names),
        packed=b"".join(packed),
        since=loop.time(),
        answer=loop.create_future(),
    )


class Wire:
    """One socket, connected when first needed and again after each failure."""

    __slots__ = ("_closed", "_connection", "_presence")

    def __init__(self, client: Redis, presence: Presence) -> None:
        self._connection = _unpooled(client)
        self._presence = presence
        self._closed = False

    async def exchange(self, batch: Sequence[Asked], *, within_s: float) -> None:
        """Send what was asked in one piece and give each asker the replies as they come.

        Whoever is left without replies gets a fault; nothing is sent twice. An asker who
        does not wait any more harms nobody: the replies are read and dropped.
        """
        try:
            async with asyncio.timeout(within_s):
                demoted = await self._converse(batch)
        except Exception as error:  # noqa: BLE001 - whatever it is, each asker is to learn of it
            # A reply that is still on its way must never meet the next asker.
            await self._connection.disconnect(nowait=True)
            fault = fault_of(error, batch[0].names[0])
            if self._closed:
                fault = Unreachable(CLOSED)
            elif isinstance(fault, Unreachable):
                self._presence.lost(str(fault))
            _give_up(batch, fault)
        except BaseException:
            await self._connection.disconnect(nowait=True)
            _give_up(batch, Unreachable(CLOSED))
            raise
        else:
            self._presence.answered()
            if demoted:  # whoever is the primary now may have its name
                await self._connection.disconnect(nowait=True)

    async def aclose(self) -> None:
        """Close the socket; an exchange that is under way ends without replies."""
        self._closed = True
        await self._connection.disconnect()

    async def _converse(self, batch: Sequence[Asked]) -> bool:
        """Exchange; return True if the server turned into a replica under us."""
        connection = self._connection
        if connection.is_connected and await connection.can_read():
            await connection.disconnect(nowait=True)  # the server went away while we were idle
        await connection.connect()  # type: ignore[no-untyped-call]  # the library has no types here
        if self._closed:
            raise ConnectionResetError
        await connection.send_packed_command(b"".join(asked.packed for asked in batch), False)  # noqa: FBT003 - positional in the library
        demoted = False
        for asked in batch:
            replies = []
            for _ in asked.names:
                try:
                    replies.append(await connection.read_response())
                except ResponseError as refusal:
                    demoted = demoted or isinstance(refusal, ReadOnlyError)
                    replies.append(refusal)
            if not asked.answer.done():
                asked.answer.set_result(replies)
        return demoted


def _pack(words: tuple[Word, ...]) -> bytes:
    packed: bytes = hiredis.pack_command(words)  # type: ignore[arg-type]  # typed for one word
    return packed


def _unpooled(client: Redis) -> AbstractConnection:
    """Return a connection of our own: a pool's locks and checks cost more than a command."""
    connection: AbstractConnection = client.connection_pool.make_connection()  # type: ignore[no-untyped-call]  # the library has no types here
    return connection


def _give_up(batch: Sequence[Asked], fault: TellmoreError) -> None:
    for asked in batch:
        if not asked.answer.done():
            # As a result: an asker who stopped waiting would leave an error unread.
            asked.answer.set_result(fault)
