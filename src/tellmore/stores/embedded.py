"""Runs a real Redis server of our own, for whoever does not want to run one.

The server is a process apart: it outlives the bots that use it, so that they can drain,
and any of them may start it again. Everything is in one folder, readable by us alone:

| file | holds |
| --- | --- |
| `appendonlydir/` | the data: each write is on the disk before it is acknowledged |
| `redis.sock` | where it listens (elsewhere if the folder's path is too long for a socket) |
| `lock` | an flock that the *server* holds as long as it lives: one folder, one server |
| `server.json` | which server wrote the data, and where the socket is |
| `server.log`, `server.pid` | what the server says, and its process |

Nothing but that lock keeps two servers from writing one folder, so let no other start there.
"""

import contextlib
import errno
import fcntl
import os
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tellmore.errors import InvalidSettings, TheirFault, Unreachable
from tellmore.stores.server_binary import ServerBinary, can_read, server_binary

SOCKET_PATH_BYTES = 100
"""Longest path of a Unix socket: 103 bytes on macOS, 107 on Linux, and some to spare.

Source: sun_path in unix(4) of macOS and unix(7) of Linux, read 2026-11.
"""
START_WITHIN = timedelta(seconds=30)
STOP_WITHIN = timedelta(seconds=15)
_DETACH_S = 10.0
_PROBE_S = 2.0
_POLL_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedRedis:
    """A living server of ours.

    Attributes:
        url: Where to reach it: `unix://…`, or `redis://127.0.0.1:…` if it was given a port.
        version: E.g. `Valkey 9.1.2`.
        binary: The program.
        folder: Where its data are.
        pid: Its process.
    """

    url: str
    version: str
    binary: Path
    folder: Path
    pid: int


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """What `server.json` says."""

    family: str
    version: tuple[int, int, int]
    socket: str
    port: int | None = None


def start(
    folder: Path,
    *,
    binary: Path | None = None,
    port: int | None = None,
    within: timedelta = START_WITHIN,
) -> EmbeddedRedis:
    """Return the folder's server, ready to serve; start it unless it lives.

    Any number of processes may call this at once, at any time: one server comes of it, and
    one that lives already is returned as it is. Blocks; call it in a thread from a loop.

    Args:
        folder: Its data, of which nothing else makes use; made if need be, mode 0700.
        binary: The program; by default the bundled one, else one on the PATH.
        port: A TCP port on the loopback, besides the socket and without a password: for
            tests that must come between.
        within: How long it may take, reading the data included.

    Raises:
        InvalidSettings: No server can be run, or the data were written by a newer one.
        TheirFault: The server ended at once; its log says why.
        Unreachable: It was not ready in time.
    """
    folder = _private(folder)
    deadline = time.monotonic() + within.total_seconds()
    launched = False
    while True:
        seen = _look(folder)
        if seen is not None and not seen[1]:
            return seen[0]
        lock = _free_lock(folder) if seen is None else None
        if lock is not None:
            try:
                if launched:
                    raise TheirFault(f"the Redis server ended at once: see {folder}/server.log")
                _launch(folder, server_binary(binary), port=port, lock=lock)
                launched = True
            finally:
                os.close(lock)  # the server has inherited it; ours must not outlive this call
        if time.monotonic() > deadline:
            doing = "does not answer" if seen is None else "is still reading its data"
            raise Unreachable(f"the Redis server in {folder} {doing}: see {folder}/server.log")
        time.sleep(_POLL_S)


def find(folder: Path) -> EmbeddedRedis | None:
    """Return the folder's living server; None if there is none that answers."""
    seen = _look(folder.resolve())
    return None if seen is None else seen[0]


def stop(folder: Path, *, within: timedelta = STOP_WITHIN) -> None:
    """Stop the folder's server, if it lives, and wait until its process has ended.

    Raises:
        Unreachable: It did not end in time.
    """
    folder = folder.resolve()
    record = _recorded(folder)
    if record is None:
        return
    with contextlib.suppress(redis.RedisError, OSError), _client(record.socket) as client:
        client.execute_command("SHUTDOWN", "NOSAVE")
    deadline = time.monotonic() + within.total_seconds()
    while (lock := _free_lock(folder)) is None:
        if time.monotonic() > deadline:
            raise Unreachable(f"the Redis server in {folder} does not stop")
        time.sleep(_POLL_S)
    _remove_socket(folder, Path(record.socket))
    os.close(lock)


@contextlib.contextmanager
def running(
    folder: Path, *, binary: Path | None = None, port: int | None = None
) -> Iterator[EmbeddedRedis]:
    """Have a server as long as the block runs, for tests and for trying things out."""
    try:
        yield start(folder, binary=binary, port=port)
    finally:
        stop(folder)


def _look(folder: Path) -> tuple[EmbeddedRedis, bool] | None:
    """Return the living server, and whether it is still reading its data."""
    record = _recorded(folder)
    if record is None or not Path(record.socket).exists():
        return None
    try:
        with _client(record.socket) as client:
            said: Mapping[str, Any] = client.info("server", "persistence")
    except (redis.RedisError, OSError):
        return None
    family, version = "Redis", said["redis_version"]
    if "valkey_version" in said:
        family, version = "Valkey", said["valkey_version"]
    found = EmbeddedRedis(
        url=_url(record),
        version=f"{family} {version}",
        binary=Path(said["executable"]),
        folder=folder,
        pid=int(said["process_id"]),
    )
    return found, bool(int(said["loading"]))


def _url(record: _Record) -> str:
    if record.port:
        return f"redis://127.0.0.1:{record.port}/0"
    return f"unix://{quote(record.socket)}"


def _client(path: str) -> redis.Redis:
    return redis.Redis(
        unix_socket_path=path, socket_timeout=_PROBE_S, retry=Retry(NoBackoff(), 0), protocol=2
    )


def _free_lock(folder: Path) -> int | None:
    """Return the lock, held by us, if no server lives in the folder."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            return None
        raise InvalidSettings(f"{folder} is on a disk without file locks") from error
    return lock


def _launch(folder: Path, binary: ServerBinary, *, port: int | None, lock: int) -> None:
    before = _recorded(folder)
    if before is not None and not can_read(binary, family=before.family, version=before.version):
        wrote = f"{before.family} {'.'.join(map(str, before.version))}"
        raise InvalidSettings(
            f"the data in {folder} were written by {wrote}, and {binary} at {binary.path} cannot "
            f"read them, for data only go forward: run {wrote} or newer"
        )
    for unfinished in folder.glob("temp-rewriteaof-*.aof"):
        unfinished.unlink()  # a killed server's; no server ever looks at them again
    path = _socket_path(folder, before)
    record = _Record(family=binary.family, version=binary.version, socket=str(path), port=port)
    # Before the server writes anything: a crash must not leave new data under an old name.
    _write(folder, record)
    try:
        subprocess.run(  # noqa: S603 - the program was examined, the arguments are ours
            [binary.path, *_arguments(folder, path, port)],
            check=True,
            cwd=folder,
            env={"LC_ALL": "C"},  # a long-lived process has no business with our tokens
            pass_fds=(lock,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_DETACH_S,
            umask=0o077,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise TheirFault(f"{binary} at {binary.path} does not start in {folder}") from error


def _arguments(folder: Path, path: Path, port: int | None) -> list[str]:
    options = {
        "port": str(port or 0),
        "bind": "127.0.0.1",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        # A session of its own: Ctrl-C is for the bots, which still have to drain, and whoever
        # starts it may end before it does.
        "daemonize": "yes",
        "dir": str(folder),
        "pidfile": str(folder / "server.pid"),
        "logfile": str(folder / "server.log"),
        "appendonly": "yes",
        # `everysec` loses what it acknowledged when the process is killed while the disk is
        # slow (redis/redis#8342); `always` holds the reply until the write is on the disk.
        "appendfsync": "always",
        "aof-use-rdb-preamble": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def _socket_path(folder: Path, before: _Record | None) -> Path:
    path = folder / "redis.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
        return path
    if before is not None and _is_ours(Path(before.socket).parent):
        return Path(before.socket)  # clients come back to where they knew it
    return Path(tempfile.mkdtemp(prefix="tellmore-")) / "redis.sock"


def _is_ours(place: Path) -> bool:
    """Tell whether a place in a shared temporary folder is ours alone, and make it if gone."""
    with contextlib.suppress(FileExistsError):
        place.mkdir(mode=0o700)
    found = place.lstat()
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.geteuid()
        and not stat.S_IMODE(found.st_mode) & 0o077
    )


def _remove_socket(folder: Path, path: Path) -> None:
    path.unlink(missing_ok=True)
    if path.parent != folder:
        with contextlib.suppress(OSError):
            path.parent.rmdir()


def _private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = folder.resolve()
    folder.chmod(0o700)
    return folder


def _recorded(folder: Path) -> _Record | None:
    try:
        return msgspec.json.decode((folder / "server.json").read_bytes(), type=_Record)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise InvalidSettings(f"{folder}/server.json is not ours; remove it") from error


def _write(folder: Path, record: _Record) -> None:
    beside = folder / "server.json.new"
    beside.write_bytes(msgspec.json.encode(record) + b"\n")
    beside.replace(folder / "server.json")
