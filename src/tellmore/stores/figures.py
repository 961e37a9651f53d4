"""Counts that Redis keeps: the funnel, what waits, dead letters, the processes' health."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import redis

from tellmore.runtime.arrivals import SHARDS
from tellmore.stores import redis_keys as keys
from tellmore.stores.connection import Connection
from tellmore.stores.scripts import script

HEALTH_LIVES_S = 30

_REPLAY = script("replay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits in the streams of all shards, as counts.

    Attributes:
        arrivals: Not yet handled.
        orders: Sends and proposals not yet done.
        exports: Export orders not yet enqueued.
        timers: Sessions that wait for somebody.
        unexported: Interviews that closed and are not yet exported.
        dead: Dead letters.
    """

    arrivals: int = 0
    orders: int = 0
    exports: int = 0
    timers: int = 0
    unexported: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """What could not be handled: where it came from and why, never its words."""

    shard: int
    entry: str
    stream: str
    participant: str
    reason: str


async def funnel(connection: Connection, study: str) -> Counter[tuple[str, str]]:
    """Return how often each stage was reached, by (stage, language)."""
    replies = await connection.call_many(
        [("HGETALL", keys.funnel(shard, study)) for shard in range(SHARDS)]
    )
    counted: Counter[tuple[str, str]] = Counter()
    for reply in replies:
        pairs = (
            reply.items() if isinstance(reply, dict) else zip(reply[::2], reply[1::2], strict=True)
        )
        for field, count in pairs:
            stage, _, language = field.decode().rpartition("|")
            counted[stage, language] += int(count)
    return counted


async def waiting(connection: Connection) -> Waiting:
    """Return what waits, over all shards."""
    commands = [
        (command, keys.in_shard(shard, name))
        for command, name in (
            ("XLEN", "in"),
            ("XLEN", "out"),
            ("XLEN", "exp"),
            ("ZCARD", "timers"),
            ("ZCARD", "due"),
            ("XLEN", "dead"),
        )
        for shard in range(SHARDS)
    ]
    replies = await connection.call_many(commands)
    sums = [sum(map(int, replies[i : i + SHARDS])) for i in range(0, len(replies), SHARDS)]
    return Waiting(
        arrivals=sums[0],
        orders=sums[1],
        exports=sums[2],
        timers=sums[3],
        unexported=sums[4],
        dead=sums[5],
    )


async def dead_letters(connection: Connection, *, most: int = 100) -> tuple[DeadLetter, ...]:
    """Return dead letters, the oldest of each shard first."""
    replies = await connection.call_many(
        [
            ("XRANGE", keys.in_shard(shard, "dead"), "-", "+", "COUNT", most)
            for shard in range(SHARDS)
        ]
    )
    letters = [
        DeadLetter(
            shard=shard,
            entry=entry.decode(),
            stream=named["stream"],
            participant=named["p"],
            reason=named["reason"],
        )
        for shard, entries in enumerate(replies)
        for entry, fields in entries
        for named in [_named(fields)]
    ]
    return tuple(letters[:most])


async def replay_dead_letter(connection: Connection, letter: DeadLetter) -> bool:
    """Put a dead letter back where it came from; False if it is gone already."""
    names = (keys.in_shard(letter.shard, "dead"), keys.in_shard(letter.shard, letter.stream))
    return bool(await connection.script(_REPLAY, keys=names, args=(letter.entry,)))


async def report_health(connection: Connection, *, process: str, state: str, at: datetime) -> None:
    """Note what a process does now; forgotten after half a minute."""
    key = keys.health(process)
    await connection.call_many(
        [
            ("HSET", key, "state", state, "at", at.isoformat()),
            ("EXPIRE", key, HEALTH_LIVES_S),
        ]
    )


def report_health_now(client: redis.Redis, *, process: str, state: str, at: datetime) -> None:
    """Note what a process without an event loop does now, as `report_health`."""
    key = keys.health(process)
    client.hset(key, mapping={"state": state, "at": at.isoformat()})
    client.expire(key, HEALTH_LIVES_S)


async def health(connection: Connection) -> dict[str, dict[str, str]]:
    """Return what each living process last said of itself."""
    prefix = keys.health("")
    cursor, found = b"0", dict[str, dict[str, str]]()
    while True:
        cursor, names = await connection.call("SCAN", cursor, "MATCH", f"{prefix}*", "COUNT", 500)
        for name in names:
            said = await connection.call("HGETALL", name)
            found[name.decode().removeprefix(prefix)] = _named(said)
        if cursor in {b"0", 0, "0"}:
            return found


def _named(fields: dict[bytes, bytes] | list[bytes]) -> dict[str, str]:
    """Return fields as text, whichever of the protocol's versions they came by; no blobs."""
    if not isinstance(fields, dict):
        fields = dict(zip(fields[::2], fields[1::2], strict=True))
    return {name.decode(): value.decode() for name, value in fields.items() if name != b"o"}
