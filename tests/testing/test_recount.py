"""The recount can see what it is there to see: lost, doubled and disordered messages."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tellmore.interview.events import Consented, Edited, Said, Undid
from tellmore.interview.journal import Record, Uttered
from tellmore.study.consent import Use
from tellmore.testing.recount import Tally, answers_in, tally
from tellmore.testing.telegram_server import Button, Entry, Happening, Side

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)

Written = Callable[[Sequence[str]], Path]
"""Writes an export that holds these answers; returns where."""


def entry(number: int, text: str, *, by: Side = Side.PERSON) -> Entry:
    return Entry(
        kind=Happening.MESSAGE, by=by, at=NOON, message_id=number, text=text, content="text"
    )


def from_us(number: int, text: str, *buttons: Button) -> Entry:
    return replace(entry(number, text, by=Side.BOT), keyboard=(buttons,) if buttons else ())


AGREE = Button(label="I agree", data="c:analysis:y")
AGREED = Entry(kind=Happening.TAP, by=Side.PERSON, at=NOON, message_id=1, raw=AGREE.data)
ASKED = from_us(1, "May I?", AGREE)
CHAT = [
    ASKED,
    entry(2, "not yet"),
    AGREED,
    from_us(3, "What?"),
    entry(4, "one"),
    entry(5, "/skip"),
    entry(6, "two"),
    from_us(7, "Thank you.\n\nGoodbye."),
]


def said(message: str, text: str, *uttered: Uttered) -> Record:
    return Record(number=1, event=Said(at=NOON, message=message, text=text), uttered=uttered)


WHAT = Uttered(key="ask:what", text="What?")
THANKS = Uttered(key="say:thanks", text="Thank you.")
GOODBYE = Uttered(key="close:complete", text="Goodbye.")
BEGUN = Record(number=1, event=Consented(at=NOON, use=Use.ANALYSIS), uttered=(WHAT,))
ONE, TWO = said("4", "one"), said("6", "two", THANKS, GOODBYE)
JOURNAL = [BEGUN, ONE, TWO]
CLEAN = Tally(
    answers=2,
    lost=0,
    duplicated=0,
    disordered=0,
    finished=True,
    exported=True,
    unanswered=0,
    repeated_sends=0,
    unsent=0,
)


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(answers: Sequence[str]) -> Path:
        path = tmp_path / "p.json"
        turns = [{"kind": "main", "text": "What?"}]
        turns += [{"kind": "answer", "text": text} for text in answers]
        path.write_text(json.dumps({"turns": turns}), "utf-8")
        return path

    return write


@pytest.fixture
def exported(written: Written) -> Path:
    return written(["one", "two"])


def test_a_faithful_journal_is_clean(exported: Path) -> None:
    assert tally(CHAT, JOURNAL, exported) == CLEAN


# --- lost ---


def test_a_message_that_is_not_in_the_journal_is_lost(exported: Path) -> None:
    assert tally(CHAT, [BEGUN, TWO], exported) == replace(CLEAN, lost=1)


def test_an_answer_that_the_export_lacks_is_lost(written: Written) -> None:
    assert tally(CHAT, JOURNAL, written(["one"])) == replace(CLEAN, lost=1)


def test_an_answer_that_both_lack_is_lost_once(written: Written) -> None:
    assert tally(CHAT, [BEGUN, TWO], written(["two"])) == replace(CLEAN, lost=1)


def test_words_that_were_altered_are_lost(written: Written) -> None:
    altered = [BEGUN, said("4", "on"), TWO]

    assert tally(CHAT, altered, written(["on", "two"])) == replace(CLEAN, lost=1)


def test_an_edit_that_never_came_is_lost(exported: Path) -> None:
    edited = [replace(one, text="ONE") if one.message_id == 4 else one for one in CHAT]
    kept = [*JOURNAL, Record(number=9, event=Edited(at=NOON, message="4", text="ONE"))]

    assert tally(edited, JOURNAL, exported).lost == 1
    assert tally(edited, kept, exported).lost == 1  # the export still has the old words


def test_an_edit_that_came_is_not_lost(written: Written) -> None:
    edited = [replace(one, text="ONE") if one.message_id == 4 else one for one in CHAT]
    kept = [*JOURNAL, Record(number=9, event=Edited(at=NOON, message="4", text="ONE"))]

    assert tally(edited, kept, written(["ONE", "two"])) == CLEAN


def test_what_was_taken_back_is_not_lost(written: Written) -> None:
    undone = [*CHAT[:6], entry(6, "/undo"), CHAT[3], *CHAT[6:]]
    again = Record(number=3, event=Undid(at=NOON), uttered=(WHAT,))

    withdrawn = tally(undone, [BEGUN, said("4", ""), again, TWO], written(["two"]))
    assert withdrawn == CLEAN


def test_words_that_vanish_without_being_taken_back_are_lost(written: Written) -> None:
    assert tally(CHAT, [BEGUN, said("4", ""), TWO], written(["two"])).lost == 1


def test_an_interview_without_an_export_is_not_exported(tmp_path: Path) -> None:
    assert tally(CHAT, JOURNAL, tmp_path / "none.json") == replace(CLEAN, exported=False)


# --- doubled and disordered ---


def test_a_message_that_is_twice_in_the_journal_is_doubled(exported: Path) -> None:
    assert tally(CHAT, [*JOURNAL, ONE], exported) == replace(CLEAN, duplicated=1)


def test_an_answer_that_is_twice_in_the_export_is_doubled(written: Written) -> None:
    assert tally(CHAT, JOURNAL, written(["one", "one", "two"])) == replace(CLEAN, duplicated=1)


def test_the_same_words_said_twice_are_not_doubled(written: Written) -> None:
    chat = [*CHAT[:-1], entry(8, "one"), CHAT[-1]]
    journal = [*JOURNAL, said("8", "one")]

    assert tally(chat, journal, written(["one", "two", "one"])) == replace(CLEAN, answers=3)


def test_messages_in_another_order_in_the_journal_are_disordered(exported: Path) -> None:
    assert tally(CHAT, [BEGUN, TWO, ONE], exported) == replace(CLEAN, disordered=1)


def test_answers_in_another_order_in_the_export_are_disordered(written: Written) -> None:
    assert tally(CHAT, JOURNAL, written(["two", "one"])) == replace(CLEAN, disordered=1)


# --- what counts as an answer ---


def test_what_was_said_before_consent_is_no_answer() -> None:
    before = [one for one in CHAT if one is not AGREED]

    assert (answers_in(before), answers_in(CHAT)) == ({}, {"4": "one", "6": "two"})


def test_a_label_that_is_typed_is_a_choice_and_no_answer() -> None:
    yes = Button(label="Yes", data="q:use:yes")
    chat = [ASKED, entry(2, "I agree"), from_us(3, "Used it?", yes), entry(4, "Yes"), *CHAT[3:7]]

    assert answers_in(chat) == {"4": "one", "6": "two"}


# --- our side ---


def test_an_interview_that_ended_unheard_is_not_finished(exported: Path) -> None:
    cut = [*CHAT[:-1], from_us(7, "Thank you.")]

    assert tally(cut, JOURNAL, exported) == replace(CLEAN, finished=False, unsent=1)


def test_an_interview_that_goes_on_is_not_finished(exported: Path) -> None:
    assert tally(CHAT, [BEGUN, ONE, said("6", "two", THANKS)], exported).finished is False


def test_somebody_who_waits_for_us_is_unanswered(exported: Path) -> None:
    assert tally(CHAT[:-1], JOURNAL, exported).unanswered == 1
    assert tally([*CHAT, AGREED], JOURNAL, exported).unanswered == 1


def test_a_message_of_ours_that_came_twice_is_seen(exported: Path) -> None:
    twice = [*CHAT[:5], CHAT[3], *CHAT[5:]]

    assert tally(twice, JOURNAL, exported) == replace(CLEAN, repeated_sends=1)


def test_a_question_that_was_put_twice_may_arrive_twice(exported: Path) -> None:
    twice = [*CHAT[:5], CHAT[3], *CHAT[5:]]
    put_again = [BEGUN, said("4", "one", WHAT), TWO]

    assert tally(twice, put_again, exported) == CLEAN


def test_a_sentence_of_ours_that_never_arrived_is_seen(exported: Path) -> None:
    silent = [one for one in CHAT if one is not CHAT[3]]

    assert tally(silent, JOURNAL, exported) == replace(CLEAN, unsent=1)
