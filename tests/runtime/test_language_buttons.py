"""Buttons by which a language is chosen."""

from datetime import UTC, datetime

import pytest

from tellmore.interview.events import AskedForLanguages, LanguageChosen
from tellmore.languages.catalogues import default_folder
from tellmore.languages.language import read_languages
from tellmore.runtime import buttons
from tellmore.runtime.language_buttons import ON_A_PAGE, endonyms, likeliest, page_of

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LANGUAGES = read_languages(default_folder())


def test_the_pages_together_hold_every_language_once() -> None:
    pages = -(-len(LANGUAGES) // ON_A_PAGE)
    shown = [
        event
        for page in range(1, pages + 1)
        for row in page_of(LANGUAGES, page)
        for button in row
        if isinstance(event := buttons.event_of(button.data, at=NOON), LanguageChosen)
    ]

    assert sorted(event.language for event in shown) == sorted(one.tag for one in LANGUAGES)


def test_a_page_leads_to_those_beside_it() -> None:
    *_, first = page_of(LANGUAGES, 1)
    *_, second = page_of(LANGUAGES, 2)

    assert [buttons.event_of(one.data, at=NOON) for one in first] == [
        AskedForLanguages(at=NOON, page=2)
    ]
    assert [one.label[0] for one in second] == ["◀", "▶"]


@pytest.mark.parametrize("page", [-1, 0, 99])
def test_a_page_that_is_not_there_is_the_nearest(page: int) -> None:
    assert page_of(LANGUAGES, page) in {page_of(LANGUAGES, 1), page_of(LANGUAGES, 4)}


def test_few_languages_need_no_turning() -> None:
    assert page_of(LANGUAGES[:3], 1) == endonyms(LANGUAGES[:3])


def test_the_likeliest_begin_with_the_apps_own() -> None:
    assert likeliest(LANGUAGES, hint="sw")[0][0].label == "Kiswahili"


@pytest.mark.parametrize("data", ["L:", "L:x", "L:-1", "L:1:2", "L:99999", "L:²"])
def test_a_forged_page_is_the_short_list(data: str) -> None:
    assert buttons.event_of(data, at=NOON) == AskedForLanguages(at=NOON)
