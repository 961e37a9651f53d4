"""Turns per second, CPU per turn, latency and lost messages of several bots in one run.

::

    python -m benchmarks.turns [--json] [--rounds N] [--turns N] [--users N] [--only NAME …]
                               [--kill [all|one]]

Rounds are interleaved: each contestant once, then each once more, beginning with another.
All get the same far side, the same kind of Redis server (appendfsync always) and the same
cores. With ``--json`` the last line is one JSON object.
"""

import argparse
import asyncio
import os
import platform
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import orjson
from rich.console import Console

from benchmarks.contest import Endured, Plan, Score, compete, endure
from benchmarks.contestant import Contestant
from benchmarks.contestants import CONTESTANTS
from benchmarks.crowd import Load
from benchmarks.report import report, show

CORES = 2
WARM_TURNS = 300
LIGHT_SHARE = 0.25
"""Turns at light load, as a share of those at full load."""
KILLED_DRAIN_S = 75.0
"""Longer than the 60 s for which an event lock outlives the aiogram process that held it."""
TERMINATED = 128 + signal.SIGTERM
Result = TypeVar("Result")


def planned(options: argparse.Namespace) -> Plan:
    """Return the work of a round."""

    def load(in_flight: int, turns: int | None = None) -> Load:
        return Load(in_flight=in_flight, turns=turns, burst=options.burst)

    under_kills = replace(load(options.full), patience_s=3.0, drain_s=KILLED_DRAIN_S)
    return Plan(
        users=options.users,
        warm=load(options.full, min(WARM_TURNS, options.turns)),
        light=load(options.light, max(1, round(options.turns * LIGHT_SHARE))),
        full=load(options.full, options.turns),
        killed=under_kills,
        kill_every_s=options.kill_every,
        kills=options.kills,
        victims=options.kill or "all",
    )


async def measure(
    contestants: Sequence[Contestant], *, plan: Plan, rounds: int, kill: bool, console: Console
) -> dict[str, Any]:
    """Return the report of a whole run; see `benchmarks.report.report`."""

    async def calm_round(contestant: Contestant) -> Score:
        return await compete(contestant, plan=plan)

    async def killed_round(contestant: Contestant) -> Endured:
        return await endure(contestant, plan=plan)

    machine = _machine()
    calm = await _interleaved(contestants, calm_round, rounds=rounds, console=console)
    killed: Mapping[str, list[Endured]] = {}
    if kill:
        killed = await _interleaved(contestants, killed_round, rounds=1, console=console)
    machine["load_after"] = os.getloadavg()[0]
    return report(calm=calm, killed=killed, machine=machine)


async def _interleaved(
    contestants: Sequence[Contestant],
    run: Callable[[Contestant], Coroutine[Any, Any, Result]],
    *,
    rounds: int,
    console: Console,
) -> dict[str, list[Result]]:
    """Return each contestant's results; every round begins with another contestant."""
    results: dict[str, list[Result]] = {contestant.name: [] for contestant in contestants}
    for number in range(rounds):
        first = number % len(contestants)
        for contestant in (*contestants[first:], *contestants[:first]):
            console.print(f"{run.__name__} {number + 1}: {contestant.name}", style="dim")
            results[contestant.name].append(await run(contestant))
    return results


def _machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "cores": _cores(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_before": os.getloadavg()[0],
    }


def _cores() -> int | None:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    names = [contestant.name for contestant in CONTESTANTS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--rounds", type=_positive, default=3)
    parser.add_argument("--turns", type=_positive, default=3000, help="at full load, a round")
    parser.add_argument("--users", type=_positive, default=200)
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME")
    parser.add_argument("--light", type=_positive, default=4, help="messages in flight")
    parser.add_argument("--full", type=_positive, default=200, help="messages in flight")
    parser.add_argument("--burst", type=_positive, default=1, help="messages at once, a person")
    parser.add_argument(
        "--kill",
        nargs="?",
        choices=("all", "one"),
        const="all",
        help="also a round under SIGKILL: of all processes each time (default) or one in turn",
    )
    parser.add_argument("--kills", type=_positive, default=6)
    parser.add_argument("--kill-every", type=float, default=5.0, help="seconds")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


async def main() -> None:
    """Run the command."""
    this_task = asyncio.current_task()
    if this_task is not None:  # so that a terminated run cleans up like an interrupted one
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this_task.cancel)
    if sys.platform == "linux":  # every process started from here on inherits this
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    options = _options()
    console = Console()
    content = await measure(
        [contestant for contestant in CONTESTANTS if contestant.name in options.only],
        plan=planned(options),
        rounds=options.rounds,
        kill=options.kill is not None,
        console=console,
    )
    show(content, console=console)
    if options.json:
        print(orjson.dumps(content).decode(), flush=True)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except asyncio.CancelledError:
        sys.exit(TERMINATED)
