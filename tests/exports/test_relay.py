"""From committed orders to jobs, and whatever the queue loses comes again."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import redis
from redis.exceptions import ConnectionError as RedisConnectionError
from rq.job import JobStatus
from rq.utils import utcformat

from tellmore.exports.queue import ExportJob, erasure_id, export_id, export_queue
from tellmore.exports.relay import AGAIN_AFTER, OVERDUE_AFTER, SWEEP_EVERY, Relay
from tellmore.runtime.interviews import ErasureOrder, ExportOrder
from tellmore.testing.memory_interviews import MemoryExportOrders
from tests.exports.told import NOON, STUDY, erasure

ORDER = ExportOrder(participant="p1", study=STUDY, revision=1)
LATER = ExportOrder(participant="p2", study=STUDY, revision=1)


@dataclass
class SetClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


class Line:
    """Orders, a queue nobody works, a clock that is set, and the relay between them."""

    def __init__(self, connection: redis.Redis) -> None:
        self.orders = MemoryExportOrders()
        self.clock = SetClock()
        self.queue = export_queue(connection)
        self.relay = Relay(self.orders, connection, clock=self.clock)

    def end(self, job_id: str, status: JobStatus) -> None:
        """Have a job end as if it had been run now."""
        self.queue.connection.hset(
            ExportJob.key_for(job_id),
            mapping={"status": status.value, "ended_at": utcformat(self.clock.at)},
        )
        self.lose(job_id)

    def lose(self, job_id: str) -> None:
        """Have the queue lose a job, as when its worker dies between taking and starting."""
        self.queue.connection.lrem(self.queue.key, 0, job_id)

    def swept(self) -> list[str]:
        """Sweep; return the export jobs that this made."""
        before = set(self.queue.job_ids)
        self.relay.sweep()
        return [one for one in self.queue.job_ids if one not in before and "export-" in one]


@pytest.fixture
def line(redis_url: str) -> Iterator[Line]:
    with redis.Redis.from_url(redis_url) as connection:
        yield Line(connection)


def test_an_order_becomes_a_job_and_waits_no_more(line: Line) -> None:
    line.orders.order(ORDER)
    line.orders.order(LATER)
    assert line.relay.relay() == 2
    assert line.queue.job_ids == [export_id(ORDER), export_id(LATER)]
    assert line.orders.waiting(9) == ()


def test_an_order_that_is_delivered_again_makes_no_second_job(line: Line) -> None:
    for _ in range(2):
        line.orders.order(ORDER)
        line.relay.relay()
    assert line.queue.job_ids == [export_id(ORDER)]


def test_an_erasure_waits_until_it_is_done_and_then_its_job_is_forgotten(line: Line) -> None:
    line.orders.order(erasure())
    assert [line.relay.relay(), line.relay.relay()] == [0, 0]
    assert line.queue.job_ids == [erasure_id(erasure())]
    assert len(line.orders.waiting(9)) == 1

    line.end(erasure_id(erasure()), JobStatus.FINISHED)
    assert line.relay.relay() == 1
    assert line.orders.waiting(9) == ()
    assert list(line.queue.connection.scan_iter("rq:*erase*")) == []


def test_a_failed_erasure_is_tried_again_for_ever(line: Line) -> None:
    line.orders.order(erasure())
    for _ in range(3):
        line.relay.relay()
        assert line.queue.job_ids == [erasure_id(erasure())]
        line.end(erasure_id(erasure()), JobStatus.FAILED)
        line.relay.relay()
        assert line.queue.job_ids == []
        line.clock.at += AGAIN_AFTER
        line.relay.relay()


def test_a_lost_erasure_is_enqueued_anew(line: Line) -> None:
    line.orders.order(erasure())
    line.relay.relay()
    line.lose(erasure_id(erasure()))
    assert line.relay.sweep() == 1
    line.relay.relay()
    assert erasure_id(erasure()) in line.queue.job_ids


def test_an_interview_is_left_alone_until_it_is_overdue(line: Line) -> None:
    line.orders.close(ORDER, NOON)
    line.clock.at = NOON + OVERDUE_AFTER
    assert line.swept() == []
    line.clock.at += timedelta(seconds=1)
    assert line.swept() == [export_id(ORDER)]


def test_a_job_that_waits_runs_or_is_to_be_tried_again_is_not_doubled(line: Line) -> None:
    job_id = export_id(ORDER)
    line.orders.close(ORDER, NOON - timedelta(days=1))
    line.queue.enqueue_export(ORDER)
    assert line.swept() == []
    redis_, queue = line.queue.connection, line.queue
    line.lose(job_id)
    redis_.lpush(f"{queue.key}:intermediate", job_id)
    assert line.swept() == []
    redis_.delete(f"{queue.key}:intermediate")
    redis_.zadd(queue.started_job_registry.key, {f"{job_id}:execution": 2e9})
    assert line.swept() == []
    redis_.delete(queue.started_job_registry.key)
    redis_.zadd(queue.scheduled_job_registry.key, {job_id: 2e9})
    assert line.swept() == []
    redis_.delete(queue.scheduled_job_registry.key)
    assert line.swept() == [export_id(ORDER, attempt=1)]


def test_each_loss_is_another_attempt(line: Line) -> None:
    line.orders.close(ORDER, NOON - timedelta(days=1))
    for attempt in range(4):
        assert line.swept() == [export_id(ORDER, attempt=attempt)]
        line.lose(export_id(ORDER, attempt=attempt))


def test_failures_are_tried_again_ever_more_slowly_but_at_least_hourly(line: Line) -> None:
    line.orders.close(ORDER, NOON - timedelta(days=1))
    waited: list[int] = []
    for attempt in range(8):
        while line.swept() != [export_id(ORDER, attempt=attempt)]:
            line.clock.at += SWEEP_EVERY
            waited[-1] += 1
        line.end(export_id(ORDER, attempt=attempt), JobStatus.FAILED)
        waited.append(0)
    assert waited == [2, 4, 8, 16, 32, 60, 60, 0]


def test_a_job_that_is_done_is_repeated_if_its_interview_never_hears(line: Line) -> None:
    line.orders.close(ORDER, NOON - timedelta(days=1))
    line.queue.enqueue_export(ORDER)
    line.end(export_id(ORDER), JobStatus.FINISHED)
    assert line.swept() == []
    line.clock.at += AGAIN_AFTER
    assert line.swept() == [export_id(ORDER, attempt=1)]


def test_the_sets_of_all_studies_are_looked_at_now_and_then(line: Line) -> None:
    for minutes in (0, 1, 9.9, 10):
        line.clock.at = NOON + timedelta(minutes=minutes)
        line.relay.sweep()
    assert len([one for one in line.queue.job_ids if one.startswith("compact-all-")]) == 2


def test_a_relay_outlives_a_store_that_fails_and_stops_when_told(line: Line) -> None:
    stop = threading.Event()

    class Flaky(MemoryExportOrders):
        asked = 0

        def waiting(self, most: int) -> tuple[tuple[str, ExportOrder | ErasureOrder], ...]:
            Flaky.asked += 1
            if Flaky.asked == 1:
                raise RedisConnectionError("away")
            if not line.queue.job_ids:
                return super().waiting(most)
            stop.set()
            return ()

    orders = Flaky(ORDER)
    relay = Relay(orders, line.queue.connection, clock=line.clock)
    thread = threading.Thread(target=relay.run, args=(stop,), daemon=True)
    thread.start()
    thread.join(20)
    assert (thread.is_alive(), line.queue.job_ids[0]) == (False, export_id(ORDER))
