"""`tellmore simulate`: simulated participants through the real processes, recounted."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tellmore import wiring
from tellmore.cli.output import AsJson, aside, console, print_json
from tellmore.errors import InvalidInput
from tellmore.settings import load
from tellmore.testing.simulation import Plan, Report
from tellmore.testing.simulation import simulate as run

SHORTEST_S = 600.0
"""When to give up, however few take part."""

PERSON_AND_BOT_S = 5.0
"""Ten times what Telegram's limits cost with a bot that serves many people."""


def simulate(
    participants: Annotated[int, typer.Option(min=1, help="How many people.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
    languages: Annotated[str, typer.Option(help="`all`, or tags with commas between.")] = "all",
    study: Annotated[str, typer.Option(help="Key of a ready-made study.")] = "commute",
    bots: Annotated[
        int, typer.Option(min=1, max=20, help="Bots behind the study, 30 messages a second each.")
    ] = 2,
    as_json: AsJson = False,
) -> None:
    """Walk simulated participants through a study over Telegram's wire protocol.

    Everything is real but the far side: Redis, the processes of the Procfile, the files.
    The figures are counted from the far side's transcripts against journals and exports.
    Ends with 1 unless everybody finished and everything arrived, once and in order.
    """
    wiring.set_up_logging(load())
    tags = _tags(languages, study)
    with tempfile.TemporaryDirectory(prefix="tellmore-") as folder:
        plan = Plan(
            participants=participants,
            seed=seed,
            languages=tags,
            study=study,
            home=Path(folder),
            bots=bots,
            finish_within_s=max(SHORTEST_S, PERSON_AND_BOT_S * participants / bots),
        )
        report = with_progress(plan)
    if as_json:
        print_json(report.as_json())
    else:
        console.print(table_of(report))
    raise typer.Exit(0 if report.is_clean else 1)


def with_progress(plan: Plan) -> Report:
    """Simulate, with a progress bar on stderr."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=aside) as progress:
        interviews = progress.add_task("interviews", total=plan.participants)
        exports = progress.add_task("exports   ", total=plan.participants)

        def show(finished: int, exported: int) -> None:
            progress.update(interviews, completed=finished)
            progress.update(exports, completed=exported)

        return asyncio.run(run(plan, on_progress=show))


def table_of(report: Report) -> Table:
    """Return the report as a table for people."""
    table = Table("counted from the far side", "", title="Simulation")
    for name, value in report.as_json().items():
        shown = value
        if name == "speech":
            continue  # a table of its own, in docs/languages.md and --json
        if isinstance(value, dict):
            shown = ", ".join(f"{tag} {count}" for tag, count in value.items())
        table.add_row(name.replace("_", " "), str(shown))
    return table


def _tags(languages: str, study: str) -> tuple[str, ...]:
    studies = wiring.studies_of(load(studies=None))
    if study not in studies:
        raise InvalidInput(f"--study: there is no `{study}`; there are: {', '.join(studies)}")
    if languages == "all":
        return ()
    tags = tuple(tag.strip() for tag in languages.split(",") if tag.strip())
    unknown = [tag for tag in tags if tag not in studies[study].languages]
    if unknown or not tags:
        known = ", ".join(studies[study].languages)
        raise InvalidInput(f"--languages: `{languages}` must be `all` or some of {known}")
    return tags
