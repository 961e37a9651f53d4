import io

from rich.console import Console

from benchmarks.arena import Fate
from benchmarks.contest import Endured, Score
from benchmarks.crowd import Talk
from benchmarks.report import report, show
from benchmarks.verdict import Verdict


def score(*, seconds: float, cpu_us: float, lost: int = 0) -> Score:
    talk = Talk(sent=100, answered=100, seconds=seconds, p50_ms=1.0, p99_ms=None)
    fate = Fate(verdict=Verdict(sent=100, lost=lost), unanswered=lost, repeated=0)
    return Score(
        light=talk,
        full=talk,
        cpu_us=cpu_us,
        redis_us=10.0,
        far_side_us=1.0,
        rss_mb=50.0,
        fate=fate,
    )


def test_ratios_are_medians_of_each_rounds_own_ratio() -> None:
    calm = {
        "aiogram": [score(seconds=s, cpu_us=1000) for s in (1.0, 10.0, 2.0)],
        "tellmore": [score(seconds=s, cpu_us=500) for s in (0.5, 4.0, 2.0)],
    }
    content = report(calm=calm, killed={}, machine={})
    assert (content["turns_ratio"], content["cpu_ratio"]) == (2.0, 0.5)
    assert content["calm"]["tellmore"]["turns_ratio"] == {"median": 2.0, "min": 1.0, "max": 2.5}


def test_ratios_are_none_while_the_interviewer_is_absent() -> None:
    calm = {"aiogram": [score(seconds=1.0, cpu_us=1000)]}
    content = report(calm=calm, killed={}, machine={})
    assert (content["turns_ratio"], content["cpu_ratio"]) == (None, None)


def test_fates_add_up_over_rounds() -> None:
    calm = {"floor": [score(seconds=1.0, cpu_us=1, lost=lost) for lost in (1, 2)]}
    fate = report(calm=calm, killed={}, machine={})["calm"]["floor"]["fate"]
    assert (fate["sent"], fate["lost"]) == (200, 3)


def test_tables_show_kills_and_losses() -> None:
    one = score(seconds=1.0, cpu_us=1, lost=7)
    endured = Endured(talk=one.full, kills=6, killed=18, fell=0, fate=one.fate)
    content = report(calm={"floor": [one]}, killed={"floor": [endured]}, machine={})
    output = io.StringIO()
    show(content, console=Console(file=output, width=100))
    lines = [line.replace("│", " ").split() for line in output.getvalue().splitlines()]
    assert ["kills", "6"] in lines
    assert ["lost", "7"] in lines
