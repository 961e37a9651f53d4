"""`tellmore export`: all interviews of a study, now."""

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tellmore import wiring
from tellmore.cli.output import AsJson, aside, console, print_json
from tellmore.errors import InvalidInput
from tellmore.exports.all_now import Format, export_all
from tellmore.exports.destinations import destination_at
from tellmore.settings import load


def export(
    study: Annotated[str, typer.Argument(help="Key of the study.")],
    formats: Annotated[
        str, typer.Option("--format", help="Any of jsonl, parquet, csv, md, commas between.")
    ] = "jsonl,parquet,csv,md",
    to: Annotated[str, typer.Option(help="Folder or fsspec URL; left out, TELLMORE_EXPORTS.")] = "",
    include_open: Annotated[
        bool, typer.Option("--include-open", help="Unfinished interviews too, as they are now.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write every finished interview of a study out, straight from the store."""
    settings = load()
    wanted = _formats(formats)
    if study not in wiring.studies_of(settings):
        known = ", ".join(wiring.studies_of(settings))
        raise InvalidInput(f"there is no study `{study}`; there are: {known}")
    place = to or settings.exports
    destination = destination_at(place)
    interviews = wiring.interviews_of(settings)
    columns = (TextColumn("exporting"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=aside, disable=as_json) as progress:
        task = progress.add_task("export", total=interviews.count(study))
        written = export_all(
            interviews,
            study,
            wanted,
            destination,
            include_open=include_open,
            on_progress=lambda done: progress.update(task, completed=done),
        )
    if as_json:
        print_json({"study": study, "interviews": written, "to": place})
        return
    console.print(f"{written} interviews written to {place}/{study}", soft_wrap=True)


def _formats(names: str) -> tuple[Format, ...]:
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in set(Format)]
    if unknown or not wanted:
        raise InvalidInput(
            f"--format: `{names}` must be some of {', '.join(Format)}, commas between"
        )
    return tuple(Format(name) for name in wanted)
