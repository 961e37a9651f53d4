"""Failed export jobs, for operators: what failed, when and why, and how to try again."""

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime

from redis import Redis
from rq.exceptions import DeserializationError, NoSuchJobError
from rq.job import Job

from tellmore.errors import InvalidInput
from tellmore.exports.queue import RETRIES, ExportJob, ExportQueue, export_queue

_OURS = re.compile(r"tellmore\.errors\.(\w+): (\w+ in \w+\.py:\d+)")
_CLASS = re.compile(r"[\w.]+")
_OF_RQ = (
    ("Work-horse terminated", "killed while it ran"),
    ("Job was stuck", "its worker died before it began"),
    ("Moved to", "its worker died while it ran"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedJob:
    """A job that was tried as often as it may be.

    Attributes:
        id: The queue's name for it; holds the study's key and the pseudonym.
        function: What it was to do: ``export_interview`` …
        failed_at: When it failed last; None if unknown.
        error: The kind of error and where it arose, never its words.
    """

    id: str
    function: str
    failed_at: datetime | None
    error: str


def failed_jobs(connection: Redis) -> tuple[FailedJob, ...]:
    """Return the failed jobs, the newest failure first."""
    queue = export_queue(connection)
    ids = queue.failed_job_registry.get_job_ids(cleanup=False)
    jobs = ExportJob.fetch_many(ids, connection, queue.serializer)
    failed = [_failed(job) for job in jobs if job is not None]
    return tuple(sorted(failed, key=lambda job: str(job.failed_at), reverse=True))


def requeue(connection: Redis, job_id: str) -> None:
    """Try a failed job again, as often as a new one.

    Raises:
        InvalidInput: There is no failed job of that id, or it is not ours to run.
    """
    queue = export_queue(connection)
    job = _failed_one(queue, job_id)
    if job is None or not job.permitted:
        raise InvalidInput(f"`{job_id}`: is no failed export; `tellmore doctor` counts them")
    job.retries_left = len(RETRIES)
    queue.failed_job_registry.requeue(job)


def _failed_one(queue: ExportQueue, job_id: str) -> ExportJob | None:
    if job_id not in queue.failed_job_registry.get_job_ids(cleanup=False):
        return None
    with contextlib.suppress(NoSuchJobError):
        job = ExportJob.fetch(job_id, queue.connection, queue.serializer)
        return job if isinstance(job, ExportJob) else None
    return None


def _failed(job: Job) -> FailedJob:
    try:
        function = str(job.func_name).rpartition(".")[2]
    except DeserializationError:
        function = "unreadable"
    result = job.latest_result()
    error = _error(result.exc_string or "") if result else "unknown"
    return FailedJob(id=job.id, function=function, failed_at=job.ended_at, error=error)


def _error(traceback: str) -> str:
    """Return the kind of error that a traceback ends with."""
    last = traceback.strip().rpartition("\n")[2]
    ours = _OURS.fullmatch(last)
    if ours:
        return f"{ours[1]}: {ours[2]}"
    named = next((name for head, name in _OF_RQ if last.startswith(head)), "")
    kind = _CLASS.match(last)
    return named or (kind.group().rpartition(".")[2] if kind else "unknown")
