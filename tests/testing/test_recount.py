"""The recount can see what it is there to see: lost, doubled and disordered messages."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tellmore.interview.events import Said
from tellmore.interview.journal import Record
from tellmore.testing.recount import Tally, repeated_sends, tally
from tellmore.testing.telegram_server import Entry, Happening, Side

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def entry(number: int, text: str, *, by: Side = Side.PERSON) -> Entry:
    return Entry(
        kind=Happening.MESSAGE, by=by, at=NOON, message_id=number, text=text, content="text"
    )


AGREED = Entry(kind=Happening.TAP, by=Side.PERSON, at=NOON, message_id=1, raw="c:analysis:y")
CHAT = [
    entry(1, "May I?", by=Side.BOT),
    entry(2, "not yet"),
    AGREED,
    entry(3, "What?", by=Side.BOT),
    entry(4, "one"),
    entry(5, "/skip"),
    entry(6, "two"),
]


def said(message: str, text: str) -> Record:
    return Record(number=1, event=Said(at=NOON, message=message, text=text))


JOURNAL = [said("4", "one"), said("6", "two")]
CLEAN = Tally(
    answers=2,
    lost=0,
    duplicated=0,
    disordered=0,
    finished=True,
    exported=True,
    repeated_sends=0,
)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "p.json"
    turns = [{"kind": "answer", "text": "one"}, {"kind": "answer", "text": "two"}]
    path.write_text(json.dumps({"closed_at": "2026-01-01", "turns": turns}), "utf-8")
    return path


def test_a_faithful_journal_is_clean(exported: Path) -> None:
    assert tally(CHAT, JOURNAL, exported) == CLEAN


def test_a_message_that_is_not_in_the_journal_is_lost(exported: Path) -> None:
    assert tally(CHAT, JOURNAL[:1], exported) == replace(CLEAN, lost=1)


def test_a_message_that_is_twice_in_the_journal_is_doubled(exported: Path) -> None:
    assert tally(CHAT, [*JOURNAL, JOURNAL[0]], exported) == replace(CLEAN, duplicated=1)


def test_messages_in_another_order_are_disordered(exported: Path) -> None:
    assert tally(CHAT, JOURNAL[::-1], exported) == replace(CLEAN, disordered=1)


def test_an_answer_that_the_export_lacks_is_lost(exported: Path) -> None:
    turns = [{"kind": "answer", "text": "one"}]
    exported.write_text(json.dumps({"closed_at": "2026-01-01", "turns": turns}), "utf-8")

    assert tally(CHAT, JOURNAL, exported) == replace(CLEAN, lost=1)


def test_an_interview_without_an_export_is_not_exported(tmp_path: Path) -> None:
    missing = tmp_path / "none.json"

    assert tally(CHAT, JOURNAL, missing) == replace(CLEAN, lost=2, finished=False, exported=False)


def test_what_was_said_before_consent_is_no_answer(exported: Path) -> None:
    before = [one for one in CHAT if one is not AGREED]

    assert tally(before, [], exported).answers == 0


def test_a_message_of_ours_that_came_twice_is_seen() -> None:
    twice = [CHAT[0], CHAT[0], *CHAT[1:]]

    assert (repeated_sends(CHAT), repeated_sends(twice)) == (0, 1)
