import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tellmore.interview.events import Consented, Event, Invited, Said
from tellmore.interview.journal import Record, encode_record
from tellmore.stores import study_files
from tests.cli.conftest import Run

STUDY = study_files.read(study_files.default_folder() / "commute")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def events(*, version: str = STUDY.version) -> tuple[Event, ...]:
    return (
        Invited(at=NOON, version=version, order=STUDY.order(), language="en"),
        *(Consented(at=NOON + timedelta(seconds=5), use=use) for use in STUDY.consent.before()),
        Said(at=NOON + timedelta(seconds=9), message="m1", text="SECRET WORDS"),
    )


def lines(*, version: str = STUDY.version) -> list[str]:
    return [
        encode_record(Record(number=number, event=event)).decode()
        for number, event in enumerate(events(version=version), 1)
    ]


@pytest.fixture
def journal(place: Path) -> Path:
    path = place / "journal.jsonl"
    path.write_text("\n".join(lines()) + "\n", "utf-8")
    return path


def test_each_event_is_shown_with_the_phase_it_met_and_what_it_led_to(
    run: Run, journal: Path
) -> None:
    ended = run("replay", journal, "--json")

    said = json.loads(ended.out)
    assert (ended.code, said["study"], said["version"]) == (0, "commute", STUDY.version)
    assert [(one["number"], one["before"]) for one in said["steps"]][:2] == [
        (1, "inviting"),
        (2, "consenting"),
    ]
    assert len(said["steps"]) == len(lines())
    assert said["steps"][0]["effects"][0].startswith("AskConsent(")


def test_people_get_a_table(run: Run, journal: Path) -> None:
    ended = run("replay", journal)

    assert ended.code == 0
    assert "consenting" in ended.out


def test_words_are_shown_on_request_alone(run: Run, journal: Path) -> None:
    silent, wordy = run("replay", journal), run("replay", journal, "--words")

    assert "SECRET WORDS" not in silent.out
    assert "<12 characters>" in silent.out
    assert "SECRET WORDS" in wordy.out


def test_what_mydata_gave_is_a_journal_too(run: Run, journal: Path, place: Path) -> None:
    given = place / "commute.json"
    given.write_text(json.dumps({"journal": [json.loads(line) for line in lines()]}), "utf-8")

    assert json.loads(run("replay", given, "--json").out) == json.loads(
        run("replay", journal, "--json").out
    )


def test_the_same_journal_gives_the_same_steps(run: Run, journal: Path) -> None:
    assert run("replay", journal).out == run("replay", journal).out


def test_a_version_that_is_not_here_asks_for_the_folder(run: Run, place: Path) -> None:
    path = place / "old.jsonl"
    path.write_text("\n".join(lines(version="gone")), "utf-8")

    ended = run("replay", path)
    named = run("replay", path, "--study", study_files.default_folder() / "commute", "--json")

    assert (ended.code, named.code) == (2, 0)
    assert ended.sentence == (
        "no study here has the version `gone` with which this interview began; "
        "name its folder with --study"
    )


@pytest.mark.parametrize("content", ["", "no json", "{}", "[1, 2]", '{"n": 1}', "1", "\x00"])
def test_what_is_no_journal_is_one_sentence(run: Run, place: Path, content: str) -> None:
    path = place / "odd"
    path.write_text(content, "utf-8")

    ended = run("replay", path)

    assert ended.code == 2
    assert ended.sentence


def test_a_file_that_cannot_be_read_is_one_sentence(run: Run, place: Path) -> None:
    (place / "latin").write_bytes(b"\xff\xfe\xff")

    assert run("replay", place / "nowhere").sentence.startswith(f"{place}/nowhere: cannot be read")
    assert run("replay", place / "latin").sentence.startswith(f"{place}/latin: cannot be read")
    assert run("replay", place).sentence.startswith(f"{place}: cannot be read")
