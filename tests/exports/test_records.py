"""What an exported record holds, and what it never holds."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from tellmore.errors import OurFault
from tellmore.exports.records import (
    AgreementRecord,
    AnswerRecord,
    ChoiceRecord,
    InterviewRecord,
    TurnRecord,
    decode,
    encode,
    interview_record,
    sound,
    withdrawn_record,
)
from tellmore.interview.events import Said, Undid
from tellmore.interview.session import Agreement, Disposition
from tellmore.study.consent import Use
from tests.exports.told import FINISHED, NOON, agreed, at, erasure, record, steps, told


def turn(
    number: int, speaker: str, kind: str, text: str, seconds: float, question: str = ""
) -> TurnRecord:
    return TurnRecord(
        number=number,
        at=at(seconds),
        speaker=speaker,
        question=question,
        kind=kind,
        text=text,
        amended_at=None,
        withdrawn=False,
    )


def test_an_answer_says_in_which_language_and_script_it_is_written() -> None:
    said = Said(at=at(7), message="9", text="Gut.", written="de", script="Latn")
    stored = told("Fine.")
    turns = interview_record(replace(stored, records=(*stored.records, record(9, said)))).turns

    assert [(one.written, one.script) for one in turns if one.text == "Gut."] == [("de", "Latn")]


def test_a_record_holds_the_frame_the_choices_the_answers_and_the_turns() -> None:
    assert interview_record(told("It was", "fine.", revision=2)) == InterviewRecord(
        study="days",
        study_version="v1",
        study_title="Days",
        participant="p1",
        disposition="complete",
        revision=2,
        invite="days/flyer",
        language="en",
        opened_at=NOON,
        closed_at=at(90),
        duration_s=90,
        may_analyse=True,
        may_quote=True,
        may_release=False,
        agreements=tuple(
            AgreementRecord(use=use, given=True, wording="2026-01", language="en", at=at(1))
            for use in ("age", "analysis", "quotation")
        ),
        item_order=("role", "day"),
        choices=(
            ChoiceRecord(question="role", option="work"),
            ChoiceRecord(question="use", option=None),
        ),
        answers=(
            AnswerRecord(
                question="day",
                text="It was\nfine.",
                messages=2,
                probes=1,
                amended=False,
                withdrawn=False,
            ),
        ),
        turns=(
            turn(1, "interviewer", "closed", "OK?", 0, "consent:analysis"),
            turn(2, "participant", "choice", "yes", 1, "consent:analysis"),
            turn(3, "interviewer", "main", "How was your day?", 1, "day"),
            turn(4, "participant", "answer", "It was", 3, "day"),
            turn(5, "participant", "answer", "fine.", 4, "day"),
            turn(6, "interviewer", "probe", "Tell me more.", 60, "day"),
            turn(7, "interviewer", "phrase", "Thank you.", 60),
        ),
    )


NO = Agreement(use=Use.ANALYSIS, given=False, wording="2026-01", language="en", at=at(2))


@pytest.mark.parametrize(
    "session",
    [
        structs.replace(FINISHED, agreements=()),
        structs.replace(FINISHED, agreements=agreed(Use.QUOTATION, Use.RELEASE)),
        structs.replace(FINISHED, agreements=(*agreed(*Use), NO)),
        structs.replace(FINISHED, agreements=agreed(*Use), disposition=Disposition.REFUSAL),
        structs.replace(FINISHED, agreements=agreed(*Use), disposition=Disposition.WITHDRAWN),
    ],
    ids=["never asked", "only to be quoted", "agreed, then not", "refused", "withdrawn"],
)
def test_without_agreement_there_are_no_words_choices_or_permissions(session: object) -> None:
    assert isinstance(session, type(FINISHED))
    exported = interview_record(told("SECRET", session=session))
    assert (exported.choices, exported.answers, exported.turns) == ((), (), ())
    assert (exported.may_analyse, exported.may_quote, exported.may_release) == (False,) * 3
    assert b"SECRET" not in encode(exported)
    assert exported.participant == "p1"


def test_a_follow_up_to_words_that_were_taken_back_goes_with_them() -> None:
    (*before, closing) = steps("I stole.")
    undone = record(5, Undid(at=at(70)), say_undone="Gone.", ask_day="How was your day?")
    again = record(6, Said(at=at(80), message="m9", text="Nice."))
    probed = record(7, closing.event, probe_day="Why nice?")
    taken_back = record(4, closing.event, probe_day="What did you steal?")
    stored = replace(told(), records=(*before, taken_back, undone, again, probed))

    exported = interview_record(stored)

    assert b"stole" not in encode(exported)
    assert b"steal" not in encode(exported)
    assert exported.answers == (
        AnswerRecord(
            question="day", text="Nice.", messages=1, probes=1, amended=False, withdrawn=True
        ),
    )


def test_an_unfinished_interview_has_no_disposition_and_no_end() -> None:
    session = structs.replace(FINISHED, disposition=None, closed_at=None)
    exported = interview_record(told(session=session))
    assert (exported.disposition, exported.closed_at, exported.duration_s) == (None, None, None)


def test_of_an_erased_interview_only_study_version_and_day_stay() -> None:
    assert withdrawn_record(erasure(seconds=12 * 3600 - 1)) == InterviewRecord(
        study="days", study_version="v1", disposition="withdrawn", withdrawn_on=date(2026, 1, 1)
    )


def test_a_record_reads_back_as_it_was_written() -> None:
    exported = interview_record(told("a\0b\u2028c\r\n\ud800 \N{GRINNING FACE}"))
    assert decode(encode(exported)) == exported
    assert b"\n" not in encode(exported)


def test_what_is_no_record_is_said_to_be_none_without_quoting_it() -> None:
    with pytest.raises(OurFault, match=r"^an exported file is no interview of ours$"):
        decode(b'{"study": "SECRET"}')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("ع\u200dب \N{GRINNING FACE}", "ع\u200dب \N{GRINNING FACE}"),
        ("a\ud800b", "a\N{REPLACEMENT CHARACTER}b"),
        ("\ud83d\ude00", "\N{GRINNING FACE}"),
    ],
)
def test_lone_surrogates_become_unicode_and_nothing_else_changes(text: str, expected: str) -> None:
    assert sound(text) == expected
