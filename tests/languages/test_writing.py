"""Faults that were planted in good catalogues, and what finds each of them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tellmore.languages import po_files
from tellmore.languages.catalogues import default_folder
from tellmore.languages.gate import faults
from tellmore.languages.language import LETTERS, LISTING

PLANTED = (
    # tag, phrase, what stands there and what comes in its place, how the fault is named
    ("ru", "consent.ask", "участ", "учaст", "mixes scripts"),  # a Latin a
    ("bg", "delete.kept", "Нищо", "Hищо", "mixes scripts"),  # a Latin H
    ("ru", "resumed", "С возвращением.", "Вітаємо знову.", "does not use"),
    ("ru", "identity", None, "Я ШІ: комп'ютерна програма, а не людина.", "does not use"),
    ("az", "delete.kept", None, "Heç nə silinmedi, рахмат.", "in another script"),
    ("es", "identity", None, "Sou uma IA: um programa de computador, não uma pessoa.", "another"),
    (
        "sw",
        "identity",
        None,
        "Je suis une IA: un programme informatique, pas une personne.",
        "another language",
    ),
    ("da", "closed.over-quota", None, "Tack för ditt intresse, men det räcker nu.", "another"),
    (
        "de",
        "distress.choice",
        None,
        "You can stop here or go on as you wish.",
        "in English|another",
    ),
    ("de", "help", "Schreiben", "Please write your answer to me. Schreiben", "in English"),
    ("hi", "closed.complete", None, "The interview is complete, thank you.", "mostly not|English"),
    ("fa", "closed.expired", None, "The time for this interview has passed.", "mostly not"),
    ("de", "start", ". ", ".  ", "double space"),
    ("de", "one-moment", ".", "...", "three dots"),
    ("es", "probe.word.1", "«{word}»|“{word}”", '"{word}"', "straight quotation"),
    ("de", "tap", "eine", "eine eine", "twice in a row"),
    ("ru", "language.changed", "{language}", "{language} {language}", "placeholders|twice"),
    ("es", "tap", None, "Toque uno de los botonÃ¡Â©s.", "wrong encoding|does not use"),
    ("es", "consent.ask", "?", ".", "no question mark"),
    ("ar", "consent.ask", "؟", ".", "no question mark"),
    ("hi", "delete.kept", "।", "", "does not end"),
    ("ru", "delete.kept", ".", "", "does not end"),
    ("ru", "delete.kept", ".", "?", "asks, but"),
    ("de", "command.skip", None, "Diese Frage überspringen.", "full stop"),
    ("hi", "command.skip", None, "यह सवाल छोड़ें।", "full stop"),
    ("es", "review.ask", "5", "6", "needs the numbers"),
    ("fa", "review.ask", "5", "۶", "needs the numbers|other digits"),
    ("ru", "privacy.rights", "/delete", "/удалить", "needs the commands"),
    ("es", "privacy.contact", "{contact}", "{contacto}", "needs the placeholders"),
    ("de", "button.agree", None, "Ich stimme dem ausdrücklich zu", "15 fit"),
    ("ar", "tap", None, "\u202eاضغطوا على أحد الأزرار.", "control characters"),
    ("cs", "button.yes", None, "Ne", "reads the same"),
    ("sr", "identity", None, "Ja sam VI: računarski program, a ne čovek.", "mostly not"),
    ("zh-Hant", "delete.kept", None, "没有删除任何內容。", "does not use: 删没"),
    ("zh-Hans", "delete.kept", None, "沒有刪除任何内容。", "does not use: 刪沒"),
    ("ja", "delete.kept", None, "何も删除していません。", "does not use: 删"),
    ("sr-Latn", "identity", None, "Ја сам ВИ: рачунарски програм, а не човек.", "mostly not"),
)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the catalogues in which faults are planted."""
    folder = tmp_path_factory.mktemp("locales")
    shutil.copytree(default_folder(), folder, dirs_exist_ok=True)
    for tag in {path.name for path in folder.iterdir() if path.is_dir()} - {p[0] for p in PLANTED}:
        shutil.rmtree(folder / tag)
    return folder


def plant(folder: Path, tag: str, key: str, old: str | None, new: str) -> Iterator[str]:
    path = po_files.catalogue_path(folder, tag)
    clean = path.read_bytes()
    catalogue = po_files.read_catalogue(path, tag)
    message = next(one for one in catalogue if one.context == key)
    said = str(message.string)
    for part in old.split("|") if old else (said,):
        said = said.replace(part, new, 1)
    assert said != str(message.string), "nothing was planted"
    message.string = said
    path.write_bytes(po_files.written(catalogue, po_files.read_header(path), ()))
    yield from (fault for fault in faults(folder) if fault.startswith(f"{tag}: {key}: "))
    path.write_bytes(clean)


@pytest.mark.parametrize(("tag", "key", "old", "new", "named"), PLANTED)
def test_a_planted_fault_is_found(
    ours: Path, tag: str, key: str, old: str | None, new: str, named: str
) -> None:
    found = list(plant(ours, tag, key, old, new))

    assert any(name in fault for fault in found for name in named.split("|")), found


def test_the_clean_catalogues_have_none(ours: Path) -> None:
    assert faults(ours) == ()


def test_letters_are_known_for_every_language_of_the_listing() -> None:
    assert (default_folder() / LETTERS).is_file()
    assert (default_folder() / LISTING).is_file()
