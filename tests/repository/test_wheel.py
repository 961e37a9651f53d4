import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tellmore.languages.catalogues import load
from tests.repository.files import ROOT, tracked

_ASK = """
import sys
from tellmore.cli.app import app
from tellmore.languages import catalogues, gate
from tellmore.stores import study_files
import bots.conductor
away = [m.__file__ for n, m in sys.modules.items() if n.split(".")[0] in {"tellmore", "bots"}]
assert all(name.startswith(sys.argv[1]) for name in away), away
assert not gate.faults(catalogues.default_folder())
print(*study_files.read_all(), *catalogues.load().tags)
"""


def run(*words: str | Path, cwd: Path, **environment: str) -> str:
    ended = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of what is tracked, from a copy: nothing beside it may be needed."""
    source = tmp_path_factory.mktemp("source")
    for name in tracked():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", out, source, cwd=out)
    (built,) = out.glob("tellmore-*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_all_code_languages_studies_and_scripts(wheel: Path) -> None:
    there = set(zipfile.ZipFile(wheel).namelist())
    moved = {"src/tellmore/": "tellmore/", "locales/": "tellmore/_locales/"}
    moved |= {"studies/": "tellmore/_studies/", "bots/": "bots/"}
    wanted = {
        new + name.removeprefix(old)
        for old, new in moved.items()
        for name in tracked()
        if name.startswith(old)
    }

    assert wanted - there == set()
    assert {name for name in there if name.startswith("tests/")} == set()


@pytest.mark.slow
def test_an_installed_wheel_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip"]
    run(*pip, "install", "-q", "--no-deps", "--target", target, wheel, cwd=tmp_path)

    helped = run(sys.executable, "-m", "tellmore", "--help", cwd=tmp_path, PYTHONPATH=str(target))
    told = run(sys.executable, "-c", _ASK, target, cwd=tmp_path, PYTHONPATH=str(target))

    assert "rehearse" in helped
    assert told.split() == ["commute", "hopes-and-fears", *load().tags]
