import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel import Locale

import tellmore
from tellmore.interview.phrases import PHRASES
from tellmore.languages.catalogues import default_folder, load, plural_of
from tellmore.languages.extraction import TEMPLATE, update
from tellmore.languages.gate import faults, faults_of_writing
from tellmore.languages.language import read_languages
from tellmore.languages.tags import canonical, negotiate
from tellmore.stores import study_files

LIVE = {"en", "es", "ar", "hi", "ru", "sw"}


def test_every_shipped_catalogue_passes_the_gate() -> None:
    assert faults(default_folder()) == ()


def test_the_promised_languages_are_spoken() -> None:
    assert set(load().tags) >= LIVE


def test_every_phrase_is_said_in_every_language() -> None:
    ours = load()
    values = dict.fromkeys(
        (
            *("app", "code", "contact", "helpline", "language", "link", "organisation"),
            *("purpose", "receipt", "title", "total", "word"),
        ),
        "x",
    )
    said = [
        ours.render(tag, key, n=n, **values)
        for tag in ours.tags
        for key in PHRASES
        for n in (0, 1, 2, 3, 11, 100)
    ]
    assert not [text for text in said if not text or "{" in text]


def test_the_template_and_catalogues_are_up_to_date_with_the_phrases(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(default_folder(), tmp_path / "locales"))
    assert update(copy) == ()
    assert (copy / TEMPLATE).is_file()


def test_the_listing_has_canonical_tags_each_once() -> None:
    tags = [language.tag for language in read_languages(default_folder())]
    assert tags == [canonical(tag) for tag in tags]
    assert len(set(tags)) == len(tags)


def test_each_code_of_telegram_leads_to_its_language() -> None:
    languages = read_languages(default_folder())
    tags = [language.tag for language in languages]
    led = {code: negotiate(code, tags) for language in languages for code in language.telegram}
    assert led == {code: language.tag for language in languages for code in language.telegram}


def test_each_fallback_is_the_same_language_and_listed() -> None:
    listed = {language.tag: language for language in read_languages(default_folder())}
    strangers = [
        (tag, other)
        for tag, language in listed.items()
        for other in language.fallback
        if other not in listed or other.split("-")[0] != tag.split("-")[0]
    ]
    assert strangers == []


def test_no_translation_claims_a_review_that_nobody_made() -> None:
    folder = default_folder()
    unmarked = [
        path.parts[-3]
        for path in folder.glob("*/LC_MESSAGES/tellmore.po")
        if path.parts[-3] != "en" and path.read_text("utf-8").count("# state: ") != len(PHRASES)
    ]
    assert unmarked == []


def test_an_installed_package_brings_its_own_catalogues(tmp_path: Path) -> None:
    site = tmp_path / "lib" / "python" / "site-packages"
    source = Path(tellmore.__file__).parent
    shutil.copytree(source, site / "tellmore", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(default_folder(), site / "tellmore" / "_locales")
    asked = "from tellmore.languages.catalogues import load; print(*load().tags)"
    answer = subprocess.run(
        [sys.executable, "-c", asked],
        env={"PYTHONPATH": str(site)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert tuple(answer.stdout.split()) == load().tags


def test_the_pinned_plural_forms_part_numbers_as_cldr_does() -> None:
    wrong = []
    for language in read_languages(default_folder()):
        ours = plural_of(language.plural_forms)
        cldr = Locale.parse(language.tag, sep="-").plural_form
        pairs = {(cldr(n), ours(n)) for n in range(2001)}
        names, indexes = zip(*pairs, strict=True)
        if not len(pairs) == len(set(names)) == len(set(indexes)) == max(indexes) + 1:
            wrong.append(language.tag)
    assert wrong == []


@pytest.mark.parametrize("key", ["commute", "hopes-and-fears"])
def test_the_translations_of_our_studies_are_well_written_as_far_as_a_machine_can_tell(
    key: str,
) -> None:
    folder = study_files.default_folder() / key
    found = [
        fault
        for tag, texts in study_files.translated(folder).items()
        for fault in faults_of_writing(tag, texts)
    ]
    assert found == []


def test_a_badly_written_translation_of_a_study_is_found() -> None:
    texts = {"study.title": ("My day", "Mein  Tag"), "farewell.text": ("Thanks.", "Danke")}

    assert faults_of_writing("de", texts) == (
        "de: study.title: has a double space",
        "de: farewell.text: does not end like a sentence",
    )
    assert faults_of_writing("xx", texts) == ()
