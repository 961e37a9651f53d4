"""Consenting, as an ethics board would say it."""

from dataclasses import replace

from tellmore.interview import phrases
from tellmore.interview.effects import (
    Ask,
    AskClosed,
    AskConsent,
    Close,
    Export,
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
    Paused,
    ProbeFailed,
    SentNonText,
    Skipped,
    Stopped,
    Undid,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Agreement, Disposition, Phase, Spoken
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON, Played
from tests.interview.playing import DAY, agreed, feed, invited, phrases_of, say

NO_QUOTES = replace(
    LITTLE_STUDY,
    screener=(),
    consent=replace(LITTLE_STUDY.consent, minimum_age=0, quotation=False),
)


def consent(played: Played, *uses: Use) -> None:
    for use in uses:
        feed(played, Consented(at=played.now, use=use))


def test_age_analysis_and_quotation_are_asked_one_after_the_other() -> None:
    played = invited()
    asked = [played.outcome.effects[0]]
    asked += [feed(played, Consented(at=NOON, use=u))[0] for u in (Use.AGE, Use.ANALYSIS)]
    assert asked == [AskConsent(use=use) for use in (Use.AGE, Use.ANALYSIS, Use.QUOTATION)]


def test_a_consent_is_recorded_with_wording_language_and_instant() -> None:
    played = invited()
    feed(played, Consented(at=NOON + DAY, use=Use.AGE))
    assert played.session.agreements == (
        Agreement(use=Use.AGE, given=True, wording="2026-01", language="en", at=NOON + DAY),
    )


def test_the_first_item_comes_after_the_last_consent() -> None:
    played = invited()
    consent(played, Use.AGE, Use.ANALYSIS, Use.QUOTATION)
    assert played.outcome.effects == (
        Say(phrase=phrases.SCREENER_INTRO),
        AskClosed(question="role"),
        WaitUntil(timer=4, due=NOON + DAY),
    )


def test_without_screener_the_first_question_comes_at_once() -> None:
    played = agreed(NO_QUOTES)
    assert played.outcome.effects == (
        Say(phrase=phrases.START),
        Ask(question="day", number=1, total=3),
        WaitUntil(timer=2, due=NOON + DAY),
    )


def test_refusing_to_be_quoted_changes_nothing_else() -> None:
    played = invited()
    consent(played, Use.AGE, Use.ANALYSIS)
    effects = feed(played, Declined(at=NOON, use=Use.QUOTATION))
    assert effects[1] == AskClosed(question="role")
    assert [a.given for a in played.session.agreements] == [True, True, False]


def test_declining_to_take_part_is_a_refusal() -> None:
    played = invited()
    consent(played, Use.AGE)
    assert feed(played, Declined(at=NOON + DAY, use=Use.ANALYSIS)) == (
        Close(disposition=Disposition.REFUSAL, phrase=phrases.CLOSED_REFUSAL),
        StopWaiting(),
        Export(revision=1),
    )
    assert (played.session.phase, played.session.closed_at) == (Phase.CLOSED, NOON + DAY)


def test_who_is_too_young_is_screened_out() -> None:
    played = invited()
    effects = feed(played, Declined(at=NOON, use=Use.AGE))
    phrase = phrases.CLOSED_SCREENED_OUT
    assert effects[0] == Close(disposition=Disposition.SCREENED_OUT, phrase=phrase)


def test_stopping_before_consent_is_a_refusal() -> None:
    played = invited()
    effects = feed(played, Stopped(at=NOON))
    phrase = phrases.CLOSED_REFUSAL
    assert effects[0] == Close(disposition=Disposition.REFUSAL, phrase=phrase)


def test_only_the_consent_that_is_asked_for_counts() -> None:
    played = invited()
    before = played.session
    for event in (Consented(at=NOON, use=Use.ANALYSIS), Declined(at=NOON, use=Use.RELEASE)):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_words_before_consent_are_not_kept() -> None:
    played = invited()
    effects = say(played, "1", "My secret")
    assert effects[:2] == (Say(phrase=phrases.TAP), AskConsent(use=Use.AGE))
    assert played.session.spoken == ()
    assert "My secret" not in repr(played.records)


def test_words_between_agreeing_and_the_question_on_quotes_are_kept() -> None:
    played = invited()
    consent(played, Use.AGE, Use.ANALYSIS)
    effects = say(played, "1")
    assert effects[:2] == (Say(phrase=phrases.TAP), AskConsent(use=Use.QUOTATION))
    assert played.session.spoken == (Spoken(question="", messages=("1",)),)
    feed(played, Edited(at=NOON, message="1", text="Better."))
    assert played.session.amendments == 1


def test_pictures_get_the_question_again() -> None:
    effects = feed(invited(), SentNonText(at=NOON, message="1", kind="photo"))
    assert effects[:2] == (Say(phrase=phrases.TAP), AskConsent(use=Use.AGE))


def test_consent_cannot_be_skipped_or_taken_back_like_an_answer() -> None:
    played = invited()
    assert feed(played, Skipped(at=NOON)) == (Say(phrase=phrases.SKIP_NOTHING),)
    assert feed(played, Undid(at=NOON)) == (Say(phrase=phrases.UNDO_NOTHING),)


def test_the_link_again_repeats_the_question_and_ends_a_break() -> None:
    played = invited()
    feed(played, Paused(at=NOON))
    effects = feed(played, Invited(at=NOON, version="v1"))
    assert effects == (AskConsent(use=Use.AGE), WaitUntil(timer=3, due=NOON + DAY))
    assert not played.session.paused


def test_silence_before_consent_is_a_break_off() -> None:
    played = invited()
    outcomes = played.wait(10 * DAY)
    assert [phrases_of(outcome.effects) for _, outcome in outcomes] == [
        [phrases.REMINDER],
        [phrases.REMINDER_LAST],
        [],
    ]
    assert played.session.disposition is Disposition.BREAK_OFF


def test_nothing_comes_of_buttons_and_replies_that_belong_elsewhere() -> None:
    before = invited().session
    for event in (
        Chose(at=NOON, question="role", option="work"),
        ProbeFailed(at=NOON, request=0),
    ):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)
