"""Inviting, as a researcher would say it."""

import pytest

from tellmore.interview import phrases
from tellmore.interview.effects import AskConsent, OfferLanguages, Say, WaitUntil
from tellmore.interview.events import (
    Chose,
    Consented,
    Event,
    FellSilent,
    Invited,
    LanguageChosen,
    Left,
    Paused,
    ProbeFailed,
    Resumed,
    Said,
    SentNonText,
    Skipped,
    Stopped,
    Undid,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Phase, Session
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON, Played
from tests.interview.playing import DAY, MINUTE, feed, invited, phrases_of


def test_an_invite_with_a_language_asks_for_the_first_consent() -> None:
    played = invited()
    assert played.outcome == Outcome(
        Session(
            phase=Phase.CONSENTING,
            version="v1",
            invite="poster",
            language="en",
            order=("role", "use", "day", "wish", "more", "rating"),
            timer=1,
            opened_at=NOON,
            expires_at=NOON + 30 * DAY,
        ),
        (AskConsent(use=Use.AGE), WaitUntil(timer=1, due=NOON + DAY)),
    )


def test_without_a_language_that_the_study_has_languages_are_offered() -> None:
    for language in ("", "xx"):
        played = invited(language=language)
        assert played.session.phase is Phase.INVITING
        assert played.outcome.effects == (OfferLanguages(), WaitUntil(timer=1, due=NOON + DAY))


def test_choosing_a_language_goes_on_to_consent() -> None:
    played = invited(language="")
    effects = feed(played, LanguageChosen(at=NOON, language="de"))
    assert effects == (AskConsent(use=Use.AGE), WaitUntil(timer=2, due=NOON + DAY))
    assert (played.session.phase, played.session.language) == (Phase.CONSENTING, "de")


def test_a_language_chosen_before_the_link_is_remembered() -> None:
    played = Played()
    assert feed(played, LanguageChosen(at=NOON, language="de")) == ()
    feed(played, Invited(at=NOON, version="v1", language="en"))
    assert (played.session.phase, played.session.language) == (Phase.CONSENTING, "de")


def test_a_second_link_keeps_version_invite_order_and_expiry_of_the_first() -> None:
    played = invited(language="")
    later = Invited(at=NOON + DAY, version="v2", invite="mail", order=("day",), language="de")
    feed(played, later)
    session = played.session
    assert (session.phase, session.language) == (Phase.CONSENTING, "de")
    assert (session.version, session.invite) == ("v1", "poster")
    assert session.order == LITTLE_STUDY.order()
    assert (session.opened_at, session.expires_at) == (NOON, NOON + 30 * DAY)


def test_the_order_of_an_invite_is_taken_without_strangers_and_doubles() -> None:
    played = Played()
    order = ("use", "role", "gone", "more", "day", "use", "wish", "rating")
    feed(played, Invited(at=NOON, version="v1", order=order))
    assert played.session.order == ("use", "role", "more", "day", "wish", "rating")


def test_words_and_pictures_get_the_languages_again() -> None:
    events: tuple[Event, ...] = (
        Said(at=NOON, message="1", text="Hi"),
        SentNonText(at=NOON, message="1", kind="photo"),
    )
    for event in events:
        played = invited(language="")
        effects = feed(played, event)
        assert effects[:2] == (Say(phrase=phrases.TAP), OfferLanguages())


def test_there_is_nothing_to_skip_or_to_take_back_yet() -> None:
    played = invited(language="")
    assert feed(played, Skipped(at=NOON)) == (Say(phrase=phrases.SKIP_NOTHING),)
    assert feed(played, Undid(at=NOON)) == (Say(phrase=phrases.UNDO_NOTHING),)


def test_who_never_chooses_a_language_is_reminded_too() -> None:
    played = invited(language="")
    played.now = NOON + DAY
    effects = feed(played, FellSilent(at=played.now, timer=1))
    assert phrases_of(effects) == [phrases.REMINDER]
    assert effects[1] == OfferLanguages()


@pytest.mark.parametrize(
    "event",
    [
        Said(at=NOON, message="1", text="Hi"),
        SentNonText(at=NOON, message="1", kind="photo"),
        Paused(at=NOON),
        Resumed(at=NOON),
        Stopped(at=NOON),
        Left(at=NOON),
        FellSilent(at=NOON, timer=0),
        Consented(at=NOON, use=Use.ANALYSIS),
        Chose(at=NOON, question="role", option="work"),
        ProbeFailed(at=NOON, request=0),
    ],
    ids=lambda event: type(event).__name__,
)
def test_nothing_comes_of_what_happens_before_anybody_came(event: Event) -> None:
    assert step(LITTLE_STUDY, Session(), event) == Outcome(Session())


def test_nothing_comes_of_answers_to_what_was_not_asked() -> None:
    played = invited(language="")
    before = played.session
    for event in (Consented(at=NOON, use=Use.AGE), Chose(at=NOON, question="role", option="work")):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_a_burst_of_words_is_answered_once() -> None:
    played = invited(language="")
    feed(played, Said(at=NOON, message="1", text="Hi"))
    played.now += MINUTE / 10
    assert feed(played, Said(at=played.now, message="2", text="there")) == ()
    played.now += MINUTE
    assert phrases_of(feed(played, Said(at=played.now, message="3", text="?"))) == [phrases.TAP]
