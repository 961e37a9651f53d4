"""Whole turns through the real conductor and the real store: what goes wrong, and goes on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from tellmore.errors import Gone, Rejected, TheirFault, Unreachable
from tellmore.interview.events import (
    AskedForDeletion,
    Consented,
    DeletionConfirmed,
    Said,
)
from tellmore.interview.session import Disposition, Phase
from tellmore.llm.scripted import ScriptedInterviewer
from tellmore.runtime.arrivals import (
    SHARDS,
    Address,
    Arrival,
    Happening,
    Started,
    participant_id,
    shard_of,
)
from tellmore.runtime.conductor import Conductor
from tellmore.runtime.messages import Message
from tellmore.runtime.performer import Performer
from tellmore.runtime.ports import Interviewer, Participant, ProbeRequest, Proposal, Verdict
from tellmore.runtime.turns import Turns
from tellmore.stores import figures
from tellmore.stores.connection import Connection
from tellmore.stores.redis_store import RedisStore
from tellmore.stores.study_shelf import StudyShelf
from tellmore.study.consent import Use
from tellmore.study.keeping import versioned
from tellmore.study.pace import Pace
from tellmore.study.study import Study
from tests.runtime.surroundings import SECRET, SPOKEN, JournalsInMemory, little_study, turns_of

pytestmark = pytest.mark.timeout(120)


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Ears:
    """A channel that keeps what it is told, and fails on cue."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    faults: dict[str, list[Exception]] = field(default_factory=dict)
    typing: int = 0

    async def send(self, address: Address, message: Message) -> None:
        waiting = self.faults.get(address.chat)
        if waiting:
            raise waiting.pop(0)
        self.sent.append((address.chat, message.text))

    async def show_typing(self, address: Address) -> None:
        self.typing += 1

    async def acknowledge_tap(self, address: Address, *, tap: str) -> None: ...

    async def mark_choice(self, address: Address, *, keyboard: str, label: str) -> None: ...

    def to(self, chat: str) -> list[str]:
        return [text for to, text in self.sent if to == chat]


class Poison(Turns):
    """Turns that choke on one word."""

    async def plan(self, participant, arrival, consumed):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as the parent
        happening = arrival.happening
        if isinstance(happening, Said) and happening.text == "poison":
            raise ZeroDivisionError
        return await super().plan(participant, arrival, consumed)


@dataclass
class Stage:
    """Conductors on a real store, and people who talk to them."""

    store: RedisStore
    connection: Connection
    shelf: StudyShelf
    ears: Ears = field(default_factory=Ears)
    number: int = 0

    @contextlib.asynccontextmanager
    async def conducting(
        self,
        who: str = "one",
        *,
        interviewer: Interviewer | None = None,
        poison: bool = False,
    ) -> AsyncIterator[Conductor]:
        turns = turns_of(study(), JournalsInMemory())
        turns = replace(turns, studies=self.shelf, journals=self.store)
        if poison:
            turns = Poison(
                studies=turns.studies,
                journals=turns.journals,
                speaker=turns.speaker,
                hearing=turns.hearing,
                secret=turns.secret,
            )
        conductor = Conductor(store=self.store, turns=turns, clock=Now(), who=who)
        stop = asyncio.Event()

        def performer_in(group: asyncio.TaskGroup) -> Performer:
            return Performer(
                store=self.store,
                channels={"here": self.ears},
                interviewer=interviewer or ScriptedInterviewer(catalogues=SPOKEN),
                studies=self.shelf,
                clock=Now(),
                group=group,
            )

        running = asyncio.create_task(conductor.run(stop, performer_in))
        try:
            yield conductor
        finally:
            stop.set()
            await running

    async def hears(self, chat: str, *happenings: Happening) -> None:
        for happening in happenings:
            self.number += 1
            address = Address(channel="here", account="1", chat=chat)
            name = f"u{self.number}"
            await self.store.put(
                [Arrival(id=name, address=address, happening=happening, hint="en")]
            )

    async def begins(self, chat: str) -> None:
        at = datetime.now(UTC)
        await self.hears(
            chat,
            Started(at=at),
            Consented(at=at, use=Use.ANALYSIS),
            Consented(at=at, use=Use.QUOTATION),
        )
        await until(lambda: any("What is your way like?" in text for text in self.ears.to(chat)))

    async def says(self, chat: str, *texts: str) -> None:
        for text in texts:
            self.number += 1
            await self.hears(chat, Said(at=datetime.now(UTC), message=f"m{self.number}", text=text))

    async def participant(self, chat: str) -> Participant:
        return await self.store.load(pseudonym(chat))

    async def nothing_waits(self) -> None:
        async def idle() -> bool:
            waits = await figures.waiting(self.connection)
            return not waits.arrivals and not waits.orders

        for _ in range(1200):  # a minute: other tests may have the machine
            if await idle():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("something still waits")


def study() -> Study:
    base = little_study()
    consent = replace(base.consent, minimum_age=0)
    pace = Pace(settle=timedelta())
    return versioned(replace(base, consent=consent, screener=(), closing=(), pace=pace))


def pseudonym(chat: str) -> str:
    return participant_id(Address(channel="here", account="1", chat=chat), secret=SECRET)


async def until(true: Callable[[], bool]) -> None:
    for _ in range(3000):  # a minute: other tests may have the machine
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came true")


@pytest.fixture
async def stage(redis_url: str) -> AsyncIterator[Stage]:
    connection = await Connection.open(redis_url)
    shelf = StudyShelf(connection, lambda: {"little": study()})
    await shelf.refresh()
    yield Stage(store=RedisStore(connection, secret=SECRET), connection=connection, shelf=shelf)
    await connection.aclose()


async def test_an_interview_runs_to_its_end(stage: Stage) -> None:
    async with stage.conducting():
        await stage.begins("1")
        await stage.says("1", "Long.")
        await until(lambda: len(stage.ears.to("1")) == 4)
        await stage.says("1", "Wet and cold and very long indeed, every single day of it.")
        await until(lambda: "What would you change?" in stage.ears.to("1")[-1])
        await stage.says("1", "A roof.")
        await until(lambda: "complete" in stage.ears.to("1")[-1])
        await stage.nothing_waits()
    session = (await stage.participant("1")).sessions["little"]

    assert (session.phase, session.disposition) == (Phase.CLOSED, Disposition.COMPLETE)


async def test_fifty_people_are_each_heard_in_order(stage: Stage) -> None:
    chats = [str(number) for number in range(50)]
    words = ("one", "two", "three")
    async with stage.conducting():
        await asyncio.gather(*(stage.begins(chat) for chat in chats))
        for text in words:
            await asyncio.gather(*(stage.says(chat, text) for chat in chats))
        await stage.nothing_waits()
    for chat in chats:
        journal = await stage.store.journal(pseudonym(chat), "little")
        texts = [
            t for line in journal for t in ("one", "two", "three") if f'"{t}"' in line.decode()
        ]
        assert texts == ["one", "two", "three"]


async def test_somebody_who_is_gone_is_closed_as_far_as_they_came_and_jams_nobody(
    stage: Stage,
) -> None:
    async with stage.conducting():
        await stage.begins("1")
        stage.ears.faults["1"] = [Gone("blocked")]
        await stage.says("1", "Long.")
        await stage.nothing_waits()
        await stage.begins("2")
    session = (await stage.participant("1")).sessions["little"]

    # One of two questions was answered; with none it would be a break-off.
    assert (session.phase, session.disposition) == (Phase.CLOSED, Disposition.PARTIAL)


async def test_a_far_side_that_says_wait_is_waited_for(stage: Stage) -> None:
    async with stage.conducting():
        await stage.begins("1")
        wait = TheirFault("wait", retry_after=timedelta(seconds=0.2))
        stage.ears.faults["1"] = [wait, Unreachable("perhaps")]
        await stage.says("1", "Long.")
        await stage.nothing_waits()

    assert len(stage.ears.to("1")) == 4


async def test_a_message_that_nobody_will_take_is_buried(stage: Stage) -> None:
    async with stage.conducting():
        await stage.begins("1")
        stage.ears.faults["1"] = [Rejected("too odd")]
        await stage.says("1", "Long.")
        await stage.nothing_waits()
    (letter,) = await figures.dead_letters(stage.connection)

    assert (letter.stream, letter.reason) == ("out", "rejected: too odd")


async def test_poison_is_buried_and_the_next_message_is_heard(stage: Stage) -> None:
    async with stage.conducting(poison=True):
        await stage.begins("1")
        await stage.says("1", "poison", "Long.")
        await stage.nothing_waits()
    (letter,) = await figures.dead_letters(stage.connection)

    assert (letter.stream, letter.participant) == ("in", pseudonym("1"))
    assert letter.reason.startswith("ZeroDivisionError in plan")
    assert len(stage.ears.to("1")) == 4


async def test_conductors_share_the_shards_and_hand_them_over(stage: Stage) -> None:
    async with stage.conducting("one") as one:
        await until(lambda: len(one.fences) == SHARDS)
        async with stage.conducting("two") as two:
            await until(lambda: len(one.fences) == len(two.fences) == SHARDS // 2)
            assert not set(one.fences) & set(two.fences)
            chats = [str(number) for number in range(8)]
            await asyncio.gather(*(stage.begins(chat) for chat in chats))
        await until(lambda: len(one.fences) == SHARDS)
        await stage.says("3", "Still there?")
        await stage.nothing_waits()

    assert len(stage.ears.to("3")) == 4


@dataclass
class Slow:
    """An interviewer that takes its time, or fails."""

    seconds: float = 0.0
    fails: bool = False
    asked: int = 0

    async def propose(self, request: ProbeRequest) -> Proposal:
        self.asked += 1
        await asyncio.sleep(self.seconds)
        if self.fails:
            raise TheirFault("no model")
        return Proposal(verdict=Verdict.PROBE, text=f"Probe {self.asked}?", model="slow")


async def test_a_burst_is_one_answer_with_one_follow_up(stage: Stage) -> None:
    slow = Slow(seconds=0.3)
    async with stage.conducting(interviewer=slow):
        await stage.begins("1")
        await stage.says("1", "Long.", "Wet.", "Cold.")
        await stage.nothing_waits()
    session = (await stage.participant("1")).sessions["little"]

    assert len(stage.ears.to("1")) == 4
    assert [one.text for one in session.exchanges[0].heard] == ["Long.", "Wet.", "Cold."]


async def test_typing_is_shown_while_a_model_thinks_and_not_when_it_is_instant(
    stage: Stage,
) -> None:
    async with stage.conducting():
        await stage.begins("1")
        await stage.says("1", "Long.")
        await stage.nothing_waits()
    instant = stage.ears.typing
    async with stage.conducting(interviewer=Slow(seconds=1.0)):
        await stage.begins("2")
        await stage.says("2", "Long.")
        await stage.nothing_waits()

    assert (instant, stage.ears.typing) == (0, 1)


async def test_a_model_that_fails_never_silences_the_interview(stage: Stage) -> None:
    async with stage.conducting(interviewer=Slow(fails=True)):
        await stage.begins("1")
        await stage.says("1", "Long.")
        await stage.nothing_waits()

    assert stage.ears.to("1")[-1].endswith("What would you change?")


async def test_a_proposal_under_way_is_handed_to_the_next_conductor(stage: Stage) -> None:
    slow = Slow(seconds=30.0)
    async with stage.conducting("one", interviewer=slow):
        await stage.begins("1")
        await stage.says("1", "Long.")
        await until(lambda: slow.asked == 1)
    async with stage.conducting("two"):
        await until(lambda: len(stage.ears.to("1")) == 4)
        await stage.nothing_waits()

    assert stage.ears.to("1")[-1].endswith("?")


async def test_after_an_erasure_nothing_is_left(stage: Stage) -> None:
    async with stage.conducting():
        await stage.begins("1")
        await stage.says("1", "Long.")
        at = datetime.now(UTC)
        await stage.hears("1", AskedForDeletion(at=at), DeletionConfirmed(at=at))
        await until(lambda: "I am deleting everything now." in stage.ears.to("1")[-1])
        await stage.nothing_waits()
    keys = await stage.connection.call("KEYS", f"*{pseudonym('1')}*")

    assert keys == []
    assert (await stage.participant("1")).version == 0


async def test_a_reply_that_was_lost_loses_and_doubles_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every fifth commit is written, and nobody is told so."""
    commit = RedisStore.commit
    count = 0

    async def forgetful(self, one, *, shard, fence):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - as the method
        nonlocal count
        count += 1
        result = await commit(self, one, shard=shard, fence=fence)
        if count % 5 == 0:
            raise Unreachable("the reply is lost")
        return result

    monkeypatch.setattr(RedisStore, "commit", forgetful)
    chats = [str(number) for number in range(12)]
    async with stage.conducting():
        await asyncio.gather(*(stage.begins(chat) for chat in chats))
        await asyncio.gather(*(stage.says(chat, "Long.") for chat in chats))
        await stage.nothing_waits()

    for chat in chats:
        texts = stage.ears.to(chat)
        assert len(texts) == len(set(texts)) == 4, texts
    assert count > 60


async def test_a_turn_takes_three_round_trips(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a stored answer to the next question: store, commit, commit; the session is at hand."""
    async with stage.conducting():
        await stage.begins("1")
        calls: list[str] = []
        tag = f"{{s{shard_of(pseudonym('1')):02d}}}"
        call_many, script = Connection.call_many, Connection.script

        async def called(self, commands, **named):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN003, ANN202 - as the method
            calls.extend(str(one[0]) for one in commands if tag in str(one[1]))
            return await call_many(self, commands, **named)

        async def ran(self, what, keys=(), args=(), **named):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN003, ANN202 - as the method
            if tag in str(keys[0]) and what.name not in {"claim", "release"}:
                calls.append(what.name)
            return await script(self, what, keys, args, **named)

        monkeypatch.setattr(Connection, "call_many", called)
        monkeypatch.setattr(Connection, "script", ran)
        await stage.says("1", "Long.")
        await until(lambda: len(stage.ears.to("1")) == 4)

    # Afterwards the order that was sent is dropped; nobody waits for that.
    assert calls[:3] == ["XADD", "commit", "commit"]
    assert set(calls[3:]) <= {"XDEL"}
