"""What we know of each language: the rows of ``locales/languages.toml``."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tellmore.errors import OurFault

LISTING = "languages.toml"
"""The file's name, inside the folder of catalogues."""

LETTERS = "letters.toml"
"""The name of the file with the letters of each language, beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One human language that we may speak.

    Attributes:
        tag: Canonical BCP 47 tag; also the name of its folder.
        endonym: Its own name for itself, as shown in a list of languages.
        english: Its English name.
        rtl: Whether it is written from right to left.
        script: ISO 15924 code such as ``Latn`` or ``Hans``.
        plural_forms: The header that its catalogue must carry.
        beta: Whether participants are told that we are still learning it.
        fallback: Tags whose words stand in for a missing phrase, before English.
        telegram: Codes by which Telegram is known to send it, the usual one first.
        whatsapp: Codes of WhatsApp's message templates for it, the usual one first.
        same: Keys of phrases that are rightly spelled as in English.
    """

    tag: str
    endonym: str
    english: str
    rtl: bool = False
    script: str
    plural_forms: str
    beta: bool = False
    fallback: tuple[str, ...] = ()
    telegram: tuple[str, ...] = ()
    whatsapp: tuple[str, ...] = ()
    same: frozenset[str] = field(default_factory=frozenset[str])


def read_languages(folder: Path) -> tuple[Language, ...]:
    """Return all languages of the listing in ``folder``, in its order.

    Raises:
        OurFault: The listing is missing or malformed.
    """
    path = folder / LISTING
    try:
        rows = tomllib.loads(path.read_text("utf-8"))["language"]
        return tuple(_language(row) for row in rows)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise OurFault(f"{path}: {type(fault).__name__}: {fault}") from fault


def read_letters(folder: Path) -> dict[str, dict[str, str]]:
    """Return the letters of each language, by tag; nothing where the folder has no such file.

    Raises:
        OurFault: The file is malformed.
    """
    path = folder / LETTERS
    try:
        return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except tomllib.TOMLDecodeError as fault:
        raise OurFault(f"{path}: {fault}") from fault


def _language(row: dict[str, Any]) -> Language:
    known = dict(row)
    return Language(
        rtl={"rtl": True, "ltr": False}[known.pop("direction")],
        beta={"live": False, "beta": True}[known.pop("status", "live")],
        fallback=tuple(known.pop("fallback", ())),
        telegram=tuple(known.pop("telegram", ())),
        whatsapp=tuple(known.pop("whatsapp", ())),
        same=frozenset(known.pop("same", ())),
        **known,
    )
