"""Which languages are offered first, and which one is meant by a name."""

import pytest

from tellmore.languages.catalogues import default_folder
from tellmore.languages.choosing import (
    in_alphabetical_order,
    languages_called,
    likely_languages,
)
from tellmore.languages.language import read_languages

LANGUAGES = read_languages(default_folder())
TAGS = tuple(language.tag for language in LANGUAGES)


@pytest.mark.parametrize(
    ("hint", "first", "among"),
    [
        ("uk", "uk", "ru"),
        ("es-MX", "es", "en"),
        ("hi", "hi", "bn"),
        ("zh-hans-raw", "zh-Hans", "en"),
        ("pt-br", "pt", "en"),
        ("ckb", "ckb", "ar"),
        ("sw", "sw", "en"),
        ("in", "id", "en"),
    ],
)
def test_the_apps_language_comes_first_then_what_is_spoken_around_it(
    hint: str, first: str, among: str
) -> None:
    likely = likely_languages(hint, TAGS, 8)

    assert likely[0] == first
    assert among in likely
    assert len(set(likely)) == len(likely) == 8


@pytest.mark.parametrize("hint", ["", "xx", "klingon", "\ud800", "en-US-x-y"])
def test_an_app_that_says_nothing_gets_what_most_people_speak(hint: str) -> None:
    assert "en" in likely_languages(hint, TAGS, 8)


def test_only_what_is_available_is_offered() -> None:
    assert set(likely_languages("ru", ("sw", "hi"), 8)) == {"hi", "sw"}
    assert likely_languages("ru", ("sw", "hi", "en"), 1) == ("en",)
    assert likely_languages("ru", (), 8) == ()


@pytest.mark.parametrize(
    ("text", "spoken", "tags"),
    [
        ("Kiswahili", "", ("sw",)),
        ("ESPANOL!", "", ("es",)),
        ("французский", "ru", ("fr",)),
        ("German", "", ("de",)),
        ("chinese", "", ("zh-Hans", "zh-Hant")),
        ("portug", "", ("pt", "pt-PT")),
        ("kurdi", "", ("ckb",)),
        ("日本語", "", ("ja",)),
        ("العربيه", "", ()),
        ("العربية", "", ("ar",)),
        ("de", "", ("de",)),
        ("Klingon", "", ()),
        ("a", "", ()),
        ("?!", "", ()),
    ],
)
def test_a_language_is_known_by_its_names_and_their_beginnings(
    text: str, spoken: str, tags: tuple[str, ...]
) -> None:
    assert languages_called(text, LANGUAGES, spoken=spoken) == tags


def test_exactly_means_no_beginnings() -> None:
    assert languages_called("portug", LANGUAGES, exact=True) == ()


def test_the_list_of_all_goes_script_by_script() -> None:
    ordered = [language.endonym for language in in_alphabetical_order(LANGUAGES)]

    assert ordered.index("dansk") < ordered.index("Deutsch") < ordered.index("русский")
    assert sorted(ordered) == sorted(language.endonym for language in LANGUAGES)
