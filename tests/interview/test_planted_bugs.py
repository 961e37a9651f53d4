"""A law that catches no bug is no law: each of these planted ones must be found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from msgspec import structs

from tellmore.interview import moves
from tellmore.interview.amending import amend
from tellmore.interview.effects import (
    Ask,
    Close,
    Effect,
    Export,
    Probe,
    ProposeProbe,
    Redact,
    Say,
    WaitUntil,
)
from tellmore.interview.events import (
    ClarificationWanted,
    DeletionConfirmed,
    Edited,
    Event,
    FellSilent,
    ProbeFailed,
    ProbeProposed,
    Said,
    Skipped,
    Undid,
)
from tellmore.interview.journal import decode_session
from tellmore.interview.outcome import Outcome
from tellmore.interview.phases import closed, thinking
from tellmore.interview.session import Disposition, Session, Spoken
from tellmore.interview.session import Phase as Stands
from tellmore.interview.step import step
from tellmore.study.pace import QuietHours
from tellmore.study.probe_policy import ProbePolicy
from tellmore.study.study import Study
from tests.interview import any_interview
from tests.interview.any_interview import AnyInterview

Bug = Callable[[Study, Session, Event], Outcome]

BOUNDS = settings(
    max_examples=400,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)
BUGS: list[Bug] = []


def planted(bug: Bug) -> Bug:
    """Register a step that is wrong."""
    BUGS.append(bug)
    return bug


def without(outcome: Outcome, *kinds: type[Effect]) -> Outcome:
    """Return the outcome without the effects of these kinds."""
    kept = tuple(effect for effect in outcome.effects if not isinstance(effect, kinds))
    return Outcome(outcome.session, kept)


def has(outcome: Outcome, kind: type[Effect]) -> bool:
    return any(isinstance(effect, kind) for effect in outcome.effects)


@planted
def one_probe_too_many(study: Study, session: Session, event: Event) -> Outcome:
    (topic,) = study.topics
    questions = tuple(
        replace(question, probing=ProbePolicy(at_most=question.probing.at_most + 1))
        for question in topic.questions
    )
    return step(replace(study, topics=(replace(topic, questions=questions),)), session, event)


@planted
def any_reply_will_do(study: Study, session: Session, event: Event) -> Outcome:
    if isinstance(event, ProbeProposed | ClarificationWanted | ProbeFailed):
        event = replace(event, request=session.request)
    return step(study, session, event)


@planted
def any_timer_will_do(study: Study, session: Session, event: Event) -> Outcome:
    if isinstance(event, FellSilent):
        event = replace(event, timer=session.timer)
    return step(study, session, event)


@planted
def age_is_never_asked(study: Study, session: Session, event: Event) -> Outcome:
    return step(replace(study, consent=replace(study.consent, minimum_age=0)), session, event)


@planted
def words_before_consent_are_kept(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if session.phase is not Stands.CONSENTING or not isinstance(event, Said):
        return outcome
    noted = structs.replace(
        outcome.session, spoken=(Spoken(question="", messages=(event.message,)),)
    )
    return Outcome(noted, outcome.effects)


@planted
def closes_twice(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    closes = tuple(effect for effect in outcome.effects if isinstance(effect, Close))
    return Outcome(outcome.session, (*outcome.effects, *closes))


@planted
def ends_in_silence_without_closing(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    return without(outcome, Close) if isinstance(event, FellSilent) else outcome


@planted
def forgets_the_timer_of_a_probe(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    return without(outcome, WaitUntil) if has(outcome, Probe) else outcome


@planted
def does_not_count_the_timer(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if not has(outcome, ProposeProbe):
        return outcome
    return Outcome(structs.replace(outcome.session, timer=session.timer), outcome.effects)


@planted
def nobody_watches_over_the_model(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    return without(outcome, WaitUntil) if has(outcome, ProposeProbe) else outcome


@planted
def loses_the_second_message_of_a_burst(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if session.phase is not Stands.THINKING or not isinstance(event, Said):
        return outcome
    return Outcome(structs.replace(outcome.session, heard=session.heard), outcome.effects)


@planted
def the_model_hears_the_last_exchange_alone(
    study: Study, session: Session, event: Event
) -> Outcome:
    outcome = step(study, session, event)
    effects = tuple(
        replace(effect, exchanges=effect.exchanges[-1:])
        if isinstance(effect, ProposeProbe)
        else effect
        for effect in outcome.effects
    )
    return Outcome(outcome.session, effects)


@planted
def hears_a_message_twice(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    listens = session.phase in {Stands.LISTENING, Stands.THINKING}
    if outcome != Outcome(session) or not isinstance(event, Said) or not listens:
        return outcome
    forgotten = structs.replace(session, spoken=(), heard=(), exchanges=())
    return step(study, forgotten, event)


@planted
def a_word_undoes_stop(study: Study, session: Session, event: Event) -> Outcome:
    if isinstance(event, Said | Skipped):
        session = structs.replace(session, stopped=False)
    return step(study, session, event)


@planted
def no_interview_ever_expires(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, structs.replace(session, expires_at=None), event)
    return Outcome(structs.replace(outcome.session, expires_at=session.expires_at), outcome.effects)


@planted
def keeps_what_was_taken_back(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if not has(outcome, Redact):
        return outcome
    return Outcome(structs.replace(outcome.session, spoken=session.spoken), outcome.effects)


@planted
def strikes_nothing_out(study: Study, session: Session, event: Event) -> Outcome:
    return without(step(study, session, event), Redact)


@planted
def counts_an_answer_again_after_undo(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if not isinstance(event, Undid):
        return outcome
    return Outcome(structs.replace(outcome.session, left=()), outcome.effects)


@planted
def something_is_left_after_erasure(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if not isinstance(event, DeletionConfirmed):
        return outcome
    return Outcome(structs.replace(outcome.session, choices=session.choices), outcome.effects)


@planted
def erases_without_a_question(study: Study, session: Session, event: Event) -> Outcome:
    if isinstance(event, DeletionConfirmed):
        session = structs.replace(session, deleting=True)
    return step(study, session, event)


@planted
def answers_after_the_withdrawal(study: Study, session: Session, event: Event) -> Outcome:
    if session.disposition is Disposition.WITHDRAWN and isinstance(event, Said):
        return Outcome(session, (Say(phrase="closed.already"),))
    return step(study, session, event)


@planted
def reminds_at_night(study: Study, session: Session, event: Event) -> Outcome:
    pace = replace(study.pace, quiet=QuietHours(start=0, end=0))
    return step(replace(study, pace=pace), session, event)


@planted
def one_reminder_too_many(study: Study, session: Session, event: Event) -> Outcome:
    pace = replace(study.pace, reminders=(*study.pace.reminders, timedelta(hours=72)))
    return step(replace(study, pace=pace), session, event)


@planted
def asks_the_question_again_after_each_answer(
    study: Study, session: Session, event: Event
) -> Outcome:
    outcome = step(study, session, event)
    if not isinstance(event, Said) or not has(outcome, ProposeProbe):
        return outcome
    return Outcome(
        outcome.session, (Ask(question=session.current, number=1, total=3), *outcome.effects)
    )


@planted
def puts_a_probe_and_the_question(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if not has(outcome, Probe):
        return outcome
    again = Ask(question=session.current, number=1, total=3)
    return Outcome(outcome.session, (again, *outcome.effects))


@planted
def skips_two_questions_at_once(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if not isinstance(event, Skipped) or outcome.session.position == session.position:
        return outcome
    return step(study, outcome.session, event)


@planted
def exports_the_same_revision_again(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if not has(outcome, Export) or not session.revision:
        return outcome
    return Outcome(structs.replace(outcome.session, revision=session.revision), outcome.effects)


@planted
def forgets_remarks_after_the_end(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    if session.phase is not Stands.CLOSED or not isinstance(event, Said):
        return outcome
    return Outcome(structs.replace(outcome.session, spoken=session.spoken), outcome.effects)


@planted
def follows_its_own_mood(study: Study, session: Session, event: Event) -> Outcome:
    outcome = step(study, session, event)
    return Outcome(structs.replace(outcome.session, nudged_at=event.at + timedelta(next(MOODS))))


MOODS = count()


def caught(advance: Bug = step) -> str:
    """Return which law a run of the machine breaks; fail if none."""

    class Faulty(AnyInterview):
        def __init__(self) -> None:
            super().__init__(advance)

    with pytest.raises(AssertionError) as broken:
        run_state_machine_as_test(Faulty, settings=BOUNDS)
    return str(broken.value)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_wrong_step_is_caught(bug: Bug) -> None:
    caught(bug)


def test_a_complete_interview_that_reopens_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closed, "_REOPENABLE", frozenset(Disposition))
    assert "a closed interview opened" in caught()


def test_a_journal_that_depends_on_struck_out_words_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def reconsider(study: Study, session: Session, event: Edited) -> Outcome:
        outcome = amend(session, event)
        if outcome.session.heard == session.heard:
            return outcome
        return moves.consider(study, outcome.session, at=event.at)

    monkeypatch.setattr(thinking, "_reconsider", reconsider)
    assert "the journal tells something else" in caught()


def test_a_field_that_is_not_stored_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(blob: bytes) -> Session:
        return structs.replace(decode_session(blob), asked_back=())

    monkeypatch.setattr(any_interview, "decode_session", forgetful)
    caught()
