"""Writes all interviews of a study out at once, straight from the store."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import chain

from tellmore.exports import layout, sets
from tellmore.exports.destination import Destination
from tellmore.exports.locks import alone_in, alone_with
from tellmore.exports.markdown import transcript_page
from tellmore.exports.records import InterviewRecord, interview_record
from tellmore.runtime.interviews import Interviews


class Format(StrEnum):
    """In what an export can be written."""

    JSONL = "jsonl"
    PARQUET = "parquet"
    CSV = "csv"
    MARKDOWN = "md"


def export_all(
    interviews: Interviews,
    study: str,
    formats: Iterable[Format],
    destination: Destination,
    *,
    include_open: bool = False,
    on_progress: Callable[[int], object] | None = None,
) -> int:
    """Write every finished interview of a study; return how many records there are.

    Args:
        interviews: The store.
        study: The study's key.
        formats: Which files to write: a transcript each for `Format.MARKDOWN`, one file
            (two for turns) for the others.
        destination: Where to; records of withdrawn interviews that are there stay in.
        include_open: Write unfinished interviews too, as they are now.
        on_progress: Called with the number of records so far.
    """
    wanted = frozenset(formats)
    rows = _rows(interviews, study, include_open=include_open)
    if Format.MARKDOWN in wanted:
        rows = _with_pages(rows, destination)
    names = [name for name in layout.SETS if name.rpartition(".")[2] in wanted]
    with alone_in(destination, study):
        every = chain(rows, sets.withdrawn(destination, study))
        built = sets.build(destination, study, every, names, on_progress=on_progress)
    return built.interviews


def _rows(interviews: Interviews, study: str, *, include_open: bool) -> Iterator[InterviewRecord]:
    for stored in interviews.each(study):
        if include_open or stored.session.closed_at is not None:
            yield interview_record(stored)


def _with_pages(
    rows: Iterable[InterviewRecord], destination: Destination
) -> Iterator[InterviewRecord]:
    for row in rows:
        name = layout.transcript(row.study, row.participant)
        with alone_with(destination, row.participant):
            destination.write(name, transcript_page(row).encode())
        yield row
