"""Sessions, journals, timers and outbox in Redis, committed in one script."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import zstandard

from tellmore.interview.journal import decode_session, encode_session
from tellmore.runtime.arrivals import (
    Arrival,
    address_from,
    encode_arrival,
    participant_id,
    shard_of,
)
from tellmore.runtime.orders import decode_order, encode_order
from tellmore.runtime.ports import Commit, InboxEntry, OutboxEntry, Participant, Result
from tellmore.stores import redis_keys as keys
from tellmore.stores.connection import Connection
from tellmore.stores.scripts import script

CONDUCTOR_ALIVE_MS = 5_000
"""No longer than a lease: a share that is kept for the dead is nobody's."""

LOOK_AGAIN_S = 0.05
"""How often a cluster's shards are looked into while nobody writes."""

_COMMIT = script("commit")
_CLAIM = script("claim")
_RELEASE = script("release")
_WAKE = script("wake")
_BURY = script("bury")

_LINE_END = b"\n"


class RedisStore:
    """The store of the runtime over one connection.

    All changes of a participant's keys happen in ``lua/commit.lua``; whatever else writes
    here either appends to a stream or removes what is done, so that doing it twice is
    harmless.
    """

    def __init__(self, connection: Connection, *, secret: bytes) -> None:
        self._connection = connection
        self._secret = secret

    # --- inbox ---

    async def put(self, arrivals: Sequence[Arrival]) -> None:
        """Store arrivals, in order; on `Unreachable` put them again."""
        commands = []
        for arrival in arrivals:
            participant = participant_id(arrival.address, secret=self._secret)
            key = keys.in_shard(shard_of(participant), "in")
            blob = encode_arrival(arrival)
            commands.append(("XADD", key, "*", "p", participant, "o", blob))
        if commands:
            await self._connection.call_many(commands)

    async def arrivals(
        self, after: Mapping[int, str], *, wait_ms: int, most: int
    ) -> tuple[InboxEntry, ...]:
        """Return arrivals behind the given entry of each shard, waiting for the first."""
        if self._connection.one_slot:
            return await self._arrivals_by_shard(after, wait_ms=wait_ms, most=most)
        shards = {keys.in_shard(shard, "in").encode(): shard for shard in after}
        streams: list[str | bytes] = [*shards, *(after[shard] for shard in shards.values())]
        reply = await self._connection.blocking(
            "XREAD",
            "COUNT",
            most,
            "BLOCK",
            wait_ms,
            "STREAMS",
            *streams,
            timeout=timedelta(milliseconds=wait_ms),
        )
        return tuple(
            _inbox_entry(shards[bytes(stream)], *found)
            for stream, entries in _streams(reply)
            for found in entries
        )

    async def _arrivals_by_shard(
        self, after: Mapping[int, str], *, wait_ms: int, most: int
    ) -> tuple[InboxEntry, ...]:
        """Look into one shard after the other: a cluster refuses to be asked for several.

        It looks again and again instead of waiting there, which would take a connection a
        shard.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_ms / 1000
        while True:
            replies = await asyncio.gather(
                *(
                    self._connection.call(
                        "XREAD", "COUNT", most, "STREAMS", keys.in_shard(shard, "in"), entry
                    )
                    for shard, entry in after.items()
                )
            )
            found = tuple(
                _inbox_entry(shard, *entry)
                for shard, reply in zip(after, replies, strict=True)
                for _, entries in _streams(reply)
                for entry in entries
            )
            if found or loop.time() >= until:
                return found
            await asyncio.sleep(LOOK_AGAIN_S)

    # --- participants and journals ---

    async def load(self, participant: str) -> Participant:
        """Return what we hold of a participant; version 0 and empty for somebody new."""
        key = keys.participant(shard_of(participant), participant)
        return _participant(participant, _pairs(await self._connection.call("HGETALL", key)))

    async def journal(self, participant: str, study: str) -> tuple[bytes, ...]:
        """Return the journal's lines, in order: what is archived, then what came after."""
        shard = shard_of(participant)
        archived, live = await self._connection.call_many(
            [
                ("GET", keys.archive(shard, participant, study)),
                ("LRANGE", keys.journal(shard, participant, study), 0, -1),
            ]
        )
        return (*unarchived(archived), *live)

    async def commit(
        self, commit: Commit, *, shard: int, fence: int
    ) -> tuple[Result, tuple[str, ...]]:
        """Write a step, all or nothing; return the outbox entries of its orders."""
        participant, study = commit.participant, commit.study
        pid = participant.id
        key_names = (
            keys.in_shard(shard, "fence"),
            keys.participant(shard, pid),
            keys.journal(shard, pid, study),
            keys.archive(shard, pid, study),
            keys.seen(shard, pid),
            keys.in_shard(shard, "in"),
            keys.in_shard(shard, "out"),
            keys.in_shard(shard, "exp"),
            keys.in_shard(shard, "timers"),
            keys.in_shard(shard, "due"),
            keys.funnel(shard, study),
        )
        reply = await self._connection.script(
            _COMMIT, keys=key_names, args=_arguments(commit, fence)
        )
        result = Result(reply[0].decode())
        return result, tuple(entry.decode() for entry in reply[1:])

    # --- outbox ---

    async def orders(self, shard: int) -> tuple[OutboxEntry, ...]:
        """Return all orders of a shard that are still to be done, the oldest first."""
        entries = await self._connection.call("XRANGE", keys.in_shard(shard, "out"), "-", "+")
        return tuple(
            OutboxEntry(shard=shard, entry=entry.decode(), order=decode_order(_field(fields, b"o")))
            for entry, fields in entries
        )

    async def drop_order(self, shard: int, entry: str) -> None:
        """Forget an order that is done."""
        await self._connection.call("XDEL", keys.in_shard(shard, "out"), entry)

    async def bury(
        self, shard: int, *, stream: str, entry: str, participant: str, blob: bytes, reason: str
    ) -> None:
        """Move what cannot be handled to the dead letters."""
        names = (keys.in_shard(shard, stream), keys.in_shard(shard, "dead"))
        await self._connection.script(
            _BURY, keys=names, args=(entry, stream, reason, participant, blob)
        )

    # --- shards ---

    async def claim(self, shard: int, *, who: str, lease_ms: int) -> int:
        """Claim or renew a shard; return the fence, or 0 while somebody else has it."""
        names = (keys.in_shard(shard, "lease"), keys.in_shard(shard, "fence"))
        return int(await self._connection.script(_CLAIM, keys=names, args=(who, lease_ms)))

    async def release(self, shard: int, *, who: str) -> None:
        """Let a shard go, so that others need not wait for the lease to end."""
        await self._connection.script(_RELEASE, keys=(keys.in_shard(shard, "lease"),), args=(who,))

    async def conductors(self, *, who: str, at: datetime) -> int:
        """Note that ``who`` is alive; return how many conductors are."""
        now = _ms(at)
        *_, alive = await self._connection.call_many(
            [
                ("ZADD", keys.CONDUCTORS, now, who),
                ("ZREMRANGEBYSCORE", keys.CONDUCTORS, "-inf", now - CONDUCTOR_ALIVE_MS),
                ("ZCARD", keys.CONDUCTORS),
            ]
        )
        return int(alive)

    async def leave(self, *, who: str) -> None:
        """Note that ``who`` is going."""
        await self._connection.call("ZREM", keys.CONDUCTORS, who)

    # --- timers ---

    async def wake(self, shard: int, *, at: datetime) -> int:
        """Turn the timers of a shard that are due into arrivals; return how many."""
        names = (keys.in_shard(shard, "timers"), keys.in_shard(shard, "in"))
        prefix = keys.participant(shard, "")
        moment = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return int(
            await self._connection.script(_WAKE, keys=names, args=(_ms(at), 100, prefix, moment))
        )

    async def wait_until_up(self) -> None:
        """Return once the store answers again."""
        await self._connection.wait_until_up()


def unarchived(blob: bytes | None) -> tuple[bytes, ...]:
    """Return the journal lines in an archive; none where there is no archive."""
    if not blob:
        return ()
    return tuple(zstandard.ZstdDecompressor().decompress(blob).split(_LINE_END))


def _archived(lines: tuple[bytes, ...]) -> bytes:
    return zstandard.ZstdCompressor(level=9).compress(_LINE_END.join(lines)) if lines else b""


def _arguments(commit: Commit, fence: int) -> list[str | bytes | int]:
    participant, study = commit.participant, commit.study
    session = participant.sessions.get(study)
    member = f"{participant.id}|{study}"
    timer = "-" if commit.stop_timer else _ms(commit.due) if commit.due else ""
    closed = session.closed_at if session else None
    finished = commit.finished is not None
    redactions = [part for redaction in commit.redactions for part in redaction]
    lists = (
        [encode_order(order) for order in commit.orders],
        commit.exports,
        commit.counts,
        redactions,
    )
    return [
        fence,
        participant.version,
        commit.seen,
        commit.arrival,
        commit.order,
        study,
        str(participant.address or ""),
        participant.current,
        encode_session(session) if session else b"",
        commit.record,
        timer,
        member,
        member if finished else "",
        _ms(closed) if closed else 0,
        "" if commit.exported is None else commit.exported,
        _archived(commit.archive),
        "1" if commit.erase else "",
        _ms(commit.at),
        *(part for listed in lists for part in (len(listed), *listed)),
    ]


def _participant(pid: str, fields: Mapping[bytes, bytes]) -> Participant:
    address = fields.get(b"a")
    return Participant(
        id=pid,
        version=int(fields.get(b"v", b"0")),
        address=address_from(address.decode()) if address else None,
        current=fields.get(b"c", b"").decode(),
        sessions={
            name[2:].decode(): decode_session(blob)
            for name, blob in fields.items()
            if name.startswith(b"s:")
        },
    )


def _pairs(reply: Mapping[bytes, bytes] | Sequence[bytes]) -> Mapping[bytes, bytes]:
    """Return a hash, whichever of the protocol's versions it came by."""
    if isinstance(reply, Mapping):
        return reply
    return dict(zip(reply[::2], reply[1::2], strict=True))


def _field(fields: Mapping[bytes, bytes] | Sequence[bytes], name: bytes) -> bytes:
    return bytes(_pairs(fields)[name])


def _streams(
    reply: Mapping[bytes, list[tuple[bytes, Sequence[bytes]]]]
    | list[tuple[bytes, list[tuple[bytes, Sequence[bytes]]]]]
    | None,
) -> list[tuple[bytes, list[tuple[bytes, Sequence[bytes]]]]]:
    if not reply:
        return []
    return list(reply.items()) if isinstance(reply, Mapping) else reply


def _inbox_entry(
    shard: int, entry: bytes, fields: Mapping[bytes, bytes] | Sequence[bytes]
) -> InboxEntry:
    return InboxEntry(
        shard=shard,
        entry=entry.decode(),
        participant=_field(fields, b"p").decode(),
        blob=_field(fields, b"o"),
    )


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
