"""Moves committed orders into the queue, and offers again what the queue lost.

Orders wait in the store, committed with the interview, until the queue has them: at least
once, and the queue takes each once. An erasure's order waits until the erasure is done.
"""

import time
from datetime import datetime, timedelta
from threading import Event

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq.job import JobStatus

from tellmore.errors import TellmoreError
from tellmore.exports.queue import ExportQueue, erasure_id, export_id, export_queue
from tellmore.exports.standing import Fate, Standing, standings
from tellmore.runtime.interviews import ErasureOrder, ExportOrder, ExportOrders
from tellmore.runtime.ports import Clock

log = structlog.get_logger(__name__)

PAUSE = timedelta(seconds=0.5)
SWEEP_EVERY = timedelta(minutes=1)
OVERDUE_AFTER = timedelta(minutes=2)
"""An interview that closed so long ago should have been exported."""

AGAIN_AFTER = timedelta(minutes=10)
"""When to repeat a job that is done but whose interview does not know, or a failed erasure."""

COMPACT_EVERY = timedelta(minutes=10)

_LONGEST_BACKOFF = timedelta(hours=1)
_ORDERS_AT_ONCE = 500
_OVERDUE_AT_ONCE = 2_000


class Relay:
    """Hands orders to the queue, for as long as it runs."""

    def __init__(self, orders: ExportOrders, connection: Redis, *, clock: Clock) -> None:
        self._orders = orders
        self._queue: ExportQueue = export_queue(connection)
        self._clock = clock

    def run(self, stop: Event) -> None:
        """Relay until ``stop`` is set; whatever fails is tried again."""
        swept_at = -SWEEP_EVERY.total_seconds()
        while not stop.is_set():
            moved = 0
            try:
                moved = self.relay()
                if time.monotonic() - swept_at >= SWEEP_EVERY.total_seconds():
                    swept_at = time.monotonic()
                    self.sweep()
            except (RedisError, TellmoreError) as error:
                log.warning("relay failed", error=type(error).__name__)
            if moved < _ORDERS_AT_ONCE:
                stop.wait(PAUSE.total_seconds())

    def relay(self) -> int:
        """Move what waits; return how many orders need no more care."""
        done = [name for name, order in self._orders.waiting(_ORDERS_AT_ONCE) if self._take(order)]
        if done:
            self._orders.done(tuple(done))
        return len(done)

    def sweep(self) -> int:
        """Offer again what got lost or failed; return how many jobs that made."""
        now = self._clock.now()
        overdue = self._orders.overdue(now - OVERDUE_AFTER, _OVERDUE_AT_ONCE)
        again = self._offer_again(overdue)
        again += self._drop_lost_erasures()
        slot = int(now.timestamp() // COMPACT_EVERY.total_seconds())
        self._queue.enqueue_compactions(str(slot))
        if again:
            log.warning("exports offered again", jobs=again, overdue=len(overdue))
        return again

    def _take(self, order: ExportOrder | ErasureOrder) -> bool:
        if isinstance(order, ExportOrder):
            self._queue.enqueue_export(order)
            return True
        return not self._queue.enqueue_erasure(order) and self._erased(order)

    def _erased(self, order: ErasureOrder) -> bool:
        """Tell whether an erasure is done; then forget its job, and with it the address."""
        job = self._queue.fetch_job(erasure_id(order))
        if job is None:
            return False
        status = job.get_status(refresh=False)
        done = status == JobStatus.FINISHED
        if done or (status == JobStatus.FAILED and self._is_past(job.ended_at, AGAIN_AFTER)):
            job.delete()  # one that failed is enqueued anew by the next pass
        return done

    def _offer_again(self, overdue: tuple[ExportOrder, ...]) -> int:
        attempts = [len(self._queue.attempts(order)) for order in overdue]
        newest = [
            export_id(order, attempt=max(0, attempt - 1))
            for order, attempt in zip(overdue, attempts, strict=True)
        ]
        stand = standings(self._queue, newest)
        return sum(
            self._queue.enqueue_export(order, attempt=attempt)
            for order, attempt, standing in zip(overdue, attempts, stand, strict=True)
            if self._wants_again(standing, attempt)
        )

    def _wants_again(self, standing: Standing, attempts: int) -> bool:
        match standing.fate:
            case Fate.UNKNOWN | Fate.LOST:
                return True
            case Fate.WAITING:
                return False
            case Fate.DONE:
                return self._is_past(standing.ended_at, AGAIN_AFTER)
            case Fate.FAILED:
                backoff = min(SWEEP_EVERY * 2 ** min(attempts, 10), _LONGEST_BACKOFF)
                return self._is_past(standing.ended_at, backoff)

    def _drop_lost_erasures(self) -> int:
        """Forget erasure jobs that the queue lost; the next pass enqueues them anew."""
        waiting = [order for _, order in self._orders.waiting(_ORDERS_AT_ONCE)]
        ids = [erasure_id(order) for order in waiting if isinstance(order, ErasureOrder)]
        stand = standings(self._queue, ids) if ids else []
        lost = [one for one, how in zip(ids, stand, strict=True) if how.fate is Fate.LOST]
        for job_id in lost:
            job = self._queue.fetch_job(job_id)
            if job is not None:
                job.delete()
        return len(lost)

    def _is_past(self, at: datetime | None, wait: timedelta) -> bool:
        return at is None or at + wait <= self._clock.now()
