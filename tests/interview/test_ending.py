"""How interviews end, and what every end has in common."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tellmore.interview.effects import Export, Say
from tellmore.interview.ending import ended_as, revise, share_answered
from tellmore.interview.events import (
    AskedForDeletion,
    Chose,
    Consented,
    Declined,
    Event,
    Left,
    ProbeProposed,
    Skipped,
    Stopped,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Disposition, Phase, Session
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import Played
from tests.interview.playing import (
    DAY,
    agreed,
    ask_back,
    at_closing,
    begun,
    enough,
    feed,
    invited,
    say,
    tap,
)


def at_release() -> Played:
    played = at_closing()
    tap(played, "5")
    return played


def at_last_answer() -> Played:
    consent = replace(LITTLE_STUDY.consent, release=False)
    played = begun(replace(LITTLE_STUDY, closing=(), consent=consent))
    for _ in range(2):
        feed(played, Skipped(at=played.now))
    say(played, "1")
    return played


def at_consent() -> Played:
    played = invited()
    feed(played, Consented(at=played.now, use=Use.AGE))
    return played


ENDS: dict[str, tuple[Callable[[], Played], Callable[[Played], Event], Disposition]] = {
    "too young": (
        invited,
        lambda p: Declined(at=p.now, use=Use.AGE),
        Disposition.SCREENED_OUT,
    ),
    "declined": (
        at_consent,
        lambda p: Declined(at=p.now, use=Use.ANALYSIS),
        Disposition.REFUSAL,
    ),
    "stopped early": (invited, lambda p: Stopped(at=p.now), Disposition.REFUSAL),
    "screened out": (
        agreed,
        lambda p: Chose(at=p.now, question="role", option="other"),
        Disposition.SCREENED_OUT,
    ),
    "stopped": (begun, lambda p: Stopped(at=p.now), Disposition.BREAK_OFF),
    "blocked": (begun, lambda p: Left(at=p.now), Disposition.BREAK_OFF),
    "answered": (
        at_last_answer,
        lambda p: ProbeProposed(at=p.now, request=p.session.request, text=None),
        Disposition.PARTIAL,
    ),
    "released": (
        at_release,
        lambda p: Consented(at=p.now, use=Use.RELEASE),
        Disposition.COMPLETE,
    ),
    "not released": (
        at_release,
        lambda p: Declined(at=p.now, use=Use.RELEASE),
        Disposition.COMPLETE,
    ),
    "release skipped": (at_release, lambda p: Skipped(at=p.now), Disposition.COMPLETE),
}


@pytest.mark.parametrize("name", ENDS)
def test_every_end_is_filed_with_its_instant_and_leaves_nothing_pending(name: str) -> None:
    place, event_of, disposition = ENDS[name]
    played = place()
    feed(played, AskedForDeletion(at=played.now))
    played.now += DAY
    before = played.session
    feed(played, event_of(played))
    after = played.session
    assert (after.phase, after.disposition) == (Phase.CLOSED, disposition)
    assert (after.closed_at, after.deleting, after.paused) == (played.now, False, False)
    assert (after.request, after.timer) == (before.request + 1, before.timer + 1)
    assert after.revision == 1


@pytest.mark.parametrize("use", [Use.ANALYSIS, Use.RELEASE])
def test_a_last_word_on_consent_is_recorded_with_its_instant(use: Use) -> None:
    played = at_consent() if use is Use.ANALYSIS else at_release()
    played.now += DAY
    feed(played, Declined(at=played.now, use=use))
    newest = played.session.agreements[-1]
    assert (newest.use, newest.given, newest.at) == (use, False, played.now)


def test_the_share_counts_answers_and_not_questions_asked_back() -> None:
    played = begun()
    shares = [share_answered(LITTLE_STUDY, played.session)]
    say(played, "1", "What?")
    ask_back(played)
    shares.append(share_answered(LITTLE_STUDY, played.session))
    for message in ("2", "3"):
        say(played, message)
        shares.append(share_answered(LITTLE_STUDY, played.session))
        enough(played)
    assert shares == [0, 0, 1 / 3, 2 / 3]


def test_nothing_was_answered_before_consent() -> None:
    assert ended_as(LITTLE_STUDY, Session()) is Disposition.BREAK_OFF


def test_a_revision_is_ordered_after_what_is_said() -> None:
    said = Say(phrase="closed.already")
    outcome = revise(Outcome(Session(revision=3), (said,)))
    assert outcome == Outcome(Session(revision=4), (said, Export(revision=4)))
