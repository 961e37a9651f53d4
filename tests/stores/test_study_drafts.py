"""Drafts in PO files: what people wrote stays, and where a draft comes from is said."""

from pathlib import Path

from tellmore.runtime.translating import Draft
from tellmore.stores import study_drafts, study_files
from tellmore.study.standing import State
from tests.stores.test_study_files import SPANISH, TOML, _folder


def drafts(folder: Path, **said: str) -> list[Draft]:
    texts = {text.name: text for text in study_drafts.read(folder).texts}
    return [Draft(text=texts[name.replace("__", ".")], said=text) for name, text in said.items()]


def test_a_new_language_is_written_and_held_back(tmp_path: Path) -> None:
    folder = _folder(tmp_path, toml=TOML.replace('"es"]', '"es", "fr"]'))
    names = {"study__title": "Thé", "study__purpose": "Nous étudions le thé."}
    names |= {"consent__text": "Nous demandons.", "questions__cup__text": "C’était comment ?"}
    path = study_drafts.write(folder, "fr", drafts(folder, **names), by="some model")

    assert path == folder / "locales" / "fr.po"
    assert path.read_text("utf-8").count("# state: drafted\n# drafted by some model\n") == 4
    study = study_files.read(folder)
    assert (study.languages, study.held_back) == (("en", "es"), ("fr",))

    study_files.sign(folder, "fr", State.REVIEWED)
    assert study_files.read(folder).title == {"en": "Tea", "es": "Té", "fr": "Thé"}


def test_what_people_wrote_stays_with_their_remarks(tmp_path: Path) -> None:
    lacking = SPANISH[: SPANISH.index('msgctxt "questions')]
    folder = _folder(
        tmp_path,
        spanish=lacking.replace('msgctxt "study.title"', '# Sin «el».\nmsgctxt "study.title"'),
    )
    path = study_drafts.write(
        folder, "es", drafts(folder, questions__cup__text="¿Cómo estuvo?"), by="m"
    )
    written = path.read_text("utf-8")

    assert '# Sin «el».\n#. At most 80 characters.\nmsgctxt "study.title"' in written
    assert written.count("drafted by m") == 1
    assert study_files.read(folder).held_back == ("es",)


def test_an_older_translation_stands_above_the_draft_that_replaces_it(tmp_path: Path) -> None:
    folder = _folder(tmp_path, toml=TOML.replace("How was it?", "How did it taste?"))
    path = study_drafts.write(
        folder, "es", drafts(folder, questions__cup__text="¿A qué sabía?"), by="m"
    )

    assert "# before: ¿Cómo fue?\n" in path.read_text("utf-8")
    assert study_files.translations_of(folder)["es"]["questions.cup.text"].text == "¿A qué sabía?"


def test_a_draft_that_cannot_run_is_fuzzy_and_says_why(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    text = study_drafts.read(folder).texts[0]
    draft = Draft(text=text, said="x" * 99, fault="expected at most 80 characters", usable=False)
    path = study_drafts.write(folder, "es", [draft], by="m")

    assert "# to mend: expected at most 80 characters\n" in path.read_text("utf-8")
    assert study_files.translations_of(folder)["es"]["study.title"].text == ""


def test_a_text_that_the_study_dropped_is_kept_as_obsolete(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    path = folder / "locales" / "es.po"
    path.write_text(SPANISH + '\nmsgctxt "farewell.text"\nmsgid "Bye."\nmsgstr "Adiós."\n', "utf-8")
    study_drafts.write(folder, "es", [], by="m")

    assert '#~ msgstr "Adiós."' in path.read_text("utf-8")
    assert study_files.read(folder).languages == ("en", "es")


def test_writing_nothing_twice_changes_nothing(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    first = study_drafts.write(folder, "es", [], by="m").read_bytes()

    assert study_drafts.write(folder, "es", [], by="m").read_bytes() == first
