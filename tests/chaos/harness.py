"""Fieldwork under attack: processes killed and frozen, Redis too, replies lost, disks slow."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tellmore.runtime.arrivals import SHARDS, shard_of
from tellmore.runtime.processes import Child
from tellmore.stores import embedded, redis_keys
from tellmore.stores.redis_interviews import RedisInterviews
from tellmore.testing import simulation
from tellmore.testing.simulation import Fieldwork, Plan, Report
from tellmore.testing.telegram_server import (
    DropAfter,
    DropBefore,
    Fault,
    ServerError,
    TooManyRequests,
)
from tests.chaos.proxy import CuttableWay

FREEZE_S = 6.5
"""Longer than a conductor's lease of 5 s."""

HANDLED_WITHIN_S = 10.0
"""What the README promises after a restart."""

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordeal:
    """One run of chaos.

    Attributes:
        seed: The same seed attacks in the same order.
        people: How many are interviewed meanwhile.
        attack_for_s: How long it lasts.
        mutant: Safeguard to take out; empty for none.
        slow_fsync_ms: How much slower the disk is.
    """

    seed: int
    people: int = 24
    attack_for_s: float = 15.0
    mutant: str = ""
    slow_fsync_ms: int = 0


@dataclass
class Outcome:
    """What came of it.

    Attributes:
        report: The recount from the far side.
        attacks: What was done, how often.
        stuck: Messages still waiting so long after the attacks ended.
        slowest_s: How long after the last attack the last waiting message was handled.
    """

    report: Report
    attacks: Counter[str] = field(default_factory=Counter)
    stuck: int = 0
    slowest_s: float = 0.0
    unfinished: list[str] = field(default_factory=list)

    @property
    def survived(self) -> bool:
        report = self.report
        harmed = report.lost or report.duplicated or report.disordered or self.stuck
        return not harmed and report.finished == report.exported == report.participants


async def endure(ordeal: Ordeal) -> Outcome:
    """Interview people while everything is attacked; then look who is missing."""
    home = Path(tempfile.mkdtemp(prefix="tm-chaos-"))
    plan = Plan(
        participants=ordeal.people,
        seed=ordeal.seed,
        home=home,
        bots=4,
        conductors=3,
        finish_within_s=ordeal.attack_for_s + 60,
    )
    try:
        with slow_disk(ordeal.slow_fsync_ms, home):
            way = CuttableWay(target=Path())

            async def reach(url: str) -> str:
                way.target = Path(url.removeprefix("unix://"))
                await way.open()
                return f"redis://127.0.0.1:{way.port}/0"

            def change(child: Child) -> Child:
                return mutated(child, ordeal.mutant) if ordeal.mutant else child

            async with simulation.fieldwork(plan, reach=reach, change=change) as work:
                try:
                    return await _endure(ordeal, work, way)
                finally:
                    await way.close()
    finally:
        with contextlib.suppress(Exception):
            embedded.stop(home / "redis")
        shutil.rmtree(home, ignore_errors=True)


async def _endure(ordeal: Ordeal, work: Fieldwork, way: CuttableWay) -> Outcome:
    nemesis = Nemesis(ordeal, work, way)
    outcome = Outcome(report=simulation.recount(work))
    interviews = asyncio.create_task(simulation.interview_all(work))
    await nemesis.attack()
    outcome.attacks = nemesis.attacks
    outcome.stuck, outcome.slowest_s = await nothing_waits(work)
    await interviews
    outcome.report = simulation.recount(work)
    outcome.unfinished = await asyncio.to_thread(_unfinished, work)
    return outcome


class Nemesis:
    """Attacks, in an order that the seed decides."""

    def __init__(self, ordeal: Ordeal, work: Fieldwork, way: CuttableWay) -> None:
        self._way = way
        self._ordeal = ordeal
        self._work = work
        self._dice = random.Random(f"chaos {ordeal.seed}")
        self.attacks: Counter[str] = Counter()
        self._thaws: list[asyncio.Task[None]] = []

    async def attack(self) -> None:
        await self._until_running()
        end = time.monotonic() + self._ordeal.attack_for_s
        names = ["kill", "kill", "kill", "redis", "freeze", "telegram", "telegram", "cut", "mute"]
        while time.monotonic() < end:
            await asyncio.sleep(self._dice.uniform(0.2, 1.0))
            kind = self._dice.choice(names)
            await getattr(self, f"_{kind}")()
        self._work.server.faults.clear()
        await asyncio.gather(*self._thaws)

    async def _until_running(self) -> None:
        counters = self._work.server.counters
        while sum(counters.calls.values()) < 60:  # noqa: ASYNC110 - a counter has no event
            await asyncio.sleep(0.1)

    async def _kill(self) -> None:
        name = self._dice.choice(sorted(self._work.supervisor.running))
        process = self._work.supervisor.running[name]
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        self.attacks[f"kill {name.partition('-')[0]}"] += 1

    async def _redis(self) -> None:
        if self.attacks["kill redis"] >= 3:
            return
        folder = self._work.plan.home / "redis"
        server = await asyncio.to_thread(embedded.find, folder)
        if server is not None:
            os.kill(server.pid, signal.SIGKILL)
            await asyncio.sleep(self._dice.uniform(0.0, 1.5))
        await asyncio.to_thread(embedded.start, folder)
        self.attacks["kill redis"] += 1

    async def _freeze(self) -> None:
        if self.attacks["freeze"] >= 3:
            return
        names = [n for n in sorted(self._work.supervisor.running) if n.startswith("conductor")]
        process = self._work.supervisor.running[self._dice.choice(names)]
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGSTOP)
        self._thaws.append(asyncio.create_task(_thaw(process)))
        self.attacks["freeze"] += 1

    async def _telegram(self) -> None:
        faults: list[Fault] = [
            DropAfter(),
            DropBefore(),
            ServerError(),
            TooManyRequests(retry_after_s=1),
        ]
        fault = self._dice.choice(faults)
        method = self._dice.choice(["sendMessage", "getUpdates", "answerCallbackQuery"])
        if isinstance(fault, DropAfter) and method == "sendMessage":
            self.attacks["lost reply of a send"] += 1
        self._work.server.fail(fault, method=method, times=self._dice.randint(1, 3))
        self.attacks["telegram"] += 1

    async def _cut(self) -> None:
        self._way.cut()
        self.attacks["cut"] += 1

    async def _mute(self) -> None:
        await self._way.lose_replies(self._dice.uniform(0.05, 0.5))
        self.attacks["lost replies"] += 1


async def _thaw(process: asyncio.subprocess.Process) -> None:
    await asyncio.sleep(FREEZE_S)
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGCONT)


async def nothing_waits(work: Fieldwork) -> tuple[int, float]:
    """Return how many of the messages that wait now are not handled within the promised time.

    Also returns how long the last of them took, in seconds.
    """
    started = time.monotonic()
    client = redis.Redis.from_url(f"unix://{_socket(work)}")
    waiting = await asyncio.to_thread(_entries, client)
    while waiting and time.monotonic() - started < HANDLED_WITHIN_S:
        await asyncio.sleep(0.1)
        waiting &= await asyncio.to_thread(_entries, client)
    client.close()
    return len(waiting), time.monotonic() - started


def _entries(client: redis.Redis) -> set[tuple[int, bytes]]:
    with client.pipeline(transaction=False) as pipeline:
        for shard in range(SHARDS):
            pipeline.xrange(redis_keys.in_shard(shard, "in"))
        found = pipeline.execute()
    return {(shard, entry) for shard, entries in enumerate(found) for entry, _ in entries}


def _socket(work: Fieldwork) -> str:
    server = embedded.find(work.plan.home / "redis")
    assert server is not None
    return server.url.removeprefix("unix://")


@contextlib.contextmanager
def slow_disk(ms: int, home: Path) -> Iterator[None]:
    """Have servers that are started meanwhile wait at each fsync; needs a C compiler."""
    if not ms:
        yield
        return
    library = home / "slow_fsync.so"
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-o", str(library), str(HERE / "slow_fsync.c"), "-ldl"],
        check=True,
    )
    os.environ.update(SLOW_FSYNC_MS=str(ms), LD_PRELOAD=str(library))
    try:
        yield
    finally:
        del os.environ["LD_PRELOAD"], os.environ["SLOW_FSYNC_MS"]


def mutated(child: Child, mutant: str) -> Child:
    """Return a child with a safeguard taken out."""
    environment = {**child.environment, "MUTANT": mutant, "BOT": child.module}
    return Child(
        name=child.name, module="tests.chaos.mutants", environment=environment, log=child.log
    )


def _unfinished(work: Fieldwork) -> list[str]:
    """Describe where each interview stands that did not end, without words."""
    lines = []
    with redis.Redis.from_url(work.redis_url) as client:
        interviews = RedisInterviews(client)
        for one in work.people:
            if one.finished.is_set():
                continue
            pid = work.participant_of(one)
            stored = interviews.load(pid, work.plan.study)
            stands = (
                f"{stored.session.phase} at {stored.session.current!r}, "
                f"request {stored.session.request}, timer {stored.session.timer}"
                if stored
                else "nowhere"
            )
            shard = shard_of(pid)
            waits = {n: client.xlen(redis_keys.in_shard(shard, n)) for n in ("in", "out", "dead")}
            newest = [
                f"{e.by}:{e.kind}:{e.message_id}" for e in one.person.transcript(one.bot)[-4:]
            ]
            lines.append(f"{one.temperament} {pid}: {stands}; {waits}; {newest}")
    return lines
