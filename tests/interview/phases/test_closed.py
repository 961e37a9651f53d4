"""Closed, as a researcher would say it."""

from dataclasses import replace

import pytest

from tellmore.interview import phrases
from tellmore.interview.effects import (
    Ask,
    AskClosed,
    AskConsent,
    Close,
    Export,
    OfferLanguages,
    ProposeProbe,
    Say,
)
from tellmore.interview.events import (
    Chose,
    ClarificationWanted,
    Consented,
    Declined,
    Edited,
    Event,
    FellSilent,
    Invited,
    Left,
    Paused,
    ProbeFailed,
    ProbeProposed,
    Resumed,
    Said,
    SentNonText,
    Skipped,
    Stopped,
    Undid,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Disposition, Phase, Session, Spoken
from tellmore.interview.step import step
from tellmore.interview.transcript import transcript
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON, Played
from tests.interview.playing import (
    DAY,
    MINUTE,
    agreed,
    at_closing,
    begun,
    break_off,
    enough,
    feed,
    invited,
    phrases_of,
    say,
    tap,
)

FIRST_QUESTION = Ask(question="day", number=1, total=3)


def broken_off() -> Played:
    """Return an interview that broke off at its first question, two days later."""
    played = begun()
    break_off(played)
    played.now += 2 * DAY
    return played


def completed() -> Played:
    played = at_closing()
    tap(played, "5")
    feed(played, Declined(at=played.now, use=Use.RELEASE))
    return played


def stopped() -> Played:
    played = begun()
    feed(played, Stopped(at=played.now))
    return played


def acts(played: Played) -> list[Event]:
    """Return everything that a participant can do without a command."""
    at = played.now
    return [
        Said(at=at, message="late", text="Hello?"),
        SentNonText(at=at, message="p", kind="photo"),
        Skipped(at=at),
        Undid(at=at),
    ]


def test_who_writes_after_a_silent_end_answers_the_open_question() -> None:
    played = broken_off()
    (propose, _) = say(played, "1")
    assert isinstance(propose, ProposeProbe)
    session = played.session
    assert (session.phase, session.disposition, session.closed_at) == (Phase.THINKING, None, None)
    assert session.reminded == 0


@pytest.mark.parametrize("kind", [Invited, Resumed, SentNonText])
def test_who_comes_back_after_a_silent_end_goes_on_where_it_broke_off(kind: type[Event]) -> None:
    played = broken_off()
    at = played.now
    events: dict[type[Event], Event] = {
        Invited: Invited(at=at, version="v1"),
        Resumed: Resumed(at=at),
        SentNonText: SentNonText(at=at, message="p", kind="photo"),
    }
    effects = feed(played, events[kind])
    assert effects[:2] == (Say(phrase=phrases.RESUMED), FIRST_QUESTION)
    assert played.session.phase is Phase.LISTENING


def test_an_answer_given_before_a_silent_end_is_considered_on_return() -> None:
    played = begun()
    say(played, "1")
    feed(played, Paused(at=played.now))
    break_off(played)
    effects = feed(played, Invited(at=played.now, version="v1"))
    assert effects[0] == Say(phrase=phrases.RESUMED)
    assert isinstance(effects[1], ProposeProbe)


def test_an_old_button_works_after_a_silent_end() -> None:
    played = agreed()
    break_off(played)
    assert tap(played, "work")[0] == AskClosed(question="use")
    assert played.session.disposition is None


def test_a_button_that_is_too_old_does_nothing_even_then() -> None:
    played = agreed()
    tap(played, "work")
    break_off(played)
    before = played.session
    event = Chose(at=played.now, question="role", option="learn")
    assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_skipping_and_taking_back_work_after_a_silent_end() -> None:
    played = broken_off()
    effects = feed(played, Skipped(at=played.now))
    assert effects[1] == Ask(question="wish", number=2, total=3)
    played = broken_off()
    assert feed(played, Undid(at=played.now))[1] == AskClosed(question="use")


def test_with_nothing_to_skip_who_comes_back_is_welcomed_back() -> None:
    for event_of in (Skipped, Undid):
        played = invited()
        break_off(played)
        effects = feed(played, event_of(at=played.now))
        assert effects[:2] == (Say(phrase=phrases.RESUMED), AskConsent(use=Use.AGE))


def test_words_after_a_silent_end_get_the_buttons_again_and_are_kept() -> None:
    played = agreed()
    break_off(played)
    effects = say(played, "1")
    assert effects[:2] == (Say(phrase=phrases.RESUMED), AskClosed(question="role"))
    assert played.session.spoken == (Spoken(question="role", messages=("1",)),)


def test_who_never_chose_a_language_can_still_do_so() -> None:
    played = invited(language="")
    break_off(played)
    effects = say(played, "1")
    assert effects[:2] == (Say(phrase=phrases.RESUMED), OfferLanguages())


def test_a_refusal_can_be_taken_back_by_a_word_or_a_tap() -> None:
    for event_of in (Said, Consented):
        played = invited()
        feed(played, Consented(at=NOON, use=Use.AGE))
        feed(played, Declined(at=NOON, use=Use.ANALYSIS))
        if event_of is Said:
            effects = say(played, "1")
            assert effects[:2] == (Say(phrase=phrases.RESUMED), AskConsent(use=Use.ANALYSIS))
        else:
            effects = feed(played, Consented(at=NOON, use=Use.ANALYSIS))
            assert effects[0] == AskConsent(use=Use.QUOTATION)
        assert played.session.disposition is None


def test_a_second_tap_on_no_is_the_same_no() -> None:
    played = invited()
    feed(played, Consented(at=NOON, use=Use.AGE))
    no = Declined(at=NOON, use=Use.ANALYSIS)
    feed(played, no)
    before = played.session
    assert step(LITTLE_STUDY, before, no) == Outcome(before)


def test_a_late_no_to_quotes_counts() -> None:
    played = invited()
    for use in (Use.AGE, Use.ANALYSIS):
        feed(played, Consented(at=NOON, use=use))
    break_off(played)
    effects = feed(played, Declined(at=played.now, use=Use.QUOTATION))
    assert effects[1] == AskClosed(question="role")


def test_words_do_not_undo_stop_but_the_link_does() -> None:
    for event in acts(stopped()):
        played = stopped()
        assert phrases_of(feed(played, event)) == [phrases.CLOSED_STOPPED]
        assert played.session.phase is Phase.CLOSED
    played = stopped()
    effects = feed(played, Invited(at=NOON, version="v1"))
    assert effects[:2] == (Say(phrase=phrases.RESUMED), FIRST_QUESTION)
    assert not played.session.stopped


def test_old_buttons_do_not_undo_stop() -> None:
    played = agreed()
    feed(played, Stopped(at=NOON))
    before = played.session
    event = Chose(at=NOON, question="role", option="work")
    assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_words_after_stop_are_kept_as_a_remark_and_exported() -> None:
    played = stopped()
    assert say(played, "1") == (Say(phrase=phrases.CLOSED_STOPPED), Export(revision=2))
    assert played.session.spoken == (Spoken(question="", messages=("1",)),)


def test_stop_after_a_silent_end_makes_it_an_end_on_purpose() -> None:
    played = broken_off()
    assert phrases_of(feed(played, Stopped(at=played.now))) == [phrases.CLOSED_STOPPED]
    assert played.session.disposition is Disposition.BREAK_OFF
    played.now += MINUTE
    assert phrases_of(say(played, "1")) == [phrases.CLOSED_STOPPED]


def test_stop_after_silence_before_consent_is_answered_like_a_refusal() -> None:
    played = invited()
    break_off(played)
    assert phrases_of(feed(played, Stopped(at=played.now))) == [phrases.CLOSED_REFUSAL]
    assert not played.session.stopped


def test_a_break_after_a_silent_end_is_granted() -> None:
    played = broken_off()
    assert phrases_of(feed(played, Paused(at=played.now))) == [phrases.PAUSED]


def test_a_break_after_the_end_is_answered_with_how_it_ended() -> None:
    assert phrases_of(feed(completed(), Paused(at=NOON))) == [phrases.CLOSED_ALREADY]
    assert phrases_of(feed(stopped(), Paused(at=NOON))) == [phrases.CLOSED_STOPPED]


def test_when_the_time_is_over_nobody_goes_on() -> None:
    for number in range(4):
        played = broken_off()
        played.now = NOON + 30 * DAY
        assert phrases_of(feed(played, acts(played)[number])) == [phrases.CLOSED_EXPIRED]
        assert played.session.phase is Phase.CLOSED
    for event in (Invited(at=NOON + 30 * DAY, version="v1"), Paused(at=NOON + 30 * DAY)):
        assert phrases_of(feed(broken_off(), event)) == [phrases.CLOSED_EXPIRED]


def test_until_the_last_moment_people_can_go_on() -> None:
    played = broken_off()
    played.now = NOON + 30 * DAY - MINUTE
    feed(played, Invited(at=played.now, version="v1"))
    assert played.session.phase is Phase.LISTENING
    assert played.due == played.now + 60 * MINUTE


def test_words_when_the_time_is_over_are_kept_as_a_remark() -> None:
    played = broken_off()
    played.now = NOON + 31 * DAY
    assert say(played, "1")[1] == Export(revision=2)


def test_a_complete_interview_stays_complete() -> None:
    for number in range(4):
        played = completed()
        assert phrases_of(feed(played, acts(played)[number])) == [phrases.CLOSED_ALREADY]
        assert played.session.disposition is Disposition.COMPLETE
    for event in (Invited(at=NOON, version="v1"), Resumed(at=NOON), Stopped(at=NOON)):
        assert phrases_of(feed(completed(), event)) == [phrases.CLOSED_ALREADY]


def test_a_burst_after_the_end_is_answered_once_and_kept_whole() -> None:
    played = completed()
    assert say(played, "1") == (Say(phrase=phrases.CLOSED_ALREADY), Export(revision=2))
    assert say(played, "2") == (Export(revision=3),)
    assert played.session.spoken[-1] == Spoken(question="", messages=("1", "2"))


def test_a_remark_that_comes_twice_is_kept_once() -> None:
    played = completed()
    say(played, "1")
    before = played.session
    assert say(played, "1") == ()
    assert played.session == before


def test_a_late_edit_is_exported_once_more() -> None:
    played = completed()
    assert feed(played, Edited(at=NOON, message="q0", text="Better.")) == (Export(revision=2),)
    assert (played.session.amendments, played.session.revision) == (1, 2)


def test_a_late_edit_of_the_answer_that_was_open_is_exported_too() -> None:
    played = begun()
    say(played, "1")
    feed(played, Stopped(at=NOON))
    assert feed(played, Edited(at=NOON, message="1", text="Better.")) == (Export(revision=2),)
    assert played.session.amendments == 1


def test_a_late_edit_of_what_was_never_heard_changes_nothing() -> None:
    played = completed()
    before = played.session
    event = Edited(at=NOON, message="gone", text="Better.")
    assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_who_was_screened_out_stays_out() -> None:
    played = agreed()
    tap(played, "other")
    effects = feed(played, Invited(at=NOON, version="v1"))
    assert effects == (Say(phrase=phrases.CLOSED_SCREENED_OUT),)
    before = played.session
    event = Chose(at=NOON, question="role", option="work")
    assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_who_skipped_to_the_end_cannot_go_on_but_is_heard() -> None:
    played = begun(replace(LITTLE_STUDY, closing=()))
    for _ in range(4):
        feed(played, Skipped(at=NOON))
    assert played.session.disposition is Disposition.PARTIAL
    assert say(played, "1") == (Say(phrase=phrases.CLOSED_ALREADY), Export(revision=2))


def test_who_unblocks_goes_on() -> None:
    played = begun()
    assert feed(played, Left(at=NOON))[0] == Close(disposition=Disposition.BREAK_OFF)
    say(played, "1")
    assert played.session.phase is Phase.THINKING


def test_an_interview_that_reopened_ends_with_a_new_revision() -> None:
    played = broken_off()
    say(played, "1")
    enough(played)
    break_off(played)
    assert played.session.revision == 2


def test_late_replies_and_timers_change_nothing() -> None:
    before = broken_off().session
    for event in (
        ProbeProposed(at=NOON, request=before.request, text="Why?"),
        ClarificationWanted(at=NOON, request=before.request),
        ProbeFailed(at=NOON, request=before.request),
        FellSilent(at=NOON, timer=before.timer),
    ):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_who_has_filled_places_is_told_that_enough_took_part() -> None:
    full = Session(
        phase=Phase.CLOSED, version="v1", order=("day",), disposition=Disposition.OVER_QUOTA
    )
    outcome = step(LITTLE_STUDY, full, Invited(at=NOON, version="v1"))
    assert outcome.effects == (Say(phrase=phrases.CLOSED_OVER_QUOTA),)


def test_who_comes_back_comes_back_wholly() -> None:
    played = stopped()
    say(played, "1")
    feed(played, Invited(at=NOON, version="v1"))
    session = played.session
    assert (session.stopped, session.nudged_at, session.closed_at) == (False, None, None)


def test_a_burst_of_pictures_after_stop_is_answered_once() -> None:
    played = stopped()
    picture = SentNonText(at=NOON, message="p", kind="photo")
    assert phrases_of(feed(played, picture)) == [phrases.CLOSED_STOPPED]
    assert feed(played, picture) == ()


def test_wishes_for_a_break_after_a_silent_end_are_granted_once() -> None:
    played = broken_off()
    assert phrases_of(feed(played, Paused(at=played.now))) == [phrases.PAUSED]
    assert feed(played, Paused(at=played.now)) == ()


def test_a_burst_when_the_time_is_over_is_answered_once() -> None:
    played = broken_off()
    played.now = NOON + 31 * DAY
    assert phrases_of(feed(played, Skipped(at=played.now))) == [phrases.CLOSED_EXPIRED]
    assert feed(played, Skipped(at=played.now)) == ()


def test_a_late_last_tap_completes_what_broke_off_at_the_taps() -> None:
    played = begun()
    for _ in range(3):
        feed(played, Skipped(at=NOON))
    break_off(played)
    assert played.session.disposition is Disposition.BREAK_OFF
    assert tap(played, "5")[0] == AskConsent(use=Use.RELEASE)


def test_stop_is_always_answered() -> None:
    played = broken_off()
    feed(played, Paused(at=played.now))
    assert phrases_of(feed(played, Stopped(at=played.now))) == [phrases.CLOSED_STOPPED]


def test_the_first_word_after_the_end_is_answered_even_in_a_burst() -> None:
    played = begun()
    feed(played, SentNonText(at=NOON, message="p", kind="photo"))
    feed(played, Stopped(at=NOON))
    assert phrases_of(say(played, "1")) == [phrases.CLOSED_STOPPED]


def test_a_remark_after_stop_survives_when_the_question_is_taken_back_later() -> None:
    played = begun()
    say(played, "1")
    feed(played, Paused(at=played.now))
    break_off(played)
    feed(played, Stopped(at=played.now))
    say(played, "remark")
    feed(played, Invited(at=played.now, version="v1"))
    feed(played, Undid(at=played.now))
    shown = {turn.message for turn in transcript(played.records) if not turn.withdrawn}
    assert shown == {"", "remark"}
    assert played.session.spoken == (Spoken(question="", messages=("remark",)),)


def test_before_a_language_is_chosen_there_is_nothing_to_skip_or_to_agree_to() -> None:
    for event_of in (Skipped, Undid):
        played = invited(language="")
        break_off(played)
        effects = feed(played, event_of(at=played.now))
        assert effects[:2] == (Say(phrase=phrases.RESUMED), OfferLanguages())
    played = invited(language="")
    break_off(played)
    assert feed(played, Consented(at=played.now, use=Use.AGE)) == ()
