"""Closing, as a researcher would say it."""

from dataclasses import replace

from tellmore.interview import phrases
from tellmore.interview.effects import (
    AskClosed,
    AskConsent,
    Close,
    Export,
    Redact,
    Say,
    StopWaiting,
    WaitUntil,
)
from tellmore.interview.events import (
    Chose,
    Consented,
    Declined,
    Edited,
    Invited,
    Left,
    Paused,
    ProbeFailed,
    SentNonText,
    Skipped,
    Undid,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Choice, Disposition, Phase
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.study.study import Study
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON
from tests.interview.playing import (
    DAY,
    at_closing,
    begun,
    break_off,
    fall_silent,
    feed,
    phrases_of,
    say,
    tap,
)

COMPLETE = (
    Close(disposition=Disposition.COMPLETE, phrase=phrases.CLOSED_COMPLETE),
    StopWaiting(),
    Export(revision=1),
)


def without(study: Study, *, closing: bool = False, release: bool = False) -> Study:
    consent = replace(study.consent, release=release)
    return replace(study, closing=study.closing if closing else (), consent=consent)


def test_the_last_taps_are_led_in() -> None:
    played = at_closing()
    assert phrases_of(played.outcome.effects) == [phrases.ACKNOWLEDGE_2, phrases.CLOSING_INTRO]
    assert played.outcome.effects[2] == AskClosed(question="rating")


def test_the_release_is_asked_when_people_know_what_they_have_said() -> None:
    played = at_closing()
    assert tap(played, "5") == (
        AskConsent(use=Use.RELEASE),
        WaitUntil(timer=played.session.timer, due=NOON + DAY),
    )
    assert played.session.choices[-1] == Choice(question="rating", option="5")


def test_either_answer_to_the_release_completes() -> None:
    for event in (Consented(at=NOON, use=Use.RELEASE), Declined(at=NOON, use=Use.RELEASE)):
        played = at_closing()
        tap(played, "5")
        assert feed(played, event) == COMPLETE
        assert played.session.agreements[-1].given is isinstance(event, Consented)


def test_without_release_the_last_tap_completes() -> None:
    played = at_closing(without(LITTLE_STUDY, closing=True))
    assert tap(played, "5") == COMPLETE


def test_without_taps_the_release_comes_after_the_last_answer() -> None:
    played = at_closing(without(LITTLE_STUDY, release=True))
    assert played.outcome.effects[2] == AskConsent(use=Use.RELEASE)


def test_with_neither_the_last_answer_completes() -> None:
    played = at_closing(without(LITTLE_STUDY))
    assert played.outcome.effects == COMPLETE


def test_skipping_most_questions_is_a_partial() -> None:
    played = begun(without(LITTLE_STUDY))
    for _ in range(3):
        feed(played, Skipped(at=NOON))
    phrase = phrases.CLOSED_COMPLETE
    assert played.outcome.effects[0] == Close(disposition=Disposition.PARTIAL, phrase=phrase)


def test_the_share_that_the_researcher_set_is_enough() -> None:
    played = begun(replace(without(LITTLE_STUDY), partial_from=1 / 3))
    say(played, "1")
    for _ in range(3):
        feed(played, Skipped(at=NOON))
    assert played.session.disposition is Disposition.COMPLETE


def test_a_closing_question_can_be_skipped() -> None:
    played = at_closing()
    assert feed(played, Skipped(at=NOON))[0] == AskConsent(use=Use.RELEASE)
    assert played.session.choices[-1] == Choice(question="rating", option=None)


def test_who_skips_the_release_has_not_agreed() -> None:
    played = at_closing()
    tap(played, "5")
    assert feed(played, Skipped(at=NOON)) == COMPLETE
    assert not played.session.agreed(Use.RELEASE)


def test_nothing_comes_of_what_is_not_asked() -> None:
    before = at_closing().session
    for event in (
        Chose(at=NOON, question="role", option="work"),
        Chose(at=NOON, question="rating", option="6"),
        Consented(at=NOON, use=Use.RELEASE),
        ProbeFailed(at=NOON, request=before.request),
    ):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_nothing_comes_of_taps_while_the_release_is_asked() -> None:
    played = at_closing()
    tap(played, "5")
    before = played.session
    for event in (
        Chose(at=NOON, question="", option="5"),
        Chose(at=NOON, question="rating", option="4"),
        Consented(at=NOON, use=Use.QUOTATION),
    ):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_taking_back_repeats_the_last_tap() -> None:
    played = at_closing()
    tap(played, "5")
    effects = feed(played, Undid(at=NOON))
    assert effects[:2] == (Say(phrase=phrases.UNDONE), AskClosed(question="rating"))
    assert played.session.choices[-1].question == "use"


def test_taking_back_at_the_first_tap_goes_to_the_last_answer() -> None:
    played = at_closing()
    effects = feed(played, Undid(at=NOON))
    assert effects[0] == Redact(messages=("q2",))
    assert (played.session.phase, played.session.current) == (Phase.LISTENING, "more")


def test_last_remarks_are_kept_and_can_be_edited_and_taken_back() -> None:
    played = at_closing()
    effects = say(played, "r")
    assert effects[:2] == (Say(phrase=phrases.TAP), AskClosed(question="rating"))
    feed(played, Edited(at=NOON, message="r", text="Better."))
    assert played.session.amendments == 1
    assert feed(played, Undid(at=NOON))[0] == Redact(messages=("r",))


def test_pictures_get_the_buttons_again() -> None:
    effects = feed(at_closing(), SentNonText(at=NOON, message="p", kind="photo"))
    assert effects[:2] == (Say(phrase=phrases.TAP), AskClosed(question="rating"))


def test_the_link_again_goes_on_here() -> None:
    played = at_closing()
    feed(played, Paused(at=NOON))
    effects = feed(played, Invited(at=NOON, version="v1"))
    assert effects[:2] == (Say(phrase=phrases.RESUMED), AskClosed(question="rating"))
    assert not played.session.paused


def test_silence_is_reminded_and_then_complete_all_the_same() -> None:
    played = at_closing()
    assert phrases_of(fall_silent(played)) == [phrases.REMINDER]
    break_off(played)
    assert played.session.disposition is Disposition.COMPLETE


def test_who_answered_everything_and_blocks_has_completed() -> None:
    played = at_closing()
    assert feed(played, Left(at=NOON))[0] == Close(disposition=Disposition.COMPLETE)
