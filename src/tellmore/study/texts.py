"""The texts of a study that participants read: their names, places and limits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tellmore.study.toml_lines import Path

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]")
_MARKUP = re.compile(
    r"</?[a-zA-Z][^>]*>|\*\*|__|`|\[[^\]]*\]\(|&[a-z]+;|\{[^}]*\}"  # also {placeholders}
)
_LINK = re.compile(r"https?:|www\.|\bt\.me/|\bwa\.me/", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a text may be.

    Attributes:
        chars: At most so many characters.
        links: Whether web addresses may stand in it.
        lines: Whether it may have several lines.
    """

    chars: int
    links: bool = False
    lines: bool = True

    def wrong(self, text: str) -> str:
        """Return what is wrong with ``text``, or nothing."""
        text = text.strip()
        if not text:
            return "expected some text; it is empty"
        if len(text) > self.chars:
            return f"expected at most {self.chars} characters; it has {len(text)}"
        if not self.lines and "\n" in text:
            return "expected one line; it has several"
        if found := _CONTROL.search(text):
            return f"expected plain text; it has the control character U+{ord(found.group()):04X}"
        if found := _MARKUP.search(text):
            return f'expected plain text; apps would show "{found.group()}" as it stands'
        if not self.links and (found := _LINK.search(text)):
            return f'expected no web address; it has "{found.group()}"'
        return ""


TITLE = Limits(chars=80, lines=False)
LABEL = Limits(chars=30, lines=False)
SENTENCE = Limits(chars=300)
QUESTION = Limits(chars=600)
CONSENT = Limits(chars=2000, links=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text in the source language.

    Attributes:
        name: Its ``msgctxt`` in the translations, e.g. ``questions.wish.text``. It does not
            hold the topic, so that a question can move without new translations.
        path: Where it stands in ``study.toml``.
        text: The wording, without white space around it.
        limits: What it, and each translation of it, may be.
    """

    name: str
    path: Path
    text: str
    limits: Limits


def texts(document: dict[str, Any]) -> tuple[Text, ...]:
    """Return every text of a parsed ``study.toml``, in its order.

    Parts that have not the shape that they should have are left out.
    """
    return tuple(_all(document))


def _all(document: dict[str, Any]) -> Iterator[Text]:
    study = _table(document.get("study"))
    yield from _some(study, name="study", path=("study",), title=TITLE, purpose=SENTENCE)
    consent = _table(document.get("consent"))
    yield from _some(consent, name="consent", path=("consent",), text=CONSENT, simple=CONSENT)
    yield from _closed(document, part="screener")
    for at, topic in enumerate(_tables(document.get("topics"))):
        for position, question in enumerate(_tables(topic.get("questions"))):
            yield from _question(question, path=("topics", at, "questions", position))
    yield from _closed(document, part="closing")
    farewell = _table(document.get("farewell"))
    yield from _some(farewell, name="farewell", path=("farewell",), text=QUESTION)


def _question(question: dict[str, Any], *, path: Path) -> Iterator[Text]:
    name = f"questions.{question.get('key')}"
    yield from _some(question, name=name, path=path, text=QUESTION, explanation=QUESTION)
    for at, point in enumerate(_tables(question.get("points"))):
        within = f"{name}.points.{point.get('key')}"
        yield from _some(point, name=within, path=(*path, "points", at), ask=SENTENCE)


def _closed(document: dict[str, Any], *, part: str) -> Iterator[Text]:
    for at, question in enumerate(_tables(document.get(part))):
        name, path = f"{part}.{question.get('key')}", (part, at)
        yield from _some(question, name=name, path=path, text=SENTENCE, low=LABEL, high=LABEL)
        for position, option in enumerate(_tables(question.get("options"))):
            within = f"{name}.options.{option.get('code')}"
            yield from _some(option, name=within, path=(*path, "options", position), text=LABEL)


def _some(table: dict[str, Any], *, name: str, path: Path, **wanted: Limits) -> Iterator[Text]:
    for key, limits in wanted.items():
        text = table.get(key)
        if isinstance(text, str) and text.strip():
            yield Text(name=f"{name}.{key}", path=(*path, key), text=text.strip(), limits=limits)


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[dict[str, Any]]:
    """Return the tables of a list; what is no table is empty, so that positions stay true."""
    return [_table(element) for element in value] if isinstance(value, list) else []
