import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from redis.asyncio import Redis
from rich.console import Console

from benchmarks.contest import Plan, compete, endure
from benchmarks.contestant import Contestant, Entry, Place
from benchmarks.contestants import CONTESTANTS, EchoBot
from benchmarks.crowd import Load
from benchmarks.turns import measure
from benchmarks.verdict import Verdict

pytestmark = pytest.mark.slow

BY_NAME: Mapping[str, Contestant] = {contestant.name: contestant for contestant in CONTESTANTS}
TURNS = 240


def plan(*, burst: int = 1) -> Plan:
    def load(in_flight: int, turns: int | None) -> Load:
        return Load(in_flight=in_flight, turns=turns, burst=burst, patience_s=0.5, drain_s=1.5)

    return Plan(
        users=30,
        warm=load(20, 20),
        light=load(2, 20),
        full=load(20, TURNS - 40),
        killed=load(20, None),
        kill_every_s=1.5,
        kills=2,
    )


def faulty(fault: str) -> EchoBot:
    script = Path(__file__).with_name("faulty_bot.py")
    return EchoBot(name=fault, argv=(sys.executable, str(script), fault))


@dataclass(frozen=True, slots=True, kw_only=True)
class Journalling:
    """A bot whose journal in Redis tells what took effect."""

    bot: EchoBot

    @property
    def name(self) -> str:
        return self.bot.name

    async def enter(self, place: Place) -> Entry:
        return await self.bot.enter(place)

    async def consumed(self, place: Place) -> Mapping[int, Sequence[str]] | None:
        async with Redis.from_url(place.redis, decode_responses=True) as redis:
            chats = [int(key.partition(":")[2]) async for key in redis.scan_iter("journal:*")]
            return {
                chat: [str(text) for text in await redis.lrange(f"journal:{chat}", 0, -1)]
                for chat in chats
            }


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewing:
    """A bot that must be got through consent first, and whose interviews have an end."""

    bot: EchoBot

    @property
    def name(self) -> str:
        return self.bot.name

    async def enter(self, place: Place) -> Entry:
        return replace(
            await self.bot.enter(place),
            person="tests.benchmarks.interviewed:Interviewed",
            options={"invite": "abc"},
            turns_each=5,
        )

    async def consumed(self, place: Place) -> Mapping[int, Sequence[str]] | None:
        return await self.bot.consumed(place)


async def test_sound_bots_lose_repeat_and_disorder_nothing() -> None:
    content = await measure(
        [BY_NAME["aiogram"], BY_NAME["floor"]],
        plan=plan(),
        rounds=1,
        kill=False,
        console=Console(file=io.StringIO()),
    )
    clean = {
        "sent": TURNS,
        "lost": 0,
        "duplicated": 0,
        "disordered": 0,
        "unknown": 0,
        "unanswered": 0,
        "replies repeated": 0,
    }
    assert {name: row["fate"] for name, row in content["calm"].items()} == {
        "aiogram": clean,
        "floor": clean,
    }
    assert (content["turns_ratio"], content["cpu_ratio"]) == (None, None)
    assert content["calm"]["aiogram"]["cpu_us"]["median"] > 0
    assert content["calm"]["floor"]["turns_ratio"]["median"] > 0


async def test_every_tenth_message_dropped_is_every_tenth_lost() -> None:
    score = await compete(faulty("drops"), plan=plan())
    assert score.fate.verdict == Verdict(sent=TURNS, lost=TURNS // 10)


async def test_every_message_answered_twice_is_as_many_duplicated() -> None:
    score = await compete(faulty("repeats"), plan=plan())
    assert score.fate.verdict == Verdict(sent=TURNS, duplicated=TURNS)


async def test_bursts_answered_backwards_are_disordered() -> None:
    score = await compete(faulty("swaps"), plan=plan(burst=2))
    assert score.fate.verdict.lost == 0
    assert score.fate.verdict.disordered > 0


async def test_a_journal_that_forgets_is_found_out_though_all_was_answered() -> None:
    score = await compete(Journalling(bot=faulty("forgets")), plan=plan())
    assert score.fate.verdict == Verdict(sent=TURNS, lost=TURNS // 10)
    assert score.fate.unanswered == 0


async def test_persons_get_through_consent_and_interviews_that_end() -> None:
    score = await compete(Interviewing(bot=faulty("interviews")), plan=plan())
    assert (score.fate.verdict, score.full.answered) == (Verdict(sent=TURNS), TURNS - 40)


async def test_sigkill_loses_what_a_hurrying_bot_confirmed() -> None:
    endured = await endure(faulty("hurries"), plan=plan())
    assert (endured.kills, endured.killed, endured.fell) == (2, 2, 0)
    assert endured.fate.verdict.lost > 0


async def test_sigkill_loses_nothing_that_was_stored_first() -> None:
    endured = await endure(BY_NAME["floor"], plan=plan())
    assert (endured.kills, endured.killed, endured.fell) == (2, 2, 0)
    assert (endured.fate.verdict.lost, endured.fate.verdict.disordered) == (0, 0)
