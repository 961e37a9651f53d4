"""Closed: the interview has ended; some endings can be taken back by coming again.

A break-off, a partial and a refusal go on as soon as the participant does something: comes
by the link, writes, or taps an old button. Who ended it with /stop is not taken by the
word: then only the link or /resume goes on. Everything else stays closed, but what
participants still write or edit is kept and exported once more.
"""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from tellmore.interview import phrases
from tellmore.interview.amending import amend
from tellmore.interview.answers import note, remark
from tellmore.interview.effects import Say
from tellmore.interview.ending import revise
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
from tellmore.interview.moves import awake, consider, nudged_lately, phase_at, repeat, unchanged
from tellmore.interview.outcome import Outcome
from tellmore.interview.phases import closing, consenting, inviting, listening, screening
from tellmore.interview.session import Disposition, Phase, Session
from tellmore.study.consent import Use
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
        case SentNonText() if session.stopped:
            return _say_how_it_ended(session, at=event.at)
        case SentNonText():
            return come_back(study, session, at=event.at)
        case Skipped() | Undid():
            return _go_on_with(study, session, event)
        case Declined() if session.disposition is Disposition.REFUSAL:
            return unchanged(session)
        case Consented() | Declined() | Chose():
            late = not can_reopen(session) or session.stopped
            return unchanged(session) if late else _go_on_with(study, session, event)
        case ProbeProposed() | ClarificationWanted() | ProbeFailed() | FellSilent():
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
        return _say_how_it_ended(session, at=at)
    if _expired(session, at=at):
        return _say_once(session, phrases.CLOSED_EXPIRED, at=at)
    reopened = _reopened(study, session)
    resumed = Say(phrase=phrases.RESUMED)
    if reopened.heard:
        return consider(study, reopened, resumed, at=at)
    return repeat(study, reopened, resumed, at=at)


def pause(session: Session, *, at: datetime) -> Outcome:
    """Answer a wish to go on later, which an interview that can be reopened grants."""
    if can_reopen(session) and not session.stopped and not _expired(session, at=at):
        return _say_once(session, phrases.PAUSED, at=at)
    return _say_how_it_ended(session, at=at)


def stop(session: Session, *, at: datetime) -> Outcome:
    """Make an end by silence one on purpose, so that a word does not reopen it."""
    if can_reopen(session) and session.agreed(Use.ANALYSIS) and not session.stopped:
        session = replace(session, stopped=True, nudged_at=None)
    return _say_how_it_ended(session, at=at)


def _say_how_it_ended(session: Session, *, at: datetime) -> Outcome:
    return _say_once(session, _ending(session, at=at), at=at)


def _say_once(session: Session, phrase: str, *, at: datetime) -> Outcome:
    """Answer somebody who writes after the end, once for a burst of messages."""
    if nudged_lately(session, at=at):
        return unchanged(session)
    return Outcome(replace(session, nudged_at=at), (Say(phrase=phrase),))


def _ending(session: Session, *, at: datetime) -> str:
    match session.disposition:
        case Disposition.SCREENED_OUT:
            return phrases.CLOSED_SCREENED_OUT
        case Disposition.OVER_QUOTA:
            return phrases.CLOSED_OVER_QUOTA
        case Disposition.BREAK_OFF | Disposition.PARTIAL if session.stopped:
            return phrases.CLOSED_STOPPED
        case _ if can_reopen(session) and _expired(session, at=at):
            return phrases.CLOSED_EXPIRED
        case Disposition.REFUSAL | Disposition.BREAK_OFF:
            return phrases.CLOSED_REFUSAL
        case _:
            return phrases.CLOSED_ALREADY


def _expired(session: Session, *, at: datetime) -> bool:
    return session.expires_at is not None and at >= session.expires_at


def _reopened(study: Study, session: Session) -> Session:
    going_on = replace(
        awake(session), disposition=None, closed_at=None, stopped=False, nudged_at=None
    )
    return replace(going_on, phase=phase_at(study, going_on))


def _go_on_with(
    study: Study, session: Session, event: Consented | Declined | Chose | Skipped | Undid
) -> Outcome:
    """Take up what somebody does with the item that was open when the interview broke off."""
    if not can_reopen(session) or session.stopped:
        return _say_how_it_ended(session, at=event.at)
    if _expired(session, at=event.at):
        return _say_once(session, phrases.CLOSED_EXPIRED, at=event.at)
    reopened = _reopened(study, session)
    outcome = _in_phase(study, reopened, event)
    if outcome == unchanged(reopened):
        return unchanged(session)
    if outcome.session.timer == session.timer:  # nothing to skip or to take back
        return come_back(study, session, at=event.at)
    return outcome


def _in_phase(study: Study, session: Session, event: InPhase) -> Outcome:
    match session.phase:
        case Phase.INVITING:
            return inviting.on_event(study, session, event)
        case Phase.CONSENTING:
            return consenting.on_event(study, session, event)
        case Phase.SCREENING:
            return screening.on_event(study, session, event)
        case Phase.LISTENING:
            return listening.on_event(study, session, event)
        case Phase.CLOSING:
            return closing.on_event(study, session, event)
        case Phase.THINKING | Phase.CLOSED:  # no interview reopens there
            return unchanged(session)


def _hear(study: Study, session: Session, said: Said) -> Outcome:
    if not can_reopen(session) or session.stopped:
        return _remark(session, said, _ending(session, at=said.at))
    if _expired(session, at=said.at):
        return _remark(session, said, phrases.CLOSED_EXPIRED)
    reopened = _reopened(study, session)
    if reopened.phase is Phase.LISTENING:
        return listening.hear(study, reopened, said)
    noted = note(reopened, said.message)
    return repeat(study, noted, Say(phrase=phrases.RESUMED), at=said.at)


def _remark(session: Session, said: Said, phrase: str) -> Outcome:
    """Keep what somebody who took part still writes after the end: it was meant for us."""
    outcome = _say_once(session, phrase, at=said.at)
    noted = remark(outcome.session, said.message)
    if noted == outcome.session:
        return outcome
    return revise(Outcome(noted, outcome.effects))
