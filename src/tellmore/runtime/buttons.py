"""What a button's data means: one short code an event, readable on every channel."""

from datetime import datetime

from tellmore.interview.events import (
    AskedAboutPrivacy,
    AskedForLanguages,
    Chose,
    Consented,
    Declined,
    DeletionCancelled,
    DeletionConfirmed,
    Event,
    LanguageChosen,
    Resumed,
)
from tellmore.study.consent import Use

LIMIT_BYTES = 64
"""Longest data of a button. Source: Telegram Bot API, InlineKeyboardButton, read 2026-11-23."""

LANGUAGES = "L"
PRIVACY = "P"
RESUME = "R"
DELETE = "d:y"
KEEP = "d:n"

_LONGEST_PAGE = 3


def choose_language(tag: str) -> str:
    """Return the data of a button that chooses a language."""
    return f"l:{tag}"


def languages_page(page: int) -> str:
    """Return the data of a button that shows a page of all languages, from 1."""
    return f"L:{page}"


def agree(use: Use, *, given: bool) -> str:
    """Return the data of a yes or a no to ``use``."""
    return f"c:{use.value}:{'y' if given else 'n'}"


def choose(question: str, option: str) -> str:
    """Return the data of an option of a closed question."""
    return f"q:{question}:{option}"


def event_of(data: str, *, at: datetime) -> Event | None:
    """Return what a tap on a button with ``data`` means; None if it means nothing to us."""
    match data.split(":"):
        case ["L", *page]:
            return AskedForLanguages(at=at, page=_page(page))
        case ["P"]:
            return AskedAboutPrivacy(at=at)
        case ["R"]:
            return Resumed(at=at)
        case ["d", "y"]:
            return DeletionConfirmed(at=at)
        case ["d", "n"]:
            return DeletionCancelled(at=at)
        case ["l", tag]:
            return LanguageChosen(at=at, language=tag)
        case ["c", use, "y"] if use in set(Use):
            return Consented(at=at, use=Use(use))
        case ["c", use, "n"] if use in set(Use):
            return Declined(at=at, use=Use(use))
        case ["q", question, option]:
            return Chose(at=at, question=question, option=option)
        case _:
            return None


def _page(written: list[str]) -> int:
    """Return the page that follows the code of the list; the short list's number for none."""
    match written:
        case [page] if page.isascii() and page.isdecimal() and len(page) <= _LONGEST_PAGE:
            return int(page)
        case _:
            return 0
