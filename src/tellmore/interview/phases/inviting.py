"""Inviting: somebody came; we need to know in which language to speak."""

from typing import assert_never

from msgspec.structs import replace

from tellmore.interview import phrases
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
from tellmore.interview.moves import awake, fall_silent, nudge, phase_at, repeat, unchanged
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Session
from tellmore.study.study import Study


def on_event(study: Study, session: Session, event: InPhase) -> Outcome:
    """Open the session, and go on to consent as soon as the language is known."""
    match event:
        case Invited():
            return _welcome(study, session, event)
        case Said() | SentNonText() if session.version:
            return nudge(study, session, phrases.TAP, at=event.at)
        case Skipped():
            return Outcome(session, (Say(phrase=phrases.SKIP_NOTHING),))
        case Undid():
            return Outcome(session, (Say(phrase=phrases.UNDO_NOTHING),))
        case FellSilent():
            return fall_silent(study, session, timer=event.timer, at=event.at)
        case (
            Said()
            | SentNonText()
            | Consented()
            | Declined()
            | Chose()
            | Edited()
            | ProbeProposed()
            | ClarificationWanted()
            | ProbeFailed()
        ):
            return unchanged(session)
        case _:
            assert_never(event)


def _welcome(study: Study, session: Session, event: Invited) -> Outcome:
    known = {*(q.key for q in study.questions())} | {
        *(q.key for q in (*study.screener, *study.closing))
    }
    language = session.language or (event.language if event.language in study.languages else "")
    opened = replace(
        awake(session),
        version=session.version or event.version,
        invite=session.invite or event.invite,
        order=session.order
        or tuple(dict.fromkeys(k for k in event.order if k in known))
        or study.order(),
        language=language,
        hint=session.hint or event.hint,
        opened_at=session.opened_at or event.at,
        expires_at=session.expires_at or event.at + study.pace.expiry,
    )
    return repeat(study, replace(opened, phase=phase_at(study, opened)), at=event.at)
