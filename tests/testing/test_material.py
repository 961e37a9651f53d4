"""There is enough to say, in every language that a study runs in."""

from dataclasses import replace

import pytest

from tellmore.languages import catalogues
from tellmore.stores import study_files
from tellmore.study.closed_question import ClosedQuestion, Option
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.material import Material, material

STUDIES = study_files.read_all()


@pytest.mark.parametrize("key", STUDIES)
def test_people_can_say_a_dozen_different_things_in_every_language(key: str) -> None:
    spoken = material(STUDIES[key])

    assert tuple(spoken) == STUDIES[key].languages
    assert {len(set(said.sentences)) for said in spoken.values()} == {12}
    assert {len(set(said.short)) for said in spoken.values()} == {3}


def test_every_language_of_the_catalogues_has_words_of_its_own() -> None:
    everywhere = replace(LITTLE_STUDY, languages=catalogues.load().tags)
    said = [one for words in material(everywhere).values() for one in words.sentences]

    assert len(said) == len(set(said)) == 24 * len(everywhere.languages)


def test_a_language_without_sentences_is_spoken_in_the_studys_own_words() -> None:
    spoken = material(LITTLE_STUDY)["de"]

    assert spoken == Material(
        back="?", short=("Arbeiten",), sentences=("Arbeiten", "Lernen", "Etwas anderes")
    )


def test_a_study_without_labels_lends_its_title() -> None:
    number = ClosedQuestion(key="n", text={"en": "n", "de": "n"}, options=(Option(code="1"),))
    wordless = replace(LITTLE_STUDY, screener=(number,), closing=())

    assert material(wordless)["de"].sentences == ("Tage",)
