"""`tellmore demo`: the main job, shown: seventy interviews from invite to export."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import typer
from rich.align import Align
from rich.cells import cell_len
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from tellmore.cli.output import console
from tellmore.cli.simulate import with_progress
from tellmore.settings import load
from tellmore.stores import embedded, figures, study_files
from tellmore.stores.connection import Connection
from tellmore.testing.simulation import Plan, Report

PEOPLE = 70
STUDY = "hopes-and-fears"
SEED = 7

CHAT_CELLS, BUBBLE_CELLS = 100, 76
"""How wide a chat and one of its bubbles are shown."""


def demo() -> None:
    """Walk 70 simulated participants through the ready-made study, over Telegram's protocol.

    Starts a Redis of its own, a strict stand-in for Telegram and the processes of the
    Procfile; takes less than two minutes and needs no keys. Your own data are not touched.
    """
    settings = load()
    folder = settings.home / "demo"
    embedded.stop(folder / "redis")  # of a demo that was interrupted
    shutil.rmtree(folder, ignore_errors=True)
    console.print(
        f"[bold]tellmore[/bold] interviews {PEOPLE} simulated people about “{STUDY}”, in every "
        "language that it has.\nReal: Redis, aiogram, RQ, all processes. Simulated: Telegram's "
        "far side, and the people.\n"
    )
    plan = Plan(participants=PEOPLE, seed=SEED, study=STUDY, home=folder, bots=4)
    report = with_progress(plan)
    _show_conversation(folder / "exports" / STUDY / "interviews")
    _show_funnel(folder)
    _show_result(report, folder)
    raise typer.Exit(0 if report.is_clean else 1)


def _show_funnel(folder: Path) -> None:
    with embedded.running(folder / "redis") as server:
        counted = asyncio.run(_funnel(server.url))
    totals: dict[str, int] = {}
    for (stage, _), count in counted.items():
        totals[stage] = totals.get(stage, 0) + count
    questions = study_files.read_all()[STUDY].questions()
    stages = [
        ("opened", "opened the link"),
        ("consented", "agreed to take part"),
        ("started", "got the first question"),
        *((f"question:{question.key}", f"answered: {question.key}") for question in questions),
        ("completed", "completed"),
    ]
    table = Table("stage", "people", "", title="The funnel, as an operator sees it")
    for stage, said in stages:
        bar = "█" * round(40 * totals.get(stage, 0) / PEOPLE)
        table.add_row(said, str(totals.get(stage, 0)), bar)
    console.print(table)


async def _funnel(url: str) -> dict[tuple[str, str], int]:
    connection = await Connection.open(url)
    try:
        return dict(await figures.funnel(connection, STUDY))
    finally:
        await connection.aclose()


def _show_conversation(folder: Path) -> None:
    """Show one English interview as a chat."""
    read = (json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json")))
    shown = next((one for one in read if _is_typical(one)), None)
    if shown is None:
        return
    console.print("\n[bold]One of the conversations[/bold]\n")
    width = min(console.width, CHAT_CELLS)
    for turn in shown["turns"]:
        lines = turn["text"].splitlines()
        widest = max(map(cell_len, lines), default=0)
        bubble = Panel(escape(turn["text"]), width=min(widest + 4, BUBBLE_CELLS))
        if turn["speaker"] == "participant":
            bubble.border_style = "green"
            console.print(Align.right(bubble), width=width)
        else:
            bubble.border_style = "blue"
            console.print(bubble)


def _is_typical(interview: dict[str, Any]) -> bool:
    """Tell whether an interview reads well: English, complete, with probes, all of it kept."""
    turns = interview["turns"]
    complete = interview["disposition"] == "complete" and interview["language"] == "en"
    probed = any(turn["kind"] == "probe" for turn in turns)
    return complete and probed and not any(turn["withdrawn"] for turn in turns)


def _show_result(report: Report, folder: Path) -> None:
    languages = ", ".join(f"{tag} {count}" for tag, count in report.languages.items())
    console.print(
        f"\n{report.finished} of {report.participants} finished, {report.exported} exported "
        f"({languages}).\n{report.answers} answers were counted at the far side: {report.lost} "
        f"lost, {report.duplicated} doubled, {report.disordered} out of order."
    )
    lines = (
        f"Exports:    {folder / 'exports' / STUDY}",
        f"Be interviewed here, now:    .venv/bin/tellmore rehearse {STUDY}",
        "Run it for real:    make run    (with TELLMORE_TELEGRAM_TOKEN set, on Telegram)",
    )
    console.print(Panel("\n".join(lines), title="What next"))
