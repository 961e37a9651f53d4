"""One round of one contestant, calm or under SIGKILL: what is done and what is measured."""

import asyncio
import math
from dataclasses import dataclass, replace

from benchmarks.arena import Fate, arena_of
from benchmarks.contestant import Contestant, Entry
from benchmarks.crowd import Load, Talk
from benchmarks.processes import Team

WATCH_EVERY_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much work a round is.

    Attributes:
        users: Persons at a time, at least.
        warm: Turns before measuring begins.
        light: The load at which latency means the bot's own.
        full: The load at which turns per second and CPU per turn are taken.
        killed: The load while processes are killed; how long it lasts follows from the kills.
        kill_every_s: Seconds from one kill to the next.
        kills: Kills in all.
        victims: ``all`` kills all processes of a contestant each time, ``one`` one in turn.
    """

    users: int
    warm: Load
    light: Load
    full: Load
    killed: Load
    kill_every_s: float
    kills: int
    victims: str = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A calm round.

    Attributes:
        light: The light stretch.
        full: The full stretch.
        cpu_us: CPU time per turn of the contestant's processes at full load, microseconds.
        redis_us: The same of the Redis server.
        far_side_us: The same of the far side, which is nobody's cost.
        rss_mb: Memory of the contestant's processes after the full stretch.
        fate: What became of the messages.
    """

    light: Talk
    full: Talk
    cpu_us: float
    redis_us: float
    far_side_us: float
    rss_mb: float
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """A round under SIGKILL.

    Attributes:
        talk: The stretch during which processes were killed.
        kills: How often the processes were killed.
        killed: How many processes were killed, all times together.
        fell: How often a process ended by itself and was restarted.
        fate: What became of the messages.
    """

    talk: Talk
    kills: int
    killed: int
    fell: int
    fate: Fate


async def compete(contestant: Contestant, *, plan: Plan) -> Score:
    """Return how a contestant does when nothing disturbs it.

    Raises:
        RuntimeError: It could not be started, or one of its processes ended.
    """
    stretches = (plan.warm, plan.light, plan.full)
    async with arena_of(contestant) as (arena, entry):
        turns = sum(stretch.turns or 0 for stretch in stretches)
        persons = _persons(entry, users=plan.users, turns=turns, burst=plan.full.burst)
        await arena.gather(entry, persons=persons)
        await arena.talk(plan.warm)
        light = await arena.talk(plan.light)
        before = arena.cpu_s()
        full = await arena.talk(plan.full)
        after = arena.cpu_s()
        rss_mb = arena.team.rss_mb()
        if arena.team.ended():
            raise RuntimeError(f"{contestant.name}: a process ended\n{arena.team.tails()}")
        spent_us = {
            name: 1e6 * (after[name] - before[name]) / max(full.answered, 1) for name in after
        }
        return Score(
            light=light,
            full=full,
            cpu_us=spent_us["team"],
            redis_us=spent_us["redis"],
            far_side_us=spent_us["far_side"],
            rss_mb=rss_mb,
            fate=await arena.fate(),
        )


async def endure(contestant: Contestant, *, plan: Plan) -> Endured:
    """Return how a contestant does while its processes are killed and restarted.

    Raises:
        RuntimeError: It could not be started.
    """
    seconds = plan.kill_every_s * (plan.kills + 1)
    longest_s = seconds + 2 * plan.killed.drain_s
    load = replace(plan.killed, seconds=seconds, longest_s=longest_s, newcomers=True)
    async with arena_of(contestant) as (arena, entry):
        await arena.gather(entry, persons=plan.users)
        await arena.talk(plan.warm)
        talk = asyncio.create_task(arena.talk(load))
        try:
            killed, fell = await _torment(arena.team, talk=talk, plan=plan)
        finally:
            talk.cancel()
        return Endured(
            talk=talk.result(),
            kills=plan.kills,
            killed=killed,
            fell=fell,
            fate=await arena.fate(),
        )


async def _torment(team: Team, *, talk: asyncio.Task[Talk], plan: Plan) -> tuple[int, int]:
    """Kill as planned until the talk is over; return processes killed and fallen."""
    clock = asyncio.get_running_loop().time
    due = clock() + plan.kill_every_s
    kills = killed = fell = 0
    while not talk.done():
        await asyncio.wait({talk}, timeout=WATCH_EVERY_S)
        fallen = team.ended()
        fell += len(fallen)
        team.kill_and_restart(fallen)
        if kills < plan.kills and clock() >= due:
            victims = list(range(len(team))) if plan.victims == "all" else [kills % len(team)]
            team.kill_and_restart(victims)
            kills, killed, due = kills + 1, killed + len(victims), due + plan.kill_every_s
    return killed, fell


def _persons(entry: Entry, *, users: int, turns: int, burst: int) -> int:
    """Return how many must come so that all turns can be had."""
    if entry.turns_each is None:
        return users
    return max(users, math.ceil(turns / max(entry.turns_each // burst * burst, 1)))
