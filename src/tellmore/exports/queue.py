"""The queue of exports and erasures: RQ, with JSON and an allow-list instead of pickle.

A JSON job can still name any function of Python, so whoever can write to Redis could run
anything. Here a job runs only if it names one of `ALLOWED`, and nothing that RQ would call
beside it (callbacks, webhooks, dependents, repeats) is taken from the stored job at all.
"""

import contextlib
from datetime import datetime, timedelta
from typing import Any

import msgspec
from redis import Redis
from rq import Queue, Retry
from rq.exceptions import DeserializationError, DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus
from rq.results import Result
from rq.serializers import JSONSerializer

from tellmore.errors import OurFault
from tellmore.exports.layout import participant_key, study_key
from tellmore.runtime.interviews import ErasureOrder, ExportOrder

QUEUE = "exports"
"""One queue for all: with several, RQ loses a job whose worker dies at the wrong moment."""

EXPORT = "tellmore.exports.jobs.export_interview"
ERASE = "tellmore.exports.jobs.erase_interview"
COMPACT = "tellmore.exports.jobs.compact_study"
COMPACT_ALL = "tellmore.exports.jobs.compact_studies"

ALLOWED = frozenset({EXPORT, ERASE, COMPACT, COMPACT_ALL})
"""All that a job may run."""

RETRIES = (1, 5, 30, 120, 600)
"""Seconds before each new try of a failed job."""

_DAY_S = 86_400
_KEEP_S = 7 * _DAY_S
"""A finished job's id stays taken so long: then nothing delivers its order again."""

_NEVER = -1
_SCAN_AT_ONCE = 1_000
_EXPORT_LIMIT_S = 300
_LONG_LIMIT_S = 3_600


class ExportJob(Job):
    """A job that runs only what is allowed."""

    def restore(self, raw_data: dict[bytes, bytes]) -> None:
        """Take over the stored job, without anything that RQ would call beside it."""
        super().restore(raw_data)
        self._success_callback_name = None
        self._failure_callback_name = None
        self._stopped_callback_name = None
        self.webhooks = []
        self._dependency_ids = []
        self.group_id = None
        self.repeats_left = None
        if not self.permitted:
            self.retries_left = None

    @property
    def permitted(self) -> bool:
        """Whether the job names an allowed function, and that alone."""
        try:
            return self.func_name in ALLOWED and self.instance is None
        except DeserializationError:
            return False

    def perform(self) -> Any:  # noqa: ANN401 - as RQ has it
        """Run the job.

        Raises:
            OurFault: It names a function that is not allowed.
        """
        _refuse_unless(permitted=self.permitted)
        return super().perform()

    def delete(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as RQ has it
        """Remove the job and, other than RQ, its results."""
        super().delete(*args, **kwargs)
        Result.delete_all(self)


class ExportQueue(Queue):
    """A queue that takes only what is allowed."""

    job_class = ExportJob

    def create_job(self, func: Any, *args: Any, **kwargs: Any) -> Job:  # noqa: ANN401 - as RQ has it
        """Return a new job.

        Raises:
            OurFault: The function is not allowed.
        """
        _refuse_unless(permitted=func in ALLOWED)
        return super().create_job(func, *args, **kwargs)

    def enqueue_job(self, job: Job, *args: Any, **kwargs: Any) -> Job:  # noqa: ANN401 - as RQ has it
        """Enqueue a job.

        Raises:
            OurFault: It names a function that is not allowed.
        """
        _refuse_unless(permitted=job.func_name in ALLOWED and job.instance is None)
        return super().enqueue_job(job, *args, **kwargs)

    def enqueue_export(self, order: ExportOrder, *, attempt: int = 0) -> bool:
        """Enqueue an export; tell whether it is new. The same order is taken once.

        Args:
            order: What to export.
            attempt: Goes up when the job of an earlier attempt failed or got lost.
        """
        args = (order.participant, order.study, order.revision)
        job_id = export_id(order, attempt=attempt)
        return self._enqueue_once(
            EXPORT, args, job_id, timeout=_EXPORT_LIMIT_S, result_ttl=_KEEP_S, failure_ttl=_KEEP_S
        )

    def enqueue_erasure(self, order: ErasureOrder) -> bool:
        """Enqueue an erasure; tell whether it is new. A failed one is kept until it is done."""
        args = (msgspec.to_builtins(order),)
        job_id = erasure_id(order)
        return self._enqueue_once(
            ERASE, args, job_id, timeout=_LONG_LIMIT_S, result_ttl=_DAY_S, failure_ttl=_NEVER
        )

    def schedule_compaction(self, study: str, *, now: datetime, every: timedelta) -> bool:
        """Have a study's sets built anew at the next full ``every``; tell whether that is new.

        Whatever is written later is in the next one: none is left out.
        """
        every_s = max(1, round(every.total_seconds()))
        due_s = (int(now.timestamp()) // every_s + 1) * every_s
        job = self.create_job(
            COMPACT,
            args=(study_key(study),),
            job_id=f"compact-{study}-{due_s}",
            description=COMPACT,
            timeout=_LONG_LIMIT_S,
            result_ttl=every_s,
            failure_ttl=_DAY_S,
        )
        with contextlib.suppress(DuplicateJobError):
            self.schedule_job(job, datetime.fromtimestamp(due_s, tz=now.tzinfo), unique=True)
            return True
        return False

    def enqueue_compactions(self, name: str) -> bool:
        """Enqueue a look at every study's sets; tell whether ``name`` was new."""
        return self._enqueue_once(
            COMPACT_ALL,
            (),
            f"compact-all-{name}",
            timeout=_LONG_LIMIT_S,
            result_ttl=_DAY_S,
            failure_ttl=_DAY_S,
        )

    def attempts(self, order: ExportOrder) -> tuple[ExportJob, ...]:
        """Return the jobs of an order that are still known, the first attempt first."""
        found: list[ExportJob] = []
        while job := self._known(export_id(order, attempt=len(found))):
            found.append(job)
        return tuple(found)

    def settle(self, job_id: str) -> None:
        """Forget that a job that is done was once taken by a worker that died.

        RQ would find it there after a minute and run it again, or call it failed.
        """
        self.connection.lrem(self.intermediate_queue_key, 0, job_id)

    def drop_failed(self, participant: str, study: str, *, up_to: int) -> None:
        """Forget failed jobs of an interview, up to a revision that is exported."""
        for revision in range(1, up_to + 1):
            order = ExportOrder(participant=participant, study=study, revision=revision)
            for job in self.attempts(order):
                if job.get_status(refresh=False) == JobStatus.FAILED:
                    job.delete()

    def forget(self, participant: str, study: str) -> None:
        """Forget every export job of an interview, and with it the pseudonym."""
        head = ExportJob.key_for(f"export-{study_key(study)}-{participant_key(participant)}-")
        for key in self.connection.scan_iter(f"{head}*", count=_SCAN_AT_ONCE):
            job = self._known(key.decode().removeprefix(ExportJob.key_for("")))
            if job is not None and list(job.args[:2]) == [participant, study]:
                job.delete()

    def _known(self, job_id: str) -> ExportJob | None:
        try:
            job = ExportJob.fetch(job_id, self.connection, self.serializer)
        except NoSuchJobError:
            return None
        return job if isinstance(job, ExportJob) else None

    def _enqueue_once(self, function: str, args: tuple[Any, ...], job_id: str, **ttls: int) -> bool:
        job = self.create_job(
            function,
            args=args,
            job_id=job_id,
            description=function,  # RQ would log the arguments
            retry=Retry(max=len(RETRIES), interval=list(RETRIES)),
            **ttls,
        )
        try:
            self.enqueue_job(job, unique=True)
        except DuplicateJobError:
            return False
        return True


def export_queue(connection: Redis) -> ExportQueue:
    """Return the queue on a connection to Redis."""
    return ExportQueue(QUEUE, connection=connection, serializer=JSONSerializer)


def export_id(order: ExportOrder, *, attempt: int = 0) -> str:
    """Return the id of the job that carries out an order, e.g. ``export-days-p1-2-a1``."""
    name = f"export-{study_key(order.study)}-{participant_key(order.participant)}-{order.revision}"
    return f"{name}-a{attempt}" if attempt else name


def erasure_id(order: ErasureOrder) -> str:
    """Return the id of the job that carries out an erasure."""
    asked_ms = int(order.at.timestamp() * 1000)
    return f"erase-{study_key(order.study)}-{participant_key(order.participant)}-{asked_ms}"


def _refuse_unless(*, permitted: bool) -> None:
    if not permitted:
        raise OurFault("a job names a function that is not ours to run")
