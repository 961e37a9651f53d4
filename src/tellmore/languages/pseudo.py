"""Pseudo-languages: English in disguise, by which a layout is tried before any translation.

`ACCENTED` has every letter accented, is a third longer and stands in brackets: what shows
without them was not taken from a catalogue, what shows one bracket was cut. `MIRRORED` is
written from right to left. Neither is a real language, and no real tag stands for one.

Source: the pseudo-locales en-XA and ar-XB of the Unicode CLDR, read 2026-11-23.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Message

from tellmore.languages import po_files
from tellmore.languages.catalogues import SOURCE
from tellmore.languages.language import LETTERS, LISTING, read_languages

ACCENTED = "en-XA"
MIRRORED = "ar-XB"

_LEFT, _RIGHT = "\u27e6", "\u27e7"  # brackets that no phrase has
_RTL, _POP = "\u2067", "\u2069"  # isolates: what is inside runs from right to left
_PADDING = 0.35  # German and Finnish are a third longer than English
_KEPT = re.compile(r"(\{[A-Za-z_]\w*\}|(?<![\w/])/[a-z]+)")
_ACCENTS = str.maketrans(
    "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpRrSsTtUuVvWwYyZz",
    "ÅåƁƀÇçÐðÉéƑƒĜĝĤĥÎîĴĵĶķĻļṀṁÑñÖöÞþŔŕŠšŢţÛûṼṽŴŵÝýŽž",
)
_ROWS = f"""
[[language]]
tag = "{ACCENTED}"
endonym = "Åççéñţéð Éñĝļîšĥ"
english = "Accented English"
direction = "ltr"
script = "Latn"
plural_forms = "nplurals=2; plural=(n != 1);"

[[language]]
tag = "{MIRRORED}"
endonym = "Mirrored English"
english = "Mirrored English"
direction = "rtl"
script = "Latn"
plural_forms = "nplurals=2; plural=(n != 1);"
"""


def accented(text: str) -> str:
    """Return ``text`` accented, longer and in brackets; placeholders and commands stay."""
    disguised = "".join(
        part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(text)
    )
    padding = "~" * max(1, round(_PADDING * len(text)))
    return f"{_LEFT}{disguised}{padding}{_RIGHT}"


def whole(text: str) -> bool:
    """Tell whether ``text`` is made of accented sentences, none of them cut.

    One sentence may stand in another, as a study's purpose does.
    """
    depth = 0
    for character in text:
        depth += (character == _LEFT) - (character == _RIGHT)
        if depth < 0 or (not depth and character.isalpha()):
            return False
    return not depth


def mirrored(text: str) -> str:
    """Return ``text`` such that it runs from right to left; placeholders and commands stay."""
    return f"{_RTL}{text}{_POP}"


def write(source: Path, folder: Path) -> tuple[str, ...]:
    """Write a folder of catalogues with English and the two pseudo-languages.

    Args:
        source: Our catalogues.
        folder: Where to write; made if it is not there.

    Returns:
        The tags that can be spoken from ``folder``.

    Raises:
        OurFault: The English catalogue is missing or malformed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listing = (source / LISTING).read_text("utf-8")
    (folder / LISTING).write_text(listing + _ROWS, "utf-8")
    if (source / LETTERS).is_file():
        shutil.copy(source / LETTERS, folder)
    english = po_files.catalogue_path(folder, SOURCE)
    english.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(po_files.catalogue_path(source, SOURCE), english)
    for tag, disguise in ((ACCENTED, accented), (MIRRORED, mirrored)):
        _disguised(source, folder, tag, disguise)
    listed = {language.tag for language in read_languages(folder)}
    return tuple(tag for tag in (SOURCE, ACCENTED, MIRRORED) if tag in listed)


def _disguised(source: Path, folder: Path, tag: str, disguise: Callable[[str], str]) -> None:
    path = po_files.catalogue_path(source, SOURCE)
    catalogue = po_files.read_catalogue(path, SOURCE)
    for message in catalogue:
        if message.id and not str(message.context).startswith("listen."):
            message.string = _said(message, disguise)
    target = po_files.catalogue_path(folder, tag)
    target.parent.mkdir(parents=True, exist_ok=True)
    header = po_files.read_header(path) | {"Language": tag.replace("-", "_")}
    target.write_bytes(po_files.written(catalogue, header, ()))


def _said(message: Message, disguise: Callable[[str], str]) -> str | tuple[str, ...]:
    disguised = tuple(map(disguise, po_files.forms(message)))
    return disguised if isinstance(message.string, tuple) else disguised[0]
