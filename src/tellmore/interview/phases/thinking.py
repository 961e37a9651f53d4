"""Thinking: the model is asked for a follow-up; the participant may add more."""

from typing import assert_never

from msgspec.structs import replace

from tellmore.interview import phrases
from tellmore.interview.amending import amend
from tellmore.interview.answers import open_messages, settle
from tellmore.interview.effects import Explain, Probe, Say
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
    await_reply,
    consider,
    next_item,
    next_question,
    nudged_lately,
    unchanged,
    undo,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.phases.listening import hear
from tellmore.interview.session import Exchange, Phase, Session
from tellmore.study.study import Study

MOST_EXPLANATIONS = 2
"""After that a participant who asks back is taken on to the next question."""


def on_event(study: Study, session: Session, event: InPhase) -> Outcome:
    """Put the proposed probe, or move on when there is none worth asking."""
    match event:
        case ProbeProposed(request=session.request):
            return _put(study, session, event)
        case ClarificationWanted(request=session.request):
            return _explain(study, session, event)
        case ProbeFailed(request=session.request) | FellSilent(timer=session.timer):
            return next_question(study, session, at=event.at)
        case Said():
            return hear(study, session, event)
        case Edited():
            return _reconsider(study, session, event)
        case SentNonText():
            return _refuse_non_text(session, event)
        case Skipped():
            return next_item(study, session, at=event.at, lead=phrases.SKIPPED)
        case Undid():
            return undo(study, session, at=event.at)
        case (
            ProbeProposed()
            | ClarificationWanted()
            | ProbeFailed()
            | FellSilent()
            | Invited()
            | Consented()
            | Declined()
            | Chose()
        ):
            return unchanged(session)
        case _:
            assert_never(event)


def _refuse_non_text(session: Session, event: SentNonText) -> Outcome:
    if nudged_lately(session, at=event.at):
        return unchanged(session)
    return Outcome(replace(session, nudged_at=event.at), (Say(phrase=phrases.NON_TEXT),))


def _put(study: Study, session: Session, event: ProbeProposed) -> Outcome:
    policy = study.question(session.current).probing
    if not event.text or session.probes >= policy.at_most:
        return next_question(study, session, at=event.at)
    probing = replace(
        settle(session),
        phase=Phase.LISTENING,
        exchanges=(*session.exchanges, Exchange(asked=session.probe, heard=session.heard)),
        heard=(),
        probe=event.text,
        probes=session.probes + 1,
    )
    probe = Probe(question=session.current, text=event.text, kind=event.kind)
    return await_reply(study, probing, probe, at=event.at)


def _explain(study: Study, session: Session, event: ClarificationWanted) -> Outcome:
    if session.clarified >= MOST_EXPLANATIONS:
        return next_question(study, session, at=event.at)
    explained = replace(
        settle(session),
        phase=Phase.LISTENING,
        heard=(),
        clarified=session.clarified + 1,
        asked_back=(*session.asked_back, *(heard.message for heard in session.heard)),
    )
    return await_reply(study, explained, Explain(question=session.current), at=event.at)


def _reconsider(study: Study, session: Session, event: Edited) -> Outcome:
    outcome = amend(session, event)
    if event.message not in open_messages(session):
        return outcome
    return consider(study, outcome.session, at=event.at)
