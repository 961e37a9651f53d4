"""The interviewer's sentences in every language that we have a catalogue for.

Catalogues are gettext PO files, read as they are: nothing has to be compiled. All is read
once and never changes, so one value can be shared by any number of tasks.
"""

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from tellmore.errors import OurFault
from tellmore.interview.phrases import PHRASES
from tellmore.languages import po_files
from tellmore.languages.isolation import bare, direction, isolate
from tellmore.languages.language import LISTING, Language, read_languages

SOURCE = "en"
"""The language of the source sentences; the last fallback of all."""

FREE_TEXT = frozenset({"app", "helpline", "language", "organisation", "purpose", "title", "word"})
"""Placeholders filled with words of any direction; all others are codes or numbers."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """One phrase in one language: its forms, cut at the placeholders.

    Attributes:
        forms: Per plural form, text and placeholder names in turn, text first and last.
        choose: Which form a number takes; None for a phrase without a number.
        rtl: Whether these words run from right to left; after a fallback to English they
            do not.
    """

    forms: tuple[tuple[str, ...], ...]
    choose: Callable[[int], int] | None
    rtl: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogues:
    """All languages that we speak, and all that we say in them.

    Attributes:
        languages: In the listing's order.
    """

    languages: tuple[Language, ...]
    _plain: Mapping[str, Mapping[str, str]]
    _sentences: Mapping[str, Mapping[str, _Sentence]]

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of all languages, as `negotiate` takes them."""
        return tuple(language.tag for language in self.languages)

    def language(self, tag: str) -> Language | None:
        """Return the language of this canonical tag; None if we do not speak it."""
        return next((one for one in self.languages if one.tag == tag), None)

    def render(
        self, language: str, key: str, /, *, n: int | None = None, **values: str | int
    ) -> str:
        """Return the phrase ``key`` in ``language``, filled in.

        A phrase that the language lacks, or a language that we lack, falls back along
        the listing's ``fallback`` to English.

        Args:
            language: A canonical tag.
            key: Of `tellmore.interview.phrases`.
            n: The number that picks the plural form; also fills ``{n}``.
            values: What fills the other placeholders. Never read as a template.

        Raises:
            OurFault: No such phrase, or a placeholder's value is missing.
        """
        known = self._plain.get(language)
        if known is None:
            language, known = SOURCE, self._plain[SOURCE]
        text = known.get(key)
        if text is not None:
            return text
        sentence = self._sentences[language].get(key)
        if sentence is None:
            raise OurFault(f"no phrase has the key {key}")
        if n is not None:
            values["n"] = n
        return _fill(key, sentence, n, values)


def load(folder: Path | None = None) -> Catalogues:
    """Read all catalogues in ``folder``; ours, if None.

    A language is spoken if the listing names it and its catalogue is there. Phrases that
    are marked fuzzy count as missing: nobody has said yet that they are right.

    Raises:
        OurFault: A file is missing or malformed, or a folder is not in the listing.
    """
    folder = folder or default_folder()
    listed = {language.tag: language for language in read_languages(folder)}
    found = {path.parts[-3] for path in folder.glob("*/LC_MESSAGES/tellmore.po")}
    if found - listed.keys():
        strangers = ", ".join(sorted(found - listed.keys()))
        raise OurFault(f"{folder}: {LISTING} does not name {strangers}")
    found.add(SOURCE)
    spoken = tuple(language for tag, language in listed.items() if tag in found)
    own = {language.tag: _sentences(folder, language) for language in spoken}
    merged = {
        language.tag: _with_fallbacks(own, (language.tag, *language.fallback, SOURCE))
        for language in spoken
    }
    return Catalogues(
        languages=spoken,
        _plain=MappingProxyType({tag: _plain(known) for tag, known in merged.items()}),
        _sentences=MappingProxyType(merged),
    )


def default_folder() -> Path:
    """Return our own folder of catalogues: a checkout's, or the installed package's."""
    checkout = Path(__file__).parents[3] / "locales"
    if (checkout / LISTING).is_file():
        return checkout
    return Path(str(resources.files("tellmore"))) / "_locales"


def plural_of(plural_forms: str) -> Callable[[int], int]:
    """Return the function from a number to the index of its form.

    Args:
        plural_forms: A ``Plural-Forms`` header such as ``nplurals=2; plural=(n != 1);``.

    Raises:
        OurFault: The header is malformed.
    """
    try:
        return gettext.c2py(plural_forms.partition(" plural=")[2].rstrip("; "))
    except ValueError as fault:
        raise OurFault(f"cannot read plural forms {plural_forms!r}") from fault


def _source() -> dict[str, _Sentence]:
    """English is what the code says, whatever its catalogue (generated for tools) holds."""
    return {
        phrase.key: _Sentence(
            forms=tuple(_cut(form) for form in (phrase.text, phrase.plural) if form),
            choose=(lambda n: int(n != 1)) if phrase.plural else None,
            rtl=False,
        )
        for phrase in PHRASES.values()
    }


def _sentences(folder: Path, language: Language) -> dict[str, _Sentence]:
    if language.tag == SOURCE:
        return _source()
    catalogue = po_files.read_catalogue(po_files.catalogue_path(folder, language.tag), language.tag)
    choose = plural_of(catalogue.plural_forms)
    sentences = {}
    for message in catalogue:
        phrase = PHRASES.get(message.context or "")
        forms = po_files.forms(message)
        if phrase is None or message.fuzzy or not all(forms):
            continue
        sentences[phrase.key] = _Sentence(
            forms=tuple(_cut(form) for form in forms),
            choose=choose if phrase.plural else None,
            rtl=language.rtl,
        )
    return sentences


def _cut(text: str) -> tuple[str, ...]:
    return tuple(_PLACEHOLDER.split(text))


def _with_fallbacks(
    own: Mapping[str, Mapping[str, _Sentence]], chain: tuple[str, ...]
) -> Mapping[str, _Sentence]:
    merged: dict[str, _Sentence] = {}
    for tag in reversed(chain):
        merged |= own.get(tag, {})
    return MappingProxyType(merged)


def _plain(known: Mapping[str, _Sentence]) -> Mapping[str, str]:
    return MappingProxyType(
        {
            key: sentence.forms[0][0]
            for key, sentence in known.items()
            if sentence.choose is None and len(sentence.forms[0]) == 1
        }
    )


def _fill(key: str, sentence: _Sentence, n: int | None, values: Mapping[str, str | int]) -> str:
    parts = sentence.forms[0]
    if sentence.choose:
        if n is None:
            raise OurFault(f"the phrase {key} needs a number")
        parts = sentence.forms[sentence.choose(abs(n))]
    filled = list(parts)
    for index in range(1, len(parts), 2):
        name = parts[index]
        if name not in values:
            raise OurFault(f"the phrase {key} needs a value for {name}")
        filled[index] = _value(name, values[name], rtl=sentence.rtl)
    return "".join(filled)


def _value(name: str, value: str | int, *, rtl: bool) -> str:
    text = str(value)
    if name not in FREE_TEXT or bare(text):
        return text
    if rtl or direction(text) == "rtl":
        return isolate(text)
    return text
