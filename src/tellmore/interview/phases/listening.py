"""Listening: a question is open and the participant has the floor."""

from typing import assert_never

from msgspec.structs import replace

from tellmore.interview import phrases
from tellmore.interview.amending import amend
from tellmore.interview.effects import Say
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
    consider,
    fall_silent,
    next_item,
    nudge,
    repeat,
    unchanged,
    undo,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Heard, Session
from tellmore.interview.switching import follow
from tellmore.study.study import Study


def on_event(study: Study, session: Session, event: InPhase) -> Outcome:
    """Take an answer and consider it; skip, take back, remind."""
    match event:
        case Said():
            return hear(study, session, event)
        case Edited():
            return amend(session, event)
        case SentNonText():
            return nudge(study, session, phrases.NON_TEXT, at=event.at)
        case Skipped():
            return next_item(study, awake(session), at=event.at, lead=phrases.SKIPPED)
        case Undid():
            return undo(study, awake(session), at=event.at)
        case Invited() if session.heard:
            return consider(study, awake(session), at=event.at)
        case Invited():
            return repeat(study, awake(session), Say(phrase=phrases.RESUMED), at=event.at)
        case FellSilent():
            return fall_silent(study, session, timer=event.timer, at=event.at)
        case (
            Consented()
            | Declined()
            | Chose()
            | ProbeProposed()
            | ClarificationWanted()
            | ProbeFailed()
        ):
            return unchanged(session)
        case _:
            assert_never(event)


def hear(study: Study, session: Session, said: Said) -> Outcome:
    """Add one message to the answer and consider the whole of it, in its language."""
    heard = (*session.heard, Heard(message=said.message, text=said.text))
    followed, lead = follow(awake(session), said)
    return consider(study, replace(followed, heard=heard), *lead, at=said.at)
