"""Whole conversations: each reads as it did when somebody last agreed to it."""

from pathlib import Path

import pytest

from tellmore.errors import InvalidInput
from tellmore.interview.session import Disposition
from tellmore.testing.scenario import main, played

HERE = Path(__file__).parent
SCENARIOS = sorted(HERE.glob("*.txt"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_written(path: Path) -> None:
    script = path.read_text("utf-8")
    now, interview = played(script)
    assert now == script, "write it anew with `make scenarios` and read the difference"
    if interview.session.disposition is Disposition.WITHDRAWN:
        assert interview.records == []
    else:
        assert interview.replayed() == interview.session


def test_updating_writes_what_comes_of_it_now(tmp_path: Path) -> None:
    path = tmp_path / "hello.txt"
    path.write_text("# Somebody says hello.\n> Hello\n< What?\n", "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["--update", str(tmp_path)])
    assert ended.value.code == 0
    assert path.read_text("utf-8") == "# Somebody says hello.\n> Hello\n* nothing\n"


def test_checking_says_which_scenario_has_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hello.txt").write_text("> Hello\n< What?\n", "utf-8")
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path)])
    assert (ended.value.code, capsys.readouterr().out) == (1, "hello.txt: changed\n")


def test_a_line_that_cannot_be_played_is_named() -> None:
    with pytest.raises(InvalidInput, match="“> /fly”: “fly” is none of skip"):
        played("> /fly\n")
