"""Counting words in any script."""

import re

_UNSPACED_PER_WORD = 2
"""Letters to a word in scripts without spaces. Source: mean word length of Chinese,
about 1.7 characters in running text; Thai and Khmer are longer, so this rather overcounts."""

_UNSPACED = re.compile(
    "[\u0e01-\u0edf"  # Thai, Lao
    "\u1000-\u109f"  # Myanmar
    "\u1780-\u17d3"  # Khmer
    "\u3040-\u30ff"  # Kana
    "\u3400-\u9fff]"  # Han
)

_SPACED_WORD = re.compile(r"[^\W_][^\s.,;:!?()\[\]{}\"/|\u060c\u061b\u061f\u0964]*")
"""A letter or digit, and all up to a space or a stop: marks and apostrophes stay inside."""


def count_words(text: str) -> int:
    """Return how many words a text has, in any script; those without spaces are estimated."""
    unspaced = len(_UNSPACED.findall(text))
    spaced = len(_SPACED_WORD.findall(_UNSPACED.sub(" ", text) if unspaced else text))
    return spaced + -(-unspaced // _UNSPACED_PER_WORD)
