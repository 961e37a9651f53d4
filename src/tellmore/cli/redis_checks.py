"""What `tellmore doctor` asks Redis: is it fit to be trusted, who lives, what waits."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from tellmore import wiring
from tellmore.cli.checks import Finding, fail, ok, warn
from tellmore.cli.up import children_of
from tellmore.errors import InvalidInput, TellmoreError
from tellmore.exports.failed import FailedJob, failed_jobs
from tellmore.exports.relay import OVERDUE_AFTER
from tellmore.runtime.arrivals import SHARDS
from tellmore.settings import Settings
from tellmore.stores import embedded, figures, redis_keys
from tellmore.stores.connection import Connection
from tellmore.stores.redis_interviews import RedisExportOrders
from tellmore.stores.refusals import fault_of
from tellmore.stores.server_binary import OLDEST

ANSWER_WITHIN = timedelta(seconds=1)
ALL_WITHIN = timedelta(seconds=2.5)
MOST_SKEW = timedelta(seconds=2)
MOST_WAIT = timedelta(minutes=1)
TIGHT = 0.8
"""Share of the memory from which on to warn: growing takes somebody's time."""
FULL = 0.95
_OVERDUE_MOST = 1000


async def redis_findings(settings: Settings) -> tuple[Finding, ...]:
    """Look at Redis; the embedded one is found, never started."""
    try:
        url = settings.redis_url or await asyncio.to_thread(_embedded_url, settings)
    except InvalidInput as invalid:
        return (fail("redis", str(invalid), f"see to {settings.redis_folder}"),)
    if not url:
        return (warn("redis", "the embedded server is not running", "`tellmore up` starts it"),)
    try:
        async with asyncio.timeout(ALL_WITHIN.total_seconds()):
            return (*await _server(url), *await _work(url, settings))
    except TellmoreError as fault:
        says = str(fault)
    except TimeoutError:
        says = "Redis does not answer in time"
    except ValueError:  # its words are left out: a URL may hold a password
        says = "the URL of Redis cannot be read"
    return (fail("redis", says, "start it, or see to TELLMORE_REDIS_URL"),)


def _embedded_url(settings: Settings) -> str:
    found = embedded.find(settings.redis_folder)
    return found.url if found else ""


# --- the server ---


async def _server(url: str) -> tuple[Finding, ...]:
    within_s = ANSWER_WITHIN.total_seconds()
    client = AsyncRedis.from_url(
        url.replace("+cluster://", "://", 1),
        retry=Retry(NoBackoff(), 0),
        socket_timeout=within_s,
        socket_connect_timeout=within_s,
    )
    async with client:
        try:
            before = wiring.SystemClock().now()
            seconds, micros = await client.time()
            after = wiring.SystemClock().now()
            told: Mapping[str, Any] = await client.info()
        except (RedisError, OSError) as error:
            raise fault_of(error, "INFO") from error
        try:
            fsync = str((await client.config_get("appendfsync")).get("appendfsync", ""))
        except (RedisError, OSError):
            fsync = ""  # hosted servers often refuse CONFIG
    there = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micros)
    return (
        judge_version(told),
        judge_durability(told, fsync),
        judge_policy(told),
        judge_memory(told),
        judge_clock(there - before, there - after),
    )


def judge_version(told: Mapping[str, Any]) -> Finding:
    """Judge the version that `INFO` tells."""
    version = str(told.get("redis_version", "0"))
    family, own = ("Valkey", told["valkey_version"]) if "valkey_version" in told else ("Redis", "")
    shown = f"{family} {own or version} answers"
    if tuple(int(part) for part in version.split(".")[:2] if part.isdecimal()) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        return fail("redis", shown, f"run Redis {wanted} or newer, or any Valkey")
    return ok("redis", shown)


def judge_durability(told: Mapping[str, Any], fsync: str) -> Finding:
    """Judge whether what was acknowledged survives a crash.

    Args:
        told: What `INFO` tells.
        fsync: `appendfsync`; empty if the server keeps it to itself.
    """
    name = "durability"
    if not int(told.get("aof_enabled", 0)):
        mend = "set `appendonly yes` and `appendfsync always`"
        return fail(name, "no append-only file: a crash loses what people wrote", mend)
    if not fsync:
        mend = "ask whoever runs it whether `appendfsync` is `always`"
        return warn(name, "append-only, but the server does not tell how it is synced", mend)
    if fsync != "always":
        says = f"`appendfsync {fsync}`: a crash can lose a second of what people wrote"
        return warn(name, says, "set `appendfsync always`")
    return ok(name, "each write is on the disk before it is acknowledged")


def judge_policy(told: Mapping[str, Any]) -> Finding:
    """Judge what the server does when its memory is full."""
    policy = str(told.get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        says = f"`maxmemory-policy {policy}`: when memory is full, interviews are thrown away"
        return fail("eviction", says, "set `maxmemory-policy noeviction`")
    return ok("eviction", "never")


def judge_memory(told: Mapping[str, Any]) -> Finding:
    """Judge how much room is left, of `maxmemory` or, without one, of the machine."""
    used = int(told.get("used_memory", 0))
    most = int(told.get("maxmemory", 0)) or int(told.get("total_system_memory", 0))
    if not most:
        return ok("memory", f"{_megabytes(used)} used")
    share = used / most
    says = f"{_megabytes(used)} of {_megabytes(most)} used ({share:.0%})"
    mend = "give it more memory, or remove what is exported and not needed here any more"
    if share >= FULL:
        return fail("memory", says, mend)
    return warn("memory", says, mend) if share >= TIGHT else ok("memory", says)


def judge_clock(ahead_before: timedelta, ahead_after: timedelta) -> Finding:
    """Judge how far the server's clock is from ours.

    Args:
        ahead_before: How far it was ahead of what ours said before we asked.
        ahead_after: The same, after it had answered; the truth lies between.
    """
    if ahead_after <= timedelta() <= ahead_before:
        skew = timedelta()
    else:
        skew = min(abs(ahead_before), abs(ahead_after))
    if skew > MOST_SKEW:
        says = f"Redis' clock and ours are {skew.total_seconds():.1f} s apart"
        return warn("clock", says, "have both machines set their clocks by NTP")
    return ok("clock", "Redis' clock and ours agree")


def _megabytes(count: int) -> str:
    return f"{count / 2**20:,.0f} MB"


# --- the work ---


async def _work(url: str, settings: Settings) -> tuple[Finding, ...]:
    connection = await Connection.open(url, answer_within=ANSWER_WITHIN)
    try:
        now = wiring.SystemClock().now()
        health = await figures.health(connection)
        waiting = await figures.waiting(connection)
        oldest = await _oldest_arrival(connection)
    finally:
        await connection.aclose()
    expected = tuple(child.name for child in children_of(settings, {}))
    failed, overdue = await asyncio.to_thread(_exports, url, now - OVERDUE_AFTER)
    return (
        judge_processes(health, expected),
        judge_waiting(waiting, now - oldest if oldest else timedelta()),
        judge_dead_letters(waiting.dead),
        judge_failed_exports(failed),
        judge_overdue(overdue),
    )


async def _oldest_arrival(connection: Connection) -> datetime | None:
    """Return when the arrival that waits longest arrived; its words are not looked at."""
    replies = await connection.call_many(
        [("XRANGE", redis_keys.in_shard(n, "in"), "-", "+", "COUNT", 1) for n in range(SHARDS)]
    )
    stamps = [int(entry.partition(b"-")[0]) for reply in replies for entry, _ in reply]
    return datetime.fromtimestamp(min(stamps) / 1000, UTC) if stamps else None


def _exports(url: str, before: datetime) -> tuple[tuple[FailedJob, ...], int]:
    within_s = ANSWER_WITHIN.total_seconds()
    with redis.Redis.from_url(
        url, socket_timeout=within_s, socket_connect_timeout=within_s
    ) as client:
        try:
            overdue = RedisExportOrders(client).overdue(before, _OVERDUE_MOST)
            return failed_jobs(client), len(overdue)
        except (RedisError, OSError) as error:
            raise fault_of(error, "the look at exports") from error


def judge_processes(health: Mapping[str, Mapping[str, str]], expected: tuple[str, ...]) -> Finding:
    """Judge whether every role has a process that lives.

    Args:
        health: What each living process says of itself, by its name, which begins with
            its role.
        expected: The roles that these settings call for.
    """
    alive = Counter(name.partition("-")[0] for name in health)
    says = ", ".join(f"{role} {alive[role]}" for role in sorted(alive)) or "none runs"
    if not alive:
        return warn("processes", says, "`tellmore up` starts them all")
    missing = [role for role in expected if not alive[role]]
    if missing:
        mend = f"start {' and '.join(f'`python -m bots.{role}`' for role in missing)}"
        return fail("processes", f"{says}; none is {' or '.join(missing)}", mend)
    return ok("processes", says)


def judge_waiting(waiting: figures.Waiting, longest: timedelta) -> Finding:
    """Judge how long people wait for us."""
    says = (
        f"{waiting.arrivals} arrivals, {waiting.orders} orders, {waiting.exports} exports; "
        f"{waiting.timers} interviews wait for somebody"
    )
    if longest > MOST_WAIT:
        says += f"; the oldest arrival has waited {longest.total_seconds():.0f} s"
        return warn("waiting", says, "start more conductors, or read the conductor's log")
    return ok("waiting", says)


def judge_dead_letters(count: int) -> Finding:
    """Judge what could not be handled."""
    if count:
        mend = "`tellmore dead-letters list` says why, `tellmore dead-letters replay` tries again"
        return warn("dead letters", f"{count} could not be handled", mend)
    return ok("dead letters", "none")


def judge_failed_exports(failed: tuple[FailedJob, ...]) -> Finding:
    """Judge the export jobs that were tried as often as they may be."""
    if not failed:
        return ok("failed exports", "none")
    says = f"{len(failed)} failed, the newest: {failed[0].function}, {failed[0].error}"
    mend = "mend the cause; what is not exported is offered again within the hour"
    return warn("failed exports", says, mend)


def judge_overdue(count: int) -> Finding:
    """Judge the interviews that closed long ago and are still not exported."""
    if not count:
        return ok("overdue exports", "none")
    more = " or more" if count >= _OVERDUE_MOST else ""
    minutes = OVERDUE_AFTER.total_seconds() / 60
    says = f"{count}{more} closed over {minutes:.0f} minutes ago and are not exported"
    return warn("overdue exports", says, "see that `exports` runs and its place can be written")
