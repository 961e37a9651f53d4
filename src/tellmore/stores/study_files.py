"""Reads studies from their folders: ``study.toml`` and ``locales/<tag>.po``."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

import tellmore
from tellmore.errors import InvalidStudy
from tellmore.study.drafting import draft, header
from tellmore.study.loading import FILE, parse
from tellmore.study.standing import State, mark, sealed, standing
from tellmore.study.study import Study
from tellmore.study.translations import Translation, Translations, catalogue


def default_folder() -> Path:
    """Return where our own studies are: in the checkout, else in the installed package."""
    package = Path(tellmore.__file__).parent
    checkout = package.parents[1] / "studies"
    return checkout if checkout.is_dir() else package / "_studies"


def read_all(folder: Path | None = None) -> dict[str, Study]:
    """Return the studies of all folders in ``folder`` that hold a ``study.toml``, by key.

    Args:
        folder: The folder of studies; left out, that of our own studies.

    Raises:
        InvalidStudy: Some study has faults; it lists those of all studies.
    """
    studies: dict[str, Study] = {}
    faults: list[str] = []
    for path in sorted((folder or default_folder()).glob(f"*/{FILE}")):
        try:
            studies[path.parent.name] = read(path.parent)
        except InvalidStudy as error:
            faults += error.faults
    if faults:
        raise InvalidStudy(tuple(faults))
    return studies


def read(folder: Path) -> Study:
    """Return the study in ``folder``, whose name is the study's key.

    Raises:
        InvalidStudy: The study has faults; each begins with the path of its file.
    """
    folder = folder.absolute()
    broken: dict[str, tuple[str, ...]] = {}
    translations: dict[str, Translations] = {}
    for path in sorted(folder.glob("locales/*.po")):
        try:
            translations[path.stem] = _translations(path)
        except InvalidStudy as error:
            translations[path.stem] = {}
            broken[catalogue(path.stem)] = error.faults
    faults: list[str] = []
    try:
        study = parse(_text(folder, FILE), key=folder.name, translations=translations)
    except InvalidStudy as error:
        # What is unreadable lacks every text; once is enough to say so.
        faults += [fault for fault in error.faults if not fault.startswith((*broken,))]
    else:
        if not broken:
            return study
    faults += [fault for each in broken.values() for fault in each]
    raise InvalidStudy(tuple(f"{folder}/{fault}" for fault in faults))


def translated(folder: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Return a study's translations: by language and name, the source's words and theirs.

    Raises:
        InvalidStudy: A translation is no PO file.
    """
    return {
        tag: {name: (one.of, one.text) for name, one in ours.items()}
        for tag, ours in translations_of(folder).items()
    }


def source_of(folder: Path) -> str:
    """Return a study's own file, which is sound, whatever its translations lack.

    Raises:
        InvalidStudy: It is missing or has faults.
    """
    folder = folder.absolute()
    try:
        toml = _text(folder, FILE)
        _check_source(toml, key=folder.name)
    except InvalidStudy as error:
        raise InvalidStudy(tuple(f"{folder}/{fault}" for fault in error.faults)) from None
    return toml


def translations_of(folder: Path) -> dict[str, Translations]:
    """Return a study's translations by language.

    Raises:
        InvalidStudy: One is no PO file.
    """
    folder = folder.absolute()
    try:
        return {path.stem: _translations(path) for path in sorted(folder.glob("locales/*.po"))}
    except InvalidStudy as error:
        raise InvalidStudy(tuple(f"{folder}/{fault}" for fault in error.faults)) from None


def add_untranslated(folder: Path, tag: str) -> Path:
    """Write the texts that a study's translation still lacks to its file; return the file.

    What stands there stays as it is; a file that is not there yet is begun.

    Raises:
        InvalidStudy: The study, without its translations, or this translation has faults.
    """
    path = folder.absolute() / catalogue(tag)
    begun = path.exists()
    present = translations_of(folder).get(tag, {})
    toml = source_of(folder)
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(("" if begun else header(tag)) + draft(toml, present=present))
    return path


def sign(folder: Path, tag: str, state: State, names: Collection[str] = ()) -> int:
    """Mark how far texts of a study's translation have come; return how many texts.

    Args:
        folder: The study's.
        tag: The language of the translation.
        state: How far they have come.
        names: The texts; left out, all.

    Raises:
        InvalidStudy: The translation is missing or unreadable, lacks one of ``names``, or one
            of them is untranslated: nobody can have read it.
    """
    path = folder.absolute() / catalogue(tag)
    entries = translations_of(folder).get(tag)
    if entries is None:
        raise InvalidStudy((f"{path}: there is no such translation",))
    faults = [f"{path}: {name}: no such text" for name in names if name not in entries]
    signed = {name: one for name, one in entries.items() if not names or name in names}
    faults += [
        f"{path}: {name}: translate it first" for name, one in signed.items() if not one.text
    ]
    if faults:
        raise InvalidStudy(tuple(faults))
    marks = {name: sealed(state, (one.of,), (one.text,)) for name, one in signed.items()}
    path.write_text(mark(path.read_text("utf-8"), marks), "utf-8")
    return len(marks)


def _check_source(toml: str, *, key: str) -> None:
    """Refuse a study whose own file has faults, whatever its translations lack."""
    try:
        parse(toml, key=key)
    except InvalidStudy as error:
        if faults := tuple(fault for fault in error.faults if fault.startswith(FILE)):
            raise InvalidStudy(faults) from None


def _text(folder: Path, name: str) -> str:
    """Return the text of a file, without the mark that some editors put in front."""
    try:
        raw = (folder / name).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InvalidStudy((f"{name}: cannot be read: {reason}",)) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"{name}:{line}: expected UTF-8; save the file with this encoding"
        raise InvalidStudy((message,)) from None


def _translations(path: Path) -> Translations:
    name = catalogue(path.stem)
    text = _text(path.parents[1], name)
    try:
        read = read_po(text.splitlines(), abort_invalid=True)
    except PoFileError as error:
        message = f"{name}:{error.lineno + 1}: this is not a PO file: {_reason(error)}"
        raise InvalidStudy((message,)) from None
    except (ValueError, LookupError) as error:
        raise InvalidStudy((f"{name}: this is not a PO file: {error}",)) from None
    if faults := tuple(f"{name}:{fault}" for fault in _misnamed(text)):
        raise InvalidStudy(faults)
    return {
        message.context: Translation(
            text="" if message.fuzzy else str(message.string),
            of=str(message.id),
            line=message.lineno or 0,
            standing=standing(message.user_comments),
        )
        for message in read
        if message.id and message.context
    }


def _reason(error: PoFileError) -> str:
    return str(error).rpartition(" on ")[0]


def _misnamed(text: str) -> Iterator[str]:
    """Yield entries without a name of their own; Babel would pass over them in silence."""
    seen: set[str] = set()
    name: str | None = None
    for line, content in enumerate(text.splitlines(), 1):
        if match := re.match(r'msgctxt\s+"(.*)"', content):
            name = match[1]
            if name in seen:
                yield f"{line}: {name}: expected each text once; it stands twice"
            seen.add(name)
        elif re.match(r"msgid\s", content):
            if name is None and not re.match(r'msgid\s+""\s*$', content):
                yield f"{line}: expected msgctxt with the name of the text before msgid"
            name = None
