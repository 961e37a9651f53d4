import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis

from tellmore.errors import OurFault, Rejected, Unreachable
from tellmore.interview.events import Said
from tellmore.runtime.arrivals import SHARDS, Address, Arrival, decode_arrival
from tellmore.stores.connection import Connection
from tellmore.stores.redis_store import RedisStore
from tellmore.stores.scripts import Script

ECHO = Script("echo", "return {KEYS[1], ARGV[1]}")
HALF = 8192
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SOON = timedelta(seconds=0.3)
Node = tuple[int, subprocess.Popen[bytes]]


def free_port() -> int:
    """Return a port whose port of the cluster bus, 10,000 above, is there too."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            port: int = reserved.getsockname()[1]
        if port < 55_000:
            return port


def launch(binary: Path, folder: Path) -> Node:
    folder.mkdir()
    port = free_port()
    options = {"port": port, "bind": "127.0.0.1", "save": "", "dir": folder}
    options |= {"cluster-enabled": "yes", "cluster-require-full-coverage": "no"}
    words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
    return port, subprocess.Popen([binary, *words], stdout=subprocess.DEVNULL)


def wait_for(client: redis.Redis, name: str, said: set[str]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(redis.ConnectionError):
            if client.cluster("INFO")[name] in said:
                return
        time.sleep(0.02)
    raise AssertionError(f"the cluster's {name} never was one of {said}")


@pytest.fixture(scope="module")
def nodes(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Node]]:
    """Run a cluster of two nodes with half of the slots each."""
    folder = tmp_path_factory.mktemp("cluster")
    nodes = [launch(binary, folder / str(n)) for n in range(2)]
    try:
        clients = [redis.Redis(port=port, decode_responses=True) for port, _ in nodes]
        for n, client in enumerate(clients):
            wait_for(client, "cluster_state", {"ok", "fail"})
            client.cluster("ADDSLOTSRANGE", n * HALF, n * HALF + HALF - 1)
        clients[1].cluster("MEET", "127.0.0.1", nodes[0][0])
        for client in clients:
            wait_for(client, "cluster_slots_ok", {"16384"})
            wait_for(client, "cluster_state", {"ok"})
            client.close()
        yield nodes
    finally:
        for _, process in nodes:
            process.kill()
            process.wait()


@pytest.fixture
async def connection(nodes: list[Node]) -> AsyncIterator[Connection]:
    for port, _ in nodes:
        with redis.Redis(port=port) as client:
            client.flushall()
            client.script_flush()
    connection = await Connection.open(
        f"redis+cluster://127.0.0.1:{nodes[0][0]}", answer_within=timedelta(seconds=6)
    )
    yield connection
    await connection.aclose()


@pytest.mark.slow
async def test_commands_find_the_node_of_their_keys_and_run_in_order(
    connection: Connection,
) -> None:
    async def push(who: int) -> list[int]:
        return await connection.call_many([("RPUSH", f"list:{{{who}}}", n) for n in range(5)])

    pushed = await asyncio.gather(*(push(who) for who in range(200)))

    assert pushed == [[1, 2, 3, 4, 5]] * 200
    assert await connection.call("LRANGE", "list:{7}", 0, -1) == [b"0", b"1", b"2", b"3", b"4"]


@pytest.mark.slow
async def test_a_script_runs_where_its_keys_are_though_no_node_remembers_it(
    connection: Connection,
) -> None:
    answers = await asyncio.gather(*(connection.script(ECHO, [f"key:{n}"], [n]) for n in range(50)))

    assert answers == [[f"key:{n}".encode(), str(n).encode()] for n in range(50)]


@pytest.mark.slow
async def test_a_blocking_call_waits_and_others_go_on(connection: Connection) -> None:
    reading = asyncio.create_task(
        connection.blocking(
            "XREAD", "BLOCK", 9_000, "STREAMS", "stream", "0", timeout=timedelta(seconds=9)
        )
    )
    await asyncio.gather(*(connection.call("INCR", f"counter:{n}") for n in range(200)))

    entry = await connection.call("XADD", "stream", "*", "field", "value")

    assert await reading == [[b"stream", [(entry, {b"field": b"value"})]]]


@pytest.mark.slow
async def test_keys_in_several_slots_are_our_fault(connection: Connection) -> None:
    with pytest.raises(OurFault, match="all its keys must be in one slot"):
        await connection.script(ECHO, ["a", "b"], [1])


@pytest.mark.slow
async def test_the_first_refusal_is_raised_and_the_other_commands_run(
    connection: Connection,
) -> None:
    with pytest.raises(Rejected, match="WRONGTYPE"):
        await connection.call_many(
            [("SET", "{k}text", "a"), ("HGET", "{k}text", "b"), ("SET", "{k}after", "yes")]
        )

    assert await connection.call("GET", "{k}after") == b"yes"


@pytest.mark.slow
async def test_a_node_that_hangs_is_unreachable_and_comes_back(
    connection: Connection, nodes: list[Node]
) -> None:
    keys = [f"key:{n}" for n in range(20)]
    await asyncio.gather(*(connection.call("SET", key, 1) for key in keys))
    for _, process in nodes:
        os.kill(process.pid, signal.SIGSTOP)
    try:
        answers = await asyncio.gather(
            *(connection.call("INCR", key) for key in keys), return_exceptions=True
        )
    finally:
        for _, process in nodes:
            os.kill(process.pid, signal.SIGCONT)
    assert {type(answer) for answer in answers} == {Unreachable}
    away_since = connection.away_since
    assert away_since is not None

    await connection.wait_until_up()

    assert connection.away_since is None
    assert await connection.call("SET", keys[0], 5, idempotent=True) is True


@pytest.mark.slow
async def test_what_arrives_at_any_shard_is_read_while_others_are_waited_for(
    connection: Connection,
) -> None:
    store = RedisStore(connection, secret=b"cluster")
    nothing = dict.fromkeys(range(SHARDS), "0")
    assert await store.arrivals(nothing, wait_ms=100, most=10) == ()

    reading = asyncio.create_task(store.arrivals(nothing, wait_ms=20_000, most=10))
    arrivals = [
        Arrival(
            id=str(n),
            address=Address(channel="telegram", account="1", chat=str(n)),
            happening=Said(at=NOON, message=str(n), text="Hello"),
        )
        for n in range(30)
    ]
    await store.put(arrivals)
    await reading
    found = await store.arrivals(nothing, wait_ms=0, most=100)

    assert {decode_arrival(entry.blob).id for entry in found} == {str(n) for n in range(30)}
    assert len({entry.shard for entry in found}) > 1
