import json
from pathlib import Path

import pytest

from tellmore.stores.study_files import default_folder
from tests.cli.conftest import Run

OURS = default_folder() / "commute"


@pytest.fixture
def faulty(place: Path) -> Path:
    folder = place / "faulty"
    folder.mkdir()
    (folder / "study.toml").write_text('title = "No questions"\nsurprise = 1\n', "utf-8")
    return folder


@pytest.mark.parametrize("path", [OURS, OURS / "study.toml"])
def test_a_study_that_can_run_is_said_to(run: Run, path: Path) -> None:
    ended = run("study", "check", path)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1].startswith("`commute` can run: ")


def test_for_machines_it_is_one_object(run: Run) -> None:
    ended = run("study", "check", OURS, "--json")

    said = json.loads(ended.out)
    assert ended.code == 0
    assert (said["valid"], said["faults"]) == (True, [])
    assert set(said) == {"valid", "faults", "advice", "version"}


def test_every_fault_is_said_at_once(run: Run, faulty: Path) -> None:
    ended = run("study", "check", faulty)
    *faults, count = ended.out.splitlines()

    assert (ended.code, ended.err) == (1, "")
    assert len(faults) > 1
    assert count == f"{len(faults)} to mend"
    assert all(fault.startswith(f"{faulty}/study.toml") for fault in faults)
    assert any("surprise" in fault for fault in faults)


def test_machines_get_the_same_faults(run: Run, faulty: Path) -> None:
    told = run("study", "check", faulty).out.splitlines()[:-1]

    ended = run("study", "check", faulty, "--json")

    assert ended.code == 1
    assert json.loads(ended.out) == {"valid": False, "faults": told, "advice": []}


def test_a_folder_that_is_not_there_is_a_fault(run: Run, place: Path) -> None:
    ended = run("study", "check", place / "nowhere")

    assert ended.code == 1
    assert "study.toml: cannot be read: No such file or directory" in ended.out
