"""The kinds of value in a ``study.toml``, each with the message that says what it expects."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from tellmore.study.texts import CONSENT, LABEL, QUESTION, SENTENCE, TITLE, Limits

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def wrong(message: str) -> PydanticCustomError:
    """Return the error whose whole message is ``message``."""
    return PydanticCustomError("tellmore", "{message}", {"message": message})


def _within(limits: Limits) -> AfterValidator:
    def check(text: str) -> str:
        if message := limits.wrong(text):
            raise wrong(message)
        return text.strip()

    return AfterValidator(check)


def shaped(pattern: str, expected: str) -> AfterValidator:
    """Return the check that a text looks like ``pattern``, said as ``expected``."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise wrong(f'expected {expected}; it is "{text}"')
        return text

    return AfterValidator(check)


def whole(low: int, high: int) -> AfterValidator:
    """Return the check that a whole number lies from ``low`` to ``high``."""

    def check(number: int) -> int:
        if not low <= number <= high:
            raise wrong(f"expected {low} to {high}; it is {number}")
        return number

    return AfterValidator(check)


def lasting(low: str, high: str) -> BeforeValidator:
    """Return the reader of a duration from ``low`` to ``high``, such as ``"15m"``."""
    shortest, longest = _duration(low), _duration(high)

    def check(value: object) -> timedelta:
        lasts = _duration(value)
        if not shortest <= lasts <= longest:
            raise wrong(f'expected "{low}" to "{high}"; it is "{value}"')
        return lasts

    return BeforeValidator(check)


def _duration(value: object) -> timedelta:
    written = re.fullmatch(r"(\d{1,6})([smhd])", value) if isinstance(value, str) else None
    if not written:
        raise wrong('expected a duration such as "90s", "15m", "24h" or "30d"')
    return timedelta(**{_UNITS[written[2]]: int(written[1])})


def hour(value: object) -> int:
    """Return the hour, 0 to 23, that a text such as ``"21:00"`` says."""
    written = re.fullmatch(r"(\d\d):00", value) if isinstance(value, str) else None
    if not written or int(written[1]) > 23:  # noqa: PLR2004 - hours of a day
        raise wrong('expected a full hour from "00:00" to "23:00"')
    return int(written[1])


def offset(value: object) -> timedelta:
    """Return the clock's distance from UTC that a text such as ``"+05:30"`` says."""
    pattern = r"([+-])(0\d|1[0-4]):([0-5]\d)"
    written = re.fullmatch(pattern, value) if isinstance(value, str) else None
    if not written:
        raise wrong('expected a clock\'s distance from UTC such as "+05:30" or "-03:00"')
    minutes = int(written[2]) * 60 + int(written[3])
    return timedelta(minutes=minutes if written[1] == "+" else -minutes)


Key = Annotated[str, shaped(r"[a-z0-9_-]{1,24}", "1 to 24 of a-z, 0-9, hyphen and underscore")]
Code = Annotated[
    str, shaped(r"[A-Za-z0-9_+.-]{1,16}", "1 to 16 of A-Z, a-z, 0-9, hyphen, underscore, + and .")
]
Title = Annotated[str, _within(TITLE)]
Label = Annotated[str, _within(LABEL)]
Sentence = Annotated[str, _within(SENTENCE)]
QuestionText = Annotated[str, _within(QUESTION)]
ConsentText = Annotated[str, _within(CONSENT)]


def share(part: float) -> float:
    """Return a share as it stands; refuse what is not from 0 to 1."""
    if not 0 <= part <= 1:
        raise wrong(f"expected 0 to 1; it is {part:g}")
    return part
