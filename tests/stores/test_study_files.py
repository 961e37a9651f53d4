"""Studies on disk: ours load in all their languages; broken files say where they are broken."""

from pathlib import Path

import pytest

from tellmore.errors import InvalidStudy
from tellmore.languages import catalogues
from tellmore.stores.study_files import add_untranslated, default_folder, read, read_all, sign
from tellmore.study.standing import State
from tellmore.study.study import Study
from tellmore.study.wording import Wording

TOML = """\
[study]
title = "Tea"
languages = ["en", "es"]
organisation = "Tea House"
purpose = "We learn about tea."
contact = "tea@example.org"
minutes = 5

[consent]
version = "1"
text = "We ask."

[[topics]]
key = "tea"
title = "Tea"

[[topics.questions]]
key = "cup"
text = "How was it?"
"""
SPANISH = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "study.title"
msgid "Tea"
msgstr "Té"

msgctxt "study.purpose"
msgid "We learn about tea."
msgstr "Sobre el té."

msgctxt "consent.text"
msgid "We ask."
msgstr "Preguntamos."

msgctxt "questions.cup.text"
msgid "How was it?"
msgstr "¿Cómo fue?"
"""


def _folder(at: Path, *, toml: str | bytes = TOML, spanish: str | bytes = SPANISH) -> Path:
    folder = at / "tea"
    (folder / "locales").mkdir(parents=True)
    for name, text in (("study.toml", toml), ("locales/es.po", spanish)):
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def _faults(folder: Path) -> list[str]:
    with pytest.raises(InvalidStudy) as caught:
        read(folder)
    return [fault.removeprefix(f"{folder}/") for fault in caught.value.faults]


def _wordings(study: Study) -> list[Wording]:
    closed = (*study.screener, *study.closing)
    return [
        study.title,
        study.purpose,
        study.consent.text,
        study.consent.simple,
        study.farewell,
        *(wording for each in study.questions() for wording in (each.text, each.explanation)),
        *(point.ask for question in study.questions() for point in question.points),
        *(question.text for question in closed),
        *(option.text for question in closed for option in question.options),
    ]


def test_our_studies_are_these() -> None:
    assert list(read_all()) == ["commute", "hopes-and-fears"]


@pytest.mark.parametrize("key", ["commute", "hopes-and-fears"])
def test_our_studies_are_whole_in_all_languages(key: str) -> None:
    study = read(default_folder() / key)
    assert study.languages == catalogues.load().tags
    worded = [wording for wording in _wordings(study) if wording]
    assert {tuple(wording) for wording in worded} == {study.languages}


@pytest.mark.parametrize("key", ["commute", "hopes-and-fears"])
def test_no_translation_of_our_studies_is_left_in_english(key: str) -> None:
    left = [
        text
        for wording in _wordings(read(default_folder() / key))
        for tag, text in wording.items()
        if tag != "en" and text == wording["en"]
    ]
    assert left == []


def test_hopes_come_before_fears_and_taps_come_last() -> None:
    assert read_all()["hopes-and-fears"].order() == (
        "last-use",
        "wish",
        "step",
        "concern",
        "roles",
        "country",
        "age",
        "satisfied",
        "captured",
        "recommend",
    )


def test_a_study_is_read_with_its_translations(tmp_path: Path) -> None:
    study = read(_folder(tmp_path))
    assert (study.key, study.title) == ("tea", {"en": "Tea", "es": "Té"})


def test_marks_and_line_ends_of_windows_make_no_difference(tmp_path: Path) -> None:
    plain = read(_folder(tmp_path / "plain"))
    toml, spanish = (
        b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for text in (TOML, SPANISH)
    )
    assert read(_folder(tmp_path / "windows", toml=toml, spanish=spanish)) == plain


def test_texts_are_read_across_the_lines_of_a_po_file(tmp_path: Path) -> None:
    long = SPANISH.replace(
        'msgstr "Preguntamos."', 'msgstr ""\n"Pregun"\n"tamos.\\n\\n"\n"\\"Sí\\""'
    )
    assert read(_folder(tmp_path, spanish=long)).consent.text["es"] == 'Preguntamos.\n\n"Sí"'


def test_faults_begin_with_the_path_of_their_file(tmp_path: Path) -> None:
    folder = _folder(tmp_path, toml=TOML.replace("minutes = 5", "minutes = 0"))
    with pytest.raises(InvalidStudy) as caught:
        read(folder)
    assert caught.value.faults == (
        f"{folder}/study.toml:7: study.minutes: expected 1 to 120; it is 0",
    )


def test_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    toml = TOML.replace("minutes = 5", "minutes = 0")
    spanish = SPANISH.replace('msgid "We ask."', "msgids")
    assert _faults(_folder(tmp_path, toml=toml, spanish=spanish)) == [
        "study.toml:7: study.minutes: expected 1 to 120; it is 0",
        "locales/es.po:13: this is not a PO file: Unknown or misformatted keyword",
    ]


def test_what_is_no_number_of_a_plural_is_a_fault(tmp_path: Path) -> None:
    (fault,) = _faults(_folder(tmp_path, spanish=SPANISH.replace("msgstr ", "msgstr[x] ")))
    assert fault.startswith("locales/es.po: this is not a PO file: ")


def test_other_encodings_are_a_fault_of_their_line(tmp_path: Path) -> None:
    toml = TOML.replace("Tea House", "Té").encode("latin-1")
    spanish = SPANISH.encode("latin-1")
    assert _faults(_folder(tmp_path, toml=toml, spanish=spanish)) == [
        "study.toml:4: expected UTF-8; save the file with this encoding",
        "locales/es.po:6: expected UTF-8; save the file with this encoding",
    ]


def test_a_folder_without_a_study_is_a_fault(tmp_path: Path) -> None:
    assert _faults(tmp_path) == ["study.toml: cannot be read: No such file or directory"]


def test_a_fuzzy_translation_is_none(tmp_path: Path) -> None:
    fuzzy = SPANISH.replace('msgctxt "study.title"', '#, fuzzy\nmsgctxt "study.title"')
    assert _faults(_folder(tmp_path, spanish=fuzzy)) == [
        "locales/es.po: 1 of 4 texts have no translation: study.title"
    ]


def test_a_name_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    twice = SPANISH + '\nmsgctxt "study.title"\nmsgid "Tea"\nmsgstr "Infusión"\n'
    assert _faults(_folder(tmp_path, spanish=twice)) == [
        "locales/es.po:20: study.title: expected each text once; it stands twice"
    ]


def test_an_entry_without_a_name_is_a_fault(tmp_path: Path) -> None:
    nameless = SPANISH + '\nmsgid "Tea"\nmsgstr "Té"\n'
    assert _faults(_folder(tmp_path, spanish=nameless)) == [
        "locales/es.po:20: expected msgctxt with the name of the text before msgid"
    ]


def test_an_obsolete_entry_is_passed_over(tmp_path: Path) -> None:
    old = SPANISH + '\n#~ msgctxt "study.old"\n#~ msgid "Old"\n#~ msgstr "Viejo"\n'
    assert read(_folder(tmp_path, spanish=old)).title["es"] == "Té"


def test_the_line_of_a_translation_is_that_of_its_text(tmp_path: Path) -> None:
    stale = SPANISH.replace('msgid "Tea"', 'msgid "Coffee"')
    assert _faults(_folder(tmp_path, spanish=stale)) == [
        "locales/es.po:5: study.title: translates another wording than study.toml has now"
    ]


def test_reading_all_says_the_faults_of_every_study(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "study.toml").write_text("x", encoding="utf-8")
    (tmp_path / "no-study").mkdir()
    with pytest.raises(InvalidStudy) as caught:
        read_all(tmp_path)
    fault = "study.toml:1: this is not TOML: Expected '=' after a key in a key/value pair"
    assert caught.value.faults == (f"{tmp_path}/a/{fault}", f"{tmp_path}/b/{fault}")


def test_a_new_translation_is_begun_with_every_text(tmp_path: Path) -> None:
    toml = TOML.replace('"es"', '"es", "pt-BR"').replace('"We ask."', '"""We \\"ask\\".\n\nYes."""')
    folder = _folder(tmp_path, toml=toml, spanish=SPANISH)
    path = add_untranslated(folder, "pt-BR")
    assert path == folder / "locales" / "pt-BR.po"
    assert path.read_text("utf-8").partition("\n\n")[2] == (
        """\
#. At most 80 characters.
msgctxt "study.title"
msgid "Tea"
msgstr ""

#. At most 300 characters.
msgctxt "study.purpose"
msgid "We learn about tea."
msgstr ""

#. At most 2000 characters.
msgctxt "consent.text"
msgid ""
"We \\"ask\\".\\n\\n"
"Yes."
msgstr ""

#. At most 600 characters.
msgctxt "questions.cup.text"
msgid "How was it?"
msgstr ""
"""
    )
    assert [fault.partition(": ")[2] for fault in _faults(folder)] == [
        "consent.text: translates another wording than study.toml has now",
        "4 of 4 texts have no translation: study.title, study.purpose, consent.text and 1 more",
    ]


def test_only_what_is_lacking_is_added_to_a_translation(tmp_path: Path) -> None:
    begun = SPANISH[: SPANISH.index('\nmsgctxt "questions')]
    folder = _folder(tmp_path, spanish=begun)
    added = add_untranslated(folder, "es").read_text("utf-8").removeprefix(begun)
    assert added.splitlines() == [
        "",
        "#. At most 600 characters.",
        'msgctxt "questions.cup.text"',
        'msgid "How was it?"',
        'msgstr ""',
    ]
    assert add_untranslated(folder, "es").read_text("utf-8") == begun + added


def test_nothing_is_added_while_the_study_itself_is_wrong(tmp_path: Path) -> None:
    folder = _folder(tmp_path, toml=TOML.replace("minutes = 5", "minutes = 0"))
    with pytest.raises(InvalidStudy, match=r"study\.toml:7: study\.minutes"):
        add_untranslated(folder, "fr")
    assert not (folder / "locales" / "fr.po").exists()


DRAFTED = SPANISH.replace('msgctxt "consent.text"', '# state: drafted\nmsgctxt "consent.text"')


def test_a_language_with_a_draft_is_held_back(tmp_path: Path) -> None:
    study = read(_folder(tmp_path, spanish=DRAFTED))

    assert (study.languages, study.held_back) == (("en",), ("es",))
    assert study.title == {"en": "Tea"}


def test_the_researcher_can_let_a_draft_run(tmp_path: Path) -> None:
    toml = TOML.replace('["en", "es"]', '["en", "es"]\nunreviewed = ["es"]')

    study = read(_folder(tmp_path, toml=toml, spanish=DRAFTED))

    assert (study.languages, study.held_back) == (("en", "es"), ())


def test_once_read_and_signed_it_runs_until_it_is_changed(tmp_path: Path) -> None:
    folder = _folder(tmp_path, spanish=DRAFTED)
    path = folder / "locales" / "es.po"

    assert sign(folder, "es", State.REVIEWED, ["consent.text"]) == 1
    assert read(folder).languages == ("en", "es")

    path.write_text(path.read_text("utf-8").replace("Preguntamos.", "¿Preguntamos?"), "utf-8")
    assert read(folder).held_back == ("es",)

    assert sign(folder, "es", State.REVIEWED) == 4
    assert read(folder).held_back == ()


def test_a_language_is_let_run_only_if_the_study_is_translated_into_it(tmp_path: Path) -> None:
    toml = TOML.replace('["en", "es"]', '["en", "es"]\nunreviewed = ["en", "se"]')

    assert _faults(_folder(tmp_path, toml=toml)) == [
        (
            "study.toml:4: study.unreviewed[1]: expected a language that the study is translated "
            'into; it is "en"'
        ),
        (
            "study.toml:4: study.unreviewed[2]: expected a language that the study is translated "
            'into; it is "se"'
        ),
    ]


def test_an_unknown_state_is_a_fault(tmp_path: Path) -> None:
    spanish = DRAFTED.replace("state: drafted", "state: draughted")

    assert _faults(_folder(tmp_path, spanish=spanish)) == [
        (
            "locales/es.po:14: consent.text: expected a state of drafted, adjudicated, reviewed; "
            'it is "draughted"'
        )
    ]


def test_nothing_is_signed_that_nobody_can_have_read(tmp_path: Path) -> None:
    spanish = SPANISH.replace('msgstr "Té"', 'msgstr ""')
    folder = _folder(tmp_path, spanish=spanish)

    with pytest.raises(InvalidStudy) as caught:
        sign(folder, "es", State.REVIEWED)
    assert caught.value.faults == (f"{folder}/locales/es.po: study.title: translate it first",)
    with pytest.raises(InvalidStudy, match="nonsense: no such text"):
        sign(folder, "es", State.REVIEWED, ["nonsense"])
    with pytest.raises(InvalidStudy, match=r"fr\.po: there is no such translation"):
        sign(folder, "fr", State.REVIEWED)
    assert (folder / "locales" / "es.po").read_text("utf-8") == spanish
