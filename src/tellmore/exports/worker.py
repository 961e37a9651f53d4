"""The process that works the export queue, one job at a time, each in a fork of its own."""

import ctypes
import os
import signal
import sys
from typing import Any

import structlog
from redis import Redis
from rq import Worker
from rq.job import Job
from rq.queue import Queue
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer
from rq.worker import SimpleWorker

from tellmore.exports.queue import ExportJob, ExportQueue, export_queue

log = structlog.get_logger(__name__)

WORKER_TTL_S = 20
"""An idle worker looks up from the queue 15 seconds earlier, to look after lost jobs."""

MAINTENANCE_S = 10
HEARTBEAT_S = 5

_PR_SET_PDEATHSIG = 1  # Source: prctl(2), Linux


class ExportWorker(Worker):
    """Forks for each job: what a job breaks or leaks ends with it."""

    job_class = ExportJob
    queue_class = ExportQueue

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Run one job, in the fork."""
        end_with(self.pid or 0)
        super().main_work_horse(job, queue)

    def handle_exception(self, job: Job, *exc_info: Any) -> None:  # noqa: ANN401 - as RQ has it
        """Log a failed job by its id and the kind of its error; RQ would log its arguments."""
        log.error("job failed", job=job.id, error=exc_info[0].__name__)

    def _start_scheduler(
        self,
        burst: bool = False,  # noqa: FBT001, FBT002 - as RQ has it
        logging_level: str | None = "WARNING",
        date_format: str = "",
        log_format: str = "",
    ) -> None:
        del date_format, log_format  # ours are set up already
        self.scheduler = _Scheduler(
            self.queues,
            connection=self.connection,
            logging_level=logging_level or "WARNING",
            serializer=self.serializer,
        )
        self.scheduler.acquire_locks(auto_start=not burst)  # type: ignore[no-untyped-call]  # RQ's


class SimpleExportWorker(SimpleWorker):
    """Runs jobs in its own process: eight times as many a second, and no fence around them."""

    job_class = ExportJob
    queue_class = ExportQueue
    handle_exception = ExportWorker.handle_exception
    _start_scheduler = ExportWorker._start_scheduler  # noqa: SLF001 - a sibling's


class _Scheduler(RQScheduler):
    """Enqueues what is due; ends with the worker that began it, however that ends."""

    def work(self) -> None:
        end_with(os.getppid())
        super().work()  # type: ignore[no-untyped-call]  # RQ's


def export_worker(connection: Redis, *, name: str, simple: bool = False) -> Worker | SimpleWorker:
    """Return a worker of the export queue.

    Call `jobs.configure` first, then `work` in the process's main thread.

    Args:
        connection: To Redis; the worker sets its time limit.
        name: Unlike any other worker's, now or before.
        simple: Run jobs without a fork.
    """
    kind = SimpleExportWorker if simple else ExportWorker
    worker = kind(
        [export_queue(connection)],
        name=name,
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_S,
        maintenance_interval=MAINTENANCE_S,
        job_monitoring_interval=HEARTBEAT_S,
        log_job_description=False,
    )
    worker.log_result_lifespan = False
    return worker


def work(worker: Worker | SimpleWorker) -> None:
    """Work until SIGTERM or SIGINT; then finish the job at hand and return."""
    worker.work(with_scheduler=True, logging_level="WARNING")


def end_with(parent: int) -> None:
    """Have this process killed when its parent dies, where the system can do that.

    Otherwise the next worker would run the same job beside it, and nobody could stop it.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it died before we asked
