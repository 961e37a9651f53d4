"""Short verbs with which a test plays an interview."""

from datetime import timedelta

from tellmore.interview.effects import Effect, Say
from tellmore.interview.events import (
    Chose,
    ClarificationWanted,
    Consented,
    Event,
    FellSilent,
    Invited,
    ProbeFailed,
    ProbeProposed,
    Said,
)
from tellmore.interview.moves import pending_use
from tellmore.interview.session import Phase
from tellmore.study.consent import Use
from tellmore.study.study import Study
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import Played

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def invited(study: Study = LITTLE_STUDY, *, language: str = "en") -> Played:
    """Return an interview whose participant has just come by the link."""
    played = Played(study)
    played.feed(Invited(at=played.now, version="v1", invite="poster", language=language))
    return played


def agreed(study: Study = LITTLE_STUDY) -> Played:
    """Return an interview with every consent given, before the first item is answered."""
    played = invited(study)
    while played.session.phase is Phase.CONSENTING:
        use = pending_use(study, played.session)
        played.feed(Consented(at=played.now, use=use or Use.ANALYSIS))
    return played


def begun(study: Study = LITTLE_STUDY) -> Played:
    """Return an interview at its first main question."""
    played = agreed(study)
    for question in study.screener:
        tap(played, question.options[0].code)
    return played


def at_closing(study: Study = LITTLE_STUDY) -> Played:
    """Return an interview with every main question answered."""
    played = begun(study)
    for number, _ in enumerate(study.questions()):
        say(played, f"q{number}")
        enough(played)
    return played


def tap(played: Played, option: str) -> tuple[Effect, ...]:
    """Tap an option of the open closed question."""
    return feed(played, Chose(at=played.now, question=played.session.current, option=option))


def say(played: Played, message: str, text: str = "All of it.") -> tuple[Effect, ...]:
    """Write a message."""
    return feed(played, Said(at=played.now, message=message, text=text))


def probe(played: Played, text: str = "Why?") -> tuple[Effect, ...]:
    """Let the model follow up, in time."""
    return feed(played, ProbeProposed(at=played.now, request=played.session.request, text=text))


def enough(played: Played) -> tuple[Effect, ...]:
    """Let the model find that enough was said."""
    return feed(played, ProbeProposed(at=played.now, request=played.session.request, text=None))


def fail(played: Played) -> tuple[Effect, ...]:
    """Let the model fail."""
    return feed(played, ProbeFailed(at=played.now, request=played.session.request))


def ask_back(played: Played) -> tuple[Effect, ...]:
    """Let the model find that the participant asked what is meant."""
    return feed(played, ClarificationWanted(at=played.now, request=played.session.request))


def fall_silent(played: Played) -> tuple[Effect, ...]:
    """Let the timer run out when it is due."""
    assert played.due is not None
    played.now = max(played.now, played.due)
    return feed(played, FellSilent(at=played.now, timer=played.session.timer))


def break_off(played: Played) -> None:
    """Say nothing until nobody waits any longer."""
    while played.due is not None:
        fall_silent(played)


def feed(played: Played, event: Event) -> tuple[Effect, ...]:
    """Feed an event; return what it led to."""
    return played.feed(event).effects


def phrases_of(effects: tuple[Effect, ...]) -> list[str]:
    """Return the fixed phrases among the effects."""
    return [effect.phrase for effect in effects if isinstance(effect, Say)]
