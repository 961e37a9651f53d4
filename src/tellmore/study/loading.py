"""Turns a study's texts into a `Study`, or says everything that is wrong with them at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tellmore.study.building import build
from tellmore.study.checks import checks
from tellmore.study.faults import Fault, described, guess, invalid
from tellmore.study.keeping import versioned
from tellmore.study.study import Study
from tellmore.study.texts import texts
from tellmore.study.toml_lines import Path, lines, nearest
from tellmore.study.toml_shape import StudyFile, keys_at
from tellmore.study.translations import Translations, faulty

FILE = "study.toml"

_KINDS = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "a table",
}
"""What pydantic's errors of type expect."""


def parse(toml: str, *, key: str, translations: Mapping[str, Translations] | None = None) -> Study:
    """Return the study that ``toml`` and its translations describe.

    Args:
        toml: What stands in ``study.toml``.
        key: The study's name, which is its folder's.
        translations: By language tag; the source language has none.

    Raises:
        InvalidStudy: Something is wrong; it lists every fault.
    """
    try:
        document = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise invalid([_syntax(error, toml)]) from None
    translated = translations or {}
    where = lines(toml)
    faults = [*_name(key), *faulty(document, translated, where)]
    faults += [_placed(where, document, path, message) for path, message in checks(document)]
    try:
        written = StudyFile.model_validate(document)
    except ValidationError as error:
        raise invalid([*faults, *_shape(error, document, where)]) from None
    if faults:
        raise invalid(faults)
    return versioned(build(written, key=key, texts=texts(document), translations=translated))


def _name(key: str) -> Iterator[Fault]:
    if not re.fullmatch(r"[a-z0-9-]{1,24}", key):
        message = f'expected a folder named with 1 to 24 of a-z, 0-9 and hyphen; it is "{key}"'
        yield Fault(file=FILE, line=0, message=message)


def _syntax(error: tomllib.TOMLDecodeError, toml: str) -> Fault:
    said = re.fullmatch(r"(.*) \((?:at line (\d+), column \d+|at end of document)\)", str(error))
    reason, number = said.groups() if said else (str(error), None)
    line = int(number) if number else toml.rstrip().count("\n") + 1
    if re.match(r"Cannot (overwrite|declare|redefine|mutate)", reason):
        reason += "; a key or table stands twice"
    return Fault(file=FILE, line=line, message=f"this is not TOML: {reason}")


def _shape(
    error: ValidationError, document: dict[str, Any], where: dict[Path, int]
) -> Iterator[Fault]:
    for detail in error.errors(include_url=False):
        yield _placed(where, document, detail["loc"], _message(detail))


def _message(detail: ErrorDetails) -> str:
    """Return one of pydantic's findings in words of ours."""
    kind, key = detail["type"], str(detail["loc"][-1])
    if kind == "missing":
        return "expected here; it is missing"
    if kind == "extra_forbidden":
        known = keys_at(detail["loc"][:-1])
        return f"unknown key{guess(key, known)} (known here: {', '.join(known)})"
    if kind in {"literal_error", "enum"}:
        expected = detail["ctx"]["expected"].replace("'", '"')
        return f"expected {expected}; it is {described(detail['input'])}"
    if kind in _KINDS:
        return f"expected {_KINDS[kind]}; it is {described(detail['input'])}"
    return detail["msg"]


def _placed(where: dict[Path, int], document: dict[str, Any], path: Path, message: str) -> Fault:
    return Fault(file=FILE, line=nearest(where, path), key=_spoken(document, path), message=message)


def _spoken(document: dict[str, Any], path: Path) -> str:
    """Return a path as its author names it: ``topics.life.questions.wish.text``.

    An element without a usable key shows its position, from 1: ``topics[2]``.
    """
    spoken = ""
    here: Any = document
    for step in path:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, str):
            spoken += f".{step}"
            continue
        name = (here.get("key") or here.get("code")) if isinstance(here, dict) else None
        spoken += f".{name}" if isinstance(name, str) else f"[{step + 1}]"
    return spoken.removeprefix(".")
