"""What the export queue runs; safe to repeat, to kill at any moment and to run out of order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from traceback import extract_tb
from typing import Any

import msgspec
from rq import get_current_job

from tellmore.errors import OurFault, TellmoreError, TheirFault
from tellmore.exports import erasing, layout, records, sets
from tellmore.exports.destination import Destination
from tellmore.exports.locks import alone_in, alone_with
from tellmore.exports.markdown import transcript_page
from tellmore.exports.queue import export_queue
from tellmore.exports.receipts import receipt, withdrawal_mark
from tellmore.exports.records import InterviewRecord
from tellmore.interview.session import Disposition
from tellmore.runtime.interviews import ErasureOrder, Interviews


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What jobs work with.

    Attributes:
        interviews: The stored interviews.
        destination: Where exports go.
        secret: Key of the receipts.
        compact_every: The sets are built anew after so long at the earliest.
    """

    interviews: Interviews
    destination: Destination
    secret: bytes
    compact_every: timedelta = timedelta(seconds=30)


_SURROUNDINGS: list[Surroundings] = []


def configure(surroundings: Surroundings) -> None:
    """Set what jobs of this process and of its forks work with."""
    _SURROUNDINGS[:] = [surroundings]


def export_interview(participant: str, study: str, revision: int) -> str:
    """Write one interview out as it is now; return what came of it, in a word.

    Args:
        participant: The pseudonym.
        study: The study's key.
        revision: Which revision was ordered; a newer one is written if there is one.
    """
    del revision  # the stored interview is this one or newer
    around = _surroundings()
    with _wordless():
        written = _write(around, participant, study)
        if isinstance(written, str):
            return written
        around.interviews.note_exported(participant, study, written.revision)
        _after_export(around, participant, study, written.revision)
    return "exported"


def erase_interview(order: dict[str, Any]) -> str:
    """Remove whatever was written of an interview, prove it, and return the receipt.

    Args:
        order: An `ErasureOrder` as plain values.
    """
    around = _surroundings()
    with _wordless():
        erasure = msgspec.convert(order, ErasureOrder)
        with (
            alone_in(around.destination, erasure.study),
            alone_with(around.destination, erasure.participant),
        ):
            mark = withdrawal_mark(erasure, secret=around.secret)
            erasing.erase(around.destination, erasure, mark=mark)
        _forget_jobs(erasure)
        code = receipt(erasure, secret=around.secret)
        around.interviews.note_erased(erasure, receipt=code, records=erasure.records)
    return code


def compact_study(study: str) -> int:
    """Build a study's sets anew if anything changed; return how many interviews they hold."""
    destination = _surroundings().destination
    with _wordless(), alone_in(destination, study):
        return sets.compact(destination, study).interviews


def compact_studies() -> int:
    """Do so for every study; return how many there are."""
    studies = _surroundings().destination.folders()
    for study in studies:
        compact_study(study)
    return len(studies)


def _surroundings() -> Surroundings:
    if not _SURROUNDINGS:
        raise OurFault("`configure` was not called before the worker began")
    return _SURROUNDINGS[0]


def _write(around: Surroundings, participant: str, study: str) -> InterviewRecord | str:
    """Write an interview; return its record, or the word why it was not written."""
    destination = around.destination
    with alone_with(destination, participant):
        stored = around.interviews.load(participant, study)
        if stored is None or stored.session.disposition is Disposition.WITHDRAWN:
            erasing.remove(destination, study, participant)
            return "erased"
        if stored.session.closed_at is None:
            return "open"  # it was taken up again; its next end orders its export
        record = records.interview_record(stored)
        if _has_newer(destination, record):
            return "older"
        page = transcript_page(record)
        destination.write(layout.transcript(study, participant), page.encode())
        destination.write(layout.interview(study, participant), records.encode(record))
        if around.interviews.load(participant, study) is None:
            # Erased while we wrote, perhaps after the erasure had looked here.
            erasing.remove(destination, study, participant)
            return "erased"
    return record


def _has_newer(destination: Destination, record: InterviewRecord) -> bool:
    content = destination.read(layout.interview(record.study, record.participant))
    if content is None:
        return False
    try:
        there = records.decode(content)
    except OurFault:
        return False  # spoilt by other hands: written anew
    # Who comes back after an erasure begins a new interview, with revisions from 1.
    return there.opened_at == record.opened_at and there.revision > record.revision


def _after_export(around: Surroundings, participant: str, study: str, revision: int) -> None:
    job = get_current_job()
    if job is None:
        return
    queue = export_queue(job.connection)
    queue.settle(job.id)
    queue.drop_failed(participant, study, up_to=revision)
    took = timedelta(seconds=sets.read_built(around.destination, study).took_s)
    every = max(around.compact_every, 10 * took)  # building never takes more than a tenth
    now = datetime.now(UTC)  # noqa: TID251 - the queue's own time
    queue.schedule_compaction(study, now=now, every=every)


def _forget_jobs(order: ErasureOrder) -> None:
    job = get_current_job()
    if job is not None:
        export_queue(job.connection).forget(order.participant, order.study)


@contextmanager
def _wordless() -> Iterator[None]:
    """Turn any error into one of ours that cannot hold a participant's words.

    The queue keeps the error's text, and Arrow or a codec may quote what it choked on.
    """
    try:
        yield
    except TellmoreError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, its words must not get out
        kind = TheirFault if isinstance(error, OSError) else OurFault
        frame = extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {PurePath(frame.filename).name}:{frame.lineno}"
        raise kind(where) from None
