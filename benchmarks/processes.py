"""Processes that cannot outlive the benchmark: start, kill, CPU time, memory."""

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

HOST = "127.0.0.1"
PR_SET_PDEATHSIG = 1
START_WAIT_S = 20.0
TRY_EVERY_S = 0.05
STOP_WAIT_S = 10.0
TAIL_CHARS = 2000
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """How to start one process.

    Attributes:
        name: What it is called in logs.
        argv: Program and arguments.
        env: Variables beside those of the benchmark itself.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


class Child:
    """One started process, the leader of a process group of its own."""

    def __init__(self, command: Command, *, folder: Path) -> None:
        """Start the process; what it prints goes to ``<folder>/<name>.log``."""
        self.command = command
        self.log = folder / f"{command.name}.log"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                list(command.argv),
                cwd=ROOT,
                env={**os.environ, **command.env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - the benchmark has one thread
            )

    @property
    def pid(self) -> int:
        """Return the process id, which is the process group's too."""
        return self._process.pid

    def ended(self) -> bool:
        """Return whether the process is gone."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL the process with all that it started in its group, and reap it."""
        self.strike()
        self._process.wait(timeout=STOP_WAIT_S)

    def strike(self) -> None:
        """SIGKILL the process with all that it started in its group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def tail(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(errors="replace")[-TAIL_CHARS:]


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Team:
    """All processes of one contestant."""

    def __init__(self, commands: Sequence[Command], *, folder: Path) -> None:
        """Start them all."""
        self._folder = folder
        self._children = [Child(command, folder=folder) for command in commands]

    def __len__(self) -> int:
        return len(self._children)

    def cpu_s(self) -> float:
        """Return the CPU seconds of all processes so far, with children dead or alive."""
        return sum(cpu_s(child.pid) for child in self._children)

    def rss_mb(self) -> float:
        """Return the resident memory of all processes and their children, in MB."""
        return sum(rss_mb(child.pid) for child in self._children)

    def ended(self) -> list[int]:
        """Return the indices of processes that ended by themselves."""
        return [index for index, child in enumerate(self._children) if child.ended()]

    def kill_and_restart(self, indices: Sequence[int]) -> None:
        """SIGKILL these processes at the same time, then start them again at once."""
        for index in indices:
            self._children[index].strike()
        for index in indices:
            self._children[index].kill()
        for index in indices:
            self._children[index] = Child(self._children[index].command, folder=self._folder)

    def stop(self) -> None:
        """SIGKILL all processes."""
        for child in self._children:
            child.kill()

    def tails(self) -> str:
        """Return the ends of all logs."""
        return "\n".join(f"[{child.command.name}]\n{child.tail()}" for child in self._children)


def cpu_s(pid: int) -> float:
    """Return the CPU seconds of a process and its descendants, dead ones that were reaped too."""
    total = 0.0
    for process in _family(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
            total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total


def rss_mb(pid: int) -> float:
    """Return the resident memory of a process and its descendants, in MB."""
    total = 0
    for process in _family(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total / 1e6


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def serving(command: Command, *, folder: Path, port: int) -> AsyncIterator[Child]:
    """Run one server; it listens on the port when the block begins.

    Raises:
        RuntimeError: It did not listen in time; the end of its log is in the message.
    """
    server = Child(command, folder=folder)
    try:
        await _listening(server, port=port)
        yield server
    finally:
        server.kill()


async def _listening(server: Child, *, port: int) -> None:
    for _ in range(round(START_WAIT_S / TRY_EVERY_S)):
        if server.ended():
            break
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(TRY_EVERY_S)
        else:
            writer.close()
            await writer.wait_closed()
            return
    raise RuntimeError(f"{server.command.name} did not start\n{server.tail()}")
