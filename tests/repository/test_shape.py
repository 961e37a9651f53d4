import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

import pytest

from tests.repository.files import functions, text_of, tracked, trees

LONGEST_FILE = 400
LONGEST_FUNCTION = 60

LONGER = {
    "src/tellmore/wiring.py": "the composition root: the only module that knows all others",
}
"""Files, or ``file:function``, that may be longer, each with the reason."""

DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "shared"}
VAGUE = re.compile(r"(Manager|Handler|Helper|Service|Processor|Util|Utils)$")


def too_long(parsed: dict[str, ast.Module], lengths: dict[str, int]) -> Iterator[str]:
    yield from (name for name, lines in lengths.items() if lines > LONGEST_FILE)
    for name, tree in parsed.items():
        for function in functions(tree):
            if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION:
                yield f"{name}:{function.name}"


def drawers(names: tuple[str, ...]) -> list[str]:
    """Return the paths with a part that says nothing of what is in it."""
    return [
        name
        for name in names
        if DRAWERS & {PurePath(part).stem.strip("_") for part in PurePath(name).parts}
    ]


def vague(parsed: dict[str, ast.Module]) -> list[str]:
    return [
        f"{name}: {node.name}"
        for name, tree in parsed.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and VAGUE.search(node.name)
    ]


def prints(parsed: dict[str, ast.Module]) -> list[str]:
    return [
        f"{name}:{node.lineno}"
        for name, tree in parsed.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"print", "breakpoint"}
    ]


def unsaid(parsed: dict[str, ast.Module]) -> list[str]:
    """Return the modules that do not open with one sentence on one line."""
    found = []
    for name, tree in parsed.items():
        first = (ast.get_docstring(tree) or "").partition("\n")[0]
        if not first.endswith((".", "?")) or re.search(r"[.?!] [A-Z]", first):
            found.append(name)
    return found


def code() -> dict[str, ast.Module]:
    return trees("src/tellmore/", "bots/")


def test_no_file_and_no_function_is_too_long() -> None:
    lengths = {name: len(text_of(name).splitlines()) for name in code()}

    assert set(too_long(code(), lengths)) - set(LONGER) == set()


def test_nothing_lies_in_a_drawer() -> None:
    assert drawers(tracked()) == []


def test_no_class_has_a_vague_name() -> None:
    assert vague(code()) == []


def test_nothing_is_printed_behind_the_back_of_the_command() -> None:
    assert prints(code()) == []


def test_every_module_opens_with_one_sentence() -> None:
    assert unsaid(code()) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        '"""Two sentences. On one line."""',
        '"""No full stop"""',
        '"""A sentence that\ngoes on."""',
    ],
)
def test_a_module_that_opens_otherwise_is_noticed(source: str) -> None:
    assert unsaid({"a.py": ast.parse(source)}) == ["a.py"]


def test_what_is_too_long_vague_or_printed_is_noticed() -> None:
    body = "\n    pass" * LONGEST_FUNCTION
    planted = {"a.py": ast.parse(f"class DataManager: ...\nprint(1)\ndef f():{body}")}

    assert list(too_long(planted, {"b.py": LONGEST_FILE + 1})) == ["b.py", "a.py:f"]
    assert vague(planted) == ["a.py: DataManager"]
    assert prints(planted) == ["a.py:2"]
    assert drawers(("src/utils/a.py", "src/core.py", "docs/a.md")) == [
        "src/utils/a.py",
        "src/core.py",
    ]
