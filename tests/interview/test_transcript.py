"""A journal as a person reads it."""

from datetime import UTC, datetime, timedelta

from tellmore.interview.events import (
    Chose,
    Consented,
    Declined,
    Edited,
    Event,
    FellSilent,
    Invited,
    ProbeFailed,
    ProbeProposed,
    Said,
    Skipped,
    Stopped,
    Undid,
)
from tellmore.interview.journal import Record, Uttered
from tellmore.interview.transcript import Turn, transcript
from tellmore.study.consent import Use

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def read(*steps: tuple[Event, dict[str, str]]) -> tuple[Turn, ...]:
    """Return the transcript of steps, each an event and what was said in return."""
    return transcript(
        Record(
            number=number,
            event=event,
            uttered=tuple(Uttered(key=key, text=text) for key, text in uttered.items()),
        )
        for number, (event, uttered) in enumerate(steps, start=1)
    )


INVITED = (Invited(at=NOON, version="v"), {"consent:analysis": "Take part?"})
CONSENTED = (Consented(at=NOON, use=Use.ANALYSIS), {"say:start": "Go.", "ask:day": "Your day?"})
LONG = (Said(at=NOON, message="1", text="Long."), dict[str, str]())


def test_question_answer_and_probe_read_as_a_conversation() -> None:
    probed = (ProbeProposed(at=NOON, request=1, text="Why?"), {"probe:day": "Why?"})
    late = NOON + timedelta(minutes=1)
    rain = (Said(at=late, message="2", text="Rain."), dict[str, str]())

    assert read(INVITED, CONSENTED, LONG, probed, rain) == (
        Turn(
            number=1,
            at=NOON,
            speaker="interviewer",
            question="consent:analysis",
            kind="closed",
            text="Take part?",
        ),
        Turn(
            number=2,
            at=NOON,
            speaker="participant",
            question="consent:analysis",
            kind="choice",
            text="yes",
        ),
        Turn(number=3, at=NOON, speaker="interviewer", kind="phrase", text="Go."),
        Turn(
            number=4,
            at=NOON,
            speaker="interviewer",
            question="day",
            kind="main",
            text="Your day?",
        ),
        Turn(
            number=5,
            at=NOON,
            speaker="participant",
            question="day",
            kind="answer",
            text="Long.",
            message="1",
        ),
        Turn(number=6, at=NOON, speaker="interviewer", question="day", kind="probe", text="Why?"),
        Turn(
            number=7,
            at=late,
            speaker="participant",
            question="day",
            kind="answer",
            text="Rain.",
            message="2",
        ),
    )


def test_words_before_consent_are_no_part_of_it() -> None:
    hello = (Said(at=NOON, message="0", text=""), {"say:tap": "Tap."})
    speakers = [turn.speaker for turn in read(INVITED, hello)]
    assert speakers == ["interviewer", "interviewer"]


def test_words_taken_back_are_shown_as_withdrawn_without_words() -> None:
    undid = (Undid(at=NOON), {"say:undone": "Back.", "ask:day": "Your day?"})
    again = (Said(at=NOON, message="2", text="Short."), dict[str, str]())
    answers = [turn for turn in read(INVITED, CONSENTED, LONG, undid, again) if turn.message]
    assert [(turn.text, turn.withdrawn) for turn in answers] == [("", True), ("Short.", False)]


def test_an_answer_to_the_question_before_stays_when_the_next_one_is_taken_back() -> None:
    asked = (ProbeFailed(at=NOON, request=1), {"ask:night": "Your night?"})
    short = (Said(at=NOON, message="2", text="Short."), dict[str, str]())
    undid = (Undid(at=NOON), {"say:undone": "Back.", "ask:night": "Your night?"})
    answers = [t for t in read(INVITED, CONSENTED, LONG, asked, short, undid) if t.message]
    assert [(turn.text, turn.withdrawn) for turn in answers] == [("Long.", False), ("", True)]


def test_nothing_is_withdrawn_when_there_was_nothing_to_take_back() -> None:
    undid = (Undid(at=NOON), {"say:undo.nothing": "Nothing."})
    assert not any(turn.withdrawn for turn in read(INVITED, CONSENTED, LONG, undid))


def test_an_edit_shows_the_newest_text_and_that_it_was_amended() -> None:
    late = NOON + timedelta(days=1)
    first = (Edited(at=NOON, message="1", text="Quite long."), dict[str, str]())
    second = (Edited(at=late, message="1", text="Too long."), dict[str, str]())
    stranger = (Edited(at=late, message="9", text="Else."), dict[str, str]())
    (answer,) = (t for t in read(INVITED, CONSENTED, LONG, first, second, stranger) if t.message)
    assert (answer.text, answer.amended_at) == ("Too long.", late)


def test_a_choice_appears_as_its_code() -> None:
    asked = (Consented(at=NOON, use=Use.ANALYSIS), {"closed:country": "Which country?"})
    chose = (Chose(at=NOON, question="country", option="AT"), {"ask:day": "Your day?"})
    choice = read(INVITED, asked, chose)[3]
    assert (choice.kind, choice.question, choice.text) == ("choice", "country", "AT")


def test_a_choice_taken_back_is_withdrawn_too() -> None:
    asked = (Consented(at=NOON, use=Use.ANALYSIS), {"closed:country": "Which country?"})
    chose = (Chose(at=NOON, question="country", option="AT"), {"ask:day": "Your day?"})
    undid = (Undid(at=NOON), {"say:undone": "Back.", "closed:country": "Which country?"})
    choice = read(INVITED, asked, chose, undid)[3]
    assert (choice.text, choice.withdrawn) == ("", True)


def test_a_remark_after_the_end_belongs_to_no_question() -> None:
    ended = (ProbeFailed(at=NOON, request=1), {"close:complete": "Thanks!"})
    remark = (Said(at=NOON, message="2", text="One more thing."), dict[str, str]())
    assert read(INVITED, CONSENTED, LONG, ended, remark)[-1].question == ""


def test_who_comes_back_after_an_end_in_silence_still_answers_the_question() -> None:
    ended = (FellSilent(at=NOON, timer=1), {"close:break-off": ""})
    turns = read(INVITED, CONSENTED, ended, LONG)
    assert [turn.kind for turn in turns[-2:]] == ["main", "answer"]
    assert turns[-1].question == "day"


def test_an_explanation_keeps_its_question_open() -> None:
    explained = (Skipped(at=NOON), {"explain:day": "Any day."})
    again = (Said(at=NOON, message="2", text="Short."), dict[str, str]())
    turns = read(INVITED, CONSENTED, explained, again)
    assert [(turn.kind, turn.question) for turn in turns[-2:]] == [
        ("explanation", "day"),
        ("answer", "day"),
    ]


def test_a_no_appears_as_no_and_at_its_own_time() -> None:
    late = NOON + timedelta(minutes=1)
    no = (Declined(at=late, use=Use.QUOTATION), dict[str, str]())
    turn = read(INVITED, CONSENTED, no)[-1]
    assert (turn.kind, turn.question, turn.text, turn.at) == (
        "choice",
        "consent:quotation",
        "no",
        late,
    )


def test_only_agreeing_to_take_part_begins_the_interview() -> None:
    old_enough = (Consented(at=NOON, use=Use.AGE), {"consent:analysis": "Take part?"})
    hello = (Said(at=NOON, message="0", text=""), {"say:tap": "Tap."})
    assert not any(turn.message for turn in read(INVITED, old_enough, hello))


def test_words_while_a_consent_is_asked_belong_to_no_question() -> None:
    release = (ProbeFailed(at=NOON, request=1), {"consent:release": "Publish?"})
    remark = (Said(at=NOON, message="2", text="Hm."), {"say:tap": "Tap."})
    turns = read(INVITED, CONSENTED, LONG, release, remark)
    assert [turn.question for turn in turns if turn.message] == ["day", ""]


def test_words_before_the_first_question_belong_to_none() -> None:
    agreed = (Consented(at=NOON, use=Use.ANALYSIS), dict[str, str]())
    assert read(agreed, LONG)[-1].question == ""


def test_a_choice_belongs_to_its_own_question_and_time() -> None:
    late = NOON + timedelta(minutes=1)
    chose = (Chose(at=late, question="country", option="AT"), dict[str, str]())
    turn = read(INVITED, CONSENTED, chose)[-1]
    assert (turn.question, turn.at) == ("country", late)


def test_who_stops_after_an_end_in_silence_answers_no_question_any_more() -> None:
    ended = (FellSilent(at=NOON, timer=1), {"close:break-off": ""})
    stopped = (Stopped(at=NOON), {"say:closed.stopped": "It has ended."})
    remark = (Said(at=NOON, message="2", text="Bye."), dict[str, str]())
    assert read(INVITED, CONSENTED, ended, stopped, remark)[-1].question == ""


def test_who_writes_when_the_time_is_over_answers_no_question() -> None:
    ended = (FellSilent(at=NOON, timer=1), {"close:break-off": ""})
    late = (Said(at=NOON, message="2", text="Hi."), {"say:closed.expired": "Too late."})
    assert [turn.question for turn in read(INVITED, CONSENTED, ended, late) if turn.message] == [""]


def test_who_comes_back_after_stop_answers_the_question_that_was_open() -> None:
    stopped = (Stopped(at=NOON), {"close:break-off": "It has ended."})
    remark = (Said(at=NOON, message="2", text="Bye."), {"say:closed.stopped": "It has ended."})
    back = (Invited(at=NOON, version="v"), {"say:resumed": "Good to have you back."})
    more = (Said(at=NOON, message="3", text="Rain."), dict[str, str]())
    turns = read(INVITED, CONSENTED, LONG, stopped, remark, back, more)
    assert [turn.question for turn in turns if turn.message] == ["day", "", "day"]


def test_a_tap_that_came_too_late_agrees_to_nothing() -> None:
    silence = (FellSilent(at=NOON, timer=1), {"close:break-off": ""})
    expired = {"say:closed.expired": "The time has passed."}
    late = (Consented(at=NOON, use=Use.ANALYSIS), expired)
    remark = (Said(at=NOON, message="9", text=""), expired)

    turns = read(INVITED, silence, late, remark)

    assert [turn.kind for turn in turns if turn.speaker == "participant"] == []
