"""The page on the format of exports says what the code writes."""

import re
from dataclasses import fields
from pathlib import Path

from tellmore.exports import csv_cells, layout, parquet, records
from tellmore.interview.session import Disposition

PAGE = (Path(__file__).parents[2] / "docs" / "export-format.md").read_text("utf-8")


def documented() -> list[list[str]]:
    """Return the fields that each table of the page lists, in order."""
    tables = re.findall(r"\| field \| type \| meaning \|\n(?:\|.*\n)+", PAGE)
    return [re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) for table in tables]


def names(kind: type) -> list[str]:
    return [field.name for field in fields(kind)]


def test_every_field_of_a_record_is_documented_in_order() -> None:
    assert documented() == [
        names(kind)
        for kind in (
            records.InterviewRecord,
            records.AgreementRecord,
            records.ChoiceRecord,
            records.AnswerRecord,
            records.TurnRecord,
        )
    ]


def test_csv_has_the_columns_that_the_page_says() -> None:
    interview = names(records.InterviewRecord)
    up_to = interview.index("may_release") + 1
    assert list(csv_cells.INTERVIEW_COLUMNS) == [*interview[:up_to], "turns"]
    assert list(csv_cells.TURN_COLUMNS) == parquet.TURNS.names
    assert parquet.INTERVIEWS.names == interview


def test_every_file_and_every_disposition_is_named() -> None:
    for name in (*layout.SETS, layout.MANIFEST):
        assert name in PAGE
    for disposition in Disposition:
        assert f"`{disposition}`" in PAGE


def test_the_schema_version_is_the_one_documented() -> None:
    assert f"| `schema_version` | integer | {records.SCHEMA_VERSION}. " in PAGE
