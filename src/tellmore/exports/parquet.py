"""Interviews and turns as Parquet with typed columns, written in batches."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import IO, Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from tellmore.exports.records import InterviewRecord

ROWS_AT_ONCE = 200
"""So many interviews or turns are in memory at once, and in one row group."""

_INSTANT = pa.timestamp("us", tz="UTC")

_AGREEMENT = pa.struct(
    [
        ("use", pa.string()),
        ("given", pa.bool_()),
        ("wording", pa.string()),
        ("language", pa.string()),
        ("at", _INSTANT),
    ]
)
_CHOICE = pa.struct([("question", pa.string()), ("option", pa.string())])
_ANSWER = pa.struct(
    [
        ("question", pa.string()),
        ("text", pa.string()),
        ("messages", pa.int32()),
        ("probes", pa.int32()),
        ("amended", pa.bool_()),
        ("withdrawn", pa.bool_()),
    ]
)

_INTERVIEW_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("schema_version", pa.int32()),
    ("study", pa.string()),
    ("study_version", pa.string()),
    ("study_title", pa.string()),
    ("participant", pa.string()),
    ("disposition", pa.string()),
    ("revision", pa.int32()),
    ("invite", pa.string()),
    ("language", pa.string()),
    ("opened_at", _INSTANT),
    ("closed_at", _INSTANT),
    ("duration_s", pa.int64()),
    ("withdrawn_on", pa.date32()),
    ("may_analyse", pa.bool_()),
    ("may_quote", pa.bool_()),
    ("may_release", pa.bool_()),
    ("agreements", pa.list_(_AGREEMENT)),
    ("item_order", pa.list_(pa.string())),
    ("choices", pa.list_(_CHOICE)),
    ("answers", pa.list_(_ANSWER)),
    ("turns", pa.int32()),
]
INTERVIEWS = pa.schema(_INTERVIEW_COLUMNS)
"""``interviews.parquet``: a row for each interview; ``turns`` counts those in the other file."""

_TURN_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("study", pa.string()),
    ("study_version", pa.string()),
    ("participant", pa.string()),
    ("number", pa.int32()),
    ("at", _INSTANT),
    ("speaker", pa.string()),
    ("question", pa.string()),
    ("kind", pa.string()),
    ("text", pa.string()),
    ("amended_at", _INSTANT),
    ("withdrawn", pa.bool_()),
    ("written", pa.string()),
    ("script", pa.string()),
]
TURNS = pa.schema(_TURN_COLUMNS)
"""``turns.parquet``: a row for each turn of each interview."""


def write_interviews(file: IO[bytes], records: Iterable[InterviewRecord]) -> None:
    """Write a row for each interview."""
    _write(file, INTERVIEWS, map(_interview_row, records))


def write_turns(file: IO[bytes], records: Iterable[InterviewRecord]) -> None:
    """Write a row for each turn."""
    _write(file, TURNS, (row for record in records for row in _turn_rows(record)))


def _write(file: IO[bytes], schema: pa.Schema, rows: Iterator[dict[str, Any]]) -> None:
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            writer.write_batch(pa.RecordBatch.from_pylist(batch, schema=schema))


def _interview_row(record: InterviewRecord) -> dict[str, Any]:
    return {**_plain(record), "turns": len(record.turns)}


def _turn_rows(record: InterviewRecord) -> Iterator[dict[str, Any]]:
    lead = {
        "study": record.study,
        "study_version": record.study_version,
        "participant": record.participant,
    }
    return ({**lead, **_plain(turn)} for turn in record.turns)


def _plain(value: object) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(datetime, date))
    return plain
