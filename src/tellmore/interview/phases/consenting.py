"""Consenting: nothing is asked before the participant agrees."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from tellmore.interview import phrases
from tellmore.interview.amending import amend
from tellmore.interview.answers import note
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
    pending_use,
    repeat,
    unchanged,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Agreement, Disposition, Session
from tellmore.study.consent import Use
from tellmore.study.study import Study


def on_event(study: Study, session: Session, event: InPhase) -> Outcome:
    """Take one yes or no after the other; then open the first item, or close."""
    match event:
        case Consented() | Declined():
            if event.use is not pending_use(study, session):
                return unchanged(session)
            given = isinstance(event, Consented)
            return _take(study, record(study, session, event.use, given=given, at=event.at), event)
        case Invited():
            return repeat(study, awake(session), at=event.at)
        case Said():
            # Somebody may have agreed to take part and not yet to be quoted.
            return nudge(study, note(session, event.message), phrases.TAP, at=event.at)
        case SentNonText():
            return nudge(study, session, phrases.TAP, at=event.at)
        case Edited():
            return amend(session, event)
        case Skipped():
            return Outcome(session, (Say(phrase=phrases.SKIP_NOTHING),))
        case Undid():
            return Outcome(session, (Say(phrase=phrases.UNDO_NOTHING),))
        case FellSilent():
            return fall_silent(study, session, timer=event.timer, at=event.at)
        case Chose() | ProbeProposed() | ClarificationWanted() | ProbeFailed():
            return unchanged(session)
        case _:
            assert_never(event)


def record(study: Study, session: Session, use: Use, *, given: bool, at: datetime) -> Session:
    """Note a yes or a no, with the wording's version and the language it was shown in."""
    agreement = Agreement(
        use=use,
        given=given,
        wording=study.consent.version,
        language=session.formal,
        at=at,
    )
    return replace(awake(session), agreements=(*session.agreements, agreement))


def _take(study: Study, session: Session, event: Consented | Declined) -> Outcome:
    if isinstance(event, Declined) and event.use is Use.AGE:
        phrase = phrases.CLOSED_SCREENED_OUT
        return close(session, Disposition.SCREENED_OUT, at=event.at, phrase=phrase)
    if isinstance(event, Declined) and event.use is Use.ANALYSIS:
        return close(session, Disposition.REFUSAL, at=event.at, phrase=phrases.CLOSED_REFUSAL)
    if pending_use(study, session) is not None:
        return repeat(study, session, at=event.at)
    return next_item(study, session, at=event.at)
