"""What became of jobs, also of those that RQ lost track of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rq.intermediate_queue import IntermediateQueue
from rq.job import JobStatus
from rq.utils import str_to_date

from tellmore.exports.queue import ExportJob, ExportQueue


class Fate(StrEnum):
    """What became of a job."""

    UNKNOWN = "unknown"  # never enqueued, or forgotten since
    WAITING = "waiting"  # or running, or to be tried again
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"  # known, but in no list from which it would ever run


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a job stands; ``ended_at`` is None while it has not ended."""

    fate: Fate
    ended_at: datetime | None = None


def standings(queue: ExportQueue, job_ids: list[str]) -> list[Standing]:
    """Return how each job stands, all at one moment."""
    with queue.connection.pipeline(transaction=True) as pipeline:
        pipeline.lrange(queue.key, 0, -1)
        pipeline.lrange(IntermediateQueue.get_intermediate_queue_key(queue.key), 0, -1)
        pipeline.zrange(queue.scheduled_job_registry.key, 0, -1)
        pipeline.zrange(queue.started_job_registry.key, 0, -1)
        for job_id in job_ids:
            pipeline.hmget(ExportJob.key_for(job_id), "status", "ended_at")
        (*lists,) = pipeline.execute()
    alive = {member.decode().partition(":")[0] for found in lists[:4] for member in found}
    return [
        _standing(*values, alive=job_id in alive)
        for job_id, values in zip(job_ids, lists[4:], strict=True)
    ]


def _standing(status: bytes | None, ended: bytes | None, *, alive: bool) -> Standing:
    if status is None:
        return Standing(fate=Fate.UNKNOWN)
    if alive:
        return Standing(fate=Fate.WAITING)
    ended_at = str_to_date(ended) if ended else None
    match status.decode():
        case JobStatus.FINISHED.value:
            return Standing(fate=Fate.DONE, ended_at=ended_at)
        case JobStatus.FAILED.value | JobStatus.STOPPED.value | JobStatus.CANCELED.value:
            return Standing(fate=Fate.FAILED, ended_at=ended_at)
        case _:
            return Standing(fate=Fate.LOST, ended_at=ended_at)
