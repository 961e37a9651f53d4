"""Removes one interview from a destination, and proves that nothing of it is left there."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import TextIOWrapper
from typing import BinaryIO

import pyarrow.parquet as pq

from tellmore.errors import OurFault
from tellmore.exports import layout, records, sets
from tellmore.exports.destination import Destination
from tellmore.runtime.interviews import ErasureOrder

Row = tuple[str, datetime | None]
"""Whose row it is, and when what it tells of began."""


def erase(destination: Destination, order: ErasureOrder, *, mark: str) -> None:
    """Remove an interview's files and rows; leave a record that there was one.

    Hold the locks of the study's sets and of the interview meanwhile. What the
    participant said after asking for the erasure is a new interview, and stays.

    Args:
        destination: Where exports are.
        order: The erasure.
        mark: Name of the record that stays; it names nobody.

    Raises:
        OurFault: Something is left.
    """
    if not _is_new(destination, order):
        remove(destination, order.study, order.participant)
    record = records.encode(records.withdrawn_record(order))
    destination.write(layout.withdrawal(order.study, mark), record)
    sets.compact(destination, order.study)
    left = traces(destination, order)
    if left:
        raise OurFault(f"an erased interview is still in {', '.join(left)}")


def remove(destination: Destination, study: str, participant: str) -> None:
    """Remove the files of one interview. Idempotent."""
    destination.remove(layout.interview(study, participant))
    destination.remove(layout.transcript(study, participant))


def traces(destination: Destination, order: ErasureOrder) -> tuple[str, ...]:
    """Return the kinds of files in which the interview still is, by reading them all."""
    found = [
        kind
        for kind, name in (
            ("interviews", layout.interview(order.study, order.participant)),
            ("transcripts", layout.transcript(order.study, order.participant)),
        )
        if destination.read(name) is not None and not _is_new(destination, order)
    ]
    for name in layout.SETS:
        file = destination.open(layout.in_study(order.study, name))
        if file is None:
            continue
        with file:
            rows = _rows(name, file)
            if any(who == order.participant and _before(order, at) for who, at in rows):
                found.append(name)
    return tuple(found)


def _is_new(destination: Destination, order: ErasureOrder) -> bool:
    content = destination.read(layout.interview(order.study, order.participant))
    if content is None:
        return False
    try:
        return not _before(order, records.decode(content).opened_at)
    except OurFault:
        return False  # spoilt by other hands: it goes


def _before(order: ErasureOrder, at: datetime | None) -> bool:
    return at is None or at <= order.at


def _rows(name: str, file: BinaryIO) -> Iterable[Row]:
    column = "at" if name.startswith("turns.") else "opened_at"
    match name.rpartition(".")[2]:
        case "jsonl":
            return ((one.participant, one.opened_at) for one in map(records.decode, file))
        case "csv":
            return _csv_rows(file, column)
        case _:
            return _parquet_rows(file, column)


def _csv_rows(file: BinaryIO, column: str) -> Iterator[Row]:
    csv.field_size_limit(2**31 - 1)  # an interview may be longer than csv expects
    with TextIOWrapper(file, encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            at = row[column]
            yield row["participant"], datetime.fromisoformat(at) if at else None


def _parquet_rows(file: BinaryIO, column: str) -> Iterator[Row]:
    read = pq.ParquetFile(file)
    for batch in read.iter_batches(columns=["participant", column]):
        yield from zip(*(batch.column(n).to_pylist() for n in ("participant", column)), strict=True)
