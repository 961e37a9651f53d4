from pathlib import Path

import pytest

from tellmore.interview.phrases import PHRASES
from tellmore.languages import po_files
from tellmore.languages.extraction import begin, extracted, update
from tellmore.languages.language import read_languages


def test_every_phrase_is_extracted_with_its_note() -> None:
    found = extracted()
    assert sorted(str(message.context) for message in found) == sorted(PHRASES)
    assert [message.context for message in found if not message.auto_comments] == []


def test_english_is_filled_in_and_the_second_time_nothing_changes(folder: Path) -> None:
    english = po_files.catalogue_path(folder, "en")
    assert update(folder) == (folder / "tellmore.pot", english)
    assert update(folder) == ()
    said = {m.context: po_files.forms(m) for m in po_files.read_catalogue(english, "en") if m.id}
    assert said["privacy.kept"] == (PHRASES["privacy.kept"].text, PHRASES["privacy.kept"].plural)


def test_a_new_catalogue_has_every_phrase_empty_and_the_pinned_header(folder: Path) -> None:
    arabic = read_languages(folder)[-1]
    path = begin(folder, arabic)
    said = [po_files.forms(m) for m in po_files.read_catalogue(path, "ar") if m.id]
    assert {len(forms) for forms in said} == {1, 6}
    assert not any("".join(forms) for forms in said)
    assert po_files.read_header(path)["Plural-Forms"] == arabic.plural_forms


def test_a_catalogue_is_never_begun_twice(folder: Path) -> None:
    begin(folder, read_languages(folder)[-1])
    with pytest.raises(FileExistsError):
        begin(folder, read_languages(folder)[-1])


def _edited(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_changed_wording_keeps_its_translation_as_fuzzy(folder: Path) -> None:
    path = begin(folder, read_languages(folder)[1])
    _edited(
        path,
        'msgid "Please tap one of the buttons."\nmsgstr ""',
        'msgid "Tap a button."\nmsgstr "Toque num botão."',
    )
    update(folder)
    tap = next(m for m in po_files.read_catalogue(path, "pt") if m.context == "tap")
    assert (tap.id, tap.string, tap.fuzzy) == (
        "Please tap one of the buttons.",
        "Toque num botão.",
        True,
    )
    assert '#| msgid "Tap a button."' in path.read_text("utf-8")


def test_a_phrase_that_gained_a_number_keeps_its_words_as_fuzzy(folder: Path) -> None:
    path = begin(folder, read_languages(folder)[1])
    text = path.read_text("utf-8")
    start = text.index('msgctxt "privacy.kept"')
    end = text.index("\n\n", start)
    old = 'msgctxt "privacy.kept"\nmsgid "Kept {n} days."\nmsgstr "Guardadas {n} dias."'
    path.write_text(text[:start] + old + text[end:], "utf-8")
    update(folder)
    kept = next(m for m in po_files.read_catalogue(path, "pt") if m.context == "privacy.kept")
    assert (kept.string, kept.fuzzy) == (("Guardadas {n} dias.", ""), True)


def test_a_phrase_that_is_no_longer_said_is_dropped_and_a_new_one_arrives_empty(
    folder: Path,
) -> None:
    path = begin(folder, read_languages(folder)[1])
    _edited(path, 'msgctxt "tap"', 'msgctxt "tip"')
    update(folder)
    said = {m.context: m.string for m in po_files.read_catalogue(path, "pt")}
    assert ("tip" in said, said["tap"]) == (False, "")


def test_what_translators_wrote_beside_the_words_is_kept(folder: Path) -> None:
    path = begin(folder, read_languages(folder)[1])
    _edited(path, '"Language: pt\\n"', '"Language: pt\\n"\n"Last-Translator: Ana\\n"')
    _edited(path, "# The interviewer's sentences", "# Glossary: see below.\n# The sentences")
    _edited(
        path, "#. Said when somebody writes text", "# asked twice\n#. Said when somebody writes"
    )
    update(folder)
    text = path.read_text("utf-8")
    assert [
        text.count(part) for part in ("Last-Translator: Ana", "# Glossary", "# asked twice")
    ] == [
        1,
        1,
        1,
    ]
