"""The interviewer's moves, where no phase test says it better."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tellmore.interview import phrases
from tellmore.interview.effects import AskConsent, Redact, Say
from tellmore.interview.events import Skipped, Undid
from tellmore.interview.moves import (
    GRACE,
    NUDGE_EVERY,
    await_reply,
    open_item,
    pending_use,
    phase_at,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Phase, Session
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON
from tests.interview.playing import (
    DAY,
    HOUR,
    agreed,
    ask_back,
    at_closing,
    begun,
    fall_silent,
    feed,
    invited,
    phrases_of,
    say,
)


def due(outcome: Outcome) -> timedelta:
    (wait,) = outcome.effects
    waited: timedelta = wait.due - NOON  # type: ignore[union-attr]  # it is a wait
    return waited


@pytest.mark.parametrize(("reminded", "days"), [(0, 1), (1, 2), (2, 2), (5, 2)])
def test_each_reminder_waits_its_own_silence_and_then_the_last_once_more(
    reminded: int, days: int
) -> None:
    assert due(await_reply(LITTLE_STUDY, Session(reminded=reminded), at=NOON)) == days * DAY


@pytest.mark.parametrize(
    ("left", "waits"),
    [(2 * DAY, DAY), (3 * HOUR, 3 * HOUR), (HOUR / 2, GRACE), (-DAY, GRACE)],
)
def test_nobody_is_waited_for_beyond_the_end_but_for_a_while_of_grace(
    left: timedelta, waits: timedelta
) -> None:
    session = Session(expires_at=NOON + left)
    assert due(await_reply(LITTLE_STUDY, session, at=NOON)) == waits


def test_each_wait_makes_the_timer_before_it_stale() -> None:
    outcome = await_reply(LITTLE_STUDY, Session(timer=6), at=NOON)
    assert outcome.session.timer == 7


def test_nothing_is_open_while_thinking_or_closed() -> None:
    for phase in (Phase.THINKING, Phase.CLOSED):
        assert open_item(LITTLE_STUDY, Session(phase=phase)) == ()


def test_consents_are_pending_in_their_order_and_release_at_the_end() -> None:
    assert pending_use(LITTLE_STUDY, invited().session) is Use.AGE
    assert pending_use(LITTLE_STUDY, begun().session) is None
    without_taps = replace(LITTLE_STUDY, closing=())
    assert pending_use(without_taps, at_closing(without_taps).session) is Use.RELEASE


def test_where_an_interview_stands_follows_from_what_it_has_recorded() -> None:
    played = begun()
    say(played, "1")
    assert [
        phase_at(LITTLE_STUDY, session)
        for session in (
            Session(),
            invited().session,
            agreed().session,
            played.session,
            at_closing().session,
        )
    ] == [
        Phase.INVITING,
        Phase.CONSENTING,
        Phase.SCREENING,
        Phase.LISTENING,
        Phase.CLOSING,
    ]


def test_after_ten_seconds_one_is_asked_again() -> None:
    played = agreed()
    say(played, "1")
    played.now += NUDGE_EVERY - timedelta(seconds=1)
    assert say(played, "2") == ()
    played.now += timedelta(seconds=1)
    assert phrases_of(say(played, "3")) == [phrases.TAP]


def test_the_next_question_starts_with_nothing_explained() -> None:
    played = begun()
    say(played, "1", "What?")
    ask_back(played)
    feed(played, Skipped(at=NOON))
    assert played.session.clarified == 0


def test_who_speaks_is_reminded_from_the_beginning_again() -> None:
    played = begun()
    fall_silent(played)
    assert played.session.reminded == 1
    say(played, "1")
    assert played.session.reminded == 0


def test_taking_back_makes_the_request_under_way_stale() -> None:
    played = begun()
    say(played, "1")
    feed(played, Undid(at=NOON))
    assert played.session.request == 2


def test_with_nothing_to_take_back_nothing_changes() -> None:
    played = agreed()
    before = played.session
    feed(played, Undid(at=NOON))
    assert played.session == before


def test_a_remark_at_the_very_end_can_be_taken_back() -> None:
    played = at_closing(replace(LITTLE_STUDY, closing=()))
    say(played, "r")
    effects = feed(played, Undid(at=NOON))
    assert effects[:3] == (
        Redact(messages=("r",)),
        Say(phrase=phrases.UNDONE),
        AskConsent(use=Use.RELEASE),
    )


def test_silence_at_the_hour_of_expiry_ends_without_a_reminder() -> None:
    pace = replace(LITTLE_STUDY.pace, expiry=DAY / 2)
    played = begun(replace(LITTLE_STUDY, pace=pace))
    assert played.due == NOON + DAY / 2
    fall_silent(played)
    assert (played.session.phase, played.session.closed_at) == (Phase.CLOSED, NOON + DAY / 2)
