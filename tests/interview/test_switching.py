"""When an interview goes over to the language that somebody writes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tellmore.interview.effects import Follow, OfferLanguage
from tellmore.interview.events import Said
from tellmore.interview.neighbours import neighbours
from tellmore.interview.session import Phase, Session
from tellmore.interview.switching import choose, follow

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SESSION = Session(phase=Phase.LISTENING, language="en", order=("a",), position=0)


def said(written: str) -> Said:
    return Said(at=NOON, message="1", text="…", written=written)


def after(*languages: str, session: Session = SESSION) -> tuple[Session, tuple[object, ...]]:
    effects: tuple[object, ...] = ()
    for language in languages:
        session, effects = follow(session, said(language))
    return session, effects


def test_two_messages_running_in_another_language_are_followed() -> None:
    session, effects = after("sw", "sw")

    assert effects == (Follow(to="sw", back="en"),)
    assert (session.language, session.chosen, session.formal) == ("sw", "en", "en")


@pytest.mark.parametrize("languages", [("sw",), ("sw", "en", "sw"), ("sw", "de", "sw"), ("", "")])
def test_less_is_not_followed(languages: tuple[str, ...]) -> None:
    session, effects = after(*languages)

    assert effects == ()
    assert session.language == "en"


def test_what_nobody_can_tell_neither_counts_nor_ends_the_count() -> None:
    assert after("sw", "", "sw")[1] == (Follow(to="sw", back="en"),)


def test_a_neighbour_is_offered_once_and_never_followed() -> None:
    ukrainian = SESSION.__class__(phase=Phase.LISTENING, language="uk", order=("a",), position=0)
    offered, effects = after("ru", "ru", session=ukrainian)
    later, again = after("ru", "ru", "ru", "ru", session=offered)

    assert effects == (OfferLanguage(language="ru", stay="uk"),)
    assert (offered.language, later.language, again) == ("uk", "uk", ())


def test_the_same_language_in_another_script_is_left_in_peace() -> None:
    serbian = Session(phase=Phase.LISTENING, language="sr", order=("a",), position=0)

    assert after("sr-Latn", "sr-Latn", "sr-Latn", session=serbian) == (serbian, ())


def test_who_goes_back_is_not_led_away_again() -> None:
    followed, _ = after("sw", "sw")
    back = choose(followed, "en")

    assert (back.language, back.chosen, back.declined) == ("en", "", ("sw",))
    assert after("sw", "sw", "sw", session=back)[1] == ()


def test_who_agrees_has_chosen() -> None:
    followed, _ = after("sw", "sw")
    agreed = choose(followed, "sw")

    assert (agreed.language, agreed.chosen, agreed.formal, agreed.declined) == ("sw", "", "sw", ())


def test_followed_twice_the_chosen_language_stays() -> None:
    session, effects = after("sw", "sw", "fr", "fr")

    assert effects == (Follow(to="fr", back="sw"),)
    assert (session.language, session.formal) == ("fr", "en")


def test_nobody_is_moved_between_neighbours() -> None:
    assert neighbours("uk", "ru")
    assert neighbours("ru", "uk")
    assert not neighbours("uk", "en")
    assert not neighbours("kk", "de")
    assert replace(said("ru"), written="") == said("")
