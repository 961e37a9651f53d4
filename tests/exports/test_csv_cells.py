"""CSV that every reader reads, and no spreadsheet runs."""

import csv
from datetime import date
from io import StringIO

import pytest

from tellmore.exports.csv_cells import Cell, cell, write_interviews, write_turns
from tellmore.exports.records import interview_record, withdrawn_record
from tests.exports.told import NOON, erasure, told


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("'quoted", "'quoted"),
        ("a\0b", "a\N{REPLACEMENT CHARACTER}b"),
        ("سلام", "سلام"),
        ("", ""),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-1, "-1"),
        (NOON, "2026-01-01T12:00:00+00:00"),
        (date(2026, 1, 1), "2026-01-01"),
    ],
)
def test_a_cell_says_what_it_holds_and_is_no_formula(value: Cell, expected: str) -> None:
    assert cell(value) == expected


def test_an_interview_is_a_row_with_a_column_for_each_question() -> None:
    file = StringIO(newline="")
    rows = [interview_record(told('He said "no",', "=1+1")), withdrawn_record(erasure())]
    write_interviews(file, rows, choices=["role", "use"], answers=["day", "wish"])
    assert file.getvalue() == (
        "schema_version,study,study_version,study_title,participant,disposition,revision,invite,"
        "language,opened_at,closed_at,duration_s,withdrawn_on,may_analyse,may_quote,may_release,"
        "turns,choice.role,choice.use,answer.day,answer.wish\r\n"
        "1,days,v1,Days,p1,complete,1,days/flyer,en,2026-01-01T12:00:00+00:00,"
        "2026-01-01T12:01:30+00:00,90,,true,true,false,7,work,,"
        '"He said ""no"",\n=1+1",\r\n'
        "1,days,v1,,,withdrawn,0,,,,,,2026-01-01,false,false,false,0,,,,\r\n"
    )


def test_turns_with_any_words_read_back_as_they_were() -> None:
    words = 'a "b", c\nd\re\r\nf'
    file = StringIO(newline="")
    write_turns(file, [interview_record(told(words))])
    rows = list(csv.DictReader(StringIO(file.getvalue(), newline="")))
    assert [row["text"] for row in rows if row["kind"] == "answer"] == [words]
    assert len(rows) == 6
