from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tellmore.settings import Settings


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
def run() -> Callable[..., Result]:
    """Run `tellmore …` and return how it ended; what it raises is for us to see."""
    from tellmore.cli.app import app

    def run_it(*words: str | Path) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return run_it
