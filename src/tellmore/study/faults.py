"""What is wrong in a study's files, in words that its author can act on."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from tellmore.errors import InvalidStudy

_SHOWN = 40  # characters of a wrong value that a message repeats


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing to mend.

    Attributes:
        file: Name inside the study's folder.
        line: From 1; 0 when the file itself is at fault.
        key: Which value; empty when the file itself is at fault.
        message: What is expected and what stands there.
    """

    file: str
    line: int
    key: str = ""
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


def invalid(faults: Iterable[Fault]) -> InvalidStudy:
    """Return the error that carries ``faults``, each once, in the order of the files."""
    ordered = sorted(set(faults), key=lambda fault: (fault.file != "study.toml", fault))
    return InvalidStudy(tuple(map(str, ordered)))


def guess(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean …?`` with the nearest of ``known``, or nothing."""
    near = get_close_matches(word.lower(), list(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def described(value: object) -> str:
    """Return what a TOML value is, short enough for a message."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            text = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
            return f'the text "{text}"'
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return f"the date or time {value}"
