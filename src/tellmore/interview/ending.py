"""How an interview ends, and under which disposition it is filed."""

from datetime import datetime

from msgspec.structs import replace

from tellmore.interview import phrases
from tellmore.interview.answers import has_answer, leave, settle
from tellmore.interview.effects import Close, Export, StopWaiting
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Disposition, Phase, Session
from tellmore.study.consent import Use
from tellmore.study.study import Study


def share_answered(study: Study, session: Session) -> float:
    """Return the share of main questions with an answer, 0 to 1."""
    settled = settle(session)
    answered = [has_answer(settled, question.key) for question in study.questions()]
    return sum(answered) / len(answered)


def ended_as(study: Study, session: Session) -> Disposition:
    """Tell how an interview that ends here, before its end, is to be filed."""
    if not session.agreed(Use.ANALYSIS):
        return Disposition.BREAK_OFF
    share = share_answered(study, session)
    if share >= 1:
        return Disposition.COMPLETE
    return Disposition.PARTIAL if share >= study.partial_from else Disposition.BREAK_OFF


def complete(study: Study, session: Session, *, at: datetime) -> Outcome:
    """Thank and end: every question was put. Skipping most of them is a partial."""
    enough = share_answered(study, session) >= study.partial_from
    disposition = Disposition.COMPLETE if enough else Disposition.PARTIAL
    return close(session, disposition, at=at, phrase=phrases.CLOSED_COMPLETE)


def close(session: Session, disposition: Disposition, *, at: datetime, phrase: str = "") -> Outcome:
    """End the interview and order its export; say ``phrase``, or nothing."""
    closed = replace(
        leave(session),
        phase=Phase.CLOSED,
        disposition=disposition,
        closed_at=at,
        paused=False,
        deleting=False,
        nudged_at=None,
        request=session.request + 1,
        timer=session.timer + 1,
        revision=session.revision + 1,
    )
    effects = (
        Close(disposition=disposition, phrase=phrase),
        StopWaiting(),
        Export(revision=closed.revision),
    )
    return Outcome(closed, effects)


def revise(outcome: Outcome) -> Outcome:
    """Order a fresh export of an interview that changed after its end."""
    revised = replace(outcome.session, revision=outcome.session.revision + 1)
    return Outcome(revised, (*outcome.effects, Export(revision=revised.revision)))
