"""Changing what was said: an edit amends the open answer, or is noted beside an older one."""

from msgspec.structs import replace

from tellmore.interview.answers import knows, open_messages
from tellmore.interview.ending import revise
from tellmore.interview.events import Edited
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Heard, Phase, Session


def amend(session: Session, event: Edited) -> Outcome:
    """Take an edited message into the answer that it belongs to.

    In the open answer the text is replaced. In an earlier one the journal keeps the
    edit as an amendment. A closed interview is exported once more. Edits of messages
    that were never heard change nothing. What comes of an edit never depends on its words:
    a journal must replay the same after they were struck out.
    """
    if not knows(session, event.message):
        return Outcome(session)
    amended = _amended(session, event)
    return revise(Outcome(amended)) if session.phase is Phase.CLOSED else Outcome(amended)


def _amended(session: Session, event: Edited) -> Session:
    if event.message not in open_messages(session) or session.phase is Phase.CLOSED:
        session = replace(session, amendments=session.amendments + 1)
    exchanges = tuple(
        replace(exchange, heard=_edited(exchange.heard, event)) for exchange in session.exchanges
    )
    return replace(session, exchanges=exchanges, heard=_edited(session.heard, event))


def _edited(heard: tuple[Heard, ...], event: Edited) -> tuple[Heard, ...]:
    return tuple(
        replace(one, text=event.text) if one.message == event.message else one for one in heard
    )
