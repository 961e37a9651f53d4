"""Whole interviews through the one door, and that the door never jams."""

from typing import get_args

import pytest

from tellmore.interview.effects import Close, Effect
from tellmore.interview.events import (
    Chose,
    Consented,
    Declined,
    Edited,
    Event,
    Exported,
    FellSilent,
    Invited,
    LanguageChosen,
    ProbeFailed,
    ProbeProposed,
    Said,
    SentNonText,
)
from tellmore.interview.session import Disposition, Phase, Session
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON, Played
from tests.interview.playing import (
    agreed,
    at_closing,
    begun,
    break_off,
    enough,
    feed,
    invited,
    probe,
    say,
    tap,
)

DETAILS: dict[str, object] = {
    "version": "v1",
    "invite": "poster",
    "order": (),
    "language": "en",
    "use": Use.ANALYSIS,
    "question": "role",
    "option": "work",
    "message": "1",
    "text": "Words.",
    "kind": None,
    "request": 1,
    "timer": 1,
    "revision": 1,
    "model": "",
    "reason": "",
    "hint": "de-AT",
    "written": "de",
    "script": "Latn",
    "page": 1,
    "among": (),
    "unknown": False,
}


def example(kind: type[Event]) -> Event:
    """Return one event of this kind."""
    named = {name: DETAILS[name] for name in kind.__dataclass_fields__ if name != "at"}
    return kind(at=NOON, **named)  # type: ignore[arg-type]  # each name has one type


def places() -> dict[Phase, Session]:
    """Return a session in each phase."""
    thinking, ended = begun(), begun()
    say(thinking, "1")
    break_off(ended)
    return {
        Phase.INVITING: invited(language="").session,
        Phase.CONSENTING: invited().session,
        Phase.SCREENING: agreed().session,
        Phase.LISTENING: begun().session,
        Phase.THINKING: thinking.session,
        Phase.CLOSING: at_closing().session,
        Phase.CLOSED: ended.session,
    }


@pytest.mark.parametrize("phase", Phase)
def test_every_event_is_legal_in_every_phase(phase: Phase) -> None:
    session = places()[phase]
    assert session.phase is phase
    for kind in get_args(Event):
        event = example(kind)
        outcome = step(LITTLE_STUDY, session, event)
        assert outcome == step(LITTLE_STUDY, session, event)


def test_an_interview_goes_from_the_link_to_its_end() -> None:
    played = at_closing()
    tap(played, "4")
    feed(played, Consented(at=NOON, use=Use.RELEASE))
    closes: list[Effect] = [effect for effect in played.effects if isinstance(effect, Close)]
    assert closes == [Close(disposition=Disposition.COMPLETE, phrase="closed.complete")]
    assert [choice.option for choice in played.session.choices] == ["work", "yes", "4"]
    assert [spoken.messages for spoken in played.session.spoken] == [("q0",), ("q1",), ("q2",)]
    assert played.session.left == ("day", "wish", "more")


def test_each_question_has_its_own_policy() -> None:
    played = begun()
    probes = {}
    for question in ("day", "wish", "more"):
        asked = 0
        for number in range(5):
            if played.session.current != question:
                break
            say(played, f"{question}{number}")
            probe(played)
            asked = max(asked, played.session.probes)
        probes[question] = asked
    assert probes == {"day": 2, "wish": 1, "more": 0}


def test_a_second_start_resumes_and_does_not_restart() -> None:
    played = begun()
    say(played, "1")
    enough(played)
    position = played.session.position
    feed(played, Invited(at=NOON, version="v2", language="de"))
    assert (played.session.position, played.session.language) == (position, "en")
    assert played.session.version == "v1"


@pytest.mark.parametrize(
    "event",
    [
        Said(at=NOON, message="1", text="Again."),
        ProbeProposed(at=NOON, request=1, text="Why?"),
        ProbeFailed(at=NOON, request=1),
        FellSilent(at=NOON, timer=1),
        Consented(at=NOON, use=Use.ANALYSIS),
        Declined(at=NOON, use=Use.QUOTATION),
        Chose(at=NOON, question="role", option="work"),
        Edited(at=NOON, message="gone", text="?"),
        LanguageChosen(at=NOON, language="fr"),
        Exported(at=NOON, revision=0),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_comes_twice_or_too_late_changes_nothing(event: Event) -> None:
    played = begun()
    say(played, "1")
    feed(played, ProbeProposed(at=NOON, request=1, text="Why?"))
    before = played.session
    assert feed(played, event) == ()
    assert played.session == before


def test_only_what_matters_is_put_into_the_journal() -> None:
    played = Played()
    feed(played, SentNonText(at=NOON, message="p", kind="photo"))
    assert played.records == []
    feed(played, Invited(at=NOON, version="v1"))
    assert [record.number for record in played.records] == [1]
