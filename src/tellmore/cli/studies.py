"""`tellmore study`: checking what a researcher wrote, and having it translated."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tellmore.cli.output import AsJson, console, print_json
from tellmore.errors import InvalidStudy, TheirFault
from tellmore.languages import catalogues
from tellmore.languages.catalogues import SOURCE
from tellmore.languages.gate import faults_of_writing
from tellmore.languages.glossary import read_glossaries
from tellmore.languages.language import read_languages
from tellmore.llm.providers import language_model
from tellmore.runtime.translating import StudyTranslator
from tellmore.settings import load
from tellmore.stores import study_drafts, study_files
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
def translate(
    path: Annotated[Path, typer.Argument(help="Folder of the study.")],
    to: Annotated[
        str, typer.Option("--to", help="Tags, separated by commas; left out, all it lists.")
    ] = "",
    model: Annotated[
        str,
        typer.Option("--model", help="Who drafts; the key is read from ANTHROPIC_API_KEY."),
    ] = "claude:claude-sonnet-5-5",
) -> None:
    """Have a language model draft the translations that a study lacks.

    Only what is missing or of an older wording is drafted. Drafts are marked so, and the study
    does not run in their language until somebody has read and signed them.
    """
    try:
        study = study_drafts.read(path)
        tags = [tag.strip() for tag in to.split(",") if tag.strip()] or study.languages[1:]
        if unlisted := [tag for tag in tags if tag not in study.languages[1:]]:
            raise typer.BadParameter(f"add to [study] languages first: {', '.join(unlisted)}")
        asyncio.run(_translated(path, study, tags, model))
    except TheirFault as failed:
        # What was drafted before is written; the same command goes on from there.
        console.print(f"the model gave no usable answer: {failed}; run it again to go on")
        raise typer.Exit(1) from None
    except InvalidStudy as invalid:
        for fault in invalid.faults:
            console.print(fault, markup=False, soft_wrap=True)
        raise typer.Exit(1) from None


async def _translated(
    path: Path, study: study_drafts.Draftable, tags: Sequence[str], model: str
) -> None:
    settings, folder = load(), catalogues.default_folder()
    known = {language.tag: language for language in read_languages(folder)}
    if unknown := [tag for tag in tags if tag not in known]:
        raise typer.BadParameter(f"tellmore does not know {', '.join(unknown)}")
    async with language_model(
        model, key=settings.anthropic_api_key, base_url=settings.anthropic_base_url
    ) as asked:
        translator = StudyTranslator(
            model=asked,
            study=study.texts,
            source=study.languages[0],
            languages=known,
            glossaries=read_glossaries(folder),
        )
        for tag in tags:
            done = await translator.drafts(tag, study.translations.get(tag, {}))
            if not done.drafts:
                console.print(f"{tag}: nothing to translate")
                continue
            # Language by language, so that what was paid for is kept if the next one fails.
            written = study_drafts.write(path, tag, done.drafts, by=done.model)
            flawed = sum(bool(draft.fault) for draft in done.drafts)
            console.print(
                f"{tag}: {len(done.drafts)} texts drafted, {flawed} to mend, "
                f"{done.usage.fresh + done.usage.kept + done.usage.cached} tokens read "
                f"({done.usage.cached} from the cache), {done.usage.written} written: {written}",
                markup=False,
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
