"""One catalogue, laid out for the rules of `tellmore.languages.gate`."""

from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message

from tellmore.interview.phrases import PHRASES, Phrase
from tellmore.languages import po_files
from tellmore.languages.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One phrase and all that a catalogue says for it."""

    phrase: Phrase
    source: tuple[str, ...]
    forms: tuple[str, ...]
    fuzzy: bool

    @property
    def key(self) -> str:
        """The phrase's key."""
        return self.phrase.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One catalogue with all that the rules need to know of it."""

    language: Language
    header: dict[str, str]
    entries: dict[str, Entry]
    strangers: tuple[str, ...]


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
    )


def _entry(message: Message) -> Entry | None:
    phrase = PHRASES.get(message.context or "")
    if phrase is None:
        return None
    source = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    return Entry(phrase=phrase, source=source, forms=po_files.forms(message), fuzzy=message.fuzzy)


def source_of(phrase: Phrase) -> tuple[str, ...]:
    """Return the English forms of a phrase: one, or two if it has a number."""
    return (phrase.text, phrase.plural) if phrase.plural else (phrase.text,)
