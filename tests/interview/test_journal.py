"""The journal is the record, and the session its fold."""

import json
from typing import get_args

import pytest

from tellmore.errors import OurFault
from tellmore.interview.events import (
    Consented,
    Edited,
    Event,
    Invited,
    LanguageChosen,
    Paused,
    ProbeProposed,
    Said,
    Undid,
)
from tellmore.interview.journal import (
    EVENT_TYPES,
    Record,
    Uttered,
    decode_event,
    decode_record,
    decode_session,
    encode_event,
    encode_record,
    encode_session,
    fold,
    redact,
)
from tellmore.interview.session import Session
from tellmore.study.consent import Use
from tellmore.study.probe_policy import ProbeKind
from tellmore.study.study import Study
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON, Played
from tests.interview.playing import at_closing, begun, enough, feed, probe, say

PROPOSED = ProbeProposed(
    at=NOON, request=7, text="Why?", kind=ProbeKind.ECHO, model="scripted", reason="short"
)
RECORD = Record(number=7, event=PROPOSED, uttered=(Uttered(key="probe:day", text="Why?"),))


def test_every_event_is_stored_under_its_own_name() -> None:
    assert {kind.__name__: kind for kind in get_args(Event)} == EVENT_TYPES


def test_a_record_is_one_line_with_short_names() -> None:
    assert json.loads(encode_record(RECORD)) == {
        "v": 7,
        "e": {
            "t": "ProbeProposed",
            "at": "2026-01-01T12:00:00Z",
            "request": 7,
            "text": "Why?",
            "kind": "echo",
            "model": "scripted",
            "reason": "short",
        },
        "s": [{"k": "probe:day", "t": "Why?"}],
    }


def test_a_record_with_nothing_said_has_no_such_field() -> None:
    record = Record(number=1, event=Paused(at=NOON))
    assert set(json.loads(encode_record(record))) == {"v", "e"}
    assert decode_record(encode_record(record)) == record


def test_what_is_read_back_is_what_was_written() -> None:
    assert decode_record(encode_record(RECORD)) == RECORD
    assert decode_record(encode_record(RECORD).decode()) == RECORD
    assert decode_event(encode_event(PROPOSED)) == PROPOSED
    session = at_closing().session
    assert decode_session(encode_session(session)) == session


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b"{", b'{"v":1}', b'{"v":1,"e":{}}', b"7"])
def test_a_line_that_is_no_record_is_our_fault(line: bytes) -> None:
    with pytest.raises(OurFault):
        decode_record(line)


def test_a_line_that_is_no_record_repeats_nothing_of_it() -> None:
    with pytest.raises(OurFault, match=r"^a line of a journal is no record$"):
        decode_record(b"[1]")


def test_an_unknown_event_is_named() -> None:
    with pytest.raises(OurFault, match="`Flew` is no event that we know"):
        decode_event({"t": "Flew"})
    with pytest.raises(OurFault, match="`None` is no event"):
        decode_event({})


def test_an_event_that_does_not_fit_is_named() -> None:
    with pytest.raises(OurFault, match="a stored `Paused` does not fit"):
        decode_event({"t": "Paused", "at": "yesterday"})


def test_a_session_that_does_not_fit_is_our_fault() -> None:
    with pytest.raises(OurFault, match="a stored session does not fit"):
        decode_session(b'{"phase": "dreaming"}')


def test_nothing_folds_to_a_new_session() -> None:
    def no_study(version: str) -> Study:
        raise KeyError(version)

    assert fold((), no_study) == Session()


def test_a_journal_in_which_nobody_came_folds_with_no_version() -> None:
    asked = []

    def study_of(version: str) -> Study:
        asked.append(version)
        return LITTLE_STUDY

    played = Played()
    feed(played, LanguageChosen(at=NOON, language="de"))
    assert fold(played.records, study_of) == played.session
    assert asked == [""]


def test_a_journal_folds_with_the_version_that_the_session_pinned() -> None:
    asked = []

    def study_of(version: str) -> Study:
        asked.append(version)
        return LITTLE_STUDY

    played = Played()
    feed(played, LanguageChosen(at=NOON, language="de"))
    feed(played, Invited(at=NOON, version="v1"))
    feed(played, Invited(at=NOON, version="v2"))
    assert fold(played.records, study_of) == played.session
    assert set(asked) == {"v1"}


def test_a_journal_replays_the_same_after_words_were_struck_out() -> None:
    played = begun()
    say(played, "1", "Long.")
    feed(played, Edited(at=NOON, message="1", text="Short."))
    feed(played, Undid(at=NOON))
    say(played, "2", "Wet.")
    probe(played)
    assert played.replayed() == played.session
    assert not {"Long.", "Short."} & {getattr(r.event, "text", "") for r in played.records}


def test_striking_out_takes_the_words_and_nothing_else() -> None:
    said = Record(number=1, event=Said(at=NOON, message="1", text="Long."))
    edited = Record(number=2, event=Edited(at=NOON, message="1", text="Longer."))
    struck = frozenset({"1"})
    assert redact(said, struck) == Record(number=1, event=Said(at=NOON, message="1", text=""))
    assert redact(edited, struck) == Record(number=2, event=Edited(at=NOON, message="1", text=""))


def test_other_records_are_left_as_they_are() -> None:
    said = Record(number=1, event=Said(at=NOON, message="2", text="Long."))
    for record in (said, RECORD, Record(number=1, event=Consented(at=NOON, use=Use.AGE))):
        assert redact(record, frozenset({"1"})) is record


def test_a_whole_interview_folds_to_its_session() -> None:
    played = at_closing()
    enough(played)
    assert played.replayed() == played.session
