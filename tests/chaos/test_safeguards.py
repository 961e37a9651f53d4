"""Each safeguard alone: the world that it is for, and what happens without it.

The same scenario runs with the safeguard and, as a mutant, without: with it nobody is
harmed, without it somebody is. A safeguard whose mutant does no harm would be no safeguard.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from tellmore.channels import telegram_receiver
from tellmore.channels.telegram_bots import bot_of
from tellmore.channels.telegram_receiver import Receiver
from tellmore.errors import Unreachable
from tellmore.interview.events import Consented, Said, Skipped
from tellmore.languages import catalogues
from tellmore.languages.detection import Detector
from tellmore.llm.scripted import ScriptedInterviewer
from tellmore.runtime.arrivals import Address, Arrival, Happening, Started, participant_id, shard_of
from tellmore.runtime.conductor import Conductor
from tellmore.runtime.hearing import Hearing
from tellmore.runtime.messages import Message
from tellmore.runtime.performer import Performer
from tellmore.runtime.ports import Participant, Result
from tellmore.runtime.rendering import Speaker
from tellmore.runtime.turns import Consumed, Turns
from tellmore.stores import redis_store, study_files
from tellmore.stores.connection import Connection
from tellmore.stores.redis_store import RedisStore
from tellmore.stores.study_shelf import StudyShelf
from tellmore.study.consent import Use
from tellmore.study.pace import Pace
from tellmore.study.study import Study
from tellmore.testing.telegram_server import TelegramServer
from tests.chaos.mutants import MUTANTS

SECRET = b"chaos"
ADDRESS = Address(channel="here", account="1", chat="7")
WHO = participant_id(ADDRESS, secret=SECRET)
SHARD = shard_of(WHO)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SPOKEN = catalogues.load()
STUDY = study_files.read_all()["commute"]


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Silence:
    """A channel that hears everything and says nothing."""

    async def send(self, address: Address, message: Message) -> None: ...
    async def show_typing(self, address: Address) -> None: ...
    async def acknowledge_tap(self, address: Address, *, tap: str) -> None: ...
    async def mark_choice(self, address: Address, *, keyboard: str, label: str) -> None: ...


@dataclass
class Shell:
    """A store on a real Redis, and what decides turns over it."""

    store: RedisStore
    shelf: StudyShelf
    turns: Turns

    async def commit(self, happening: Happening, name: str, *, fence: int) -> Result:
        known = await self.store.load(WHO)
        return await self.commit_from(known, happening, name, fence=fence)

    async def commit_from(
        self, known: Participant, happening: Happening, name: str, *, fence: int
    ) -> Result:
        arrival = Arrival(id=name, address=ADDRESS, happening=happening, hint="en")
        commit = await self.turns.plan(known, arrival, Consumed())
        result, _ = await self.store.commit(commit, shard=SHARD, fence=fence)
        return result

    async def begin(self, fence: int) -> None:
        """Bring the interview to its first open question."""
        first: tuple[Happening, ...] = (
            Started(at=NOON),
            Consented(at=NOON, use=Use.ANALYSIS),
            Consented(at=NOON, use=Use.QUOTATION),
        )
        for number, happening in enumerate(first):
            assert await self.commit(happening, f"b{number}", fence=fence) is Result.COMMITTED

    async def position(self) -> int:
        return (await self.store.load(WHO)).sessions["commute"].position


def one_study() -> dict[str, Study]:
    return {"commute": replace(STUDY, screener=(), pace=Pace(settle=timedelta()))}


@pytest.fixture
async def shell(redis_url: str) -> AsyncIterator[Shell]:
    connection = await Connection.open(redis_url)
    store = RedisStore(connection, secret=SECRET)
    shelf = StudyShelf(connection, one_study)
    await shelf.refresh()
    turns = Turns(
        studies=shelf,
        journals=store,
        speaker=Speaker(catalogues=SPOKEN),
        hearing=Hearing(catalogues=SPOKEN, detector=Detector(SPOKEN.languages)),
        secret=SECRET,
    )
    yield Shell(store=store, shelf=shelf, turns=turns)
    await connection.aclose()


@pytest.fixture(params=[True, False], ids=["guarded", "mutant"])
def guarded(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def take_out(mutant: str, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Take a safeguard out, until the end of the test."""
    monkeypatch.setattr(redis_store, "_COMMIT", redis_store._COMMIT)
    monkeypatch.setattr(telegram_receiver, "store", telegram_receiver.store)
    monkeypatch.setattr(Receiver, "_take", Receiver._take)
    if not guarded:
        MUTANTS[mutant]()


async def test_an_update_that_is_delivered_twice_counts_once(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """A receiver dies between storing and confirming; Telegram sends /skip again."""
    take_out("no-dedupe", monkeypatch, guarded=guarded)
    fence = await shell.store.claim(SHARD, who="one", lease_ms=60_000)
    await shell.begin(fence)
    before = await shell.position()
    results = [await shell.commit(Skipped(at=NOON), "again", fence=fence) for _ in range(2)]

    assert (await shell.position() == before + 1) is guarded
    assert (results[1] is Result.DUPLICATE) is guarded


async def test_two_turns_from_one_version_do_not_overwrite_each_other(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """Two turns read the same session; the second to commit must read again."""
    take_out("no-version-check", monkeypatch, guarded=guarded)
    fence = await shell.store.claim(SHARD, who="one", lease_ms=60_000)
    await shell.begin(fence)
    known = await shell.store.load(WHO)
    for number in (1, 2):
        said = Said(at=NOON, message=str(number), text=f"thought {number}")
        result = await shell.commit_from(known, said, f"s{number}", fence=fence)
        if result is Result.STALE:
            assert await shell.commit(said, f"s{number}", fence=fence) is Result.COMMITTED

    heard = (await shell.store.load(WHO)).sessions["commute"].heard
    assert ([one.message for one in heard] == ["1", "2"]) is guarded


async def test_an_owner_that_wakes_up_too_late_can_do_no_harm(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """Frozen past its lease, it commits: the new owner would never see what that ordered."""
    take_out("no-fence", monkeypatch, guarded=guarded)
    old = await shell.store.claim(SHARD, who="frozen", lease_ms=60_000)
    await shell.begin(old)
    await shell.store.release(SHARD, who="frozen")  # as if the lease had run out
    new = await shell.store.claim(SHARD, who="next", lease_ms=60_000)
    seen_by_new = {entry.entry for entry in await shell.store.orders(SHARD)}
    said = Said(at=NOON, message="1", text="late")
    await shell.commit(said, "s1", fence=old)
    unseen = {entry.entry for entry in await shell.store.orders(SHARD)} - seen_by_new

    assert new == old + 1
    assert (unseen == set()) is guarded


class Broken:
    """An inbox that is away."""

    async def put(self, arrivals: Sequence[Arrival]) -> None:
        raise Unreachable("away")


class Kept:
    """An inbox that keeps what it is given."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []

    async def put(self, arrivals: Sequence[Arrival]) -> None:
        self.arrivals += arrivals


class Offsets:
    def __init__(self) -> None:
        self.saved = 0

    async def load(self, bot: str) -> int:
        return self.saved

    async def save(self, bot: str, offset: int) -> None:
        self.saved = offset


async def test_telegram_forgets_an_update_only_once_we_have_it(
    monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """The inbox is away and the receiver is killed: the update must come again."""
    take_out("offset-before-store", monkeypatch, guarded=guarded)
    offsets, kept = Offsets(), Kept()
    async with TelegramServer() as server, bot_of("5:" + "A" * 35, api=server.base_url) as bot:
        handle = server.bot("5:" + "A" * 35, "safe_bot")
        server.person(9, "P", language_code="en").starts(handle, "x")
        away = asyncio.Event()

        async def wait() -> None:
            away.set()
            await asyncio.sleep(60)

        killed = asyncio.create_task(_receiver(bot, Broken(), offsets, wait)._take_next())
        await asyncio.wait_for(away.wait(), 10)
        killed.cancel()
        await asyncio.gather(killed, return_exceptions=True)
        again = asyncio.create_task(_receiver(bot, kept, offsets, wait).run())
        for _ in range(50):
            await asyncio.sleep(0.1)
            if kept.arrivals:
                break
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)

    assert bool(kept.arrivals) is guarded


class _Once(Receiver):
    async def _take_next(self) -> None:
        await self._take(await self._fetch(0))


def _receiver(bot: object, inbox: object, offsets: Offsets, wait: object) -> _Once:
    return _Once(bot, inbox=inbox, offsets=offsets, clock=Now(), wait_until_up=wait)  # type: ignore[arg-type] # fakes of the ports


async def test_a_whole_conductor_lives_through_a_double_delivery(shell: Shell) -> None:
    """The same through the real loop: put twice, handled once, nothing left waiting."""
    stop = asyncio.Event()
    conductor = Conductor(store=shell.store, turns=shell.turns, clock=Now(), who="one")

    def performer_in(group: asyncio.TaskGroup) -> Performer:
        return Performer(
            store=shell.store,
            channels={"here": Silence()},
            interviewer=ScriptedInterviewer(catalogues=SPOKEN),
            studies=shell.shelf,
            clock=Now(),
            group=group,
        )

    running = asyncio.create_task(conductor.run(stop, performer_in))
    started = Arrival(id="u1", address=ADDRESS, happening=Started(at=NOON), hint="en")
    await shell.store.put([started, started])
    for _ in range(100):
        await asyncio.sleep(0.05)
        if (await shell.store.load(WHO)).version and not await shell.store.orders(SHARD):
            break
    stop.set()
    await running

    assert (await shell.store.load(WHO)).version == 1
    assert len(await shell.store.journal(WHO, "commute")) == 1
    left = await shell.store.arrivals({SHARD: "0-0"}, wait_ms=10, most=10)
    assert left == ()
