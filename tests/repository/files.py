"""The files of the repository, for the promises that it makes about itself."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[str, ...]:
    """Return the paths of all files under version control that are there, from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def texts(*, under: str = "", ending: str = "") -> dict[str, str]:
    """Return the text of every tracked file of a folder and an ending, by path."""
    wanted = [name for name in tracked() if name.startswith(under) and name.endswith(ending)]
    assert wanted, f"nothing is tracked under {under!r} with {ending!r}"
    return {name: text_of(name) for name in wanted}


def trees(*folders: str) -> dict[str, ast.Module]:
    """Return the syntax tree of every tracked Python file of the folders, by path."""
    return {
        name: ast.parse(text)
        for folder in folders
        for name, text in texts(under=folder, ending=".py").items()
    }


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def between(text: str, start: str, end: str) -> str:
    """Return what stands between two marks, each of which must be there."""
    _, found, rest = text.partition(start)
    assert found, f"{start!r} is missing"
    inside, found, _ = rest.partition(end)
    assert found, f"{end!r} is missing"
    return inside
