"""Parquet files with the types that analysts expect."""

from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from tellmore.exports import parquet, records
from tellmore.exports.records import interview_record, withdrawn_record
from tests.exports.told import NOON, at, erasure, told


def test_an_interview_is_a_row_with_typed_columns() -> None:
    file = BytesIO()
    record = interview_record(told("a\0b \N{GRINNING FACE}"))
    parquet.write_interviews(file, [record, withdrawn_record(erasure())])

    table = pq.read_table(BytesIO(file.getvalue()))

    assert table.schema.equals(parquet.INTERVIEWS)
    first, second = table.to_pylist()
    assert first.pop("turns") == len(record.turns)
    assert first == {
        **first,
        "opened_at": NOON,
        "closed_at": at(90),
        "duration_s": 90,
        "withdrawn_on": None,
        "may_quote": True,
        "choices": [{"question": "role", "option": "work"}, {"question": "use", "option": None}],
        "answers": [
            {
                "question": "day",
                "text": "a\0b \N{GRINNING FACE}",
                "messages": 1,
                "probes": 1,
                "amended": False,
                "withdrawn": False,
            }
        ],
    }
    assert (second["disposition"], second["participant"]) == ("withdrawn", "")


def test_a_turn_is_a_row_with_instants_in_utc() -> None:
    file = BytesIO()
    parquet.write_turns(file, [interview_record(told("Fine."))])
    table = pq.read_table(BytesIO(file.getvalue()))
    assert table.schema.equals(parquet.TURNS)
    assert table.schema.field("at").type == pa.timestamp("us", tz="UTC")
    assert [row["text"] for row in table.to_pylist() if row["kind"] == "answer"] == ["Fine."]


def test_columns_follow_the_fields_of_a_record() -> None:
    assert parquet.INTERVIEWS.names == list(records.InterviewRecord.__slots__)
    lead = ["study", "study_version", "participant"]
    assert parquet.TURNS.names == [*lead, *records.TurnRecord.__slots__]


def test_more_rows_than_fit_into_memory_at_once_make_several_groups() -> None:
    file = BytesIO()
    record = interview_record(told())
    parquet.write_interviews(file, [record] * (parquet.ROWS_AT_ONCE + 1))
    assert pq.ParquetFile(BytesIO(file.getvalue())).num_row_groups == 2
