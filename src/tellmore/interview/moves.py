"""The few moves an interviewer makes, shared by the phases."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from tellmore.interview import phrases
from tellmore.interview.answers import forget, leave, messages_of, settle
from tellmore.interview.effects import (
    Ask,
    AskClosed,
    AskConsent,
    Effect,
    OfferLanguages,
    Probe,
    ProposeProbe,
    Redact,
    Say,
    WaitUntil,
)
from tellmore.interview.ending import close, complete, ended_as
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Exchange, Phase, Session
from tellmore.study.consent import Use
from tellmore.study.study import Study

NUDGE_EVERY = timedelta(seconds=10)
"""People send five messages at once; one request to tap a button is enough for all."""

GRACE = timedelta(hours=1)
"""Whoever is in the middle of it when the time is over may finish, unless this long silent."""

ACKNOWLEDGEMENTS = (phrases.ACKNOWLEDGE_1, phrases.ACKNOWLEDGE_2, phrases.ACKNOWLEDGE_3)


def unchanged(session: Session) -> Outcome:
    """Leave everything as it is: the event came too late, twice, or out of place."""
    return Outcome(session)


# --- Saying and waiting ---------------------------------------------------------------


def await_reply(study: Study, session: Session, *effects: Effect, at: datetime) -> Outcome:
    """Do ``effects``, then wait for the participant until the next reminder is due."""
    pace = study.pace
    nth = min(session.reminded, len(pace.reminders) - 1)
    due = pace.quiet.after(at + (pace.reminders[nth] if pace.reminders else pace.patience))
    if session.expires_at is not None:
        due = min(due, max(session.expires_at, at + GRACE))
    waiting = replace(session, timer=session.timer + 1)
    return Outcome(waiting, (*effects, WaitUntil(timer=waiting.timer, due=due)))


def open_item(study: Study, session: Session) -> tuple[Effect, ...]:
    """Return what puts the open item to the participant, as it stands."""
    match session.phase:
        case Phase.INVITING:
            return (OfferLanguages(),)
        case Phase.CONSENTING:
            use = pending_use(study, session)
            return (AskConsent(use=use),) if use else ()
        case Phase.LISTENING:
            return (_open_question(study, session),)
        case Phase.SCREENING | Phase.CLOSING:
            if session.current:
                return (AskClosed(question=session.current),)
            use = pending_use(study, session)
            return (AskConsent(use=use),) if use else ()
        case Phase.THINKING | Phase.CLOSED:
            return ()


def _open_question(study: Study, session: Session) -> Effect:
    if session.probe:
        return Probe(question=session.current, text=session.probe, kind=None)
    keys = {question.key for question in study.questions()}
    open_ones = [key for key in session.order if key in keys]
    return Ask(
        question=session.current,
        number=open_ones.index(session.current) + 1,
        total=len(open_ones),
    )


def repeat(study: Study, session: Session, *lead: Effect, at: datetime) -> Outcome:
    """Say ``lead``, put the open item again and wait from now on."""
    return await_reply(study, session, *lead, *open_item(study, session), at=at)


def nudge(study: Study, session: Session, phrase: str, *, at: datetime) -> Outcome:
    """Ask kindly for something else than what came, once for a burst of messages."""
    if nudged_lately(session, at=at):
        return unchanged(session)
    nudged = replace(awake(session), nudged_at=at)
    return repeat(study, nudged, Say(phrase=phrase), at=at)


def nudged_lately(session: Session, *, at: datetime) -> bool:
    """Tell whether one of the messages just before was already answered by a request."""
    return session.nudged_at is not None and at - session.nudged_at < NUDGE_EVERY


def awake(session: Session) -> Session:
    """Return the session as it is once the participant goes on: no break, no reminder."""
    return replace(session, paused=False, deleting=False, choosing=False, reminded=0)


# --- Consent --------------------------------------------------------------------------


def pending_use(study: Study, session: Session) -> Use | None:
    """Return the use that consent is still to be asked for; None when all is said.

    Age and analysis must be a yes to go on, so after a refusal they are asked again;
    for the others any answer will do.
    """
    answered = {agreement.use for agreement in session.agreements}
    for use in study.consent.before():
        must_agree = use in {Use.AGE, Use.ANALYSIS}
        if not session.agreed(use) if must_agree else use not in answered:
            return use
    if session.position < len(session.order):
        return None
    return next((use for use in study.consent.after() if use not in answered), None)


# --- From item to item ----------------------------------------------------------------


def phase_at(study: Study, session: Session) -> Phase:
    """Tell where an interview that is going on stands, from what it has recorded."""
    if not session.language:
        return Phase.INVITING
    if session.position < 0:
        return Phase.CONSENTING
    if session.current in {question.key for question in study.screener}:
        return Phase.SCREENING
    if session.current in {question.key for question in study.questions()}:
        return Phase.LISTENING
    return Phase.CLOSING


def go_to(study: Study, session: Session, position: int) -> Session:
    """Open the item at ``position`` with nothing asked or heard about it yet."""
    fresh = replace(
        awake(session),
        position=position,
        probe="",
        probes=0,
        exchanges=(),
        heard=(),
        clarified=0,
    )
    return replace(fresh, phase=phase_at(study, fresh))


def next_item(study: Study, session: Session, *, at: datetime, lead: str = "") -> Outcome:
    """Open the next item, led in by the phrase ``lead``; end after the last."""
    before = session.phase
    moved = go_to(study, leave(session), session.position + 1)
    says: tuple[str, ...] = (lead,) if lead else ()
    if moved.phase is Phase.CLOSING and not moved.current and pending_use(study, moved) is None:
        return complete(study, moved, at=at)
    if moved.phase is not before:
        says = (*says, *_entering(moved.phase, before))
    return repeat(study, moved, *(Say(phrase=phrase) for phrase in says), at=at)


def _entering(phase: Phase, before: Phase) -> tuple[str, ...]:
    match phase:
        case Phase.SCREENING:
            return (phrases.SCREENER_INTRO,)
        case Phase.LISTENING if before in {Phase.CONSENTING, Phase.SCREENING}:
            return (phrases.START,)
        case Phase.CLOSING:
            return (phrases.CLOSING_INTRO,)
        case _:
            return ()


def next_question(study: Study, session: Session, *, at: datetime) -> Outcome:
    """Thank for the answer and open the next item."""
    lead = ACKNOWLEDGEMENTS[session.position % len(ACKNOWLEDGEMENTS)]
    return next_item(study, session, at=at, lead=lead)


# --- Following up ---------------------------------------------------------------------


def consider(study: Study, session: Session, *lead: Effect, at: datetime) -> Outcome:
    """Ask the model for a follow-up to all that was said.

    People send one thought as several messages. A new message makes the reply to the
    previous request stale, so the follow-up is always to the whole. A timer watches
    over the wait: an interview never hangs on a model.
    """
    due = at + study.pace.settle
    deadline = due + study.pace.thinking
    thinking = replace(
        session,
        phase=Phase.THINKING,
        request=session.request + 1,
        timer=session.timer + 1,
    )
    propose = ProposeProbe(
        request=thinking.request,
        question=thinking.current,
        exchanges=(*thinking.exchanges, Exchange(asked=thinking.probe, heard=thinking.heard)),
        probes=thinking.probes,
        clarifications=thinking.clarified,
        due=due,
        deadline=deadline,
    )
    watch = WaitUntil(timer=thinking.timer, due=deadline + study.pace.thinking)
    return Outcome(thinking, (*lead, propose, watch))


# --- Taking back ----------------------------------------------------------------------


def undo(study: Study, session: Session, *, at: datetime) -> Outcome:
    """Take the last answer back and put its question again; after a skip, put it again."""
    settled = settle(session)
    answered = messages_of(settled, settled.current)
    target = session.position if answered or session.position <= 0 else session.position - 1
    key = session.order[target] if target < len(session.order) else ""
    messages = messages_of(settled, key)
    chosen = any(choice.question == key for choice in session.choices)
    if not messages and not chosen and target == session.position:
        return Outcome(session, (Say(phrase=phrases.UNDO_NOTHING),))
    emptied = replace(forget(settled, key), request=settled.request + 1)
    redact: tuple[Effect, ...] = (Redact(messages=messages),) if messages else ()
    undone = (Say(phrase=phrases.UNDONE),) if messages or chosen else ()
    return repeat(study, go_to(study, emptied, target), *redact, *undone, at=at)


# --- Silence -------------------------------------------------------------------------


def fall_silent(study: Study, session: Session, *, timer: int, at: datetime) -> Outcome:
    """Remind, as often as the study wants; then the interview counts as broken off."""
    if timer != session.timer or not session.version:
        return unchanged(session)
    expired = session.expires_at is not None and at >= session.expires_at
    reminders = len(study.pace.reminders)
    if expired or session.reminded >= reminders:
        return close(session, ended_as(study, session), at=at)
    last = session.reminded == reminders - 1
    phrase = phrases.REMINDER_LAST if last else phrases.REMINDER
    reminded = replace(session, reminded=session.reminded + 1)
    return repeat(study, reminded, Say(phrase=phrase), at=at)
