"""The page with every phrase: nothing is missing, nothing is markup that should be words."""

import re
from pathlib import Path

import pytest

from tellmore.interview.phrases import PHRASES
from tellmore.languages import po_files
from tellmore.languages.catalogues import default_folder
from tellmore.languages.preview import page
from tests.languages.conftest import Translate

ARABIC = page(default_folder(), ["ar"])


def test_every_phrase_stands_on_it_with_its_english() -> None:
    assert ARABIC.count('class="entry"') == len(PHRASES)
    assert "Take back the last answer" in ARABIC


def test_a_language_from_right_to_left_is_shown_so() -> None:
    assert 'lang="ar" dir="rtl"' in ARABIC


def test_it_needs_nothing_from_elsewhere() -> None:
    assert not re.search(r"(src|href)=\"(?!#)", ARABIC)
    assert "<script" not in ARABIC


def test_placeholders_are_marked() -> None:
    assert "<mark>organisation</mark>" in ARABIC


def test_all_languages_that_are_there_stand_on_the_whole_page() -> None:
    there = {path.parts[-3] for path in default_folder().glob("*/LC_MESSAGES/tellmore.po")}

    assert set(re.findall(r'<details id="([^"]+)"', page(default_folder()))) == there


@pytest.mark.parametrize("hostile", ["<b>Tippe</b>", '"><script>x</script>'])
def test_a_translation_is_never_markup_and_its_faults_are_shown(
    folder: Path, translate: Translate, hostile: str
) -> None:
    translate("pt", {"tap": [hostile]})
    assert po_files.catalogue_path(folder, "pt").is_file()
    shown = page(folder)

    assert hostile not in shown
    assert "tap: does not end like a sentence" in shown
