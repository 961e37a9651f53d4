"""The bots that are measured, in the order of the table."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.contestant import Contestant, Entry, Place
from benchmarks.interviewer import Interviewer
from benchmarks.processes import Command

REFERENCE = "aiogram"
"""Ratios are over this one."""
OURS = "tellmore"
"""The ratios in the benchmark's last line are of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoBot:
    """A bot of one process that sends every message back.

    Attributes:
        name: As the table shows it.
        argv: Its program; it finds ``BENCH_API``, ``BENCH_REDIS`` and ``BENCH_TOKEN`` in
            its environment.
    """

    name: str
    argv: tuple[str, ...]

    async def enter(self, place: Place) -> Entry:
        """Return how to start the process; there is nothing to prepare."""
        env = {
            "BENCH_API": place.api,
            "BENCH_REDIS": place.redis,
            "BENCH_TOKEN": place.token,
        }
        command = Command(name=self.name, argv=self.argv, env=env)
        return Entry(commands=(command,), person="benchmarks.persons:Echoed")

    async def consumed(self, place: Place) -> Mapping[int, Sequence[str]] | None:  # noqa: ARG002 - the protocol's
        """Return None: the replies tell."""
        return None


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"benchmarks.echo.{name}")


CONTESTANTS: tuple[Contestant, ...] = (
    EchoBot(name="aiogram", argv=_module("aiogram_bot")),
    EchoBot(name="ptb", argv=_module("ptb_bot")),
    Interviewer(name=OURS),
    EchoBot(name="floor", argv=_module("floor_bot")),
)
