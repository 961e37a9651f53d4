"""Keeps child processes alive: starts them, restarts what dies, ends them in order."""

import asyncio
import contextlib
import ctypes
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

_PR_SET_PDEATHSIG = 1
_BACKOFF_S = (0.1, 0.5, 1.0, 2.0, 5.0)
_STEADY_S = 10.0
_PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One process to keep alive.

    Attributes:
        name: For logs.
        module: Python module to run.
        environment: All of its environment.
        log: File to which what it says is appended; None lets it speak for itself.
    """

    name: str
    module: str
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    log: Path | None = None


class Supervisor:
    """Keeps its children running until it is told to stop.

    Attributes:
        running: The process of each child that runs now.
        restarts: How often a child had to be started again.
    """

    def __init__(self, children: tuple[Child, ...]) -> None:
        self._children = children
        self.running: dict[str, asyncio.subprocess.Process] = {}
        self.restarts = 0

    async def run(
        self, stop: asyncio.Event, *, on_exit: Callable[[str, int], None] = lambda *_: None
    ) -> None:
        """Run all children until ``stop`` is set; then end them, politely at first."""
        async with asyncio.TaskGroup() as group:
            keepers = [group.create_task(self._keep(child, on_exit)) for child in self._children]
            await stop.wait()
            for keeper in keepers:
                keeper.cancel()
        await self._end()

    async def _keep(self, child: Child, on_exit: Callable[[str, int], None]) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            started = loop.time()
            process = await _start(child)
            self.running[child.name] = process
            code = await process.wait()
            on_exit(child.name, code)
            failures = 0 if loop.time() - started > _STEADY_S else failures + 1
            self.restarts += 1
            log.warning("process ended, starting again", process=child.name, code=code)
            await asyncio.sleep(_BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)])

    async def _end(self) -> None:
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for name, process in self.running.items():
            try:
                await asyncio.wait_for(process.wait(), _PATIENCE_S)
            except TimeoutError:
                log.warning("process had to be killed", process=name)
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


async def _start(child: Child) -> asyncio.subprocess.Process:
    with contextlib.ExitStack() as stack:
        says = stack.enter_context(child.log.open("ab")) if child.log else None
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            child.module,
            env=dict(child.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=says,
            stderr=says,
            # Ctrl-C is for us alone; we tell the children, in order.
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )


def _end_with_parent() -> None:
    """Have Linux end this process when its parent is killed: no orphan goes on alone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
