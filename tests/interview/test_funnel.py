"""How far interviews come, counted step by step."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tellmore.interview.events import (
    AskedForDeletion,
    Consented,
    Declined,
    DeletionConfirmed,
    Event,
    FellSilent,
    Invited,
    LanguageChosen,
    ProbeFailed,
    Said,
    Skipped,
    Stopped,
    Undid,
)
from tellmore.interview.funnel import stages
from tellmore.interview.session import Session
from tellmore.interview.step import step
from tellmore.study.consent import Consent, Use
from tellmore.study.guide import Question, Topic
from tellmore.study.pace import Pace
from tellmore.study.study import Study

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
STUDY = Study(
    key="days",
    title={"en": "Days"},
    languages=("en",),
    organisation="Institute",
    purpose={"en": "We want to know."},
    contact="a@example.org",
    minutes=5,
    consent=Consent(version="1", text={"en": "Yes?"}, quotation=False),
    topics=(
        Topic(
            key="t",
            title="T",
            questions=(
                Question(key="day", text={"en": "How was your day?"}),
                Question(key="night", text={"en": "And your night?"}),
            ),
        ),
    ),
    pace=Pace(reminders=(), patience=timedelta(hours=48)),
)
AGREED = (
    Invited(at=NOON, version="v", language="en"),
    Consented(at=NOON, use=Use.ANALYSIS),
)


def counted(*events: Event) -> list[str]:
    """Return the stages that the events newly reach, in order."""
    session, found = Session(), list[str]()
    for event in events:
        after = step(STUDY, session, in_time(session, event)).session
        found += stages(STUDY, session, after)
        session = after
    return found


def in_time(session: Session, event: Event) -> Event:
    """Return the event with the numbers of the newest request and timer."""
    match event:
        case ProbeFailed():
            return replace(event, request=session.request)
        case FellSilent():
            return replace(event, timer=session.timer)
        case _:
            return event


def said(message: str) -> Said:
    return Said(at=NOON, message=message, text="Long and good.")


ENOUGH = ProbeFailed(at=NOON, request=0)
SILENCE = FellSilent(at=NOON, timer=0)


def test_a_whole_interview_passes_every_stage_once() -> None:
    assert counted(*AGREED, said("1"), ENOUGH, said("2"), ENOUGH) == [
        "opened",
        "consented",
        "started",
        "question:day",
        "question:night",
        "completed",
        "closed:complete",
    ]


def test_coming_again_or_choosing_a_language_opens_nothing_twice() -> None:
    again = Invited(at=NOON, version="v", language="en")
    choice = LanguageChosen(at=NOON, language="en")
    assert counted(AGREED[0], again, choice, AGREED[1], again) == ["opened", "consented", "started"]


def test_a_skipped_question_is_left_but_not_answered() -> None:
    assert counted(*AGREED, Skipped(at=NOON), said("2"), ENOUGH)[3:] == [
        "question:night",
        "completed",
        "closed:complete",
    ]


def test_an_answer_taken_back_and_given_again_counts_once() -> None:
    events = (*AGREED, said("1"), ENOUGH, Undid(at=NOON), said("3"), ENOUGH)
    assert counted(*events)[3:] == ["question:day"]


def test_a_question_skipped_first_and_answered_later_counts_when_it_is_answered() -> None:
    events = (*AGREED, Skipped(at=NOON), Undid(at=NOON), said("3"), ENOUGH)
    assert counted(*events)[3:] == ["question:day"]


def test_an_interview_that_breaks_off_comes_back_and_ends_adds_up() -> None:
    found = counted(*AGREED, SILENCE, said("1"), ENOUGH, SILENCE, said("2"), ENOUGH)
    tally = Counter(found)
    now = {
        stage.removeprefix("closed:"): tally[stage] - tally[stage.replace("closed", "reopened")]
        for stage in tally
        if stage.startswith("closed:")
    }
    assert found[3:] == [
        "closed:break-off",
        "reopened:break-off",
        "question:day",
        "closed:partial",
        "reopened:partial",
        "question:night",
        "completed",
        "closed:complete",
    ]
    assert now == {"break-off": 0, "partial": 0, "complete": 1}


def test_a_refusal_taken_back_is_counted_back() -> None:
    declined = Declined(at=NOON, use=Use.ANALYSIS)
    assert counted(AGREED[0], declined, AGREED[0], AGREED[1])[1:] == [
        "closed:refusal",
        "reopened:refusal",
        "consented",
        "started",
    ]


def test_the_last_answer_counts_when_the_interview_is_stopped() -> None:
    assert counted(*AGREED, said("1"), Stopped(at=NOON))[3:] == ["question:day", "closed:partial"]


def test_a_withdrawn_interview_is_no_longer_complete() -> None:
    delete = (AskedForDeletion(at=NOON), DeletionConfirmed(at=NOON))
    assert counted(*AGREED, said("1"), ENOUGH, said("2"), ENOUGH, *delete)[-2:] == [
        "reopened:complete",
        "closed:withdrawn",
    ]
