import contextlib
import multiprocessing
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tellmore.errors import InvalidSettings, TheirFault, Unreachable
from tellmore.stores import embedded
from tellmore.stores.server_binary import server_binary

BUNDLED = server_binary().path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder, and stop what a test leaves running in it."""
    yield tmp_path / "redis"
    with contextlib.suppress(Unreachable):
        embedded.stop(tmp_path / "redis")


def client_of(server: embedded.EmbeddedRedis) -> redis.Redis:
    return redis.Redis.from_url(server.url, retry=Retry(NoBackoff(), 0))


def kill(server: embedded.EmbeddedRedis) -> None:
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: embedded.find(server.folder) is None)


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_a_started_server_answers_and_is_found_again(folder: Path, binary: Path) -> None:
    server = embedded.start(folder, binary=binary)

    assert embedded.find(folder) == server
    assert embedded.start(folder, binary=binary) == server
    with client_of(server) as client:
        assert client.ping()
    assert server.url == f"unix://{folder}/redis.sock"
    assert server.version == str(server_binary(binary))


def test_nothing_is_found_where_nothing_runs(folder: Path) -> None:
    assert embedded.find(folder) is None


def test_a_write_is_on_the_disk_before_it_is_acknowledged(folder: Path, binary: Path) -> None:
    with client_of(embedded.start(folder, binary=binary)) as client:
        wanted = {
            "appendonly": "yes",
            "appendfsync": "always",
            "aof-use-rdb-preamble": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
        }

        assert client.config_get(*wanted) == wanted


def test_only_we_can_read_the_folder_the_socket_and_the_data(folder: Path, binary: Path) -> None:
    folder.mkdir(mode=0o755)
    embedded.start(folder, binary=binary)

    ours = {folder, folder / "redis.sock", *(folder / "appendonlydir").iterdir()}
    open_to_others = {path for path in ours if stat.S_IMODE(path.stat().st_mode) & 0o077}

    assert len(ours) > 3
    assert open_to_others == set()


def test_no_port_is_opened(folder: Path, binary: Path) -> None:
    with client_of(embedded.start(folder, binary=binary)) as client:
        assert client.config_get("port") == {"port": "0"}


def test_a_stopped_server_is_gone_and_its_data_are_kept(folder: Path, binary: Path) -> None:
    with client_of(embedded.start(folder, binary=binary)) as client:
        client.set("kept", "yes")

    embedded.stop(folder)
    embedded.stop(folder)

    assert embedded.find(folder) is None
    with client_of(embedded.start(folder, binary=binary)) as client:
        assert client.get("kept") == b"yes"


def test_acknowledged_writes_survive_kill_9(folder: Path, binary: Path) -> None:
    server = embedded.start(folder, binary=binary)
    acknowledged = [0]

    def write() -> None:
        with client_of(server) as client, contextlib.suppress(redis.ConnectionError):
            while True:
                acknowledged.append(client.incr("count"))

    writer = threading.Thread(target=write)
    writer.start()
    until(lambda: len(acknowledged) > 200)
    os.kill(server.pid, signal.SIGKILL)
    writer.join()

    again = embedded.start(folder, binary=binary)

    assert again.pid != server.pid
    assert again.url == server.url
    with client_of(again) as client:
        kept = int(client.get("count") or 0)
    # The last one may have been written without our hearing of it.
    assert kept - acknowledged[-1] in {0, 1}


def start_at_once(folder: Path, binary: Path, together: Barrier, out: Path) -> None:
    together.wait(30)
    (out / str(os.getpid())).write_text(str(embedded.start(folder, binary=binary).pid), "utf-8")


def test_starters_at_the_same_moment_get_one_server(
    folder: Path, binary: Path, tmp_path: Path
) -> None:
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(3)
    out = tmp_path / "pids"
    out.mkdir()
    starters = [
        spawn.Process(target=start_at_once, args=(folder, binary, together, out)) for _ in range(3)
    ]

    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(60)

    server = embedded.find(folder)
    assert server is not None
    assert [path.read_text("utf-8") for path in out.iterdir()] == [str(server.pid)] * 3
    log = (folder / "server.log").read_text("utf-8")
    assert log.count("is starting") == 1


def test_a_server_outlives_its_starter_and_ctrl_c(folder: Path, binary: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from tellmore.stores import embedded\n"
        "embedded.start(Path(sys.argv[1]), binary=Path(sys.argv[2])); print('up', flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, folder, binary],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        process_group=0,
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"up\n"
        os.killpg(starter.pid, signal.SIGINT)
        starter.wait(10)

    assert embedded.find(folder) is not None


def test_the_leftovers_of_a_dead_server_do_not_hinder(folder: Path, binary: Path) -> None:
    server = embedded.start(folder, binary=binary)
    kill(server)
    assert (folder / "redis.sock").is_socket()
    unfinished = folder / f"temp-rewriteaof-bg-{server.pid}.aof"
    unfinished.write_bytes(b"half of the data")

    assert embedded.start(folder, binary=binary).pid != server.pid
    assert not unfinished.exists()


def test_data_of_a_newer_server_are_refused_and_left_alone(folder: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    older.write_text("#!/bin/sh\necho 'Valkey server v=8.1.8 sha=0'\n", "utf-8")
    older.chmod(0o755)
    with embedded.running(folder) as server, client_of(server) as client:
        client.set("kept", "yes")

    with pytest.raises(InvalidSettings) as refused:
        embedded.start(folder, binary=older)

    newer = server_binary()
    assert str(refused.value) == (
        f"the data in {folder} were written by {newer}, and Valkey 8.1.8 at {older} cannot read "
        f"them, for data only go forward: run {newer} or newer"
    )
    with client_of(embedded.start(folder)) as client:
        assert client.get("kept") == b"yes"


def test_data_of_an_older_server_are_taken_over(folder: Path, binary: Path) -> None:
    with embedded.running(folder, binary=binary) as server, client_of(server) as client:
        client.set("kept", "yes")

    with client_of(embedded.start(folder, binary=BUNDLED)) as client:
        assert client.get("kept") == b"yes"


def test_a_folder_with_a_long_path_has_its_socket_elsewhere_and_always_there(
    tmp_path: Path, binary: Path
) -> None:
    folder = tmp_path / ("long" * 25)
    with embedded.running(folder, binary=binary) as server:
        path = Path(server.url.removeprefix("unix://"))
        assert folder not in path.parents
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        kill(server)
        assert embedded.start(folder, binary=binary).url == server.url

    assert not path.parent.exists()
    with embedded.running(folder, binary=binary) as again:
        assert again.url == server.url


def test_a_socket_place_that_somebody_else_took_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 25)
    with embedded.running(folder) as server:
        path = Path(server.url.removeprefix("unix://"))
    path.parent.mkdir(mode=0o755)

    with embedded.running(folder) as again:
        assert again.url != server.url
    path.parent.rmdir()


def test_a_path_with_odd_characters_works(tmp_path: Path, binary: Path) -> None:
    with (
        embedded.running(tmp_path / "ключи и #%20?", binary=binary) as server,
        client_of(server) as client,
    ):
        assert client.ping()


def test_with_a_port_the_server_listens_on_the_loopback_too(folder: Path, binary: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]

    server = embedded.start(folder, binary=binary, port=port)

    assert server.url == f"redis://127.0.0.1:{port}/0"
    with client_of(server) as client:
        assert client.config_get("bind") == {"bind": "127.0.0.1"}


def test_a_server_that_ends_at_once_says_where_its_log_is(folder: Path, binary: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(TheirFault, match="ended at once"),
    ):
        embedded.start(folder, binary=binary, port=taken.getsockname()[1])

    assert "in use" in (folder / "server.log").read_text("utf-8")


def test_a_server_that_hangs_is_not_started_a_second_time(
    folder: Path, binary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_PROBE_S", 0.2)
    server = embedded.start(folder, binary=binary)
    os.kill(server.pid, signal.SIGSTOP)
    try:
        with pytest.raises(Unreachable, match="does not answer"):
            embedded.start(folder, binary=binary, within=timedelta(seconds=0.5))
        with pytest.raises(Unreachable, match="does not stop"):
            embedded.stop(folder, within=timedelta(seconds=0.1))
    finally:
        os.kill(server.pid, signal.SIGCONT)


def test_a_server_that_still_reads_its_data_is_waited_for(folder: Path, binary: Path) -> None:
    fill = "for n = 1, 300000 do redis.call('SET', 'key:' .. n, n) end"
    server = embedded.start(folder, binary=binary)
    with client_of(server) as client:
        client.eval(fill, 0)
    kill(server)

    with client_of(embedded.start(folder, binary=binary)) as client:
        assert client.dbsize() == 300_000


def test_the_server_gets_none_of_our_environment(
    folder: Path, binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "made-up")
    telling = tmp_path / "telling"
    telling.write_text(f'#!/bin/sh\nenv > {tmp_path}/env\nexec {binary} "$@"\n', "utf-8")
    telling.chmod(0o755)

    embedded.start(folder, binary=telling)

    assert "made-up" not in (tmp_path / "env").read_text("utf-8")


def test_a_record_that_is_not_ours_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / "server.json").write_text("{}", "utf-8")

    with pytest.raises(InvalidSettings, match="not ours"):
        embedded.start(folder)
    (folder / "server.json").unlink()
