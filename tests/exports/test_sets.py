"""The files that hold all interviews of a study."""

import csv
import json
import tracemalloc
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tellmore.errors import OurFault
from tellmore.exports import layout, records, sets
from tellmore.exports.destination import Destination
from tellmore.exports.destinations import destination_at
from tellmore.exports.records import InterviewRecord, interview_record, withdrawn_record
from tests.exports.told import STUDY, erasure, told


@pytest.fixture(params=["folder", "memory"])
def destination(request: pytest.FixtureRequest, tmp_path: Path) -> Destination:
    return destination_at(
        {"folder": str(tmp_path), "memory": f"memory://{tmp_path.name}"}[request.param]
    )


def put(destination: Destination, record: InterviewRecord) -> None:
    destination.write(layout.interview(STUDY, record.participant), records.encode(record))


def content(destination: Destination, name: str) -> bytes:
    found = destination.read(layout.in_study(STUDY, name))
    assert found is not None
    return found


def participants(destination: Destination) -> dict[str, list[str]]:
    """Return whose records each set holds, in order."""
    found: dict[str, list[str]] = {}
    for name in layout.SETS:
        body = content(destination, name)
        match name.rpartition(".")[2]:
            case "jsonl":
                rows = [json.loads(line) for line in body.splitlines()]
            case "parquet":
                rows = pq.read_table(BytesIO(body)).to_pylist()
            case _:
                rows = list(csv.DictReader(StringIO(body.decode(), newline="")))
        found[name] = list(dict.fromkeys(row["participant"] for row in rows))
        if not name.startswith("turns"):
            assert len(rows) == len(found[name])
    return found


def test_every_format_holds_one_record_of_each_interview(destination: Destination) -> None:
    for participant in ("p2", "p1", "p1"):
        put(destination, interview_record(told(participant=participant)))
    mark = layout.withdrawal(STUDY, "0" * 32)
    destination.write(mark, records.encode(withdrawn_record(erasure("p3"))))

    built = sets.compact(destination, STUDY)

    assert (built.interviews, built.turns) == (3, 12)
    assert participants(destination) == {
        "interviews.jsonl": ["p1", "p2", ""],
        "interviews.parquet": ["p1", "p2", ""],
        "turns.parquet": ["p1", "p2"],
        "interviews.csv": ["p1", "p2", ""],
        "turns.csv": ["p1", "p2"],
    }


def test_nothing_is_built_while_nothing_changed(
    destination: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(destination, interview_record(told()))
    built = sets.compact(destination, STUDY)
    monkeypatch.setattr(sets, "build", lambda *_args, **_options: pytest.fail("built again"))
    assert sets.compact(destination, STUDY) == built


def test_sets_whose_manifest_is_gone_or_spoilt_are_built_anew(destination: Destination) -> None:
    put(destination, interview_record(told()))
    sets.compact(destination, STUDY)
    for spoilt in (b"", b"{"):
        destination.write("days/manifest.json", spoilt)
        destination.write("days/interviews.jsonl", b"")
        sets.compact(destination, STUDY)
        assert participants(destination)["interviews.jsonl"] == ["p1"]


def test_an_interview_that_goes_while_the_sets_are_built_is_not_in_them(
    destination: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    for participant in ("p1", "p2"):
        put(destination, interview_record(told(participant=participant)))
    build = sets.build

    def build_then_erase(*args: object, **options: object) -> object:
        built = build(*args, **options)  # type: ignore[arg-type]  # handed through
        destination.remove(layout.interview(STUDY, "p1"))
        return built

    monkeypatch.setattr(sets, "build", build_then_erase)
    sets.compact(destination, STUDY)
    assert participants(destination)["interviews.csv"] == ["p2"]


def test_a_file_that_is_no_record_is_named(destination: Destination) -> None:
    destination.write(layout.interview(STUDY, "p1"), b"{}")
    with pytest.raises(OurFault, match=r"^days/interviews/p1.json: an exported file is no "):
        sets.compact(destination, STUDY)


def test_an_empty_study_has_sets_with_headers(destination: Destination) -> None:
    assert sets.compact(destination, STUDY).interviews == 0
    assert participants(destination) == {name: [] for name in layout.SETS}
    assert content(destination, "turns.csv").startswith(b"study,study_version,participant,number,")


def test_a_thousand_interviews_take_no_more_memory_than_some_hundreds(tmp_path: Path) -> None:
    words = "I would wish for a calm week. " * 300

    def rows(most: int) -> Iterator[InterviewRecord]:
        for number in range(most):
            yield interview_record(told(words, participant=f"p{number}"))

    def peak(most: int) -> int:
        tracemalloc.start()
        built = sets.build(destination_at(str(tmp_path / "out")), STUDY, rows(most), layout.SETS)
        assert built.interviews == most
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(1000) < 1.5 * peak(400)
