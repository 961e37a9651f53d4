import asyncio
import contextlib
import functools
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from structlog.testing import capture_logs

from tellmore.errors import InvalidSettings, OurFault, Rejected, Unreachable
from tellmore.stores import embedded
from tellmore.stores.connection import Connection
from tellmore.stores.scripts import Script

SOON = timedelta(seconds=0.3)
ECHO = Script("echo", "return {KEYS[1], ARGV[1]}")


@pytest.fixture
def url(lasting_server: embedded.EmbeddedRedis) -> str:
    with redis.Redis.from_url(lasting_server.url) as client:
        client.flushall()
        client.script_flush()
    return lasting_server.url


@pytest.fixture
async def connection(url: str) -> AsyncIterator[Connection]:
    async with opened(url) as connection:
        yield connection


@contextlib.asynccontextmanager
async def opened(url: str, **options: Any) -> AsyncIterator[Connection]:  # noqa: ANN401 - as open
    connection = await Connection.open(url, **options)
    try:
        yield connection
    finally:
        await connection.aclose()


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await happened():  # noqa: ASYNC110 - what happens is in another process
            await asyncio.sleep(0.005)


class Between:
    """A proxy before a server's socket that can lose replies.

    Attributes:
        url: Where it listens.
    """

    def __init__(self, url: str, path: Path) -> None:
        self.url = f"unix://{path}"
        self._path = path
        self._behind = url.removeprefix("unix://")
        self._tasks: set[asyncio.Task[None]] = set()
        self._losing = b""
        self._passing: int | None = None

    def lose_replies_to(self, command: bytes, *, but: int = 0) -> None:
        """Cut the connection over which a command comes, after so many bytes of replies."""
        self._losing, self._passing = command, but

    def lose_nothing(self) -> None:
        self._losing, self._passing = b"", None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Between"]:
        async with await asyncio.start_unix_server(self._serve, self._path):
            yield self
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        behind_reader, behind_writer = await asyncio.open_unix_connection(self._behind)
        cutting = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._pass_commands(reader, behind_writer, cutting))
                ways.create_task(self._pass_replies(behind_reader, writer, cutting))
        except* ConnectionError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()
            behind_writer.close()

    async def _pass_commands(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cutting: asyncio.Event
    ) -> None:
        while some := await reader.read(65536):
            if self._losing and self._losing in some:
                cutting.set()
            writer.write(some)
            await writer.drain()
        raise ConnectionResetError

    async def _pass_replies(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cutting: asyncio.Event
    ) -> None:
        while some := await reader.read(65536):
            cut = cutting.is_set()
            writer.write(some[: self._passing] if cut else some)
            await writer.drain()
            if cut:
                break
        raise ConnectionResetError


@pytest.fixture
async def between(url: str, tmp_path: Path) -> AsyncIterator[Between]:
    async with Between(url, tmp_path / "between.sock").running() as between:
        yield between


# --- replies ---


async def test_replies_are_what_redis_py_makes_of_them(connection: Connection) -> None:
    entry = await connection.call("XADD", "stream", "*", "field", "value")

    assert await connection.call_many(
        [
            ("SET", "text", "grüß"),
            ("GET", "text"),
            ("GET", "nothing"),
            ("INCRBY", "number", 7),
            ("HSET", "hash", "field", b"\x00\xff"),
            ("hgetall", "hash"),
            ("RPUSH", "list", "a", "b"),
            ("LRANGE", "list", 0, -1),
            ("ZADD", "zset", 1.5, "member"),
            ("ZRANGE", "zset", 0, -1, "WITHSCORES"),
            ("XRANGE", "stream", "-", "+"),
            ("XREAD", "STREAMS", "stream", "0"),
            ("EXPIRE", "text", 100),
        ]
    ) == [
        True,
        "grüß".encode(),
        None,
        7,
        1,
        {b"field": b"\x00\xff"},
        2,
        [b"a", b"b"],
        1,
        [[b"member", 1.5]],
        [(entry, {b"field": b"value"})],
        [[b"stream", [(entry, {b"field": b"value"})]]],
        True,
    ]


async def test_a_name_of_two_words_goes_in_one(connection: Connection) -> None:
    assert await connection.call("SCRIPT EXISTS", ECHO.sha1) == [False]


async def test_commands_of_one_call_run_in_order_among_those_of_others(
    connection: Connection,
) -> None:
    async def push(who: int) -> None:
        await connection.call_many([("RPUSH", f"list:{who}", n) for n in range(20)])

    await asyncio.gather(*(push(who) for who in range(100)))

    lists = await connection.call_many([("LRANGE", f"list:{who}", 0, -1) for who in range(100)])
    assert lists == [[str(n).encode() for n in range(20)]] * 100


async def test_the_first_refusal_is_raised_and_the_other_commands_run(
    connection: Connection,
) -> None:
    with pytest.raises(Rejected, match=r"^Redis refused HGET: WRONGTYPE Operation"):
        await connection.call_many(
            [
                ("SET", "text", "a"),
                ("HGET", "text", "b"),
                ("NOSUCH",),
                ("SET", "after", "yes"),
            ]
        )

    assert await connection.call("GET", "after") == b"yes"


async def test_one_callers_refusal_is_nobody_elses(connection: Connection) -> None:
    await connection.call("SET", "text", "a")

    answers = await asyncio.gather(
        *(connection.call("ECHO", n) for n in range(10)),
        connection.call("HGET", "text", "b"),
        *(connection.call("ECHO", n) for n in range(10)),
        return_exceptions=True,
    )

    echoed: list[object] = [str(n).encode() for n in range(10)]
    assert answers[:10] + answers[11:] == echoed * 2
    assert isinstance(answers[10], Rejected)


async def test_no_words_of_a_command_are_in_a_refusal(connection: Connection) -> None:
    with pytest.raises(Rejected) as refused:
        await connection.call("NOSUCH", "what somebody said")

    assert str(refused.value) == "Redis refused NOSUCH: ERR unknown command 'NOSUCH'"


async def test_what_cannot_be_sent_harms_only_its_caller(connection: Connection) -> None:
    answers = await asyncio.gather(
        connection.call("ECHO", "a"),
        connection.call("SET", "key", None),  # type: ignore[arg-type]  # the mistake
        connection.call_many([]),
        connection.call("ECHO", "b"),
        return_exceptions=True,
    )

    assert [answers[0], answers[3]] == [b"a", b"b"]
    assert [type(answer) for answer in answers[1:3]] == [OurFault, OurFault]


# --- joining ---


async def test_concurrent_calls_travel_together(connection: Connection) -> None:
    async def reads() -> int:
        said = await connection.call("INFO", "stats")
        return int(said["total_reads_processed"])

    before = await reads()
    echoed = await asyncio.gather(*(connection.call("ECHO", n) for n in range(500)))
    after = await reads()

    assert echoed == [str(n).encode() for n in range(500)]
    assert after - before < 25


async def test_five_hundred_callers_share_two_connections_and_nobody_starves(
    connection: Connection,
) -> None:
    done = [0] * 500
    when_the_first_was_through: list[int] = []

    async def caller(who: int) -> None:
        for _ in range(20):
            await connection.call("INCR", f"counter:{who}")
            done[who] += 1
        if not when_the_first_was_through:
            when_the_first_was_through.extend(done)

    await asyncio.gather(*(caller(who) for who in range(500)))

    assert done == [20] * 500
    assert min(when_the_first_was_through) >= 15
    clients = await connection.call("CLIENT LIST")
    assert len(clients) <= 2


async def test_values_of_a_megabyte_and_their_callers_are_not_mixed_up(
    connection: Connection,
) -> None:
    async def roundtrip(n: int) -> bool:
        value = bytes([n]) * (1_000_000 + n)
        await connection.call("SET", f"big:{n}", value)
        return bool(await connection.call("GET", f"big:{n}") == value)

    assert await asyncio.gather(*(roundtrip(n) for n in range(20))) == [True] * 20


# --- cancelling ---


async def test_a_cancelled_caller_leaves_the_others_their_replies(connection: Connection) -> None:
    tasks = [asyncio.create_task(connection.call("ECHO", n)) for n in range(100)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # the first exchange is on its way
    for task in tasks[::3]:
        task.cancel()

    answers = await asyncio.gather(*tasks, return_exceptions=True)

    expected = [str(n).encode() for n in range(100)]
    assert [a for n, a in enumerate(answers) if n % 3] == [
        e for n, e in enumerate(expected) if n % 3
    ]
    assert {type(answer) for answer in answers[::3]} <= {asyncio.CancelledError, bytes}
    assert await asyncio.gather(*(connection.call("ECHO", n) for n in range(100))) == expected


async def test_a_call_that_is_cancelled_before_it_is_sent_never_runs(
    connection: Connection,
) -> None:
    task = asyncio.create_task(connection.call("INCR", "counter"))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert await connection.call("GET", "counter") is None


# --- lost replies ---


async def test_a_lost_reply_is_unreachable_and_the_command_runs_once(
    url: str, between: Between
) -> None:
    async with opened(between.url) as connection, opened(url) as straight:
        between.lose_replies_to(b"RPUSH")
        with pytest.raises(Unreachable, match="no answer from Redis"):
            await connection.call("RPUSH", "list", "said")
        between.lose_nothing()

        assert await connection.call("LLEN", "list") == 1
        assert await straight.call("LRANGE", "list", 0, -1) == [b"said"]


async def test_a_reply_that_is_lost_midway_harms_only_those_without_one(
    url: str, between: Between
) -> None:
    async with opened(between.url) as connection:
        await connection.call("SET", "counter", 0)
        between.lose_replies_to(b"INCR", but=len(b":1\r\n:2\r\n:3"))
        answers = await asyncio.gather(
            *(connection.call("INCR", "counter") for _ in range(5)), return_exceptions=True
        )

    assert answers[:2] == [1, 2]
    assert [type(answer) for answer in answers[2:]] == [Unreachable] * 3
    async with opened(url) as straight:
        assert await straight.call("GET", "counter") == b"5"


async def test_an_idempotent_call_is_sent_again_until_it_is_answered(
    url: str, between: Between
) -> None:
    async with opened(between.url) as connection, opened(url) as straight:
        between.lose_replies_to(b"SADD")
        asked = asyncio.create_task(connection.call("SADD", "set", "said", idempotent=True))
        await until(lambda: _is(straight.call("SCARD", "set"), 1))
        assert not asked.done()
        between.lose_nothing()

        assert await asked == 0  # it was there already


async def test_an_idempotent_call_loses_patience(tmp_path: Path) -> None:
    async with opened(f"unix://{tmp_path}/nobody.sock", patience=SOON) as connection:
        with pytest.raises(Unreachable):
            await connection.call("PING", idempotent=True)


async def _is(asked: Awaitable[Any], expected: object) -> bool:
    return bool(await asked == expected)


# --- away and back ---


async def test_after_a_kill_and_a_restart_the_connection_works_by_itself(
    tmp_path: Path, binary: Path
) -> None:
    with embedded.running(tmp_path, binary=binary) as server, capture_logs() as logs:
        async with opened(server.url) as connection:
            await asyncio.gather(*(connection.call("SET", n, "kept") for n in range(300)))

            os.kill(server.pid, signal.SIGKILL)
            for _ in range(3):
                with pytest.raises(Unreachable):
                    await connection.call("PING")
            away_since = connection.away_since
            assert away_since is not None
            assert away_since.utcoffset() == timedelta(0)

            waiting = [asyncio.create_task(connection.wait_until_up()) for _ in range(50)]
            await asyncio.to_thread(embedded.start, tmp_path, binary=binary)
            await asyncio.gather(*waiting)

            assert connection.away_since is None
            assert await connection.call("GET", 299) == b"kept"

    assert [entry["event"] for entry in logs] == ["redis away", "redis back"]


async def test_a_restart_while_nobody_asks_goes_unnoticed(tmp_path: Path, binary: Path) -> None:
    with embedded.running(tmp_path, binary=binary) as server:
        async with opened(server.url) as connection:
            await asyncio.gather(*(connection.call("INCR", "counter") for _ in range(600)))
            await connection.blocking("XREAD", "BLOCK", 1, "STREAMS", "s", "$", timeout=SOON)
            os.kill(server.pid, signal.SIGKILL)
            await asyncio.to_thread(embedded.start, tmp_path, binary=binary)

            assert await connection.call("INCR", "counter") == 601
            assert (
                await connection.blocking("XREAD", "BLOCK", 1, "STREAMS", "s", "$", timeout=SOON)
                == []
            )


async def test_whoever_waits_has_the_server_started_again(tmp_path: Path, binary: Path) -> None:
    with embedded.running(tmp_path, binary=binary) as server:
        revive = functools.partial(embedded.start, tmp_path, binary=binary)
        async with opened(server.url, revive=revive) as connection:
            await connection.call("SET", "kept", "yes")
            os.kill(server.pid, signal.SIGKILL)

            assert await connection.call("GET", "kept", idempotent=True) == b"yes"


async def test_one_asks_for_all_who_wait(tmp_path: Path, binary: Path) -> None:
    revived: list[embedded.EmbeddedRedis] = []

    with embedded.running(tmp_path, binary=binary) as server:
        os.kill(server.pid, signal.SIGKILL)
        await until(lambda: _gone(tmp_path))

        def revive() -> None:
            revived.append(embedded.start(tmp_path, binary=binary))

        async with opened(server.url, revive=revive) as connection:
            await asyncio.gather(*(connection.wait_until_up() for _ in range(100)))

            said = await connection.call("INFO", "commandstats")
            assert said["cmdstat_ping"]["calls"] == 1
            assert len(revived) == 1


async def _gone(folder: Path) -> bool:
    return await asyncio.to_thread(embedded.find, folder) is None


async def test_a_server_that_hangs_is_unreachable_and_its_late_replies_reach_nobody(
    tmp_path: Path, binary: Path
) -> None:
    with embedded.running(tmp_path, binary=binary) as server:
        async with opened(server.url, answer_within=SOON) as connection:
            await connection.call("PING")
            os.kill(server.pid, signal.SIGSTOP)
            try:
                answers = await asyncio.gather(
                    *(connection.call("ECHO", n) for n in range(1000)), return_exceptions=True
                )
                late = await asyncio.gather(
                    connection.blocking("XREAD", "BLOCK", 50, "STREAMS", "s", "$", timeout=SOON),
                    return_exceptions=True,
                )
            finally:
                os.kill(server.pid, signal.SIGCONT)
            # At most two exchanges of 256 were sent (the first may have gone before all were
            # asked for); then the rest had waited too long to be of use.
            told = Counter(map(str, answers))
            assert set(told) == {
                "no answer from Redis: TimeoutError",
                "Redis is too slow; this was never sent",
            }
            assert 256 <= told["no answer from Redis: TimeoutError"] <= 512
            assert told.total() == 1000
            assert {type(answer) for answer in (*answers, *late)} == {Unreachable}

            await connection.wait_until_up()
            assert await asyncio.gather(*(connection.call("ECHO", -n) for n in range(100))) == [
                str(-n).encode() for n in range(100)
            ]


async def test_a_server_that_reads_its_data_is_waited_for(tmp_path: Path) -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if line.strip() not in {b"HELLO", b"CLIENT", b"PING", b"GET"}:
                continue
            asked.append(line.strip())
            replies = {b"HELLO": b"%1\r\n+proto\r\n:3\r\n", b"CLIENT": b"+OK\r\n"}
            loading = b"-LOADING Redis is loading the dataset in memory\r\n"
            served = b"+PONG\r\n" if line.strip() == b"PING" else b"$3\r\nyes\r\n"
            late = served if asked.count(b"PING") > 2 else loading
            writer.write(replies.get(line.strip(), late))
            await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(serve, tmp_path / "loading.sock")
    async with server, opened(f"unix://{tmp_path}/loading.sock") as connection:
        with pytest.raises(Unreachable, match=r"still reading its data \(LOADING\)"):
            await connection.call("GET", "key")
        assert connection.away_since is not None

        await connection.wait_until_up()

        assert await connection.call("GET", "key") == b"yes"
        assert connection.away_since is None


async def test_a_server_that_became_a_replica_is_left_for_whoever_has_its_name_now(
    tmp_path: Path, binary: Path
) -> None:
    with embedded.running(tmp_path, binary=binary) as server:
        async with opened(server.url) as connection:
            before = {await connection.call("CLIENT ID") for _ in range(4)}
            await connection.call("REPLICAOF", "127.0.0.1", 1)
            for _ in range(4):
                with pytest.raises(Unreachable, match=r"it is a replica now \(READONLY\)"):
                    await connection.call("SET", "key", "value")

            assert {await connection.call("CLIENT ID") for _ in range(4)}.isdisjoint(before)


async def test_a_full_server_cannot_serve_writes_and_an_idempotent_one_waits(
    connection: Connection,
) -> None:
    await connection.call("CONFIG SET", "maxmemory", 1)
    try:
        with pytest.raises(Unreachable, match=r"its memory is full \(OOM\)"):
            await connection.call("SET", "key", "value")
        with pytest.raises(Unreachable, match=r"its memory is full \(OOM\)"):
            await connection.script(Script("set", "return redis.call('SET', KEYS[1], 1)"), ["key"])
        refused = await _refused_writes(connection)
        patient = asyncio.create_task(connection.call("SET", "key", "value", idempotent=True))
        for _ in range(100):
            assert await connection.call("GET", "key") is None
        assert 1 <= await _refused_writes(connection) - refused < 20
    finally:
        await connection.call("CONFIG SET", "maxmemory", 0)

    assert await patient is True


async def _refused_writes(connection: Connection) -> int:
    said = await connection.call("INFO", "commandstats")
    return int(said["cmdstat_set"]["rejected_calls"])


async def test_a_wrong_password_is_refused_and_not_shown(tmp_path: Path, binary: Path) -> None:
    with embedded.running(tmp_path, binary=binary) as server:
        async with opened(server.url) as connection:
            await connection.call("CONFIG SET", "requirepass", "right")
            for wrong in (server.url, f"{server.url}?password=wrong"):
                async with opened(wrong) as locked_out:
                    with pytest.raises(Rejected) as refused:
                        await locked_out.wait_until_up()
                assert str(refused.value) == "Redis does not take our name or password"
            async with opened(f"{server.url}?password=right") as let_in:
                assert await let_in.call("CONFIG SET", "requirepass", "") is True


# --- scripts ---


async def test_a_script_is_remembered_by_the_server(connection: Connection) -> None:
    assert await connection.script(ECHO, ["key"], ["said"]) == [b"key", b"said"]
    assert await connection.script(ECHO, keys=["key"], args=[7]) == [b"key", b"7"]

    said = await connection.call("INFO", "commandstats")
    assert said["cmdstat_eval"]["calls"] >= 1
    assert await connection.call("SCRIPT EXISTS", ECHO.sha1) == [True]


async def test_scripts_that_the_server_forgot_run_once_each(connection: Connection) -> None:
    increment = Script("increment", "return redis.call('INCR', KEYS[1])")
    await connection.script(increment, ["counter"])

    counted = await asyncio.gather(
        *(connection.script(increment, ["counter"]) for _ in range(100)),
        connection.call("SCRIPT FLUSH"),
        *(connection.script(increment, ["counter"]) for _ in range(100)),
        *(connection.call("ECHO", "other") for _ in range(100)),
    )

    del counted[100]
    assert sorted(counted[:200]) == list(range(2, 202))
    assert counted[200:] == [b"other"] * 100


async def test_an_error_in_a_script_is_refused_under_the_scripts_name(
    connection: Connection,
) -> None:
    broken = Script("broken", "return redis.error_reply('MINE it is broken')")

    with pytest.raises(Rejected, match=r"^Redis refused broken: MINE it is broken"):
        await connection.script(broken)


# --- blocking ---


async def test_a_blocking_call_waits_on_its_own_and_others_go_on(connection: Connection) -> None:
    wait = timedelta(seconds=20)
    reading = [
        asyncio.create_task(
            connection.blocking("XREAD", "BLOCK", 20_000, "STREAMS", "stream", "$", timeout=wait)
        )
        for _ in range(3)
    ]
    await until(lambda: _blocked(connection, 3))

    entry = await connection.call("XADD", "stream", "*", "field", "value")

    assert await asyncio.gather(*reading) == [[[b"stream", [(entry, {b"field": b"value"})]]]] * 3


async def test_a_blocking_call_may_wait_longer_than_an_answer(url: str) -> None:
    async with opened(url, answer_within=timedelta(seconds=0.25)) as connection:
        assert (
            await connection.blocking("XREAD", "BLOCK", 300, "STREAMS", "s", "$", timeout=SOON)
            == []
        )


async def test_a_cancelled_blocking_call_leaves_nothing_for_the_next(
    connection: Connection,
) -> None:
    wait = timedelta(seconds=20)
    for _ in range(3):
        reading = asyncio.create_task(
            connection.blocking("XREAD", "BLOCK", 20_000, "STREAMS", "stream", "$", timeout=wait)
        )
        await until(lambda: _blocked(connection, 1))
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await until(lambda: _blocked(connection, 0))
    await connection.call("XADD", "stream", "1-1", "field", "value")

    assert await connection.blocking("XLEN", "stream", timeout=SOON) == 1


async def test_a_refused_blocking_call_is_rejected(connection: Connection) -> None:
    with pytest.raises(Rejected, match="Redis refused XREAD: ERR"):
        await connection.blocking("XREAD", "STREAMS", "stream", "no-id", timeout=SOON)


async def _blocked(connection: Connection, count: int) -> bool:
    said = await connection.call("INFO", "clients")
    return bool(said["blocked_clients"] == count)


# --- opening and closing ---


async def test_closing_ends_every_task_and_tells_whoever_waits(url: str) -> None:
    connection = await Connection.open(url)
    reading = asyncio.create_task(
        connection.blocking(
            "XREAD", "BLOCK", 20_000, "STREAMS", "stream", "$", timeout=timedelta(seconds=20)
        )
    )
    await until(lambda: _blocked(connection, 1))
    asking = [asyncio.create_task(connection.call("ECHO", n)) for n in range(600)]
    await asyncio.sleep(0)

    await connection.aclose()
    answers = await asyncio.gather(*asking, reading, return_exceptions=True)

    assert {type(answer) for answer in answers} == {Unreachable}
    assert asyncio.all_tasks() == {asyncio.current_task()}
    with pytest.raises(OurFault, match="closed"):
        await connection.call("PING")
    with pytest.raises(OurFault, match="closed"):
        await connection.blocking("PING", timeout=SOON)


async def test_closing_while_a_blocking_call_connects_ends_it(url: str) -> None:
    connection = await Connection.open(url)
    reading = asyncio.create_task(
        connection.blocking(
            "XREAD", "BLOCK", 20_000, "STREAMS", "stream", "$", timeout=timedelta(seconds=20)
        )
    )
    await asyncio.sleep(0)

    with capture_logs() as logs:
        await connection.aclose()
        with pytest.raises(Unreachable, match="was closed"):
            await reading

    assert logs == []


async def test_opening_needs_no_server(tmp_path: Path) -> None:
    async with opened(f"unix://{tmp_path}/nobody.sock") as connection:
        assert connection.away_since is None
        with pytest.raises(Unreachable):
            await connection.call("PING")
        assert connection.away_since is not None


@pytest.mark.parametrize(
    "wrong",
    ["http://:secret@localhost", "redis://:secret@localhost:port", "redis+cluster://", ""],
)
async def test_what_is_no_url_is_refused_without_showing_a_password(wrong: str) -> None:
    with pytest.raises(InvalidSettings, match="the Redis URL is none") as refused:
        await Connection.open(wrong)

    assert "secret" not in str(refused.value)


async def test_a_server_with_a_port_is_reached(tmp_path: Path, binary: Path) -> None:
    port = 20_000 + os.getpid() % 20_000
    with embedded.running(tmp_path, binary=binary, port=port) as server:
        async with opened(server.url) as connection:
            await connection.call("SET", "key", "value")
            assert await connection.call("GET", "key") == b"value"
