"""Every fixed sentence keeps the rules for what people read on a phone."""

import re
import sys
from string import Formatter

import pytest

from tellmore.interview import phrases
from tellmore.interview.phrases import PHRASES, Phrase

EVERY = list(PHRASES.values())
PLACES = {
    *("n", "total", "language", "organisation", "title", "purpose", "contact", "receipt"),
    *("word", "helpline", "code", "link", "app"),
}


def by_key(phrase: Phrase) -> str:
    return phrase.key


@pytest.mark.parametrize("phrase", EVERY, ids=by_key)
def test_a_phrase_is_one_paragraph_without_markup(phrase: Phrase) -> None:
    for text in filter(None, (phrase.text, phrase.plural)):
        assert text == text.strip()
        assert not re.search(r"[\n<>*_`]", text)


@pytest.mark.parametrize("phrase", EVERY, ids=by_key)
def test_only_known_places_are_filled_in(phrase: Phrase) -> None:
    for text in filter(None, (phrase.text, phrase.plural)):
        places = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        assert places <= PLACES


@pytest.mark.parametrize("phrase", EVERY, ids=by_key)
def test_a_button_fits_on_a_phone(phrase: Phrase) -> None:
    if phrase.key.startswith("button."):
        assert len(phrase.text) <= 15


@pytest.mark.parametrize("phrase", EVERY, ids=by_key)
def test_a_probe_is_one_open_question(phrase: Phrase) -> None:
    if phrase.key.startswith("probe."):
        assert phrase.text.count("?") == 1
        assert phrase.text.endswith("?")


def test_a_counted_phrase_has_both_forms_and_its_number() -> None:
    counted = [phrase for phrase in EVERY if phrase.plural]
    assert len(counted) == 6
    assert all("{n}" in phrase.text and "{n}" in phrase.plural for phrase in counted)


def test_constants_name_the_keys_under_which_phrases_are_registered() -> None:
    constants = {
        value
        for module in phrases.MODULES
        for name, value in vars(sys.modules[module]).items()
        if name.isupper() and isinstance(value, str)
    }
    assert constants == set(PHRASES)
    assert all(key == phrase.key for key, phrase in PHRASES.items())


def test_the_first_sentence_says_that_no_person_asks() -> None:
    assert "not a person" in PHRASES[phrases.CONSENT_INTRO].text
