"""Our connection to Redis: what stores call, whatever kind of Redis is behind it."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, Self, TypeVar

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ResponseError
from redis.maint_notifications import MaintNotificationsConfig

from tellmore.errors import InvalidSettings, TheirFault, Unreachable
from tellmore.stores.cluster import Cluster
from tellmore.stores.presence import Presence
from tellmore.stores.pumps import Pumps
from tellmore.stores.refusals import fault_of, refusal_code
from tellmore.stores.scripts import Script
from tellmore.stores.wire import Command, Word

ANSWER_WITHIN = timedelta(seconds=5)
PATIENCE = timedelta(seconds=30)
_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 1.0

Answer = TypeVar("Answer")


class Exchanges(Protocol):
    """A way to have commands run: joined on one server, or one by one on a cluster."""

    @property
    def one_slot(self) -> bool:
        """Whether all keys of one command must share a hash tag."""
        ...

    async def exchange(self, commands: Sequence[Command]) -> list[Any]:
        """Return one reply a command, a refused one as the library's error."""
        ...

    async def exchange_alone(self, command: Command, *, within_s: float) -> Any:  # noqa: ANN401 - whatever the command replies
        """Return the reply of a command that may keep a connection busy."""
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...


class Connection:
    """A connection to Redis that any number of tasks of one event loop share.

    Commands of concurrent callers travel together, so a task may ask as often as it likes
    and need not queue for a connection. A reply is what redis-py makes of it: bytes for
    text, a dict for `HGETALL`, `[(id, {field: value})]` for `XRANGE`.

    **Nothing is ever sent twice** unless the caller says that it may be: when a reply is
    lost, nobody knows whether the command ran, and the caller gets `Unreachable`. It is the
    caller who can tell whether to ask again. A caller that is cancelled leaves the others
    alone; its command runs if it was sent already.

    Every method raises:
        OurFault: The command cannot be sent as it is, or the connection is closed.
        Rejected: The server refused: a wrong type, a wrong password, an error in a script.
        Unreachable: No answer came within twice ``answer_within``, or the server cannot
            serve now, e.g. because it is reading its data or its disk is full.
    """

    def __init__(
        self,
        exchanges: Exchanges,
        presence: Presence,
        *,
        answer_within: timedelta,
        patience: timedelta,
        revive: Callable[[], object] | None,
    ) -> None:
        self._exchanges = exchanges
        self._presence = presence
        self._answer_within = answer_within
        self._patience = patience
        self._revive = revive
        self._probing = asyncio.Lock()

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        cluster: bool = False,
        answer_within: timedelta = ANSWER_WITHIN,
        patience: timedelta = PATIENCE,
        revive: Callable[[], object] | None = None,
    ) -> Self:
        """Return a connection, which connects when first asked.

        Args:
            url: `unix://…`, `redis://…`, `rediss://…`; for a cluster (best effort, see
                `tellmore.stores.cluster`) `redis+cluster://…` or `rediss+cluster://…`.
            cluster: It is a cluster, whatever the URL says.
            answer_within: How long an exchange may take; a call may wait as long again
                for its turn.
            patience: How long an idempotent call goes on asking.
            revive: Starts the server if it is ours to start, unless it lives; called in a
                thread whenever somebody waits for it.

        Raises:
            InvalidSettings: That is no URL of a Redis.
        """
        presence = Presence()
        within_s = answer_within.total_seconds()
        plain = url.replace("+cluster://", "://", 1)
        exchanges: Exchanges
        try:
            if cluster or plain != url:
                exchanges = Cluster(plain, presence, within_s=within_s)
            else:
                exchanges = Pumps(_client(url), presence, within_s=within_s)
        except Exception as error:
            # Its words are left out: a URL may hold a password.
            raise InvalidSettings(
                "the Redis URL is none: write unix:///path, redis://host:port/0, "
                "rediss://host:port/0 or redis+cluster://host:port"
            ) from error
        return cls(
            exchanges, presence, answer_within=answer_within, patience=patience, revive=revive
        )

    @property
    def one_slot(self) -> bool:
        """Whether all keys of one command must share a hash tag, as on a cluster."""
        return self._exchanges.one_slot

    @property
    def away_since(self) -> datetime | None:
        """Since when the server has not answered; None while it does."""
        return self._presence.away_since

    async def call(self, *command: Word, idempotent: bool = False) -> Any:  # noqa: ANN401 - whatever the command replies
        """Return the reply of one command.

        Args:
            command: Its words. A name of two words goes in one (`"SCRIPT LOAD"`).
            idempotent: It may run twice: wait and ask again until it is answered.
        """
        return (await self.call_many([command], idempotent=idempotent))[0]

    async def call_many(
        self, commands: Sequence[Command], *, idempotent: bool = False
    ) -> list[Any]:
        """Return the replies of several commands, which run in order on one connection.

        It is no transaction: other clients may come between, and when one command is
        refused the others run nevertheless; then the first refusal is raised.

        Args:
            commands: The words of each.
            idempotent: All may run twice: wait and ask again until they are answered.
        """

        async def attempt() -> list[Any]:
            replies = await self._exchanges.exchange(commands)
            for command, reply in zip(commands, replies, strict=True):
                _raise_if_refused(reply, str(command[0]))
            return replies

        return await self._patiently(attempt) if idempotent else await attempt()

    async def script(
        self,
        script: Script,
        keys: Sequence[Word] = (),
        args: Sequence[Word] = (),
        *,
        idempotent: bool = False,
    ) -> Any:  # noqa: ANN401 - whatever the script returns
        """Return what a script returns, run as one step.

        A server that does not remember the script (it was restarted, or is another one
        now) is given its source; until then nothing has run, so nothing runs twice.

        Args:
            script: What to run.
            keys: Its KEYS, which share a hash tag.
            args: Its ARGV.
            idempotent: It may run twice: wait and ask again until it is answered.
        """
        rest = (len(keys), *keys, *args)

        async def attempt() -> Any:  # noqa: ANN401 - as above
            (reply,) = await self._exchanges.exchange([("EVALSHA", script.sha1, *rest)])
            if isinstance(reply, ResponseError) and refusal_code(reply) == "NOSCRIPT":
                (reply,) = await self._exchanges.exchange([("EVAL", script.source, *rest)])
            _raise_if_refused(reply, script.name)
            return reply

        return await self._patiently(attempt) if idempotent else await attempt()

    async def blocking(self, *command: Word, timeout: timedelta) -> Any:  # noqa: ANN401 - whatever the command replies
        """Return the reply of a command by which the server waits, e.g. `XREAD BLOCK`.

        It has a connection of its own. Use it to look, not to take: what a `BLPOP` took
        is lost when the reply is.

        Args:
            command: Its words.
            timeout: How long the command lets the server wait, e.g. what `BLOCK` says.
        """
        within_s = (timeout + self._answer_within).total_seconds()
        reply = await self._exchanges.exchange_alone(command, within_s=within_s)
        _raise_if_refused(reply, str(command[0]))
        return reply

    async def wait_until_up(self) -> None:
        """Return once the server answers, however long that takes."""
        answers = self._presence.answers
        async with self._probing:  # one asks for all who wait
            for pause_s in _pauses():
                if self._presence.answers != answers:
                    return
                with contextlib.suppress(Unreachable):
                    await self.call("PING")
                    return
                if self._revive is not None:
                    with contextlib.suppress(TheirFault):
                        await asyncio.to_thread(self._revive)
                await asyncio.sleep(pause_s)

    async def aclose(self) -> None:
        """Close it; whoever still waits for a reply gets `Unreachable`."""
        await self._exchanges.aclose()

    async def _patiently(self, attempt: Callable[[], Awaitable[Answer]]) -> Answer:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience.total_seconds()
        pauses = _pauses()
        while True:
            try:
                return await attempt()
            except Unreachable:
                if loop.time() >= deadline:
                    raise
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await asyncio.sleep(next(pauses))
                    await self.wait_until_up()


def _raise_if_refused(reply: object, command: str) -> None:
    if isinstance(reply, ResponseError):
        raise fault_of(reply, command)


def _pauses() -> Iterator[float]:
    """Yield ever longer pauses, in seconds, never twice the same.

    Bots that lost the server together should not come back together.
    """
    longest = _FIRST_PAUSE_S
    while True:
        yield longest * (0.5 + secrets.randbelow(1000) / 2000)
        longest = min(2 * longest, _LONGEST_PAUSE_S)


def _client(url: str) -> Redis:
    pool = ConnectionPool.from_url(
        url,
        retry=Retry(NoBackoff(), 0),  # by default redis-py does everything up to 11 times
        socket_timeout=None,  # the whole exchange has one, a socket's would be per reply
        socket_connect_timeout=None,
        maint_notifications_config=MaintNotificationsConfig(enabled=False),
    )
    return Redis.from_pool(pool)
