"""All interviews of a study at once, for the command."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from tellmore.exports import jobs, layout, records
from tellmore.exports.all_now import Format, export_all
from tellmore.exports.destinations import destination_at
from tellmore.testing.memory_interviews import MemoryInterviews
from tests.exports.told import FINISHED, SECRET, STUDY, erasure, told

OPEN = structs.replace(FINISHED, disposition=None, closed_at=None)


PAGES = {"days/transcripts/p1.md", "days/transcripts/p2.md"}


def interviews() -> MemoryInterviews:
    other = told(participant="p9")
    elsewhere = replace(other, study=replace(other.study, key="nights"))
    return MemoryInterviews(
        told("One."),
        told("Two.", participant="p2"),
        told(participant="p3", session=OPEN),
        elsewhere,
    )


def files(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(path) for path in found if not str(path).startswith(".")}


def jsonl(folder: Path) -> list[records.InterviewRecord]:
    lines = (folder / STUDY / "interviews.jsonl").read_bytes().splitlines()
    return [records.decode(line) for line in lines]


@pytest.mark.parametrize(
    ("formats", "expected"),
    [
        ([Format.JSONL], {"days/interviews.jsonl"}),
        ([Format.PARQUET], {"days/interviews.parquet", "days/turns.parquet"}),
        ([Format.CSV], {"days/interviews.csv", "days/turns.csv"}),
        ([Format.MARKDOWN], {"days/transcripts/p1.md", "days/transcripts/p2.md"}),
        (
            list(Format),
            {
                *(f"days/{name}" for name in layout.SETS),
                "days/transcripts/p1.md",
                "days/transcripts/p2.md",
            },
        ),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
def test_only_the_formats_that_are_wanted_are_written(
    tmp_path: Path, formats: list[Format], expected: set[str]
) -> None:
    assert export_all(interviews(), STUDY, formats, destination_at(str(tmp_path))) == 2
    assert files(tmp_path) == {*expected, "days/manifest.json"}


def test_finished_interviews_are_written_and_progress_is_told(tmp_path: Path) -> None:
    seen: list[int] = []
    written = export_all(
        interviews(), STUDY, [Format.JSONL], destination_at(str(tmp_path)), on_progress=seen.append
    )
    assert (written, seen) == (2, [1, 2])
    assert jsonl(tmp_path) == [
        records.interview_record(told("One.")),
        records.interview_record(told("Two.", participant="p2")),
    ]


def test_unfinished_ones_too_if_wanted(tmp_path: Path) -> None:
    place = destination_at(str(tmp_path))
    assert export_all(interviews(), STUDY, [Format.JSONL], place, include_open=True) == 3
    assert [record.disposition for record in jsonl(tmp_path)] == ["complete", "complete", None]


def test_records_of_withdrawn_interviews_stay_in(tmp_path: Path) -> None:
    place = destination_at(str(tmp_path))
    jobs.configure(jobs.Surroundings(interviews=interviews(), destination=place, secret=SECRET))
    jobs.erase_interview(msgspec.to_builtins(erasure("p8")))
    assert export_all(interviews(), STUDY, [Format.JSONL], place) == 3
    assert jsonl(tmp_path)[-1] == records.withdrawn_record(erasure("p8"))


def test_the_next_compaction_takes_sets_written_by_hand_for_outdated(tmp_path: Path) -> None:
    place = destination_at(str(tmp_path))
    jobs.configure(jobs.Surroundings(interviews=interviews(), destination=place, secret=SECRET))
    export_all(interviews(), STUDY, [Format.JSONL], place, include_open=True)
    jobs.export_interview("p1", STUDY, 1)
    jobs.compact_study(STUDY)
    assert [record.participant for record in jsonl(tmp_path)] == ["p1"]
