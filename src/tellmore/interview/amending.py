"""Changing what was said: an edit amends the open answer, or is noted beside an older one."""

from dataclasses import replace

from tellmore.interview.effects import Effect, Export
from tellmore.interview.events import Edited
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Heard, Phase, Session


def amend(session: Session, event: Edited) -> Outcome:
    """Take an edited message into the answer that it belongs to.

    In the open answer the text is replaced. In an earlier one the journal keeps the
    edit as an amendment; a closed interview is exported once more. Edits of messages
    that were never answers change nothing.
    """
    exchanges = tuple(
        replace(exchange, heard=_edited(exchange.heard, event)) for exchange in session.exchanges
    )
    open_ones = {heard.message for exchange in session.exchanges for heard in exchange.heard}
    open_ones |= {heard.message for heard in session.heard}
    if event.message in open_ones:
        heard = _edited(session.heard, event)
        return Outcome(replace(session, exchanges=exchanges, heard=heard))
    if not any(event.message in spoken.messages for spoken in session.spoken):
        return Outcome(session)
    amended = replace(session, amendments=session.amendments + 1)
    effects: tuple[Effect, ...] = ()
    if session.phase is Phase.CLOSED:
        amended = replace(amended, revision=session.revision + 1)
        effects = (Export(revision=amended.revision),)
    return Outcome(amended, effects)


def _edited(heard: tuple[Heard, ...], event: Edited) -> tuple[Heard, ...]:
    return tuple(
        replace(one, text=event.text) if one.message == event.message else one for one in heard
    )
