import json
from pathlib import Path

import pytest

from tellmore.cli import demo
from tellmore.stores import embedded
from tests.cli.conftest import Run

PEOPLE = 15  # one of each temperament


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_demo_shows_the_whole_way_and_leaves_the_exports(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "PEOPLE", PEOPLE)
    monkeypatch.setattr(demo, "STUDY", "commute")  # the short one
    home = place / "home"
    with embedded.running(home / "demo" / "redis") as interrupted:
        ended = run("demo")  # the demo before was killed, its server lives on

    assert ended.code == 0, ended.err
    shown = [line.strip(" │") for line in ended.out.splitlines()]
    counted = {row[0].strip(): int(row[1]) for line in shown if len(row := line.split("│")) == 3}
    assert counted["opened the link"] == counted["agreed to take part"] == PEOPLE
    assert 0 < counted["completed"] < PEOPLE
    assert "One of the conversations" in shown
    assert "How do you travel most often on an ordinary day?" in shown
    assert any(line.startswith(f"{PEOPLE} of {PEOPLE} finished, {PEOPLE}") for line in shown)
    assert any(line.endswith("tellmore rehearse commute") for line in shown)
    exports = home / "demo" / "exports" / "commute"
    assert f"Exports:    {exports}" in shown
    assert len(list((exports / "interviews").glob("*.json"))) == PEOPLE
    assert sorted(path.name for path in home.iterdir()) == ["demo"]
    assert not (place / "exports").exists()
    assert embedded.find(home / "demo" / "redis") is None
    assert not Path(f"/proc/{interrupted.pid}").exists()


def turn(kind: str, speaker: str, text: str, *, withdrawn: bool = False) -> dict[str, object]:
    return {"kind": kind, "speaker": speaker, "text": text, "withdrawn": withdrawn}


TURNS = [
    turn("main", "interviewer", "How was your day?"),
    turn("answer", "participant", "[bold]Good[/bold], " + "and long " * 20),
    turn("probe", "interviewer", "Tell me more."),
]


def interview(folder: Path, name: str, **changed: object) -> None:
    plain = {"disposition": "complete", "language": "en", "turns": TURNS, **changed}
    (folder / f"{name}.json").write_text(json.dumps(plain), "utf-8")


def test_a_typical_conversation_is_shown_as_it_was_written(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interview(place, "a", language="sw")
    interview(place, "b", disposition="partial")
    interview(place, "c", turns=[*TURNS, turn("answer", "participant", "", withdrawn=True)])
    interview(place, "d")
    demo._show_conversation(place)
    shown = capsys.readouterr().out.splitlines()

    assert shown[1] == "One of the conversations"
    assert shown.count("│ How was your day? │") == 1
    assert any("│ [bold]Good[/bold], and long" in line for line in shown)
    assert max(map(len, (line.rstrip() for line in shown))) == demo.CHAT_CELLS


def test_no_conversation_is_shown_where_none_is_typical(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interview(place, "a", turns=[])
    demo._show_conversation(place)

    assert capsys.readouterr().out == ""
