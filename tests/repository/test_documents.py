import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import pytest

from tests.repository.files import ROOT, text_of, texts, tracked

_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PATH = re.compile(r"`((?:src|tests|docs|locales|studies|bots|benchmarks)/[\w./-]*)`")


COMING: dict[str, str] = {}
"""What documents name that is not there yet, each with the reason."""


def documents() -> dict[str, str]:
    return texts(ending=".md")


def anchors(text: str) -> set[str]:
    """Return the names by which a page's headings can be linked to."""
    headings = [re.sub(r"[^\w\- ]", "", title).strip() for title in _HEADING.findall(text)]
    return {title.lower().replace(" ", "-") for title in headings}


def dead_links(name: str, text: str) -> Iterator[str]:
    for target in _LINK.findall(_FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (ROOT / PurePath(name).parent / path) if path else ROOT / name
        if not there.exists() or (
            anchor and there.suffix == ".md" and anchor not in anchors(there.read_text("utf-8"))
        ):
            yield f"{name}: {target}"


def dead_paths(name: str, text: str, there: set[str]) -> Iterator[str]:
    """Yield the paths in code spans that nothing has."""
    for path in _PATH.findall(text):
        if not any(one == path or one.startswith(path.rstrip("/") + "/") for one in there):
            yield f"{name}: {path}"


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words after `tellmore` of each command in fenced blocks and code spans."""
    for block in _FENCE.findall(text):
        for line in block.splitlines():
            if match := re.match(r"\s*(?:\$ )?(?:\.venv/bin/)?tellmore\s+([^#]*)", line):
                yield match[1].split()
    for span in re.findall(r"`tellmore ([^`]+)`", _FENCE.sub("", text)):
        yield span.split()


def unknown(words: list[str], command: Any) -> str:  # noqa: ANN401 - typer has no public type
    """Return the first word of a command line that the command does not know."""
    while words and (subcommands := getattr(command, "commands", {})):
        if words[0] not in subcommands:
            return words[0]
        command, words = subcommands[words[0]], words[1:]
    options = {"--help", *(name for one in command.params for name in one.opts)}
    given = [word.partition("=")[0] for word in words if word.startswith("--")]
    return next((option for option in given if option not in options), "")


def the_command() -> Any:  # noqa: ANN401 - typer has no public type
    import typer

    from tellmore.cli.app import app

    return typer.main.get_command(app)


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def made(text: str) -> set[str]:
    """Return what documents tell people to make."""
    fenced = "\n".join(_FENCE.findall(text))
    told = re.findall(r"^make ([a-z-]+)", fenced, re.MULTILINE)
    return {*told, *re.findall(r"`make ([a-z-]+)`", text)}


def test_every_link_leads_somewhere() -> None:
    dead = {dead for name, text in documents().items() for dead in dead_links(name, text)}

    assert dead - set(COMING) == set()


def test_every_path_that_documents_name_is_there() -> None:
    there = set(tracked())
    dead = {dead for name, text in documents().items() for dead in dead_paths(name, text, there)}

    assert dead - set(COMING) == set()


@pytest.mark.parametrize("name", sorted(documents()))
def test_every_command_that_is_told_of_exists(name: str) -> None:
    command = the_command()
    wrong = {" ".join(words): unknown(words, command) for words in commands(text_of(name))}

    assert {line: word for line, word in wrong.items() if word} == {}


def test_every_command_that_make_runs_exists() -> None:
    command = the_command()
    run = re.findall(r"/tellmore (.+)", text_of("Makefile"))

    assert [words for words in run if unknown(words.split(), command)] == []


def test_every_command_that_our_own_messages_tell_of_exists() -> None:
    command = the_command()
    sources = texts(under="src/tellmore/", ending=".py")
    told = {
        name: [words for words in commands(text) if unknown(words, command)]
        for name, text in sources.items()
    }

    assert {name: words for name, words in told.items() if words} == {}


def test_everything_that_documents_make_can_be_made() -> None:
    told = set().union(*(made(text) for text in documents().values()))

    assert told - targets(text_of("Makefile")) == set()


def test_what_leads_nowhere_is_noticed() -> None:
    page = "[a](nowhere.md) [b](README.md#nothing) [c](README.md) [d](https://example.org)"
    spans = "`src/tellmore/nothing.py` `src/tellmore/cli/` `src/tellmore/wiring.py`"

    assert list(dead_links("x.md", page)) == ["x.md: nowhere.md", "x.md: README.md#nothing"]
    assert list(dead_paths("x.md", spans, set(tracked()))) == ["x.md: src/tellmore/nothing.py"]
    assert made("`make coffee`\n```\nmake tea  # hot\n```") == {"coffee", "tea"}


def test_a_command_that_does_not_exist_is_noticed() -> None:
    text = (
        "```\n.venv/bin/tellmore brew tea\ntellmore study check x  # all\n```\n`tellmore up --fast`"
    )
    command = the_command()

    assert list(commands(text)) == [["brew", "tea"], ["study", "check", "x"], ["up", "--fast"]]
    assert [unknown(words, command) for words in commands(text)] == ["brew", "", "--fast"]


def test_headings_become_anchors() -> None:
    assert anchors("# One picture\n## Where do I go to …?\n") == {"one-picture", "where-do-i-go-to"}
