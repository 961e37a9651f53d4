"""`tellmore locales`."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tellmore.cli.app import app
from tellmore.interview.phrases import PHRASES
from tellmore.languages.catalogues import default_folder
from tellmore.languages.language import LISTING
from tellmore.languages.po_files import catalogue_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Swahili and English alone."""
    shutil.copy(default_folder() / LISTING, tmp_path)
    shutil.copy(default_folder() / "tellmore.pot", tmp_path)
    for tag in ("en", "sw"):
        path = catalogue_path(tmp_path, tag)
        path.parent.mkdir(parents=True)
        shutil.copy(catalogue_path(default_folder(), tag), path)
    return tmp_path


def run(*words: str, folder: Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["locales", *words, "--folder", str(folder)])
    return result.exit_code, result.output


def break_a_command(folder: Path) -> None:
    path = catalogue_path(folder, "sw")
    path.write_text(path.read_text("utf-8").replace("tuma /delete", "tuma delete"), "utf-8")


def test_good_catalogues_pass(folder: Path) -> None:
    assert run("check", folder=folder) == (0, "nothing to mend\n")


def test_a_fault_is_named_and_ends_with_one(folder: Path) -> None:
    break_a_command(folder)
    code, said = run("check", "--json", folder=folder)
    found = json.loads(said)

    assert (code, found["passed"]) == (1, False)
    assert any("sw: " in fault and "/delete" in fault for fault in found["faults"])


def test_what_is_up_to_date_stays_as_it_is(folder: Path) -> None:
    assert run("update", folder=folder) == (0, "all are up to date\n")


def test_a_new_template_is_written(folder: Path) -> None:
    (folder / "tellmore.pot").unlink()
    code, said = run("update", folder=folder)

    assert code == 0
    assert said.split() == ["updated", str(folder / "tellmore.pot")]


def test_stats_count_what_is_there_and_what_is_not(folder: Path) -> None:
    path = catalogue_path(folder, "sw")
    as_found = path.read_text("utf-8")
    path.write_text(
        re.sub("# state: adjudicated .*", "# state: drafted", as_found, count=1), "utf-8"
    )

    _, said = run("stats", "--json", folder=folder)
    found = json.loads(said)
    rows = {row["tag"]: row for row in found["languages"]}

    assert found["spoken"] == 2
    assert rows["sw"] == {
        "tag": "sw",
        "status": "live",
        "phrases": {"adjudicated": len(PHRASES) - 1, "drafted": 1},
    }
    assert rows["zu"]["status"] == "not there yet"


def test_stats_are_a_table_for_people(folder: Path) -> None:
    code, said = run("stats", folder=folder)

    assert code == 0
    assert "Swahili" in said


def test_a_preview_is_written_where_it_is_wanted(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "page.html"
    code, _ = run("preview", "--to", str(to), "--languages", "sw", folder=folder)

    assert code == 0
    assert 'lang="sw" dir="ltr"' in to.read_text("utf-8")


def test_a_preview_of_what_is_not_listed_is_refused(folder: Path) -> None:
    code, said = run("preview", "--languages", "sw,xx", folder=folder)

    assert code == 2
    assert "no xx" in said


def test_coverage_is_told_to_people_and_to_machines(folder: Path) -> None:
    _, said = run("coverage", folder=folder)
    _, plain = run("coverage", "--json", folder=folder)
    found = json.loads(plain)

    assert said.startswith("2 catalogues reach between ")
    assert found["languages"] == 2
    assert 0 < found["people_at_least"] <= found["people_at_most"] < 1


def test_phrases_are_signed_and_a_later_change_shows(folder: Path) -> None:
    assert run("sign", "sw", folder=folder) == (
        0,
        f"{len(PHRASES)} phrases of sw are now reviewed\n",
    )
    break_a_command(folder)

    assert "has changed since it was reviewed" in run("check", folder=folder)[1]


def test_an_unknown_phrase_cannot_be_signed(folder: Path) -> None:
    code, said = run("sign", "sw", "nonsense", folder=folder)

    assert code == 2
    assert "no phrase nonsense" in said


def test_the_template_alone_is_extracted(folder: Path) -> None:
    (folder / "tellmore.pot").unlink()
    before = catalogue_path(folder, "sw").read_bytes()
    code, said = run("extract", folder=folder)

    assert (code, "tellmore.pot" in said) == (0, True)
    assert (folder / "tellmore.pot").is_file()
    assert catalogue_path(folder, "sw").read_bytes() == before


def test_pseudo_languages_are_written_where_they_are_wanted(folder: Path, tmp_path: Path) -> None:
    code, said = run("pseudo", "--to", str(tmp_path / "pseudo"), folder=folder)

    assert (code, said) == (0, f"en, en-XA, ar-XB written to {tmp_path / 'pseudo'}\n")
    assert catalogue_path(tmp_path / "pseudo", "en-XA").is_file()
