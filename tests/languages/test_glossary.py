"""The words that each language uses: complete, and used."""

from pathlib import Path

import pytest

from tellmore.errors import OurFault
from tellmore.languages.catalogues import default_folder
from tellmore.languages.gate import faults
from tellmore.languages.glossary import GLOSSARY, TERMS, Glossary, read_glossaries
from tellmore.languages.language import read_languages
from tests.languages.conftest import Translate

OURS = read_glossaries(default_folder())
TABLE = """
[pt]
address = "formal"
gender = "neutral"
script = "Latn"
notes = "none"
[pt.terms]
delete = "apagar | apag, elimin"
"""


def test_each_is_of_a_language_of_the_listing() -> None:
    assert set(OURS) <= {language.tag for language in read_languages(default_folder())}


@pytest.mark.parametrize("tag", OURS)
def test_each_names_every_term_with_what_its_forms_share(tag: str) -> None:
    glossary = OURS[tag]

    assert sorted(glossary.terms) == sorted(TERMS)
    assert all(glossary.stems.values())
    assert glossary.address
    assert glossary.gender


def test_a_glossary_is_read(folder: Path) -> None:
    (folder / GLOSSARY).write_text(TABLE, "utf-8")

    assert read_glossaries(folder) == {
        "pt": Glossary(
            address="formal",
            gender="neutral",
            script="Latn",
            notes="none",
            terms={"delete": "apagar"},
            stems={"delete": ("apagar", "apag", "elimin")},
        )
    }


@pytest.mark.parametrize("broken", ["[pt", "[pt]\n", TABLE.replace("[pt.terms]", "[pt.words]")])
def test_a_malformed_one_is_refused(folder: Path, broken: str) -> None:
    (folder / GLOSSARY).write_text(broken, "utf-8")

    with pytest.raises(OurFault, match=GLOSSARY):
        read_glossaries(folder)


def test_without_a_file_there_are_none(folder: Path) -> None:
    assert read_glossaries(folder) == {}


def test_another_word_than_the_glossarys_is_found(folder: Path, translate: Translate) -> None:
    (folder / GLOSSARY).write_text(TABLE, "utf-8")
    translate(
        "pt",
        {
            "delete.kept": ["Nada foi removido."],
            "delete.started": ["Estou removendo tudo agora."],
            "button.delete": ["Sim, remover"],
        },
    )

    assert any("“delete” is called" in fault for fault in faults(folder))
