"""Pseudo-languages: English in disguise, which the gate and the catalogues take for real."""

from pathlib import Path

import pytest

from tellmore.interview.phrases import PHRASES
from tellmore.languages.catalogues import default_folder, load
from tellmore.languages.gate import RULES, complete, faults, placeholders_are_kept
from tellmore.languages.pseudo import ACCENTED, MIRRORED, accented, mirrored, whole, write


def test_letters_are_accented_and_what_is_code_stays() -> None:
    said = accented("Send /delete, {organisation}.")

    assert said == "⟦Šéñð /delete, {organisation}.~~~~~~~~~~⟧"
    assert whole(said)


@pytest.mark.parametrize(
    "text",
    ["Plain.", accented("One.") + " and two", accented("Cut off.")[:-1], "x" + accented("y")],
)
def test_what_is_not_whole_shows(text: str) -> None:
    assert not whole(text)


def test_whole_sentences_may_stand_together_with_numbers() -> None:
    assert whole(accented("One.") + "\n\n1/2 " + accented("Two."))


def test_mirrored_words_run_from_right_to_left() -> None:
    assert mirrored("Hello") == "\u2067Hello\u2069"


def test_a_folder_of_pseudo_languages_can_be_spoken(tmp_path: Path) -> None:
    assert write(default_folder(), tmp_path) == ("en", ACCENTED, MIRRORED)
    spoken = load(tmp_path)

    assert spoken.tags == ("en", ACCENTED, MIRRORED)
    assert spoken.render(ACCENTED, "consent.minutes", n=2).startswith("⟦Îţ ţåķéš åƀöûţ 2 ")
    language = spoken.language(MIRRORED)
    assert language is not None
    assert language.rtl


def test_a_pseudo_language_is_complete_as_far_as_it_can_be(tmp_path: Path) -> None:
    write(default_folder(), tmp_path)
    checked = (complete, placeholders_are_kept)

    assert set(checked) <= set(RULES)
    assert faults(tmp_path, checked) == ()
    assert len(PHRASES) > 100
