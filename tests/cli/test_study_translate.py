"""`tellmore study translate`, with the real SDK against a local Messages API."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tellmore.stores import study_files
from tellmore.testing.messages_server import Asked, Broken, MessagesServer, Reply, Status
from tests.cli.conftest import Ended, Run
from tests.stores.test_study_files import TOML

TWO = TOML.replace('"es"]', '"es", "sw"]')


def translated(asked: Asked) -> Reply:
    """Translate each text to the same words, in the shape that was asked for."""
    told = json.loads(asked.said[-1])
    tag = told["translate into"].rpartition(" ")[2].rstrip(")")
    words = {"es": ("Té", "Queremos saber más."), "sw": ("Chai", "Tunataka kujua zaidi.")}[tag]
    said = [
        {"name": one["name"], "translation": words[one["text"].endswith(".")]}
        for one in told["texts"]
    ]
    asking = [one | {"translation": f"{words[0]}?"} for one in said if "cup" in one["name"]]
    return Reply(json={"translations": [*said, *asking]})


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MessagesServer]:
    async with MessagesServer(keys=("good",), answer=translated) as server:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "good")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.base_url)
        yield server


@pytest.fixture
def tea(place: Path) -> Path:
    folder = place / "tea"
    folder.mkdir()
    (folder / "study.toml").write_text(TWO, "utf-8")
    return folder


async def command(run: Run, *words: str | Path) -> Ended:
    """Run a command beside the server, which needs this thread."""
    return await asyncio.to_thread(run, "study", *words)


async def test_a_study_is_translated_read_and_then_runs(
    run: Run, server: MessagesServer, tea: Path
) -> None:
    ended = await command(run, "translate", tea)

    assert ended.code == 0, ended.out + ended.err
    assert [line.split(",")[0] for line in ended.out.splitlines()] == [
        "es: 4 texts drafted",
        "sw: 4 texts drafted",
    ]
    assert study_files.read(tea).held_back == ("es", "sw")
    assert "drafted by claude-sonnet-5-5" in (tea / "locales/sw.po").read_text("utf-8")
    assert server.asked[0].system == server.asked[-1].system

    await command(run, "sign", tea, "sw")
    assert study_files.read(tea).languages == ("en", "sw")
    assert study_files.read(tea).title["sw"] == "Chai"


async def test_what_is_there_costs_nothing(run: Run, server: MessagesServer, tea: Path) -> None:
    await command(run, "translate", tea, "--to", "sw")
    asked = len(server.asked)
    ended = await command(run, "translate", tea, "--to", "sw")

    assert (ended.code, ended.out) == (0, "sw: nothing to translate\n")
    assert len(server.asked) == asked


async def test_what_was_drafted_is_kept_when_the_next_language_fails(
    run: Run, server: MessagesServer, tea: Path
) -> None:
    server.fail(None, times=1)
    server.fail(Broken("refusal"))
    ended = await command(run, "translate", tea)

    assert ended.code == 1
    assert ended.out.splitlines()[-1] == (
        "the model gave no usable answer: claude-sonnet-5-5 stopped: refusal; run it again to go on"
    )
    assert (tea / "locales/es.po").is_file()
    assert not (tea / "locales/sw.po").exists()


async def test_a_passing_overload_is_waited_out(
    run: Run, server: MessagesServer, tea: Path
) -> None:
    server.fail(Status(529))

    assert (await command(run, "translate", tea, "--to", "es")).code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "fr"), "add to [study] languages first: fr"),
        (("--model", "oracle"), "expected a model such as"),
    ],
)
async def test_what_cannot_be_done_is_said(
    run: Run, server: MessagesServer, tea: Path, words: tuple[str, ...], said: str
) -> None:
    ended = await command(run, "translate", tea, *words)

    assert ended.code != 0
    assert said in ended.out + ended.err
    assert server.asked == []


async def test_without_a_key_it_says_which(
    run: Run, monkeypatch: pytest.MonkeyPatch, tea: Path
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)

    assert "set ANTHROPIC_API_KEY" in (await command(run, "translate", tea)).err


async def test_a_broken_study_is_not_translated(
    run: Run, server: MessagesServer, tea: Path
) -> None:
    (tea / "study.toml").write_text("title = 1\n", "utf-8")
    ended = await command(run, "translate", tea)

    assert ended.code == 1
    assert "study.toml" in ended.out
    assert server.asked == []
