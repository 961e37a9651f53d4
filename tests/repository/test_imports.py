import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.files import ROOT


def lint(config: Path, *, cwd: Path) -> tuple[int, str]:
    """Return how the import contracts stand, by the linter's own word."""
    program = Path(sys.executable).parent / "lint-imports"
    ended = subprocess.run(
        [program, "--config", config, "--no-cache"],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_imports_only_point_down() -> None:
    code, said = lint(ROOT / "pyproject.toml", cwd=ROOT)

    assert code == 0, said


@pytest.mark.slow
def test_an_import_that_points_up_is_noticed(tmp_path: Path) -> None:
    config = (ROOT / "pyproject.toml").read_text("utf-8")
    upside_down = config.replace('  "interview",\n  "study",\n', '  "study",\n  "interview",\n')
    assert upside_down != config
    (tmp_path / "pyproject.toml").write_text(upside_down, "utf-8")

    code, said = lint(tmp_path / "pyproject.toml", cwd=ROOT)

    assert code == 1
    assert "tellmore.interview is not allowed to import tellmore.study" in said
