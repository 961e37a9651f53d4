"""Edits, as an analyst would say it."""

from tellmore.interview.amending import amend
from tellmore.interview.effects import Export
from tellmore.interview.events import Edited
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Exchange, Heard, Phase, Session, Spoken
from tellmore.testing.played import NOON


def edit(session: Session, message: str) -> Outcome:
    return amend(session, Edited(at=NOON, message=message, text="New."))


def heard(message: str, text: str = "Old.") -> Heard:
    return Heard(message=message, text=text)


def test_the_open_answer_takes_the_new_words() -> None:
    exchanges = (Exchange(asked="", heard=(heard("1"), heard("2"))),)
    session = Session(phase=Phase.LISTENING, exchanges=exchanges, heard=(heard("3"),))
    assert edit(session, "2") == Outcome(
        Session(
            phase=Phase.LISTENING,
            exchanges=(Exchange(asked="", heard=(heard("1"), heard("2", "New."))),),
            heard=(heard("3"),),
        )
    )
    assert edit(session, "3").session.heard == (heard("3", "New."),)
    assert edit(session, "3").session.amendments == 0


def test_an_earlier_answer_is_amended_beside_it() -> None:
    session = Session(phase=Phase.LISTENING, spoken=(Spoken(question="a", messages=("1",)),))
    outcome = edit(session, "1")
    assert (outcome.session.amendments, outcome.effects) == (1, ())


def test_a_closed_interview_is_exported_once_more() -> None:
    spoken = (Spoken(question="a", messages=("1",)),)
    for remembered in (Session(spoken=spoken), Session(heard=(heard("1"),))):
        session = Session(
            phase=Phase.CLOSED, revision=4, spoken=remembered.spoken, heard=remembered.heard
        )
        outcome = edit(session, "1")
        assert (outcome.session.amendments, outcome.session.revision) == (1, 5)
        assert outcome.effects == (Export(revision=5),)


def test_what_was_never_heard_changes_nothing() -> None:
    for phase in Phase:
        session = Session(phase=phase, heard=(heard("1"),))
        assert edit(session, "2") == Outcome(session)
