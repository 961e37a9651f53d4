"""Interviews and turns as CSV that no spreadsheet takes for formulas.

RFC 4180: commas, quotes doubled, lines that end in CR LF, UTF-8 without a mark.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TextIO

from tellmore.exports.records import InterviewRecord

INTERVIEW_COLUMNS = (
    "schema_version",
    "study",
    "study_version",
    "study_title",
    "participant",
    "disposition",
    "revision",
    "invite",
    "language",
    "opened_at",
    "closed_at",
    "duration_s",
    "withdrawn_on",
    "may_analyse",
    "may_quote",
    "may_release",
    "turns",
)
"""The columns that every study has; ``choice.<key>`` and ``answer.<key>`` follow them."""

TURN_COLUMNS = (
    "study",
    "study_version",
    "participant",
    "number",
    "at",
    "speaker",
    "question",
    "kind",
    "text",
    "amended_at",
    "withdrawn",
    "written",
    "script",
)

Cell = str | int | bool | date | datetime | None

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width ones count too


def write_interviews(
    file: TextIO, records: Iterable[InterviewRecord], *, choices: list[str], answers: list[str]
) -> None:
    """Write a row for each interview.

    Args:
        file: Opened with ``newline=""``.
        records: The interviews.
        choices: Keys of the closed questions, a column each.
        answers: Keys of the open questions, a column each.
    """
    writer = csv.writer(file, lineterminator="\r\n")
    header = (*INTERVIEW_COLUMNS, *_named("choice", choices), *_named("answer", answers))
    writer.writerow([cell(name) for name in header])
    for record in records:
        chosen = {one.question: one.option for one in record.choices}
        said = {one.question: one.text for one in record.answers}
        row = (*_frame(record), *map(chosen.get, choices), *map(said.get, answers))
        writer.writerow([cell(value) for value in row])


def write_turns(file: TextIO, records: Iterable[InterviewRecord]) -> None:
    """Write a row for each turn; ``file`` is opened with ``newline=""``."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(TURN_COLUMNS)
    for record in records:
        lead = (record.study, record.study_version, record.participant)
        for turn in record.turns:
            rest = (getattr(turn, column) for column in TURN_COLUMNS[len(lead) :])
            writer.writerow([cell(value) for value in (*lead, *rest)])


def cell(value: Cell) -> str:
    """Return a value as the text of a cell.

    Text that a spreadsheet would take for a formula is led by an apostrophe; NUL, which
    no CSV reader takes, becomes U+FFFD. Instants are ISO 8601 in UTC; None is empty.

    Source: OWASP, CSV Injection, read 2026-11-23.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            text = value.replace("\0", "\N{REPLACEMENT CHARACTER}")
            return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _frame(record: InterviewRecord) -> Iterator[Cell]:
    for column in INTERVIEW_COLUMNS:
        yield len(record.turns) if column == "turns" else getattr(record, column)


def _named(kind: str, keys: list[str]) -> tuple[str, ...]:
    return tuple(f"{kind}.{key}" for key in keys)
