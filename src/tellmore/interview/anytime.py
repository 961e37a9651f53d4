"""What can be wished for at any moment: help, privacy, language, a break, an end, deletion."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from tellmore.interview import phrases
from tellmore.interview.effects import (
    ConfirmDeletion,
    Erase,
    GiveData,
    OfferLanguages,
    Say,
    StopWaiting,
)
from tellmore.interview.ending import close, ended_as
from tellmore.interview.events import (
    Anytime,
    AskedAboutPrivacy,
    AskedForData,
    AskedForDeletion,
    AskedForHelp,
    AskedForLanguages,
    DeletionCancelled,
    DeletionConfirmed,
    Exported,
    LanguageChosen,
    Left,
    Paused,
    Resumed,
    Stopped,
)
from tellmore.interview.moves import await_reply, awake, consider, repeat, unchanged
from tellmore.interview.outcome import Outcome
from tellmore.interview.phases import closed
from tellmore.interview.session import Disposition, Phase, Session
from tellmore.interview.switching import choose
from tellmore.study.consent import Use
from tellmore.study.study import Study


def on_event(study: Study, session: Session, event: Anytime) -> Outcome:
    """Answer a wish that means the same wherever the interview stands."""
    if session.disposition is Disposition.WITHDRAWN:
        return unchanged(session)
    if not session.version and isinstance(event, Paused | Resumed | Stopped | Left):
        return unchanged(session)  # nobody has come in yet: there is nothing to interrupt
    match event:
        case AskedForHelp():
            return Outcome(session, (Say(phrase=phrases.HELP),))
        case AskedAboutPrivacy():
            return Outcome(session, (Say(phrase=phrases.PRIVACY_WHO),))
        case AskedForLanguages():
            return _offer_languages(session, event)
        case LanguageChosen():
            return _choose_language(study, session, event)
        case AskedForData():
            return Outcome(session, (GiveData(),))
        case AskedForDeletion():
            return Outcome(replace(session, deleting=True), (ConfirmDeletion(),))
        case DeletionConfirmed():
            return _erase(session, at=event.at)
        case DeletionCancelled():
            return _keep(study, session, at=event.at)
        case Paused():
            return _pause(study, session, at=event.at)
        case Resumed():
            return _resume(study, session, at=event.at)
        case Stopped():
            return _stop(study, session, at=event.at)
        case Left():
            return _leave(study, session, at=event.at)
        case Exported():
            done = max(session.exported, min(event.revision, session.revision))
            return Outcome(replace(session, exported=done))
        case _:
            assert_never(event)


def _offer_languages(session: Session, event: AskedForLanguages) -> Outcome:
    said = (Say(phrase=phrases.LANGUAGE_UNKNOWN),) if event.unknown else ()
    offer = OfferLanguages(page=event.page, among=event.among)
    return Outcome(replace(session, choosing=True), (*said, offer))


def _choose_language(study: Study, session: Session, event: LanguageChosen) -> Outcome:
    if event.language not in study.languages:
        return unchanged(session)
    # A probe was worded in the old language; the main question has a reviewed wording.
    probe = session.probe if event.language == session.language else ""
    chosen = choose(session, event.language)
    changed = Say(phrase=phrases.LANGUAGE_CHANGED)
    match session.phase:
        case Phase.INVITING if not session.version:
            return Outcome(chosen)
        case Phase.INVITING:
            return repeat(study, replace(awake(chosen), phase=Phase.CONSENTING), at=event.at)
        case Phase.CLOSED:
            return Outcome(chosen, (changed,))
        case Phase.THINKING:
            # The reply under way would come in the old language.
            return consider(study, chosen, changed, at=event.at)
        case Phase.CONSENTING | Phase.SCREENING | Phase.LISTENING | Phase.CLOSING:
            return repeat(study, replace(awake(chosen), probe=probe), changed, at=event.at)


def _erase(session: Session, *, at: datetime) -> Outcome:
    if not session.deleting:
        # Only a fresh yes erases, but nobody who taps an old button is left without answer.
        return Outcome(replace(session, deleting=True), (ConfirmDeletion(),))
    withdrawn = Session(
        phase=Phase.CLOSED,
        version=session.version,
        invite=session.invite,
        language=session.formal,
        request=session.request,
        timer=session.timer,
        opened_at=session.opened_at,
        expires_at=session.expires_at,
        closed_at=at,
        disposition=Disposition.WITHDRAWN,
        revision=session.revision,
        exported=session.exported,
    )
    return Outcome(withdrawn, (Say(phrase=phrases.DELETE_STARTED), StopWaiting(), Erase()))


def _keep(study: Study, session: Session, *, at: datetime) -> Outcome:
    if not session.deleting:
        return unchanged(session)
    kept = replace(session, deleting=False)
    say = Say(phrase=phrases.DELETE_KEPT)
    if session.phase in {Phase.THINKING, Phase.CLOSED} or not session.version:
        return Outcome(kept, (say,))
    return repeat(study, awake(kept), say, at=at)


def _pause(study: Study, session: Session, *, at: datetime) -> Outcome:
    if session.phase is Phase.CLOSED:
        return closed.pause(session, at=at)
    paused = replace(awake(session), paused=True)
    if session.phase is Phase.THINKING:
        # Nothing is asked during a break: what was heard is considered on return.
        paused = replace(paused, phase=Phase.LISTENING, request=session.request + 1)
    return await_reply(study, paused, Say(phrase=phrases.PAUSED), at=at)


def _resume(study: Study, session: Session, *, at: datetime) -> Outcome:
    if session.phase is Phase.CLOSED:
        return closed.come_back(study, session, at=at)
    if session.phase is Phase.THINKING:
        return unchanged(session)
    if session.heard:
        return consider(study, awake(session), at=at)
    return repeat(study, awake(session), Say(phrase=phrases.RESUMED), at=at)


def _stop(study: Study, session: Session, *, at: datetime) -> Outcome:
    if session.phase is Phase.CLOSED:
        return closed.stop(session, at=at)
    if not session.agreed(Use.ANALYSIS):
        return close(session, Disposition.REFUSAL, at=at, phrase=phrases.CLOSED_REFUSAL)
    stopped = replace(session, stopped=True)
    return close(stopped, ended_as(study, session), at=at, phrase=phrases.CLOSED_STOPPED)


def _leave(study: Study, session: Session, *, at: datetime) -> Outcome:
    if session.phase is Phase.CLOSED:
        return unchanged(session)
    return close(session, ended_as(study, session), at=at)
