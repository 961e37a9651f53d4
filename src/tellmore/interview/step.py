"""The one function through which every interview advances.

Theory of operation. An interview is a list of items (`Session.order`): closed questions,
then open ones, then closed ones. `Session.position` is the open item. Each event either
moves to another item, adds to the open one, or changes nothing. Two counters make the
world's lateness harmless: a reply carries the `request` it answers and a timer the
`timer` it was, and whatever is not the newest is stale; a message heard before is not
heard again. What means the same everywhere (`anytime`) is decided before the phases are
asked.
"""

from typing import assert_never

from tellmore.interview import anytime
from tellmore.interview.answers import knows
from tellmore.interview.events import Anytime, Event, Said
from tellmore.interview.moves import unchanged
from tellmore.interview.outcome import Outcome
from tellmore.interview.phases import (
    closed,
    closing,
    consenting,
    inviting,
    listening,
    screening,
    thinking,
)
from tellmore.interview.session import Phase, Session
from tellmore.study.study import Study


def step(study: Study, session: Session, event: Event) -> Outcome:
    """Advance one interview by one event.

    Pure and total: every event is legal in every phase, and the same arguments always
    give the same outcome. Events that no longer matter, such as a stale timer or a
    second delivery, leave the session as it was.

    Args:
        study: The version that the session pins.
        session: Where the interview stands.
        event: What happened.
    """
    if isinstance(event, Anytime):
        return anytime.on_event(study, session, event)
    if isinstance(event, Said) and knows(session, event.message):
        return unchanged(session)
    match session.phase:
        case Phase.INVITING:
            return inviting.on_event(study, session, event)
        case Phase.CONSENTING:
            return consenting.on_event(study, session, event)
        case Phase.SCREENING:
            return screening.on_event(study, session, event)
        case Phase.LISTENING:
            return listening.on_event(study, session, event)
        case Phase.THINKING:
            return thinking.on_event(study, session, event)
        case Phase.CLOSING:
            return closing.on_event(study, session, event)
        case Phase.CLOSED:
            return closed.on_event(study, session, event)
        case _:
            assert_never(session.phase)
