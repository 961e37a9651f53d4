"""The files that hold all interviews of a study, built in bounded memory and swapped in whole."""

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import TextIOWrapper
from typing import IO, TextIO

import msgspec

from tellmore.errors import OurFault
from tellmore.exports import csv_cells, layout, parquet, records
from tellmore.exports.destination import Destination, Entry
from tellmore.exports.records import InterviewRecord

Progress = Callable[[int], object]
"""Called with the number of interviews taken so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What the sets of a study were built from, kept beside them.

    Attributes:
        interviews: How many interviews they hold, withdrawn ones included.
        turns: How many turns.
        source: Digest of the files they were built from; empty when built otherwise.
        took_s: How long it took, in seconds.
    """

    interviews: int = 0
    turns: int = 0
    source: str = ""
    took_s: float = 0.0


def compact(destination: Destination, study: str, *, on_progress: Progress | None = None) -> Built:
    """Build a study's sets from the files of its interviews, unless they are up to date.

    Hold the study's lock (`locks.alone_in`) meanwhile. An interview that is erased from a store
    without locks while we read is out again before this returns.
    """
    while True:
        entries = _sources(destination, study)
        source = _digest(entries)
        built = read_built(destination, study)
        if built.source == source:
            return built
        rows = _stored(destination, entries)
        build(destination, study, rows, layout.SETS, source=source, on_progress=on_progress)
        written = {entry.name for entry in entries}
        if written <= {entry.name for entry in _sources(destination, study)}:
            return read_built(destination, study)


def build(
    destination: Destination,
    study: str,
    rows: Iterable[InterviewRecord],
    names: Iterable[str],
    *,
    source: str = "",
    on_progress: Progress | None = None,
) -> Built:
    """Write the sets ``names`` (of `layout.SETS`) of a study from ``rows``, one after another.

    The rows are read once, into a file of our own; every set is made from that.
    """
    began = time.monotonic()
    with tempfile.TemporaryFile() as file:  # without a name: nothing of it outlives a kill
        spool = _Spool(file)
        spool.fill(rows, on_progress)
        destination.remove(layout.in_study(study, layout.MANIFEST))  # true again at the end
        for name in names:
            with tempfile.TemporaryFile() as made:
                _WRITERS[name](spool, made)
                made.flush()
                destination.replace(layout.in_study(study, name), made)
    took_s = round(time.monotonic() - began, 3)
    built = Built(interviews=spool.interviews, turns=spool.turns, source=source, took_s=took_s)
    content = json.dumps(msgspec.to_builtins(built), indent=1).encode()
    destination.write(layout.in_study(study, layout.MANIFEST), content)
    return built


def withdrawn(destination: Destination, study: str) -> Iterator[InterviewRecord]:
    """Yield the records of a study's withdrawn interviews."""
    yield from _stored(destination, _entries(destination, layout.withdrawals(study)))


def read_built(destination: Destination, study: str) -> Built:
    """Return what the sets hold; all zero and empty when there are none, or half of them."""
    content = destination.read(layout.in_study(study, layout.MANIFEST))
    try:
        return msgspec.json.decode(content, type=Built) if content else Built()
    except msgspec.DecodeError:
        return Built()  # then they are built anew


def _sources(destination: Destination, study: str) -> list[Entry]:
    interviews = _entries(destination, layout.interviews(study))
    return [*interviews, *_entries(destination, layout.withdrawals(study))]


def _entries(destination: Destination, folder: str) -> list[Entry]:
    return sorted(destination.entries(folder), key=lambda entry: entry.name)


def _digest(entries: list[Entry]) -> str:
    digest = sha256(f"schema {records.SCHEMA_VERSION}\n".encode())
    for entry in entries:
        digest.update(f"{entry.name} {entry.stamp}\n".encode())
    return digest.hexdigest()


def _stored(destination: Destination, entries: Iterable[Entry]) -> Iterator[InterviewRecord]:
    for entry in entries:
        content = destination.read(entry.name)
        if content is None:
            continue  # erased since we looked
        try:
            yield records.decode(content)
        except OurFault as error:
            raise OurFault(f"{entry.name}: {error}") from None


@dataclass(slots=True)
class _Spool:
    """All rows of a set, read once, in a file of our own."""

    file: IO[bytes]
    interviews: int = 0
    turns: int = 0
    choices: dict[str, None] = field(default_factory=dict)
    answers: dict[str, None] = field(default_factory=dict)

    def fill(self, rows: Iterable[InterviewRecord], on_progress: Progress | None) -> None:
        for row in rows:
            self.file.write(records.encode(row) + b"\n")
            self.interviews += 1
            self.turns += len(row.turns)
            self.choices.update(dict.fromkeys(one.question for one in row.choices))
            self.answers.update(dict.fromkeys(one.question for one in row.answers))
            if on_progress is not None:
                on_progress(self.interviews)

    def lines(self) -> Iterator[bytes]:
        self.file.seek(0)
        yield from self.file

    def __iter__(self) -> Iterator[InterviewRecord]:
        return map(records.decode, self.lines())


def _write_jsonl(spool: _Spool, made: IO[bytes]) -> None:
    made.writelines(spool.lines())


def _write_interviews_parquet(spool: _Spool, made: IO[bytes]) -> None:
    parquet.write_interviews(made, spool)


def _write_turns_parquet(spool: _Spool, made: IO[bytes]) -> None:
    parquet.write_turns(made, spool)


def _write_interviews_csv(spool: _Spool, made: IO[bytes]) -> None:
    with _text(made) as text:
        csv_cells.write_interviews(
            text, spool, choices=list(spool.choices), answers=list(spool.answers)
        )


def _write_turns_csv(spool: _Spool, made: IO[bytes]) -> None:
    with _text(made) as text:
        csv_cells.write_turns(text, spool)


@contextmanager
def _text(made: IO[bytes]) -> Iterator[TextIO]:
    text = TextIOWrapper(made, encoding="utf-8", newline="")
    yield text
    text.detach()  # flushes, and leaves the file open


_WRITERS: dict[str, Callable[[_Spool, IO[bytes]], None]] = {
    "interviews.jsonl": _write_jsonl,
    "interviews.parquet": _write_interviews_parquet,
    "turns.parquet": _write_turns_parquet,
    "interviews.csv": _write_interviews_csv,
    "turns.csv": _write_turns_csv,
}
