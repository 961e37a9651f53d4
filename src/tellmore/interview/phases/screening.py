"""Screening: closed questions before the open ones; some decide who qualifies."""

from typing import assert_never

from tellmore.interview import phrases
from tellmore.interview.amending import amend
from tellmore.interview.answers import choose, note
from tellmore.interview.effects import Say
from tellmore.interview.ending import close
from tellmore.interview.events import (
    Chose,
    ClarificationWanted,
    Consented,
    Declined,
    Edited,
    FellSilent,
    InPhase,
    Invited,
    ProbeFailed,
    ProbeProposed,
    Said,
    SentNonText,
    Skipped,
    Undid,
)
from tellmore.interview.moves import (
    awake,
    fall_silent,
    next_item,
    nudge,
    repeat,
    unchanged,
    undo,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Disposition, Session
from tellmore.study.study import Study


def on_event(study: Study, session: Session, event: InPhase) -> Outcome:
    """Take an option, then ask the next item or close as screened out."""
    match event:
        case Chose():
            return _take(study, session, event)
        case Skipped() if study.closed(session.current).qualifies:
            return nudge(study, session, phrases.TAP, at=event.at)
        case Skipped():
            return next_item(study, choose(session, None), at=event.at)
        case Undid():
            return undo(study, session, at=event.at)
        case Invited():
            return repeat(study, awake(session), Say(phrase=phrases.RESUMED), at=event.at)
        case Said():
            # Not an answer, but words after consent are never dropped.
            return nudge(study, note(session, event.message), phrases.TAP, at=event.at)
        case Edited():
            return amend(session, event)
        case SentNonText():
            return nudge(study, session, phrases.TAP, at=event.at)
        case FellSilent():
            return fall_silent(study, session, timer=event.timer, at=event.at)
        case Consented() | Declined() | ProbeProposed() | ClarificationWanted() | ProbeFailed():
            return unchanged(session)
        case _:
            assert_never(event)


def _take(study: Study, session: Session, event: Chose) -> Outcome:
    if event.question != session.current:
        return unchanged(session)
    question = study.closed(session.current)
    if not question.admits(event.option):
        return unchanged(session)
    chosen = choose(session, event.option)
    if not question.passes(event.option):
        phrase = phrases.CLOSED_SCREENED_OUT
        return close(chosen, Disposition.SCREENED_OUT, at=event.at, phrase=phrase)
    return next_item(study, chosen, at=event.at)
