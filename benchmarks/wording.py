"""Words of our own documents, in random order: what simulated participants write.

Without the order of prose they compress worse than what people write, so what is measured
with them is rather too much than too little.
"""

import random
import re
from dataclasses import dataclass
from pathlib import Path

from tellmore.languages import po_files

ROOT = Path(__file__).resolve().parent.parent
_LATIN = re.compile(r"[A-Za-z][A-Za-z'-]*")
_DEVANAGARI = re.compile("[\u0900-\u0963\u0970-\u097f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language, each as often as it occurs."""

    known: tuple[str, ...]

    def answer(self, chars: int, chance: random.Random) -> str:
        """Return exactly ``chars`` characters of random words."""
        text = ""
        while len(text) < chars:
            text += f"{chance.choice(self.known)} "
        return text[: chars - 1].rstrip().ljust(chars, "x")


def english() -> Words:
    """Return the words of our documents."""
    pages = sorted(ROOT.glob("docs/*.md"))
    return Words(known=tuple(_LATIN.findall(" ".join(page.read_text("utf-8") for page in pages))))


def hindi() -> Words:
    """Return the words of our Hindi catalogue."""
    catalogue = po_files.read_catalogue(po_files.catalogue_path(ROOT / "locales", "hi"), "hi")
    said = " ".join(form for message in catalogue for form in po_files.forms(message))
    return Words(known=tuple(_DEVANAGARI.findall(said)))
