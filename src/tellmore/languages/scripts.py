"""Which letters belong to which script.

Source: Unicode Character Database 14 (Python 3.11), names of characters; ISO 15924 codes.
"""

import unicodedata
from functools import cache

LETTERS_OF = {
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Gujr": ("GUJARATI",),
    "Guru": ("GURMUKHI",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Hebr": ("HEBREW",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Khmr": ("KHMER",),
    "Knda": ("KANNADA",),
    "Kore": ("HANGUL", "CJK"),
    "Laoo": ("LAO",),
    "Latn": ("LATIN", "MODIFIER LETTER"),
    "Mlym": ("MALAYALAM",),
    "Mymr": ("MYANMAR",),
    "Orya": ("ORIYA",),
    "Sinh": ("SINHALA",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Thai": ("THAI",),
}
"""Script to how Unicode's names of its letters begin."""


def written_in(letter: str, script: str) -> bool:
    """Whether ``letter`` belongs to ``script``, a key of `LETTERS_OF`."""
    return unicodedata.name(letter, "").startswith(LETTERS_OF[script])


_SCRIPT_OF_NAME = {
    start: script
    for script, starts in LETTERS_OF.items()
    if script not in {"Hans", "Hant"}
    for start in starts
    if start not in {"CJK", "MODIFIER LETTER"}
} | {"CJK": "Hani"}


@cache
def script_of_letter(letter: str) -> str:
    """Return the ISO 15924 code of a letter's script; ``Hani`` for Han, empty for others."""
    return _SCRIPT_OF_NAME.get(unicodedata.name(letter, "").partition(" ")[0], "")
