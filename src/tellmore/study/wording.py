"""What is said, in each language that the researcher has worded it in."""

from collections.abc import Mapping

Wording = Mapping[str, str]
"""Language tag (BCP 47) to text. The study's source language is always among the tags."""


def worded(wording: Wording, language: str, *, source: str) -> str:
    """Return the wording in ``language``, or in the study's ``source`` language.

    Raises:
        KeyError: Neither language has a wording; loading a study rules that out.
    """
    return wording.get(language) or wording[source]
