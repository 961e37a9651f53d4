import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tellmore.cli import simulate
from tellmore.languages.catalogues import load
from tellmore.testing.simulation import Plan, Report
from tests.cli.conftest import Run

CLEAN = Report(
    participants=3,
    finished=3,
    exported=3,
    answers=9,
    lost=0,
    duplicated=0,
    disordered=0,
    unanswered=0,
    repeated_sends=0,
    unsent=0,
    floods=0,
    languages={"en": 2, "sw": 1},
)


class Simulator:
    """Reports what it was told to, and notes what it was asked for."""

    def __init__(self) -> None:
        self.report = CLEAN
        self.plans: list[Plan] = []

    async def simulate(
        self, plan: Plan, *, on_progress: Callable[[int, int], object] = lambda *_: None
    ) -> Report:
        self.plans.append(plan)
        on_progress(plan.participants, plan.participants)
        return self.report


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Simulator:
    simulator = Simulator()
    monkeypatch.setattr(simulate, "run", simulator.simulate)
    return simulator


@pytest.mark.usefixtures("simulator")
def test_machines_get_one_object_and_people_a_progress_bar(run: Run) -> None:
    ended = run("simulate", "--participants", 3, "--seed", 4, "--json")

    assert ended.code == 0
    assert json.loads(ended.out) == {
        "participants": 3,
        "finished": 3,
        "exported": 3,
        "answers": 9,
        "lost": 0,
        "duplicated": 0,
        "disordered": 0,
        "unanswered": 0,
        "repeated_sends": 0,
        "unsent": 0,
        "floods": 0,
        "foreign": 0,
        "speech": {},
        "languages": {"en": 2, "sw": 1},
    }
    assert "3/3" in ended.err


@pytest.mark.usefixtures("simulator")
def test_people_get_a_table(run: Run) -> None:
    ended = run("simulate", "--participants", 3)

    rows = [[cell.strip() for cell in row.split("│")] for row in ended.out.splitlines()]
    assert ["", "lost", "0", ""] in rows
    assert ["", "languages", "en 2, sw 1", ""] in rows


def test_what_is_asked_for_is_simulated(run: Run, simulator: Simulator) -> None:
    run(
        *("simulate", "--participants", 7, "--seed", 4, "--bots", 3),
        *("--study", "hopes-and-fears", "--languages", "sw, en"),
    )

    [plan] = simulator.plans
    assert plan == Plan(
        participants=7,
        seed=4,
        languages=("sw", "en"),
        study="hopes-and-fears",
        home=plan.home,
        bots=3,
        finish_within_s=600.0,
    )
    assert not plan.home.exists()


def test_more_people_are_given_more_time(run: Run, simulator: Simulator) -> None:
    run("simulate", "--participants", 2000, "--bots", 2)

    assert simulator.plans[0].finish_within_s == 5000


@pytest.mark.parametrize(
    "wrong",
    [
        {"finished": 2},
        {"exported": 2},
        {"lost": 1},
        {"duplicated": 1},
        {"disordered": 1},
        {"unanswered": 1},
        {"unsent": 1},
        {"floods": 1},
    ],
)
def test_whatever_went_wrong_ends_with_1(
    run: Run, simulator: Simulator, wrong: dict[str, int]
) -> None:
    simulator.report = replace(CLEAN, **wrong)  # type: ignore[arg-type] # counts all

    ended = run("simulate", "--json")

    assert ended.code == 1
    assert json.loads(ended.out).items() >= wrong.items()


def test_a_send_that_a_crash_repeats_is_told_but_is_no_harm(run: Run, simulator: Simulator) -> None:
    simulator.report = replace(CLEAN, repeated_sends=1)

    ended = run("simulate", "--json")

    assert (ended.code, json.loads(ended.out)["repeated_sends"]) == (0, 1)


@pytest.mark.usefixtures("simulator")
def test_an_unknown_study_is_named(run: Run) -> None:
    ended = run("simulate", "--study", "nothing")

    assert ended.code == 2
    assert ended.sentence == "--study: there is no `nothing`; there are: commute, hopes-and-fears"


@pytest.mark.usefixtures("simulator")
@pytest.mark.parametrize("wanted", ["xx", "en,xx", ",", ""])
def test_languages_that_a_study_lacks_are_refused(run: Run, wanted: str) -> None:
    ended = run("simulate", "--languages", wanted)

    assert ended.code == 2
    assert ended.sentence == (
        f"--languages: `{wanted}` must be `all` or some of {', '.join(load().tags)}"
    )


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_nothing_of_the_users_is_touched(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real simulation, where a real system with a webhook and a study folder is set up."""
    (place / "studies").mkdir()
    (place / ".env").write_text(
        "TELLMORE_TELEGRAM_WEBHOOK_URL=https://example.org/hook\n"
        "TELLMORE_TELEGRAM_WEBHOOK_SECRET=abc\n"
        "TELLMORE_TELEGRAM_TOKEN=1:AAAA\n",
        "utf-8",
    )
    monkeypatch.setenv("TELLMORE_REDIS_URL", "redis://127.0.0.1:1")
    monkeypatch.setenv("TELLMORE_TELEGRAM_RATE", "100000")
    before = sorted(place.rglob("*"))

    ended = run("simulate", "--participants", 4, "--seed", 2, "--languages", "sw,ar", "--json")

    told = json.loads(ended.out)
    assert (ended.code, told["languages"]) == (0, {"ar": 2, "sw": 2}), ended.err
    assert sorted(place.rglob("*")) == before
