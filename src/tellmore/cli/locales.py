"""`tellmore locales`: keeping the catalogues in step with the phrases, and in order."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tellmore.cli.output import AsJson, console, print_json
from tellmore.errors import OurFault
from tellmore.languages import catalogues, extraction, gate, pseudo, signing
from tellmore.languages.coverage import coverage
from tellmore.languages.examined import examine
from tellmore.languages.language import Language, read_languages
from tellmore.languages.po_files import catalogue_path
from tellmore.languages.preview import page
from tellmore.study.standing import State

app = typer.Typer(help="Translate the interviewer's sentences.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Option("--folder", help="The catalogues; left out, our own.", exists=True)
]


@app.command()
def check(folder: Folder = None, *, as_json: AsJson = False) -> None:
    """Report everything that is wrong with the catalogues; end with 1 if anything is."""
    found = gate.faults(folder or catalogues.default_folder())
    if as_json:
        print_json({"passed": not found, "faults": list(found)})
    else:
        for fault in found:
            console.print(fault, markup=False, soft_wrap=True)
        console.print(f"{len(found)} to mend" if found else "nothing to mend")
    raise typer.Exit(bool(found))


@app.command()
def extract(folder: Folder = None) -> None:
    """Write the template anew from the phrases in the code; leave the catalogues alone."""
    path = extraction.extract(folder or catalogues.default_folder())
    console.print(f"written to {path}", markup=False, soft_wrap=True)


@app.command("pseudo")
def write_pseudo(
    to: Annotated[Path, typer.Option("--to", help="Folder to write to.")] = Path("pseudo-locales"),
    folder: Folder = None,
) -> None:
    """Write accented and mirrored English, by which layouts are tried before translation."""
    tags = pseudo.write(folder or catalogues.default_folder(), to)
    console.print(f"{', '.join(tags)} written to {to}", markup=False, soft_wrap=True)


@app.command()
def update(folder: Folder = None) -> None:
    """Bring the template and all catalogues up to date with the phrases in the code."""
    changed = extraction.update(folder or catalogues.default_folder())
    for path in changed:
        console.print(f"updated {path}", markup=False, soft_wrap=True)
    if not changed:
        console.print("all are up to date")


@app.command()
def sign(
    tag: Annotated[str, typer.Argument(help="The language's tag, such as sw.")],
    keys: Annotated[
        list[str] | None, typer.Argument(help="Keys of phrases; left out, all.", show_default=False)
    ] = None,
    state: Annotated[
        State, typer.Option("--state", help="How far they have come.")
    ] = State.REVIEWED,
    folder: Folder = None,
) -> None:
    """Mark phrases as read, sealed with what was read, so that later changes show."""
    try:
        count = signing.sign(folder or catalogues.default_folder(), tag, state, keys or ())
    except OurFault as fault:
        raise typer.BadParameter(str(fault)) from fault
    console.print(f"{count} phrases of {tag} are now {state}")


@app.command()
def stats(folder: Folder = None, *, as_json: AsJson = False) -> None:
    """Say which languages there are and how far each has come."""
    place = folder or catalogues.default_folder()
    rows = [(language, _states(place, language)) for language in read_languages(place)]
    if as_json:
        listed = [
            {"tag": one.tag, "status": _status(one, states), "phrases": states}
            for one, states in rows
        ]
        print_json({"languages": listed, "spoken": sum(bool(states) for _, states in rows)})
        return
    table = Table("tag", "language", "status", "phrases")
    for one, states in rows:
        counted = ", ".join(f"{n} {state}" for state, n in states.items())
        table.add_row(one.tag, one.english, _status(one, states), counted)
    console.print(table)


@app.command("coverage")
def show_coverage(folder: Folder = None, *, as_json: AsJson = False) -> None:
    """Say how many of the world's people and countries the languages reach that are there."""
    place = folder or catalogues.default_folder()
    there = [one.tag for one in read_languages(place) if catalogue_path(place, one.tag).is_file()]
    reached = coverage(there)
    if as_json:
        print_json({"languages": len(there), **asdict(reached)})
        return
    console.print(
        f"{len(there)} catalogues reach between {reached.people_at_least:.1%} and "
        f"{reached.people_at_most:.1%} of the world's people, and have an official or the most "
        f"spoken language of {reached.official_or_commonest} of {reached.territories} countries "
        "and territories.",
        soft_wrap=True,
    )


@app.command()
def preview(
    to: Annotated[Path, typer.Option("--to", help="Where to write the page.")] = Path(
        "preview.html"
    ),
    languages: Annotated[
        str, typer.Option("--languages", help="Tags, separated by commas; left out, all.")
    ] = "",
    folder: Folder = None,
) -> None:
    """Write one page with every phrase of every language, as bubbles on a phone's width."""
    only = [tag.strip() for tag in languages.split(",") if tag.strip()]
    place = folder or catalogues.default_folder()
    if unknown := sorted(set(only) - {language.tag for language in read_languages(place)}):
        raise typer.BadParameter(f"the listing has no {', '.join(unknown)}")
    to.write_text(page(place, only), "utf-8")
    console.print(f"written to {to}", markup=False, soft_wrap=True)


def _states(folder: Path, language: Language) -> dict[str, int]:
    """Return how many phrases are in which state; nothing without a catalogue."""
    if not catalogue_path(folder, language.tag).is_file():
        return {}
    entries = examine(folder, language).entries.values()
    return dict(Counter(one.state if all(one.forms) else "missing" for one in entries))


def _status(language: Language, states: dict[str, int]) -> str:
    if not states:
        return "not there yet"
    return "beta" if language.beta else "live"
