"""Closing: the last taps, the release of the transcript, thanks."""

from typing import assert_never

from tellmore.interview import phrases
from tellmore.interview.amending import amend
from tellmore.interview.answers import choose, note
from tellmore.interview.effects import Say
from tellmore.interview.ending import complete
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
    pending_use,
    repeat,
    unchanged,
    undo,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.phases.consenting import record
from tellmore.interview.session import Session
from tellmore.study.study import Study


def on_event(study: Study, session: Session, event: InPhase) -> Outcome:
    """Take the last options and the last consent; then end."""
    match event:
        case Chose():
            return _take(study, session, event)
        case Consented() | Declined():
            return _release(study, session, event)
        case Skipped():
            return _skip(study, session, event)
        case Undid():
            return undo(study, session, at=event.at)
        case Invited():
            return repeat(study, awake(session), Say(phrase=phrases.RESUMED), at=event.at)
        case Said():
            # A last remark is kept, even where only a tap was asked for.
            return nudge(study, note(session, event.message), phrases.TAP, at=event.at)
        case SentNonText():
            return nudge(study, session, phrases.TAP, at=event.at)
        case Edited():
            return amend(session, event)
        case FellSilent():
            return fall_silent(study, session, timer=event.timer, at=event.at)
        case ProbeProposed() | ClarificationWanted() | ProbeFailed():
            return unchanged(session)
        case _:
            assert_never(event)


def _take(study: Study, session: Session, event: Chose) -> Outcome:
    if not session.current or event.question != session.current:
        return unchanged(session)
    if not study.closed(session.current).admits(event.option):
        return unchanged(session)
    return next_item(study, choose(session, event.option), at=event.at)


def _skip(study: Study, session: Session, event: Skipped) -> Outcome:
    if session.current:
        return next_item(study, choose(session, None), at=event.at)
    return complete(study, session, at=event.at)


def _release(study: Study, session: Session, event: Consented | Declined) -> Outcome:
    if session.current or event.use is not pending_use(study, session):
        return unchanged(session)
    given = isinstance(event, Consented)
    recorded = record(study, session, event.use, given=given, at=event.at)
    return complete(study, recorded, at=event.at)
