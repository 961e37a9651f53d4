"""How a fixed sentence is written down: with a key, in English, with a note for translators.

A phrase has a stable key (the catalogue's context), its English text (the catalogue's
message id) and a note for translators (the comment that begins with ``T:``).
``{named}`` placeholders are filled in by `tellmore.languages`; nothing is ever
concatenated, lower-cased or sliced. Wording rules: short sentences, no idiom, labels of
at most 15 characters, one paragraph a phrase, nothing that needs one culture.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One fixed sentence.

    Attributes:
        key: Stable name; effects and catalogues refer to it.
        text: The English wording.
        plural: The English wording for other numbers than one; empty without a number.
    """

    key: str
    text: str
    plural: str = ""


PHRASES: dict[str, Phrase] = {}
"""All phrases by key."""


def phrase(key: str, text: str) -> str:
    """Register a sentence; return its key."""
    PHRASES[key] = Phrase(key=key, text=text)
    return key


def counted(key: str, text: str, plural: str) -> str:
    """Register a sentence that depends on the number ``{n}``; return its key."""
    PHRASES[key] = Phrase(key=key, text=text, plural=plural)
    return key
