"""There is enough to say, in every language that a study runs in."""

from dataclasses import replace

import pytest

from tellmore.interview import phrases
from tellmore.languages import catalogues
from tellmore.stores import study_files
from tellmore.study.closed_question import ClosedQuestion, Option
from tellmore.study.wording import worded
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.material import Material, material

STUDIES = study_files.read_all()
PREPARED = ("en", "es", "ar", "hi", "ru", "sw")


@pytest.mark.parametrize("key", STUDIES)
def test_people_can_say_a_dozen_different_things_in_every_language(key: str) -> None:
    spoken = material(STUDIES[key])

    assert tuple(spoken) == STUDIES[key].languages
    assert min(len(set(said.sentences)) for said in spoken.values()) >= 5
    assert {len(spoken[tag].sentences) for tag in PREPARED} == {12}
    assert {len(set(said.short)) for said in spoken.values()} == {3}


@pytest.mark.parametrize("key", STUDIES)
def test_every_language_has_words_of_its_own(key: str) -> None:
    said = [one for words in material(STUDIES[key]).values() for one in words.sentences]

    assert len(said) == len(set(said))


def test_a_language_without_sentences_is_spoken_in_the_studys_own_words() -> None:
    spoken = material(LITTLE_STUDY)["de"]

    assert spoken == Material(
        back=catalogues.load().render("de", phrases.LISTEN_CLARIFICATION).split("|")[0],
        short=("Arbeiten", "Lernen", "Etwas anderes"),
        sentences=(
            worded(LITTLE_STUDY.purpose, "de", source="en"),
            worded(LITTLE_STUDY.farewell, "de", source="en"),
            worded(LITTLE_STUDY.consent.text, "de", source="en"),
        ),
    )


def test_a_study_without_labels_lends_its_title() -> None:
    number = ClosedQuestion(key="n", text={"en": "n", "de": "n"}, options=(Option(code="1"),))
    wordless = replace(LITTLE_STUDY, screener=(number,), closing=())

    assert material(wordless)["de"].short == ("Tage",)
