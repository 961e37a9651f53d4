"""Interviews as they are stored, for whoever writes them out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import msgspec

from tellmore.errors import OurFault
from tellmore.interview.journal import Record
from tellmore.interview.session import Session
from tellmore.study.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredInterview:
    """One interview, whole.

    Attributes:
        participant: The pseudonym.
        study: The study in the version that the session pins.
        session: Where it stands.
        records: Its journal, in order.
    """

    participant: str
    study: Study
    session: Session
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """Write revision ``revision`` of a session out."""

    participant: str
    study: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureOrder:
    """Remove what was ever written out of a session, and tell its participant.

    Attributes:
        participant: The pseudonym under which exports were written.
        study: The study's key.
        version: The study's version, for the record that an interview was withdrawn.
        language: In which to tell the participant; empty if unknown.
        address: Where to tell them, as ``str(Address)``; gone once they are told.
        records: How many records the store erased.
        at: When they asked.
    """

    participant: str
    study: str
    version: str
    language: str
    address: str
    records: int
    at: datetime


class Interviews(Protocol):
    """Stored interviews, read by jobs outside any event loop."""

    def load(self, participant: str, study: str) -> StoredInterview | None:
        """Return one interview; None when it was erased or never was."""
        ...

    def each(self, study: str) -> Iterator[StoredInterview]:
        """Yield every interview of a study, finished or not, in no order."""
        ...

    def count(self, study: str) -> int:
        """Return how many interviews `each` will yield, for a progress bar."""
        ...

    def note_exported(self, participant: str, study: str, revision: int) -> None:
        """Tell the session that its export lies at its destination. Idempotent."""
        ...

    def note_erased(self, order: ErasureOrder, *, receipt: str, records: int) -> None:
        """Keep the proof record, and have the participant told. Idempotent by receipt.

        The proof record holds the receipt, the study, the day and the count: nothing
        that leads back to the person.
        """
        ...


class ExportOrders(Protocol):
    """The committed orders to export and to erase, until they are enqueued."""

    def waiting(self, most: int) -> tuple[tuple[str, ExportOrder | ErasureOrder], ...]:
        """Return up to ``most`` orders with the names by which to `done` them."""
        ...

    def done(self, names: tuple[str, ...]) -> None:
        """Forget orders that are safely enqueued. Idempotent."""
        ...

    def overdue(self, before: datetime, most: int) -> tuple[ExportOrder, ...]:
        """Return interviews that closed before ``before`` and are still not exported."""
        ...


_KINDS: dict[str, type[ExportOrder | ErasureOrder]] = {
    kind.__name__: kind for kind in (ExportOrder, ErasureOrder)
}


def encode_export_order(order: ExportOrder | ErasureOrder) -> bytes:
    """Return the order as JSON."""
    return msgspec.json.encode({"t": type(order).__name__, "o": order})


def decode_export_order(blob: bytes) -> ExportOrder | ErasureOrder:
    """Return the order that `encode_export_order` wrote.

    Raises:
        OurFault: The bytes are no such order.
    """
    try:
        plain = msgspec.json.decode(blob)
        return msgspec.convert(plain["o"], _KINDS[plain["t"]])
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise OurFault("a stored export order does not fit") from error
