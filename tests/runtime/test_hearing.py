"""Typed words that mean a tap."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tellmore.interview.events import (
    AskedForLanguages,
    Chose,
    Consented,
    Declined,
    DeletionCancelled,
    DeletionConfirmed,
    Event,
    LanguageChosen,
    Said,
)
from tellmore.interview.session import Phase, Session
from tellmore.languages.detection import Detector
from tellmore.runtime.hearing import Hearing, plainly
from tellmore.study.consent import Use
from tests.runtime.surroundings import SPOKEN, little_study

STUDY = little_study()
HEARING = Hearing(catalogues=SPOKEN, detector=Detector(SPOKEN.languages))
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ORDER = STUDY.order()
BUS = Chose(at=NOON, question="mode", option="bus")
EGYPT = Chose(at=NOON, question="country", option="EG")


def said(text: str) -> Said:
    return Said(at=NOON, message="1", text=text)


def at(item: str, phase: Phase, language: str = "en") -> Session:
    return Session(phase=phase, language=language, order=ORDER, position=ORDER.index(item))


CONSENTING = Session(phase=Phase.CONSENTING, language="en", order=ORDER)


@pytest.mark.parametrize(
    ("session", "text", "event"),
    [
        (Session(), "عربي العربية", AskedForLanguages(at=NOON, page=1, unknown=True)),
        (Session(), "I would rather speak it with you", None),
        (Session(), "العربية", LanguageChosen(at=NOON, language="ar")),
        (Session(), "arabic!", LanguageChosen(at=NOON, language="ar")),
        (CONSENTING, "Yes.", Consented(at=NOON, use=Use.AGE)),
        (CONSENTING, "NO", Declined(at=NOON, use=Use.AGE)),
        (CONSENTING, "yes but", None),
        (at("mode", Phase.SCREENING), "by BUS", BUS),
        (
            at("mode", Phase.SCREENING, "ar"),
            "بالحافلة",
            Chose(at=NOON, question="mode", option="bus"),
        ),
        (at("rating", Phase.CLOSING), "7", Chose(at=NOON, question="rating", option="7")),
        (at("rating", Phase.CLOSING), "8", None),
        (at("country", Phase.CLOSING), "kenya", Chose(at=NOON, question="country", option="KE")),
        (
            at("country", Phase.CLOSING, "ar"),
            "مصر",
            Chose(at=NOON, question="country", option="EG"),
        ),
        (at("country", Phase.CLOSING), "Narnia", None),
        (at("way", Phase.LISTENING), "yes", None),
    ],
)
def test_a_label_that_is_typed_is_a_tap(session: Session, text: str, event: Event | None) -> None:
    assert HEARING.understand(STUDY, session, said(text)) == (event or said(text))


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Yes, delete", DeletionConfirmed(at=NOON)),
        ("yes!", DeletionConfirmed(at=NOON)),
        ("no, keep", DeletionCancelled(at=NOON)),
        ("No", DeletionCancelled(at=NOON)),
        ("yes, I am at work", None),
    ],
)
def test_the_question_of_deletion_may_be_answered_by_typing(text: str, event: Event | None) -> None:
    asked = replace(at("way", Phase.LISTENING), deleting=True)

    assert HEARING.understand(STUDY, asked, said(text)) == (event or said(text))


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Arabic please", LanguageChosen(at=NOON, language="ar")),
        ("Can we speak Arabic?", LanguageChosen(at=NOON, language="ar")),
        ("please in العربية", LanguageChosen(at=NOON, language="ar")),
        ("Arabic", None),
        ("I speak Arabic with my mother", None),
        ("English please", None),
        ("can we speak Klingon", None),
    ],
)
def test_a_wish_for_a_language_is_granted_at_once(text: str, event: Event | None) -> None:
    assert HEARING.understand(STUDY, at("way", Phase.LISTENING), said(text)) == (
        event or said(text)
    )


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("العربية", LanguageChosen(at=NOON, language="ar")),
        ("Klingon", AskedForLanguages(at=NOON, page=1, unknown=True)),
        ("I walk to work every day.", None),
    ],
)
def test_while_a_list_is_open_a_language_can_be_written(text: str, event: Event | None) -> None:
    choosing = replace(at("way", Phase.LISTENING), choosing=True)

    assert HEARING.understand(STUDY, choosing, said(text)) == (event or said(text))


def test_an_answer_carries_the_language_that_it_is_written_in() -> None:
    arabic = "أذهب إلى العمل كل يوم بالحافلة مع أصدقائي في الصباح الباكر"
    heard = HEARING.understand(STUDY, at("way", Phase.LISTENING), said(arabic))

    assert (heard.written, heard.script) == ("ar", "Arab")  # type: ignore[union-attr] # it is said


def test_a_language_that_the_study_lacks_is_not_noted() -> None:
    russian = "Каждый день я езжу на работу на автобусе вместе со своими друзьями"
    heard = HEARING.understand(STUDY, at("way", Phase.LISTENING), said(russian))

    assert (heard.written, heard.script) == ("", "Cyrl")  # type: ignore[union-attr] # it is said


def test_comparison_forgets_case_points_and_spaces() -> None:
    assert plainly("  Yes,  PLEASE! ") == plainly("yes please") == "yes please"
