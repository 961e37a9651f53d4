"""The store on a real Redis: all or nothing, and nothing left where nothing may be."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import redis
from msgspec import structs

from tellmore.interview.events import FellSilent, Said
from tellmore.interview.session import Session
from tellmore.runtime.arrivals import Address, Arrival, decode_arrival, participant_id, shard_of
from tellmore.runtime.conductor import LEASE
from tellmore.runtime.messages import Message, Paragraph
from tellmore.runtime.orders import Order, Send
from tellmore.runtime.ports import Commit, Participant, Result
from tellmore.stores import figures, redis_keys
from tellmore.stores.connection import Connection
from tellmore.stores.redis_interviews import RedisExportOrders
from tellmore.stores.redis_store import RedisStore

SECRET = b"store"
ADDRESS = Address(channel="telegram", account="1", chat="77")
WHO = participant_id(ADDRESS, secret=SECRET)
SHARD = shard_of(WHO)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SESSION = Session(version="v", language="en", order=("a",), timer=4)


@dataclass
class Place:
    """A store, a way to look behind it, and a shard that is ours."""

    store: RedisStore
    connection: Connection
    client: redis.Redis
    fence: int

    async def commit(self, **changes: object) -> tuple[Result, tuple[str, ...]]:
        return await self.store.commit(commit(**changes), shard=SHARD, fence=self.fence)


def commit(**changes: object) -> Commit:
    values: dict[str, object] = {
        "participant": participant(),
        "study": "s",
        "at": NOON,
        "record": b'{"v":1}',
    }
    return Commit(**{**values, **changes})  # type: ignore[arg-type] # fits field by field


def participant(version: int = 0, **sessions: Session) -> Participant:
    return Participant(
        id=WHO,
        version=version,
        address=ADDRESS,
        current="s",
        sessions=sessions or {"s": SESSION},
    )


def order(number: int) -> Order:
    message = Message(paragraphs=(Paragraph(text=f"m{number}"),))
    return Order(
        id=f"{WHO}:1:{number}",
        participant=WHO,
        address=ADDRESS,
        at=NOON,
        task=Send(message=message),
    )


@pytest.fixture
async def place(redis_url: str) -> AsyncIterator[Place]:
    connection = await Connection.open(redis_url)
    store = RedisStore(connection, secret=SECRET)
    fence = await store.claim(SHARD, who="us", lease_ms=60_000)
    with redis.Redis.from_url(redis_url) as client:
        yield Place(store=store, connection=connection, client=client, fence=fence)
    await connection.aclose()


async def test_what_is_committed_is_loaded_again(place: Place) -> None:
    assert await place.commit() == (Result.COMMITTED, ())

    assert await place.store.load(WHO) == participant(1)
    assert await place.store.journal(WHO, "s") == (b'{"v":1}',)


async def test_somebody_new_is_empty(place: Place) -> None:
    assert await place.store.load("nobody") == Participant(id="nobody", sessions={})


async def test_orders_wait_in_their_order_until_they_are_dropped(place: Place) -> None:
    _, entries = await place.commit(orders=(order(0), order(1)))
    waiting = await place.store.orders(SHARD)
    assert [one.order for one in waiting] == [order(0), order(1)]
    assert tuple(one.entry for one in waiting) == entries
    await place.store.drop_order(SHARD, entries[0])

    assert [one.order for one in await place.store.orders(SHARD)] == [order(1)]


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"seen": "u1"}, Result.DUPLICATE),
        ({"participant": participant(0)}, Result.STALE),
    ],
)
async def test_a_refused_commit_writes_nothing(
    place: Place, changes: dict[str, object], result: Result
) -> None:
    await place.commit(seen="u1")
    before = dump(place.client)

    assert await place.commit(**changes, orders=(order(0),), counts=("x|en",)) == (result, ())
    assert dump(place.client) == before


async def test_a_commit_under_an_old_fence_writes_nothing(place: Place) -> None:
    await place.store.release(SHARD, who="us")
    await place.store.claim(SHARD, who="them", lease_ms=60_000)
    before = dump(place.client)

    assert await place.commit(orders=(order(0),)) == (Result.FENCED, ())
    assert dump(place.client) == before


async def test_a_shard_has_one_owner_until_the_lease_ends(place: Place) -> None:
    assert await place.store.claim(SHARD, who="them", lease_ms=50) == 0
    assert await place.store.claim(SHARD, who="us", lease_ms=1) == place.fence
    await asyncio.sleep(0.05)

    assert await place.store.claim(SHARD, who="them", lease_ms=50) == place.fence + 1


async def test_arrivals_are_read_in_order_and_consumed_by_the_commit(place: Place) -> None:
    said = [
        Arrival(id=f"u{n}", address=ADDRESS, happening=Said(at=NOON, message=str(n), text="x"))
        for n in range(3)
    ]
    await place.store.put(said)
    read = await place.store.arrivals({SHARD: "0-0"}, wait_ms=100, most=10)
    assert [decode_arrival(one.blob) for one in read] == said
    await place.commit(arrival=read[0].entry)

    left = await place.store.arrivals({SHARD: "0-0"}, wait_ms=100, most=10)
    assert [one.entry for one in left] == [one.entry for one in read[1:]]


async def test_only_the_newest_arrivals_are_remembered(place: Place) -> None:
    for number in range(300):
        at = NOON + timedelta(seconds=number)
        assert (await place.commit(study="", seen=f"u{number}", at=at))[0] is Result.COMMITTED
    key = redis_keys.seen(SHARD, WHO)

    assert place.client.zcard(key) == 256
    assert (await place.commit(study="", seen="u299"))[0] is Result.DUPLICATE
    assert 0 < int(str(place.client.ttl(key))) <= 172_800


async def test_words_taken_back_leave_the_journal(place: Place) -> None:
    await place.commit(record=b"secret")
    await place.commit(participant=participant(1), record=b"undone", redactions=((0, b"-"),))

    assert await place.store.journal(WHO, "s") == (b"-", b"undone")


async def test_an_archived_journal_reads_as_before_and_goes_on(place: Place) -> None:
    await place.commit(record=b"one")
    await place.commit(participant=participant(1), record=b"two", archive=(b"one",))
    assert place.client.llen(redis_keys.journal(SHARD, WHO, "s")) == 1

    assert await place.store.journal(WHO, "s") == (b"one", b"two")


async def test_erasing_leaves_nothing_of_a_person(place: Place) -> None:
    await place.commit(seen="u1", due=NOON, finished=1, record=b"one", archive=(b"zero",))
    await place.commit(participant=participant(1), erase=True, seen="u2")

    assert [key for key in dump(place.client) if WHO in key] == []
    assert await place.store.load(WHO) == Participant(id=WHO, sessions={})
    for name in ("timers", "due"):
        assert place.client.zcard(redis_keys.in_shard(SHARD, name)) == 0


async def test_erasing_one_study_leaves_the_other(place: Place) -> None:
    await place.commit(participant=participant(s=SESSION, t=SESSION))
    await place.commit(participant=participant(1, s=SESSION, t=SESSION), study="t")
    await place.commit(participant=participant(2, s=SESSION, t=SESSION), study="t", erase=True)
    left = await place.store.load(WHO)

    assert (set(left.sessions), left.version, left.current) == ({"s"}, 3, "")


async def test_due_timers_wake_once_with_the_newest_number(place: Place) -> None:
    await place.commit(due=NOON)
    newer = structs.replace(SESSION, timer=9)
    await place.commit(participant=participant(1, s=newer), due=NOON)
    early = await place.store.wake(SHARD, at=NOON - timedelta(seconds=1))
    woken = await asyncio.gather(*(place.store.wake(SHARD, at=NOON) for _ in range(3)))
    (entry,) = await place.store.arrivals({SHARD: "0-0"}, wait_ms=100, most=10)
    arrival = decode_arrival(entry.blob)

    assert (early, sum(woken)) == (0, 1)
    assert arrival.happening == FellSilent(at=NOON, timer=9)
    assert (entry.participant, arrival.study, arrival.address) == (WHO, "s", ADDRESS)


async def test_a_timer_can_be_stopped(place: Place) -> None:
    await place.commit(due=NOON)
    await place.commit(participant=participant(1), stop_timer=True)

    assert await place.store.wake(SHARD, at=NOON) == 0


async def test_what_closed_is_overdue_until_it_is_exported(place: Place) -> None:
    closed = structs.replace(SESSION, closed_at=NOON, revision=1)
    await place.commit(participant=participant(s=closed), finished=1)
    orders = RedisExportOrders(place.client)
    overdue = orders.overdue(NOON + timedelta(minutes=1), 10)
    await place.commit(participant=participant(1, s=closed), exported=1)

    assert [(one.participant, one.revision) for one in overdue] == [(WHO, 1)]
    assert orders.overdue(NOON - timedelta(minutes=1), 10) == ()
    assert orders.overdue(NOON + timedelta(minutes=1), 10) == ()


async def test_what_was_opened_again_is_not_overdue(place: Place) -> None:
    closed = structs.replace(SESSION, closed_at=NOON, revision=1)
    await place.commit(participant=participant(s=closed), finished=1)
    await place.commit(participant=participant(1, s=SESSION))

    assert RedisExportOrders(place.client).overdue(NOON + timedelta(minutes=1), 10) == ()


async def test_stages_are_counted_by_language(place: Place) -> None:
    await place.commit(counts=("opened|en", "consented|en"))
    await place.commit(participant=participant(1), counts=("opened|ar",))

    assert await figures.funnel(place.connection, "s") == {
        ("opened", "en"): 1,
        ("consented", "en"): 1,
        ("opened", "ar"): 1,
    }


async def test_a_dead_letter_can_be_seen_and_replayed(place: Place) -> None:
    await place.store.put(
        [Arrival(id="u", address=ADDRESS, happening=Said(at=NOON, message="1", text="x"))]
    )
    (entry,) = await place.store.arrivals({SHARD: "0-0"}, wait_ms=100, most=1)
    for _ in range(2):
        await place.store.bury(
            SHARD,
            stream="in",
            entry=entry.entry,
            participant=WHO,
            blob=entry.blob,
            reason="ValueError in step:1",
        )
    (letter,) = await figures.dead_letters(place.connection)
    assert (letter.stream, letter.participant) == ("in", WHO)
    assert (await figures.waiting(place.connection)).dead == 1

    assert await figures.replay_dead_letter(place.connection, letter)
    (again,) = await place.store.arrivals({SHARD: "0-0"}, wait_ms=100, most=1)
    assert (again.participant, again.blob) == (WHO, entry.blob)
    assert await figures.dead_letters(place.connection) == ()


def dump(client: redis.Redis) -> dict[str, bytes | None]:
    """Return everything that Redis holds."""
    keys = [key for key in client.scan_iter(count=1000) if isinstance(key, bytes)]
    return {key.decode(): client.dump(key) for key in sorted(keys)}


async def test_the_dead_are_not_counted_longer_than_their_shards_are_kept_for_them(
    place: Place,
) -> None:
    await place.store.conductors(who="dead", at=NOON)
    both = await place.store.conductors(who="alive", at=NOON + LEASE / 2)

    assert (both, await place.store.conductors(who="alive", at=NOON + LEASE)) == (2, 1)
