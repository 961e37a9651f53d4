"""The queue takes each order once, and nothing that is not ours."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis
from rq import Queue
from rq.job import JobStatus
from rq.serializers import JSONSerializer

from tellmore.errors import OurFault
from tellmore.exports.queue import (
    ALLOWED,
    RETRIES,
    ExportJob,
    ExportQueue,
    erasure_id,
    export_id,
    export_queue,
)
from tellmore.runtime.interviews import ExportOrder
from tests.exports.told import NOON, STUDY, at, erasure

ORDER = ExportOrder(participant="p1", study=STUDY, revision=2)


@pytest.fixture
def queue(redis_url: str) -> Iterator[ExportQueue]:
    with redis.Redis.from_url(redis_url) as connection:
        yield export_queue(connection)


def stored(queue: ExportQueue, job_id: str) -> ExportJob:
    job = queue.fetch_job(job_id)
    assert isinstance(job, ExportJob)
    return job


def test_an_order_is_taken_once(queue: ExportQueue) -> None:
    assert [queue.enqueue_export(ORDER) for _ in range(3)] == [True, False, False]
    assert queue.job_ids == ["export-days-p1-2"]
    job = stored(queue, "export-days-p1-2")
    assert (job.func_name, job.args, job.kwargs) == (
        "tellmore.exports.jobs.export_interview",
        ["p1", "days", 2],
        {},
    )
    assert (job.retries_left, job.retry_intervals) == (5, list(RETRIES))


def test_a_new_revision_or_attempt_is_another_job(queue: ExportQueue) -> None:
    newer = ExportOrder(participant="p1", study=STUDY, revision=3)
    assert queue.enqueue_export(ORDER)
    assert queue.enqueue_export(newer)
    assert queue.enqueue_export(ORDER, attempt=1)
    assert queue.job_ids == ["export-days-p1-2", "export-days-p1-3", "export-days-p1-2-a1"]
    assert [job.id for job in queue.attempts(ORDER)] == ["export-days-p1-2", "export-days-p1-2-a1"]


def test_a_stored_job_names_neither_the_address_nor_the_person_in_its_description(
    queue: ExportQueue,
) -> None:
    queue.enqueue_export(ORDER)
    queue.enqueue_erasure(erasure())
    descriptions = [job.description for job in queue.jobs]
    assert descriptions == [
        "tellmore.exports.jobs.export_interview",
        "tellmore.exports.jobs.erase_interview",
    ]


def test_a_failed_erasure_is_kept_for_ever(queue: ExportQueue) -> None:
    queue.enqueue_erasure(erasure())
    assert stored(queue, erasure_id(erasure())).failure_ttl == -1


def test_whatever_is_written_is_in_a_compaction_that_begins_later(queue: ExportQueue) -> None:
    every = timedelta(seconds=30)
    made = [
        queue.schedule_compaction(STUDY, now=at(seconds), every=every)
        for seconds in (0, 10, 29.9, 30)
    ]
    assert made == [True, False, False, True]
    registry = queue.scheduled_job_registry
    due = [registry.get_scheduled_time(job_id) for job_id in registry.get_job_ids()]
    assert due == [at(30), at(60)]
    assert at(0) == NOON


@pytest.mark.parametrize("function", ["os.system", "tellmore.exports.jobs.configure", "len"])
def test_a_function_that_is_not_ours_is_refused_at_the_door(
    queue: ExportQueue, function: str
) -> None:
    with pytest.raises(OurFault, match="not ours to run"):
        queue.enqueue(function, "true")
    with pytest.raises(OurFault, match="not ours to run"):
        queue.enqueue_in(timedelta(1), function, "true")
    with pytest.raises(OurFault, match="not ours to run"):
        queue.enqueue_job(injected(queue, function))
    assert (queue.job_ids, queue.scheduled_job_registry.get_job_ids()) == (["x"], [])


def injected(queue: ExportQueue, function: str) -> ExportJob:
    """Put a job into the queue as somebody could who can write to Redis."""
    theirs = Queue(queue.name, connection=queue.connection, serializer=JSONSerializer)
    theirs.enqueue(function, "true", job_id="x")
    return stored(queue, "x")


def test_an_injected_job_is_not_performed(queue: ExportQueue) -> None:
    job = injected(queue, "os.system")
    with pytest.raises(OurFault, match="not ours to run"):
        job.perform()
    assert not job.permitted


def test_an_allowed_name_on_somebody_elses_object_is_not_performed(queue: ExportQueue) -> None:
    job = injected(queue, next(iter(ALLOWED)))
    job.instance = "object"
    assert not job.permitted


def test_a_job_that_cannot_be_read_is_not_performed(queue: ExportQueue) -> None:
    queue.connection.hset(
        ExportJob.key_for("x"), mapping={"data": b"\x80pickle", "origin": queue.name}
    )
    assert not stored(queue, "x").permitted


def test_callbacks_webhooks_and_dependencies_of_a_stored_job_are_ignored(
    queue: ExportQueue,
) -> None:
    queue.enqueue_export(ORDER)
    theirs = {
        "success_callback_name": "os.system",
        "failure_callback_name": "os.system",
        "stopped_callback_name": "os.system",
        "webhooks": '[{"url": "http://localhost:1", "job_status": "finished"}]',
        "dependency_ids": '["other"]',
        "group_id": "g",
        "repeats_left": "3",
    }
    for name, value in theirs.items():
        queue.connection.hset(ExportJob.key_for(export_id(ORDER)), name, value)
    job = stored(queue, export_id(ORDER))
    assert [job.success_callback, job.failure_callback, job.stopped_callback] == [None] * 3
    assert (job.webhooks, job.dependency, job.group_id, job.repeats_left) == ([], None, None, None)


def test_an_erased_participant_is_in_no_job(queue: ExportQueue) -> None:
    queue.enqueue_export(ORDER)
    queue.enqueue_export(ORDER, attempt=1)
    queue.enqueue_export(ExportOrder(participant="p1", study=STUDY, revision=7))
    queue.enqueue_export(ExportOrder(participant="p1-2", study=STUDY, revision=1))
    queue.forget("p1", STUDY)
    assert queue.job_ids == ["export-days-p1-2-1"]
    keys = [key.decode() for key in queue.connection.scan_iter("rq:job:*")]
    assert keys == ["rq:job:export-days-p1-2-1"]


def test_failed_jobs_go_once_the_interview_is_exported(queue: ExportQueue) -> None:
    for revision in (1, 2, 3):
        order = ExportOrder(participant="p1", study=STUDY, revision=revision)
        queue.enqueue_export(order)
        if revision != 2:
            stored(queue, export_id(order)).set_status(JobStatus.FAILED)
    queue.drop_failed("p1", STUDY, up_to=2)
    kept = sorted(key.decode() for key in queue.connection.scan_iter("rq:job:*"))
    assert kept == ["rq:job:export-days-p1-2", "rq:job:export-days-p1-3"]
