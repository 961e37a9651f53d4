from pathlib import PurePath

from tellmore.cli.up import children_of
from tellmore.settings import load
from tests.repository.files import text_of, tracked


def roles(procfile: str) -> dict[str, str]:
    lines = [line for line in procfile.splitlines() if line.strip()]
    return {role: command.strip() for role, _, command in (line.partition(":") for line in lines)}


def wanted(files: tuple[str, ...]) -> dict[str, str]:
    names = [PurePath(name).stem for name in files if PurePath(name).parent == PurePath("bots")]
    return {name: f"python -m bots.{name}" for name in names if name != "__init__"}


def test_each_module_of_bots_is_a_line_of_the_procfile() -> None:
    assert roles(text_of("Procfile")) == wanted(tracked())


def test_up_starts_what_the_procfile_lists() -> None:
    children = children_of(load(telegram_tokens=("1:a",)), {})

    assert {child.name: f"python -m {child.module}" for child in children} == roles(
        text_of("Procfile")
    )


def test_a_module_without_a_line_is_noticed() -> None:
    planted = (*tracked(), "bots/unheard_of.py")

    assert roles(text_of("Procfile")) != wanted(planted)
