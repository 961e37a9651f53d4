import ast
import inspect
from types import ModuleType

import tellmore.errors
from tests.repository.files import trees

Tree = dict[str, str]
"""Each error's parent, by the error's name; the root's is empty."""


def drawn(docstring: str) -> Tree:
    """Return the tree as it is drawn: four columns a generation."""
    found: Tree = {}
    above: list[str] = []
    for line in docstring.splitlines():
        name = line.lstrip(" │├└─").partition(" ")[0]
        drawing = line[: len(line) - len(line.lstrip(" │├└─"))].removeprefix("    ")
        is_root = not found and name.endswith("Error") and line.startswith("    ")
        if not is_root and "──" not in drawing:
            continue
        generation = len(drawing) // 4
        above[generation:] = [name]
        found[name] = above[generation - 1] if generation else ""
    return found


def defined(module: ModuleType) -> Tree:
    found = {
        name: kind.__mro__[1].__name__
        for name, kind in vars(module).items()
        if inspect.isclass(kind)
        and issubclass(kind, Exception)
        and kind.__module__ == module.__name__
    }
    return {name: "" if parent == "Exception" else parent for name, parent in found.items()}


def strays(parsed: dict[str, ast.Module], family: set[str]) -> list[str]:
    """Return the exception classes that are defined outside of the tree's own module."""
    return [
        f"{name}: {node.name}"
        for name, tree in parsed.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and name != "src/tellmore/errors.py"
        and any(
            base in family or base.endswith(("Error", "Exception"))
            for base in map(ast.unparse, node.bases)
        )
    ]


def test_every_error_stands_in_the_drawn_tree_under_its_parent() -> None:
    assert drawn(tellmore.errors.__doc__ or "") == defined(tellmore.errors)


def test_no_error_is_defined_elsewhere() -> None:
    # The stand-ins' refusals are answers of the far side, which they raise and catch themselves.
    there = trees("src/tellmore/", "bots/")
    stand_ins = ("/testing/telegram_server/", "/testing/messages_server/")
    ours = {name: one for name, one in there.items() if not any(part in name for part in stand_ins)}

    assert strays(ours, set(defined(tellmore.errors))) == []


def test_an_error_that_is_not_drawn_or_drawn_elsewhere_is_noticed() -> None:
    picture = tellmore.errors.__doc__ or ""

    assert drawn(picture.replace("├── OurFault", "├── Strange")) != defined(tellmore.errors)
    assert drawn(picture.replace("│   └── Gone", "├── Gone")) != defined(tellmore.errors)
    assert strays({"src/tellmore/a.py": ast.parse("class A(TheirFault): ...")}, {"TheirFault"})
