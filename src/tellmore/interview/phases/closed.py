"""Closed: the interview has ended; some endings can be taken back by coming again."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from tellmore.interview import phrases
from tellmore.interview.amending import amend
from tellmore.interview.effects import Export, Say
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
    NUDGE_EVERY,
    note_messages,
    phase_at,
    repeat,
    unchanged,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.phases import listening
from tellmore.interview.session import Disposition, Phase, Session
from tellmore.study.study import Study

_REOPENABLE = {Disposition.BREAK_OFF, Disposition.PARTIAL, Disposition.REFUSAL}
"""People come back days later, or change their mind."""


def on_event(study: Study, session: Session, event: InPhase) -> Outcome:
    """Reopen what can be reopened; otherwise say how it ended."""
    match event:
        case _ if session.disposition is Disposition.WITHDRAWN:
            return unchanged(session)
        case Invited():
            return come_back(study, session, at=event.at)
        case Said():
            return _hear(study, session, event)
        case Edited():
            return amend(session, event)
        case SentNonText() | Skipped() | Undid():
            return say_how_it_ended(session, at=event.at)
        case (
            Consented()
            | Declined()
            | Chose()
            | ProbeProposed()
            | ClarificationWanted()
            | ProbeFailed()
            | FellSilent()
        ):
            return unchanged(session)
        case _:
            assert_never(event)


def can_reopen(session: Session) -> bool:
    """Tell whether the interview ended in a way that coming back undoes."""
    at_end = bool(session.order) and session.position >= len(session.order)
    return session.disposition in _REOPENABLE and not at_end


def come_back(study: Study, session: Session, *, at: datetime) -> Outcome:
    """Go on where the interview broke off, if there is time left."""
    if not can_reopen(session):
        return say_how_it_ended(session, at=at)
    if session.expires_at is not None and at >= session.expires_at:
        return Outcome(session, (Say(phrase=phrases.CLOSED_EXPIRED),))
    return repeat(study, _reopened(study, session), Say(phrase=phrases.RESUMED), at=at)


def say_how_it_ended(session: Session, *, at: datetime) -> Outcome:
    """Answer somebody who writes after the end, once for a burst of messages."""
    if session.nudged_at is not None and at - session.nudged_at < NUDGE_EVERY:
        return unchanged(session)
    return Outcome(replace(session, nudged_at=at), (Say(phrase=_ending(session)),))


def _ending(session: Session) -> str:
    match session.disposition:
        case Disposition.SCREENED_OUT:
            return phrases.CLOSED_SCREENED_OUT
        case Disposition.OVER_QUOTA:
            return phrases.CLOSED_OVER_QUOTA
        case Disposition.REFUSAL:
            return phrases.CLOSED_REFUSAL
        case Disposition.BREAK_OFF | Disposition.PARTIAL if session.stopped:
            return phrases.CLOSED_STOPPED
        case _:
            return phrases.CLOSED_ALREADY


def _reopened(study: Study, session: Session) -> Session:
    going_on = replace(
        session,
        disposition=None,
        closed_at=None,
        stopped=False,
        paused=False,
        reminded=0,
        nudged_at=None,
    )
    return replace(going_on, phase=phase_at(study, going_on))


def _hear(study: Study, session: Session, said: Said) -> Outcome:
    if not can_reopen(session) or session.stopped:
        return _hear_late(session, said)
    if session.expires_at is not None and said.at >= session.expires_at:
        return Outcome(session, (Say(phrase=phrases.CLOSED_EXPIRED),))
    reopened = _reopened(study, session)
    if reopened.phase is Phase.LISTENING:
        return listening.hear(study, reopened, said)
    return repeat(study, reopened, Say(phrase=phrases.RESUMED), at=said.at)


def _hear_late(session: Session, said: Said) -> Outcome:
    """Keep a remark after the end of a complete interview: it was meant for us."""
    outcome = say_how_it_ended(session, at=said.at)
    if session.disposition is not Disposition.COMPLETE:
        return outcome
    noted = note_messages(outcome.session, said.message)
    revised = replace(noted, revision=session.revision + 1)
    return Outcome(revised, (*outcome.effects, Export(revision=revised.revision)))
