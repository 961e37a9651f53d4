"""How far interviews come: the stages that one step newly reached, to be counted."""

from tellmore.interview.session import Disposition, Session
from tellmore.study.consent import Use
from tellmore.study.study import Study


def stages(study: Study, before: Session, after: Session) -> tuple[str, ...]:
    """Return the stages that a step from ``before`` to ``after`` newly reached.

    ``opened``, ``consented``, ``started`` (the first item was put), ``question:<key>``
    (a main question was answered and left), ``completed`` and ``closed:<disposition>``
    come once an interview, however often it takes an answer back. One that is closed
    and goes on, or ends otherwise, gives ``reopened:<disposition>`` for its former end, so
    ``closed:x`` minus ``reopened:x`` is the number that are closed as x now.
    """
    newly_left: list[str] = []
    if after.left != before.left:  # most steps leave no question
        mains = [question.key for question in study.questions()]
        newly_left = [key for key in mains if key in after.left and key not in before.left]
    reached = (
        ("opened", before.opened_at is None and after.opened_at is not None),
        ("consented", after.agreed(Use.ANALYSIS) and not before.agreed(Use.ANALYSIS)),
        ("started", before.position < 0 <= after.position),
        *((f"question:{key}", True) for key in newly_left),
        ("completed", _completed(after) and not _completed(before)),
    )
    return (*(stage for stage, is_new in reached if is_new), *_endings(before, after))


def _completed(session: Session) -> bool:
    return session.disposition is Disposition.COMPLETE


def _endings(before: Session, after: Session) -> tuple[str, ...]:
    if before.disposition is after.disposition:
        return ()
    reopened = (f"reopened:{before.disposition}",) if before.disposition else ()
    closed = (f"closed:{after.disposition}",) if after.disposition else ()
    return (*reopened, *closed)
