"""`tellmore study`: checking what a researcher wrote."""

from pathlib import Path
from typing import Annotated

import typer

from tellmore.cli.output import AsJson, console, print_json
from tellmore.errors import InvalidStudy
from tellmore.languages.catalogues import SOURCE
from tellmore.languages.gate import faults_of_writing
from tellmore.stores import study_files
from tellmore.study.advice import warnings
from tellmore.study.study import Study

app = typer.Typer(help="Check studies.", no_args_is_help=True)


@app.callback()
def study() -> None:
    """Check studies."""


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
    hints = [*warnings(found), *_badly_written(folder, found)]
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


def _badly_written(folder: Path, study: Study) -> list[str]:
    """Return what looks wrong in the translations from English, where a machine can tell."""
    if study.source != SOURCE:
        return []
    return [
        fault
        for tag, texts in study_files.translated(folder).items()
        for fault in faults_of_writing(tag, texts)
    ]
