"""The words that each language uses for what an interview is about.

Translators and language models go by the same file, ``locales/glossary.toml``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tellmore.errors import OurFault

GLOSSARY = "glossary.toml"
"""The file's name, inside the folder of catalogues."""

TERMS = (
    *("interview", "interviewer", "study", "question", "answer", "follow-up", "participant"),
    *("take-part", "agree", "voluntary", "AI", "chatbot", "program", "data", "privacy"),
    *("delete", "store", "code", "link", "button", "skip", "pause", "stop", "quote", "publish"),
    *("researcher", "conversation", "language"),
)
"""What a glossary names, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """How one language speaks of an interview.

    Attributes:
        address: The form of address for the participant.
        gender: How wording stays neutral.
        script: Its letters and signs.
        notes: Whatever else matters.
        terms: The word for each of `TERMS`.
        stems: Of each term, what its forms have in common; a text that uses the term has one.
    """

    address: str
    gender: str
    script: str
    notes: str
    terms: Mapping[str, str]
    stems: Mapping[str, tuple[str, ...]]


def read_glossaries(folder: Path) -> dict[str, Glossary]:
    """Return the glossaries in ``folder`` by language; none where there is no such file.

    Raises:
        OurFault: The file is malformed.
    """
    path = folder / GLOSSARY
    try:
        tables = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
        return {tag: _glossary(table) for tag, table in tables.items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as fault:
        raise OurFault(f"{path}: {type(fault).__name__}: {fault}") from fault


def _glossary(table: Mapping[str, str | Mapping[str, str]]) -> Glossary:
    words = table["terms"]
    if isinstance(words, str):
        raise TypeError("terms is no table")
    told = {name: str(table[name]) for name in ("address", "gender", "script", "notes")}
    return Glossary(
        **told,
        terms={term: word.partition("|")[0].strip() for term, word in words.items()},
        stems={
            term: tuple(stem.strip().lower() for stem in re.split(r"[|,،]", word) if stem.strip())
            for term, word in words.items()
        },
    )
