"""`tellmore demo`: the main job, shown: seventy interviews from invite to export."""

import asyncio
import json
import shutil
from pathlib import Path

import typer
from rich.align import Align
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


def demo() -> None:
    """Walk 70 simulated participants through the ready-made study, over Telegram's protocol.

    Starts a Redis of its own, a strict stand-in for Telegram and the processes of the
    Procfile; takes less than two minutes and needs no keys. Your own data are not touched.
    """
    settings = load()
    folder = settings.home / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    console.print(
        f"[bold]tellmore[/bold] interviews {PEOPLE} simulated people about “{STUDY}”, in every "
        "language that it has.\nReal: Redis, aiogram, RQ, all processes. Simulated: Telegram's "
        "far side, and the people.\n"
    )
    plan = Plan(participants=PEOPLE, seed=SEED, study=STUDY, home=folder, bots=4)
    report = with_progress(plan)
    _show_funnel(folder)
    _show_conversation(folder / "exports" / STUDY / "interviews")
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
    for path in sorted(folder.glob("*.json")):
        interview = json.loads(path.read_text("utf-8"))
        answers = [turn for turn in interview["turns"] if turn["kind"] == "answer"]
        if interview["language"] == "en" and interview["disposition"] == "complete" and answers:
            break
    else:
        return
    console.print("\n[bold]One of the conversations[/bold]\n")
    for turn in interview["turns"]:
        said = turn["text"] or "(taken back)"
        if turn["speaker"] == "participant":
            bubble = Panel.fit(escape(said), border_style="green")
            console.print(Align.right(bubble))
        else:
            console.print(Panel.fit(escape(said), border_style="blue"))


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
