"""`tellmore study`: checking what a researcher wrote, and having it translated."""

from pathlib import Path
from typing import Annotated

import typer

from tellmore.cli.output import AsJson, console, print_json
from tellmore.errors import InvalidStudy
from tellmore.languages.catalogues import SOURCE
from tellmore.languages.gate import faults_of_writing
from tellmore.stores import study_files
from tellmore.study.advice import warnings
from tellmore.study.standing import State
from tellmore.study.study import Study

app = typer.Typer(help="Check and translate studies.", no_args_is_help=True)


@app.callback()
def study() -> None:
    """Check and translate studies."""


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="Folder of the study, or its study.toml.")],
    as_json: AsJson = False,
) -> None:
    """Report every fault of a study at once: file, line, key, and what is expected.

    Ends with 0 when the study can run, with 1 when it cannot. Advice on wording does
    not keep a study from running.
    """
    folder = path.parent if path.name == "study.toml" else path
    try:
        found = study_files.read(folder)
    except InvalidStudy as invalid:
        if as_json:
            print_json({"valid": False, "faults": list(invalid.faults), "advice": []})
        else:
            for fault in invalid.faults:
                console.print(fault, markup=False, soft_wrap=True)
            console.print(f"{len(invalid.faults)} to mend", style="bold red")
        raise typer.Exit(1) from None
    hints = [*warnings(found), *_held_back(found), *_badly_written(folder, found)]
    if as_json:
        print_json({"valid": True, "faults": [], "advice": hints, "version": found.version})
        return
    for hint in hints:
        console.print(hint, style="yellow", markup=False, soft_wrap=True)
    questions = len(found.questions())
    languages = ", ".join(found.languages)
    console.print(
        f"`{found.key}` can run: {questions} open questions, in {languages}; "
        f"version {found.version}",
        style="bold green",
        soft_wrap=True,
    )


@app.command()
def sign(
    path: Annotated[Path, typer.Argument(help="Folder of the study.")],
    language: Annotated[str, typer.Argument(help="The translation's language tag.")],
    texts: Annotated[
        list[str] | None, typer.Argument(help="Names of texts; left out, all.", show_default=False)
    ] = None,
    state: Annotated[
        State, typer.Option("--state", help="How far they have come.")
    ] = State.REVIEWED,
) -> None:
    """Mark translations as read, sealed with what was read, so that later changes show."""
    try:
        count = study_files.sign(path, language, state, texts or ())
    except InvalidStudy as invalid:
        for fault in invalid.faults:
            console.print(fault, markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    console.print(f"{count} texts in {language} are now {state}")


def _held_back(study: Study) -> list[str]:
    """Return, for each language in which the study does not run, why, and what to do."""
    return [
        f"{tag}: not offered to participants: nobody has read all of the translation; have it "
        f'read and `tellmore study sign` it, or add "{tag}" to [study] unreviewed'
        for tag in study.held_back
    ]


def _badly_written(folder: Path, study: Study) -> list[str]:
    """Return what looks wrong in the translations from English, where a machine can tell."""
    if study.source != SOURCE:
        return []
    return [
        fault
        for tag, texts in study_files.translated(folder).items()
        for fault in faults_of_writing(tag, texts)
    ]
