import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tellmore.settings import Settings
from tellmore.stores import embedded


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder to work in, with no setting but those that keep us within it."""
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.setenv("TELLMORE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TELLMORE_EXPORTS", str(tmp_path / "exports"))
    monkeypatch.setenv("COLUMNS", "400")  # a table's cell stays on one line
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def server(place: Path) -> Iterator[embedded.EmbeddedRedis]:
    """Run the embedded server of the settings' own folder."""
    with embedded.running(place / "home" / "redis") as server:
        yield server


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended, and what it said to whom."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What it said to somebody who must mend something: one line, and nothing else."""
        said = re.fullmatch(r"tellmore: ([^\n]+)\n", self.err)
        assert said, f"not one sentence: {self.err!r}"
        assert self.out == ""
        return said[1]


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `tellmore …` as the installed command does."""
    from tellmore.__main__ import main

    def run_it(*words: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["tellmore", *map(str, words)])
        capsys.readouterr()
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        else:
            code = 0
        out, err = capsys.readouterr()
        return Ended(code=code, out=out, err=err)

    return run_it
