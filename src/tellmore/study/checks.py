"""What must hold between the values of a ``study.toml``, beyond the shape of each."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, TypeVar

from babel import Locale
from pydantic import BaseModel, ValidationError

from tellmore.study.faults import guess
from tellmore.study.toml_lines import Path
from tellmore.study.toml_shape import ClosedTable, PaceTable, QuestionTable

Model = TypeVar("Model", bound=BaseModel)

Finding = tuple[Path, str]
"""Where, and what is expected."""

_OPTIONS = range(2, 13)
_POINTS_OF_SCALE = range(2, 12)
_MOST_REMINDERS = 5
_TAG = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?")


def checks(document: dict[str, Any]) -> Iterator[Finding]:
    """Yield what does not fit together; values of a wrong shape are passed over."""
    yield from _languages(document)
    yield from _level(document)
    questions = list(_elements(document, "screener"))
    for at, topic in _elements(document, "topics"):
        inner = list(_elements(topic, "questions", within=at))
        if topic.get("questions") == []:
            yield (*at, "questions"), "expected at least one question; the list is empty"
        for path, question in inner:
            yield from _question(question, path)
        questions += inner
    questions += _elements(document, "closing")
    if document.get("topics") == []:
        yield ("topics",), "expected at least one topic; the list is empty"
    yield from _unique(_elements(document, "topics"), "key", "topic")
    yield from _unique(questions, "key", "question")
    for part in ("screener", "closing"):
        for path, question in _elements(document, part):
            yield from _closed(question, path)
    if pace := _read(PaceTable, document.get("pace", {})):
        yield from _pace(pace)


def _elements(
    table: dict[str, Any], key: str, *, within: Path = ()
) -> Iterator[tuple[Path, dict[str, Any]]]:
    elements = table.get(key)
    for position, element in enumerate(elements if isinstance(elements, list) else []):
        if isinstance(element, dict):
            yield (*within, key, position), element


def _unique(
    elements: Iterable[tuple[Path, dict[str, Any]]], key: str, what: str
) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, element in elements:
        match element.get(key):
            case str(name) if name in seen:
                yield (*path, key), f'expected a {key} of its own; another {what} has "{name}"'
            case str(name):
                seen.add(name)
            case _:
                pass  # a key of a wrong shape is reported as such


def _languages(document: dict[str, Any]) -> Iterator[Finding]:
    match document.get("study"):
        case {"languages": [*tags]}:
            pass
        case _:
            return
    path: Path = ("study", "languages")
    if not tags:
        yield path, "expected at least one language; the list is empty"
    for position, tag in enumerate(tags):
        if not isinstance(tag, str):
            continue
        if message := _tag(tag):
            yield (*path, position), message
        elif tag in tags[:position]:
            yield (*path, position), f'expected each language once; "{tag}" stands twice'
    yield from _unreviewed(document["study"], tags[1:])


def _unreviewed(study: dict[str, Any], translated: list[Any]) -> Iterator[Finding]:
    named = study.get("unreviewed")
    for position, tag in enumerate(named if isinstance(named, list) else ()):
        if isinstance(tag, str) and tag not in translated:
            path = ("study", "unreviewed", position)
            yield path, f'expected a language that the study is translated into; it is "{tag}"'


def _tag(tag: str) -> str:
    """Return what is wrong with a language tag, or nothing.

    Source: BCP 47 (RFC 5646) for the shape, Unicode CLDR for the known subtags.
    """
    known = Locale("en")
    if not (parts := _TAG.fullmatch(tag)):
        return f'expected a language tag such as "es", "pt-BR" or "zh-Hant"; it is "{tag}"'
    language, script, territory = parts.groups()
    if language not in known.languages:
        return f'expected a known language; it is "{tag}"'
    if script and script not in known.scripts:
        return f'expected a known script after the language; it is "{tag}"'
    if territory and territory not in known.territories:
        return f'expected a known territory after the language; it is "{tag}"'
    return ""


def _level(document: dict[str, Any]) -> Iterator[Finding]:
    consent = document.get("consent")
    match consent:
        case {"level": "simple"} if isinstance(consent, dict) and not consent.get("simple"):
            yield ("consent", "level"), 'expected with level = "simple": a text `simple` as well'
        case _:
            return


def _question(table: dict[str, Any], path: Path) -> Iterator[Finding]:
    yield from _unique(_elements(table, "points", within=path), "key", "point of this question")
    question = _read(QuestionTable, table)
    if not question:
        return
    probing = question.probing
    if probing.at_least > probing.at_most:
        yield (
            (*path, "probing", "at_least"),
            f"expected at most at_most ({probing.at_most}); it is {probing.at_least}",
        )
    if len(set(probing.kinds)) < len(probing.kinds):
        yield (*path, "probing", "kinds"), "expected each kind once"
    if probing.at_most and not probing.kinds:
        yield (*path, "probing", "kinds"), "expected at least one kind; at_most = 0 asks nothing"


def _closed(table: dict[str, Any], path: Path) -> Iterator[Finding]:
    yield from _unique(_elements(table, "options", within=path), "code", "option of this question")
    question = _read(ClosedTable, table)
    if not question:
        return
    scale = ("from", "to", "low", "high")
    match question.source:
        case "listed":
            if len(question.options) not in _OPTIONS:
                count = len(question.options)
                yield (*path, "options"), f"expected 2 to 12 options; there are {count}"
            yield from _unused(table, path, scale, question.source)
        case "scale":
            yield from _scale(question, path)
            yield from _unused(table, path, ("options",), question.source)
        case _:
            yield from _unused(table, path, (*scale, "options"), question.source)
    yield from _qualifies(question, path)


def _unused(
    table: dict[str, Any], path: Path, keys: Iterable[str], source: str
) -> Iterator[Finding]:
    for key in keys:
        if key in table:
            yield (*path, key), f'expected only with another source than "{source}"'


def _scale(question: ClosedTable, path: Path) -> Iterator[Finding]:
    for key, value in (("from", question.first), ("to", question.last)):
        if value is None:
            yield (*path, key), 'expected with source = "scale"; it is missing'
    if question.first is None or question.last is None:
        return
    if question.first not in (0, 1):
        yield (*path, "from"), f"expected 0 or 1; it is {question.first}"
    if (count := question.last - question.first + 1) not in _POINTS_OF_SCALE:
        yield (*path, "to"), f"expected a scale of 2 to 11 numbers; it has {max(count, 0)}"
    if (question.low is None) != (question.high is None):
        key = "low" if question.low is None else "high"
        yield (*path, key), "expected both low and high, or neither"


def _qualifies(question: ClosedTable, path: Path) -> Iterator[Finding]:
    if question.qualifies and path[0] == "closing":
        yield (*path, "qualifies"), "expected in the screener only"
        return
    codes = question.codes()
    for position, code in enumerate(question.qualifies):
        if question.source == "country":
            if not re.fullmatch(r"[A-Z]{2}", code) or code not in Locale("en").territories:
                yield (
                    (*path, "qualifies", position),
                    f'expected a country code such as "KE"; it is "{code}"',
                )
        elif code not in codes:
            listed = ", ".join(codes)
            yield (
                (*path, "qualifies", position),
                f'expected one of the codes {listed}; it is "{code}"{guess(code, codes)}',
            )


def _pace(pace: PaceTable) -> Iterator[Finding]:
    reminders = pace.reminders
    if len(reminders) > _MOST_REMINDERS:
        count = len(reminders)
        yield ("pace", "reminders"), f"expected at most {_MOST_REMINDERS}; there are {count}"
    for position, (earlier, later) in enumerate(pairwise(reminders), 1):
        if later <= earlier:
            yield (
                ("pace", "reminders", position),
                "expected a longer silence than the reminder before has",
            )


def _read(model: type[Model], table: object) -> Model | None:
    """Return the table where its shape is right; elsewhere its shape is reported."""
    try:
        return model.model_validate(table)
    except ValidationError:
        return None
