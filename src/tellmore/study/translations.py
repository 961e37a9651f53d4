"""A study's translations, and whether they are complete and still true to the source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tellmore.study.faults import Fault, guess
from tellmore.study.standing import UNMARKED, Standing, State
from tellmore.study.texts import Text, texts
from tellmore.study.toml_lines import Path, nearest

_LISTED = 3  # texts that a message on missing ones names


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One translated text.

    Attributes:
        text: The translation; empty when there is none yet or it is marked fuzzy.
        of: The wording that was translated.
        line: Where it stands in its file.
        standing: How far it has come.
    """

    text: str
    of: str
    line: int
    standing: Standing = UNMARKED

    @property
    def waits(self) -> bool:
        """Whether somebody still has to read it before participants do."""
        return self.standing.waits((self.of,), (self.text,))


Translations = Mapping[str, Translation]
"""One language's translations by the name of the text, as in `texts.Text.name`."""


def catalogue(tag: str) -> str:
    """Return the name of the file with the translations into ``tag``."""
    return f"locales/{tag}.po"


def waiting(translations: Mapping[str, Translations]) -> dict[str, int]:
    """Return how many texts nobody has read yet, by language; languages without are left out."""
    counts = {tag: sum(one.waits for one in ours.values()) for tag, ours in translations.items()}
    return {tag: count for tag, count in counts.items() if count}


def faulty(
    document: dict[str, Any], translations: Mapping[str, Translations], where: dict[Path, int]
) -> Iterator[Fault]:
    """Yield what is wrong with the languages that a study lists and their translations."""
    listed = _languages(document)
    wanted = {text.name: text for text in texts(document)}
    for tag in listed[1:]:
        if tag in translations:
            yield from _one(tag, translations[tag], wanted)
        else:
            message = f'the study lists the language "{tag}", but this file is missing'
            yield Fault(file=catalogue(tag), line=0, message=message)
    line = nearest(where, ("study", "languages"))
    for tag in translations:
        if tag in listed[:1]:
            message = f'"{tag}" is the language of study.toml itself; remove this file'
            yield Fault(file=catalogue(tag), line=0, message=message)
        elif tag not in listed:
            message = f'study.toml, line {line}, does not list the language "{tag}"'
            yield Fault(file=catalogue(tag), line=0, message=message)


def _languages(document: dict[str, Any]) -> list[str]:
    match document.get("study"):
        case {"languages": [*tags]}:
            return list(dict.fromkeys(tag for tag in tags if isinstance(tag, str)))
        case _:
            return []


def _one(tag: str, translations: Translations, wanted: Mapping[str, Text]) -> Iterator[Fault]:
    file = catalogue(tag)
    if missing := [name for name in wanted if not _text(translations, name)]:
        shown = ", ".join(missing[:_LISTED])
        more = f" and {len(missing) - _LISTED} more" if len(missing) > _LISTED else ""
        message = f"{len(missing)} of {len(wanted)} texts have no translation: {shown}{more}"
        yield Fault(file=file, line=0, message=message)
    for name, translation in translations.items():
        for message in _entry(name, translation, wanted):
            yield Fault(file=file, line=translation.line, key=name, message=message)


def _text(translations: Translations, name: str) -> str:
    return translations[name].text.strip() if name in translations else ""


def _entry(name: str, translation: Translation, wanted: Mapping[str, Text]) -> Iterator[str]:
    if name not in wanted:
        yield f"study.toml has no such text{guess(name, wanted)}"
        return
    original = wanted[name]
    if translation.of.strip() != original.text:
        yield "translates another wording than study.toml has now"
    if not translation.standing.known:
        known = ", ".join(State)
        yield f'expected a state of {known}; it is "{translation.standing.state}"'
    if translation.text.strip() and (message := original.limits.wrong(translation.text)):
        yield message
