"""One catalogue, laid out for the rules of `tellmore.languages.gate`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Message

from tellmore.interview.phrases import PHRASES, Phrase
from tellmore.languages import po_files
from tellmore.languages.glossary import Glossary, read_glossaries
from tellmore.languages.language import Language, read_languages, read_letters
from tellmore.study.standing import UNMARKED, Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One phrase and all that a catalogue says for it.

    Attributes:
        phrase: What is translated.
        source: The English forms that the catalogue translates.
        forms: The translation, a form for each number that the language tells apart.
        fuzzy: Whether somebody was unsure, or the English changed.
        standing: How far the translation has come.
        note: What translators are told of it.
    """

    phrase: Phrase
    source: tuple[str, ...]
    forms: tuple[str, ...]
    fuzzy: bool
    standing: Standing = UNMARKED
    note: str = ""

    @property
    def key(self) -> str:
        """The phrase's key."""
        return self.phrase.key

    @property
    def state(self) -> str:
        """The word for it; `by hand` where no mark stands."""
        return self.standing.state or "by hand"

    @property
    def waits(self) -> bool:
        """Whether somebody still has to read it."""
        return self.standing.waits(self.source, self.forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One catalogue with all that the rules need to know of it.

    Attributes:
        language: Whose catalogue it is.
        header: The fields of its header.
        entries: By the phrase's key.
        strangers: Keys that are no phrase's.
        languages: All of the listing.
        letters: The letters of each language: ``main`` and ``auxiliary``, by tag.
        glossary: The language's words; None where nobody has written them down.
    """

    language: Language
    header: dict[str, str]
    entries: dict[str, Entry]
    strangers: tuple[str, ...]
    languages: tuple[Language, ...] = ()
    letters: Mapping[str, dict[str, str]] = field(default_factory=dict)
    glossary: Glossary | None = None


def examine(folder: Path, language: Language) -> Examined:
    """Read the catalogue of ``language`` as it stands.

    Raises:
        OurFault: It is missing or malformed.
    """
    path = po_files.catalogue_path(folder, language.tag)
    messages = [one for one in po_files.read_catalogue(path, language.tag) if one.id]
    return Examined(
        language=language,
        header=po_files.read_header(path),
        entries={entry.key: entry for entry in map(_entry, messages) if entry is not None},
        strangers=tuple(str(m.context) for m in messages if m.context not in PHRASES),
        languages=read_languages(folder),
        letters=read_letters(folder),
        glossary=read_glossaries(folder).get(language.tag),
    )


def _entry(message: Message) -> Entry | None:
    phrase = PHRASES.get(message.context or "")
    if phrase is None:
        return None
    source = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    return Entry(
        phrase=phrase,
        source=source,
        forms=po_files.forms(message),
        fuzzy=message.fuzzy,
        standing=standing(message.user_comments),
        note=" ".join(message.auto_comments),
    )


def source_of(phrase: Phrase) -> tuple[str, ...]:
    """Return the English forms of a phrase: one, or two if it has a number."""
    return (phrase.text, phrase.plural) if phrase.plural else (phrase.text,)
