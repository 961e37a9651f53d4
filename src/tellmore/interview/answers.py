"""Which messages and choices belong to which question."""

from msgspec.structs import replace

from tellmore.interview.session import Choice, Session, Spoken
from tellmore.study.consent import Use


def messages_of(session: Session, question: str) -> tuple[str, ...]:
    """Return the messages noted for ``question``; "" holds what belongs to none."""
    return next((s.messages for s in session.spoken if s.question == question), ())


def open_messages(session: Session) -> tuple[str, ...]:
    """Return the messages that answer the open question so far, the oldest first."""
    exchanged = [heard.message for exchange in session.exchanges for heard in exchange.heard]
    return (*exchanged, *(heard.message for heard in session.heard))


def knows(session: Session, message: str) -> bool:
    """Tell whether ``message`` was heard before, so that a second delivery is harmless."""
    noted = (message in spoken.messages for spoken in session.spoken)
    return any(noted) or message in open_messages(session)


def has_answer(session: Session, question: str) -> bool:
    """Tell whether something was said to ``question``; asking back is no answer."""
    said = messages_of(session, question)
    return any(message not in session.asked_back for message in said)


def note(session: Session, *messages: str) -> Session:
    """Note that ``messages`` were said to the open question, or to none if none is open.

    Before somebody agrees to take part, not even the id of a message is kept.
    """
    return _noted(session, session.current, messages)


def remark(session: Session, message: str) -> Session:
    """Note that ``message`` was said to no question."""
    return _noted(session, "", (message,))


def _noted(session: Session, question: str, messages: tuple[str, ...]) -> Session:
    known = messages_of(session, question)
    new = tuple(message for message in messages if message not in known)
    if not new or not session.agreed(Use.ANALYSIS):
        return session
    others = tuple(spoken for spoken in session.spoken if spoken.question != question)
    spoken = Spoken(question=question, messages=(*known, *new))
    return replace(session, spoken=(*others, spoken))


def settle(session: Session) -> Session:
    """Note which messages have answered the open question so far."""
    return note(session, *open_messages(session))


def leave(session: Session) -> Session:
    """Settle the answer to the open question; remember that it has one."""
    settled = settle(session)
    if settled.current in settled.left or not has_answer(settled, settled.current):
        return settled
    return replace(settled, left=(*settled.left, settled.current))


def choose(session: Session, option: str | None) -> Session:
    """Record ``option`` for the open closed question; None for skipped."""
    others = tuple(choice for choice in session.choices if choice.question != session.current)
    return replace(session, choices=(*others, Choice(question=session.current, option=option)))


def forget(session: Session, question: str) -> Session:
    """Return the session without what was said and chosen for ``question``."""
    messages = messages_of(session, question)
    return replace(
        session,
        spoken=tuple(spoken for spoken in session.spoken if spoken.question != question),
        choices=tuple(choice for choice in session.choices if choice.question != question),
        asked_back=tuple(one for one in session.asked_back if one not in messages),
    )
