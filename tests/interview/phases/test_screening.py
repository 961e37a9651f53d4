"""Screening, as a researcher would say it."""

from dataclasses import replace

from tellmore.interview import phrases
from tellmore.interview.effects import Ask, AskClosed, Close, Redact, Say, WaitUntil
from tellmore.interview.events import (
    Chose,
    Consented,
    Edited,
    Invited,
    Paused,
    ProbeFailed,
    SentNonText,
    Skipped,
    Undid,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Choice, Disposition, Phase, Spoken
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON
from tests.interview.playing import (
    DAY,
    MINUTE,
    agreed,
    begun,
    fall_silent,
    feed,
    phrases_of,
    say,
    tap,
)


def test_a_tap_opens_the_next_item() -> None:
    played = agreed()
    assert tap(played, "learn") == (
        AskClosed(question="use"),
        WaitUntil(timer=5, due=NOON + DAY),
    )
    assert played.session.choices == (Choice(question="role", option="learn"),)


def test_after_the_screener_the_first_question_is_led_in() -> None:
    played = agreed()
    tap(played, "work")
    assert tap(played, "no")[:2] == (
        Say(phrase=phrases.START),
        Ask(question="day", number=1, total=3),
    )


def test_who_does_not_qualify_is_screened_out_with_the_choice_kept() -> None:
    played = agreed()
    effects = tap(played, "other")
    phrase = phrases.CLOSED_SCREENED_OUT
    assert effects[0] == Close(disposition=Disposition.SCREENED_OUT, phrase=phrase)
    assert played.session.choices == (Choice(question="role", option="other"),)


def test_nothing_comes_of_a_button_that_is_not_shown() -> None:
    before = agreed().session
    for question, option in (("use", "yes"), ("role", "gone"), ("gone", "work")):
        event = Chose(at=NOON, question=question, option=option)
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_nothing_comes_of_late_consents_and_replies() -> None:
    before = agreed().session
    for event in (Consented(at=NOON, use=Use.RELEASE), ProbeFailed(at=NOON, request=0)):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_what_decides_who_qualifies_cannot_be_skipped() -> None:
    played = agreed()
    effects = feed(played, Skipped(at=NOON))
    assert effects[:2] == (Say(phrase=phrases.TAP), AskClosed(question="role"))


def test_what_decides_nothing_can_be_skipped() -> None:
    played = agreed()
    tap(played, "work")
    assert feed(played, Skipped(at=NOON))[1] == Ask(question="day", number=1, total=3)
    assert played.session.choices[-1] == Choice(question="use", option=None)


def test_taking_back_repeats_the_closed_question_before() -> None:
    played = agreed()
    tap(played, "work")
    effects = feed(played, Undid(at=NOON))
    assert effects[:2] == (Say(phrase=phrases.UNDONE), AskClosed(question="role"))
    assert played.session.choices == ()


def test_there_is_nothing_to_take_back_at_the_first_item() -> None:
    assert feed(agreed(), Undid(at=NOON)) == (Say(phrase=phrases.UNDO_NOTHING),)


def test_taking_back_from_the_first_question_goes_to_the_last_tap() -> None:
    played = begun()
    effects = feed(played, Undid(at=NOON))
    assert effects[:2] == (Say(phrase=phrases.UNDONE), AskClosed(question="use"))
    assert played.session.phase is Phase.SCREENING


def test_words_are_kept_where_a_tap_was_wanted() -> None:
    played = agreed()
    effects = say(played, "1")
    assert effects[:2] == (Say(phrase=phrases.TAP), AskClosed(question="role"))
    assert played.session.spoken == (Spoken(question="role", messages=("1",)),)
    feed(played, Edited(at=NOON, message="1", text="Better."))
    assert played.session.amendments == 1
    assert feed(played, Undid(at=NOON))[:2] == (
        Redact(messages=("1",)),
        Say(phrase=phrases.UNDONE),
    )


def test_every_message_of_a_burst_is_kept_though_one_is_answered() -> None:
    played = agreed()
    say(played, "1")
    assert say(played, "2") == ()
    assert played.session.spoken == (Spoken(question="role", messages=("1", "2")),)


def test_pictures_get_the_buttons_again() -> None:
    effects = feed(agreed(), SentNonText(at=NOON, message="1", kind="photo"))
    assert effects[:2] == (Say(phrase=phrases.TAP), AskClosed(question="role"))


def test_the_link_again_goes_on_here() -> None:
    played = agreed()
    feed(played, Paused(at=NOON))
    effects = feed(played, Invited(at=NOON, version="v1"))
    assert effects[:2] == (Say(phrase=phrases.RESUMED), AskClosed(question="role"))
    assert not played.session.paused


def test_a_tap_ends_a_break() -> None:
    played = agreed()
    feed(played, Paused(at=NOON))
    tap(played, "work")
    assert not played.session.paused


def test_silence_is_reminded_of_the_buttons() -> None:
    played = agreed()
    effects = fall_silent(played)
    assert effects[:2] == (Say(phrase=phrases.REMINDER), AskClosed(question="role"))
    assert played.session.reminded == 1
    played.now += MINUTE
    assert phrases_of(say(played, "1")) == [phrases.TAP]
    assert played.session.reminded == 0


def test_a_screener_with_no_qualifying_question_screens_nobody_out() -> None:
    study = replace(LITTLE_STUDY, screener=LITTLE_STUDY.screener[1:])
    played = agreed(study)
    tap(played, "no")
    assert played.session.phase is Phase.LISTENING
