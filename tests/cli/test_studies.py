import json
import re
import shutil
from pathlib import Path

import pytest

from tellmore.stores.study_files import default_folder, sign
from tellmore.study.standing import State
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


@pytest.fixture
def half_read(place: Path) -> Path:
    """Our small study, whose Swahili nobody has read."""
    folder = Path(shutil.copytree(OURS, place / "commute"))
    sign(folder, "sw", State.DRAFTED)
    toml = (folder / "study.toml").read_text("utf-8")
    toml = re.sub(r"^unreviewed = \[[^]]*\]\n", "", toml, flags=re.MULTILINE)
    (folder / "study.toml").write_text(toml, "utf-8")
    return folder


def test_a_language_that_waits_for_a_reader_is_named(run: Run, half_read: Path) -> None:
    advice = json.loads(run("study", "check", half_read, "--json").out)["advice"]

    assert [one for one in advice if one.startswith("sw: ")] == [
        (
            "sw: not offered to participants: nobody has read all of the translation; have it read "
            'and `tellmore study sign` it, or add "sw" to [study] unreviewed'
        )
    ]


def test_a_signed_language_runs(run: Run, half_read: Path) -> None:
    ended = run("study", "sign", half_read, "sw")
    advice = json.loads(run("study", "check", half_read, "--json").out)["advice"]

    assert (ended.code, ended.out) == (0, "17 texts in sw are now reviewed\n")
    assert not [one for one in advice if one.startswith("sw: ")]


def test_one_text_can_be_sent_back(run: Run, half_read: Path) -> None:
    run("study", "sign", half_read, "sw")
    ended = run("study", "sign", half_read, "sw", "study.title", "--state", "drafted")

    assert ended.out == "1 texts in sw are now drafted\n"
    advice = json.loads(run("study", "check", half_read, "--json").out)["advice"]
    assert any(one.startswith("sw: not offered") for one in advice)


def test_what_is_not_there_cannot_be_signed(run: Run, half_read: Path) -> None:
    ended = run("study", "sign", half_read, "sw", "nonsense")

    assert ended.code == 1
    assert "nonsense: no such text" in ended.out
