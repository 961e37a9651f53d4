"""When the interview goes over to the language that somebody really writes.

Two messages running in another of the study's languages are a wish; one is a quotation or
a slip. Languages that are often taken for one another, and languages of neighbours, are
only ever offered: nobody is led from Ukrainian to Russian. What the participant chose
stays the language of consent, privacy, end and deletion.
"""

from msgspec.structs import replace

from tellmore.interview.effects import Effect, Follow, OfferLanguage
from tellmore.interview.events import Said
from tellmore.interview.neighbours import neighbours, same_language
from tellmore.interview.session import Session

MESSAGES_RUNNING = 2
"""Messages in another language, one after the other, from which on we follow."""


def choose(session: Session, language: str) -> Session:
    """Return the session in the language that the participant chose themselves."""
    left = (session.language,) if session.chosen and session.language != language else ()
    return replace(
        session,
        language=language,
        chosen="",
        choosing=False,
        writes="",
        wrote=0,
        declined=tuple(dict.fromkeys((*session.declined, *left))),
    )


def follow(session: Session, said: Said) -> tuple[Session, tuple[Effect, ...]]:
    """Return the session in the language that ``said`` calls for, and what to say of it."""
    other = said.written
    if not other:
        return session, ()  # too short or too mixed to tell: neither a wish nor its end
    if same_language(other, session.language):
        return replace(session, writes="", wrote=0), ()
    wrote = session.wrote + 1 if other == session.writes else 1
    if wrote < MESSAGES_RUNNING or other in session.declined:
        return replace(session, writes=other, wrote=wrote), ()
    forgotten = replace(session, writes="", wrote=0)
    if neighbours(session.language, other):
        offered = replace(forgotten, declined=(*session.declined, other))
        return offered, (OfferLanguage(language=other, stay=session.language),)
    followed = replace(forgotten, language=other, chosen=session.formal)
    return followed, (Follow(to=other, back=session.language),)
