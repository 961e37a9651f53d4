"""Thinking: the model is asked for a follow-up; the participant may add more."""

from dataclasses import replace
from typing import assert_never

from tellmore.interview import phrases
from tellmore.interview.amending import amend
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
    settle_answer,
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
            return Outcome(session, (Say(phrase=phrases.NON_TEXT),))
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


def _put(study: Study, session: Session, event: ProbeProposed) -> Outcome:
    policy = study.question(session.current).probing
    if not event.text or session.probes >= policy.at_most:
        return next_question(study, session, at=event.at)
    probing = replace(
        settle_answer(session),
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
        settle_answer(session),
        phase=Phase.LISTENING,
        heard=(),
        clarified=session.clarified + 1,
    )
    return await_reply(study, explained, Explain(question=session.current), at=event.at)


def _reconsider(study: Study, session: Session, event: Edited) -> Outcome:
    outcome = amend(session, event)
    if outcome.session.heard == session.heard:
        return outcome
    return consider(study, outcome.session, at=event.at)
