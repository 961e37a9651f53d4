"""Rounds as medians with their spread, ratios over the reference, tables and JSON."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.arena import Fate
from benchmarks.contest import Endured, Score
from benchmarks.contestants import OURS, REFERENCE

Spread = dict[str, float]
Calm = Mapping[str, Sequence[Score]]
Killed = Mapping[str, Sequence[Endured]]

CAVEAT = (
    "All processes share the same cores with the far side and the Redis server, and the "
    "machine may have other work: turns/s and milliseconds move by tens of per cent from "
    "run to run. Trust ratios within one run, and CPU per turn before turns/s. Latency at "
    "full load is mostly waiting in line. The echo bots do far less per turn than an interview."
)


def _turns_per_s(score: Score) -> float:
    return score.full.answered / score.full.seconds if score.full.seconds else 0.0


MEASURES: Mapping[str, Callable[[Score], float | None]] = {
    "turns_per_s": _turns_per_s,
    "cpu_us": lambda score: score.cpu_us,
    "redis_us": lambda score: score.redis_us,
    "cpu_with_redis_us": lambda score: score.cpu_us + score.redis_us,
    "far_side_us": lambda score: score.far_side_us,
    "light_p50_ms": lambda score: score.light.p50_ms,
    "light_p99_ms": lambda score: score.light.p99_ms,
    "full_p50_ms": lambda score: score.full.p50_ms,
    "full_p99_ms": lambda score: score.full.p99_ms,
    "rss_mb": lambda score: score.rss_mb,
}
RATIOS: Mapping[str, str] = {
    "turns_ratio": "turns_per_s",
    "cpu_ratio": "cpu_us",
    "cpu_with_redis_ratio": "cpu_with_redis_us",
}
LINES: Mapping[str, tuple[str, str]] = {
    "turns_per_s": ("turns/s, full load", ".0f"),
    "turns_ratio": (f"  over {REFERENCE}", ".2f"),
    "cpu_us": ("CPU µs/turn, its processes", ".0f"),
    "cpu_ratio": (f"  over {REFERENCE}", ".2f"),
    "redis_us": ("CPU µs/turn, Redis", ".0f"),
    "cpu_with_redis_us": ("CPU µs/turn, both", ".0f"),
    "cpu_with_redis_ratio": (f"  over {REFERENCE}", ".2f"),
    "light_p50_ms": ("p50 ms, light load", ".1f"),
    "light_p99_ms": ("p99 ms, light load", ".1f"),
    "full_p50_ms": ("p50 ms, full load", ".0f"),
    "full_p99_ms": ("p99 ms, full load", ".0f"),
    "rss_mb": ("RSS MB, its processes", ".0f"),
}


def report(*, calm: Calm, killed: Killed, machine: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything that was measured, as JSON has it.

    The top-level ratios are ours over the reference; None while either was not measured.
    """
    rows = {name: _calm_row(scores, calm.get(REFERENCE, ())) for name, scores in calm.items()}
    ours = rows.get(OURS, {})
    return {
        **{ratio: _median(ours.get(ratio)) for ratio in RATIOS},
        "reference": REFERENCE,
        "machine": dict(machine),
        "calm": rows,
        "killed": {name: _killed_row(rounds) for name, rounds in killed.items()},
        "caveat": CAVEAT,
    }


def show(content: Mapping[str, Any], *, console: Console) -> None:
    """Print the report as tables."""
    calm = content["calm"]
    table = Table(title="Calm: median (min to max over the rounds)")
    table.add_column("")
    for name in calm:
        table.add_column(name, justify="right")
    for key, (title, form) in LINES.items():
        table.add_row(title, *(_cell(row[key], form) for row in calm.values()))
    console.print(table)
    _show_fates("Calm: messages of all rounds", calm, console=console)
    if content["killed"]:
        _show_fates("Under SIGKILL", content["killed"], console=console)
    console.print(content["caveat"], style="dim")


def _show_fates(title: str, rows: Mapping[str, Any], *, console: Console) -> None:
    table = Table(title=title)
    table.add_column("")
    for name in rows:
        table.add_column(name, justify="right")
    for key in next(iter(rows.values()))["fate"]:
        table.add_row(key, *(str(row["fate"][key]) for row in rows.values()))
    console.print(table)


def _calm_row(scores: Sequence[Score], reference: Sequence[Score]) -> dict[str, Any]:
    row: dict[str, Any] = {
        key: _spread([measure(score) for score in scores]) for key, measure in MEASURES.items()
    }
    for ratio, key in RATIOS.items():
        row[ratio] = _spread(_round_ratios(scores, reference, MEASURES[key]))
    row["fate"] = _fates([score.fate for score in scores])
    row["rounds"] = len(scores)
    return row


def _killed_row(rounds: Sequence[Endured]) -> dict[str, Any]:
    fate = {
        "kills": sum(one.kills for one in rounds),
        "processes": sum(one.killed for one in rounds),
        "fell": sum(one.fell for one in rounds),
        **_fates([one.fate for one in rounds]),
    }
    return {"fate": fate, "rounds": len(rounds)}


def _round_ratios(
    scores: Sequence[Score],
    reference: Sequence[Score],
    measure: Callable[[Score], float | None],
) -> list[float | None]:
    """Return the ratio of each round to the reference's same round: the noise they share goes."""
    pairs = [
        (measure(score), measure(over)) for score, over in zip(scores, reference, strict=False)
    ]
    return [value / over for value, over in pairs if value is not None and over]


def _fates(fates: Sequence[Fate]) -> dict[str, int]:
    verdicts = [fate.verdict for fate in fates]
    return {
        "sent": sum(verdict.sent for verdict in verdicts),
        "lost": sum(verdict.lost for verdict in verdicts),
        "duplicated": sum(verdict.duplicated for verdict in verdicts),
        "disordered": sum(verdict.disordered for verdict in verdicts),
        "unknown": sum(verdict.unknown for verdict in verdicts),
        "unanswered": sum(fate.unanswered for fate in fates),
        "replies repeated": sum(fate.repeated for fate in fates),
    }


def _spread(values: Sequence[float | None]) -> Spread | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    return {"median": statistics.median(known), "min": min(known), "max": max(known)}


def _median(spread: Spread | None) -> float | None:
    return None if spread is None else spread["median"]


def _cell(spread: Spread | None, form: str) -> str:
    if spread is None:
        return "-"
    median, low, high = (format(spread[key], form) for key in ("median", "min", "max"))
    return median if low == high else f"{median} ({low}-{high})"
