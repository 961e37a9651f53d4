"""Stored interviews and their orders in memory, for tests of what reads them."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count

from tellmore.runtime.interviews import ErasureOrder, ExportOrder, StoredInterview


class MemoryInterviews:
    """Interviews that are put there by hand.

    Attributes:
        exported: What was noted as exported, in order: participant, study, revision.
        erased: Receipts noted, each with its order and the number of records.
    """

    def __init__(self, *interviews: StoredInterview) -> None:
        self._stored: dict[tuple[str, str], StoredInterview] = {}
        self.exported: list[tuple[str, str, int]] = []
        self.erased: dict[str, tuple[ErasureOrder, int]] = {}
        for interview in interviews:
            self.put(interview)

    def put(self, interview: StoredInterview) -> None:
        """Store an interview; replaces the same participant's in the same study."""
        self._stored[interview.participant, interview.study.key] = interview

    def erase(self, participant: str, study: str) -> None:
        """Forget an interview, as the store does before it orders the erasure of exports."""
        self._stored.pop((participant, study), None)

    def load(self, participant: str, study: str) -> StoredInterview | None:
        """Return one interview; None when it was erased or never was."""
        return self._stored.get((participant, study))

    def each(self, study: str) -> Iterator[StoredInterview]:
        """Yield every interview of a study, finished or not, in no order."""
        yield from [one for (_, key), one in self._stored.items() if key == study]

    def count(self, study: str) -> int:
        """Return how many interviews `each` will yield, for a progress bar."""
        return sum(key == study for _, key in self._stored)

    def note_exported(self, participant: str, study: str, revision: int) -> None:
        """Tell the session that its export lies at its destination. Idempotent."""
        self.exported.append((participant, study, revision))

    def note_erased(self, order: ErasureOrder, *, receipt: str, records: int) -> None:
        """Keep the proof record, and have the participant told. Idempotent by receipt."""
        self.erased.setdefault(receipt, (order, records))


class MemoryExportOrders:
    """Orders that wait to be enqueued, and interviews whose exports are overdue."""

    def __init__(self, *orders: ExportOrder | ErasureOrder) -> None:
        self._waiting: dict[str, ExportOrder | ErasureOrder] = {}
        self._names = map(str, count(1))
        self._unexported: dict[ExportOrder, datetime] = {}
        for order in orders:
            self.order(order)

    def order(self, order: ExportOrder | ErasureOrder) -> None:
        """Add an order."""
        self._waiting[next(self._names)] = order

    def close(self, order: ExportOrder, at: datetime) -> None:
        """Note that an interview closed ``at`` and is to be exported."""
        self._unexported[order] = at

    def exported(self, order: ExportOrder) -> None:
        """Note that an interview is exported."""
        self._unexported.pop(order, None)

    def waiting(self, most: int) -> tuple[tuple[str, ExportOrder | ErasureOrder], ...]:
        """Return up to ``most`` orders with the names by which to `done` them."""
        return tuple(self._waiting.items())[:most]

    def done(self, names: tuple[str, ...]) -> None:
        """Forget orders that are safely enqueued. Idempotent."""
        for name in names:
            self._waiting.pop(name, None)

    def overdue(self, before: datetime, most: int) -> tuple[ExportOrder, ...]:
        """Return interviews that closed before ``before`` and are still not exported."""
        late = [order for order, at in self._unexported.items() if at < before]
        return tuple(late[:most])
