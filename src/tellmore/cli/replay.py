"""`tellmore replay`: why did this interview do what it did?"""

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tellmore import wiring
from tellmore.cli.output import AsJson, console, print_json
from tellmore.errors import InvalidInput, OurFault
from tellmore.interview.journal import Record, decode_record
from tellmore.interview.session import Session
from tellmore.interview.step import step
from tellmore.settings import load
from tellmore.stores import study_files
from tellmore.study.study import Study

_WORDS = {"text", "asked", "probe"}
"""Fields that hold somebody's words: shown only on request."""


def replay(
    journal: Annotated[
        Path, typer.Argument(help="A journal: JSON lines, or a file that /mydata gave.")
    ],
    study: Annotated[
        Path | None, typer.Option(help="Folder of the study; left out, found by its version.")
    ] = None,
    words: Annotated[bool, typer.Option(help="Show what was written, not only how long.")] = False,
    as_json: AsJson = False,
) -> None:
    """Step through a journal: each event, the phase it met, and what it led to.

    The core is deterministic, so this is not a log of what happened but the same
    decisions made once more.
    """
    records = _records(journal)
    found = study_files.read(study) if study else _by_version(records)
    steps = _steps(found, records, words=words)
    if as_json:
        print_json({"study": found.key, "version": found.version, "steps": steps})
        return
    table = Table("v", "at", "event", "from", "to", "led to", title=f"{found.key}, {journal.name}")
    for one in steps:
        table.add_row(
            str(one["number"]),
            one["at"],
            one["event"],
            one["before"],
            one["after"],
            "\n".join(one["effects"]) or "(nothing)",
        )
    console.print(table)


def _records(path: Path) -> tuple[Record, ...]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: cannot be read: {error}") from error
    try:
        whole = json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
    else:
        held = whole.get("journal") if isinstance(whole, dict) else None
        lines = [json.dumps(one) for one in held] if held else [text]
    try:
        return tuple(decode_record(line) for line in lines)
    except OurFault as error:
        raise InvalidInput(f"{path}: is no journal: {error}") from error


def _by_version(records: tuple[Record, ...]) -> Study:
    version = next((getattr(r.event, "version", "") for r in records), "")
    for study in wiring.studies_of(load()).values():
        if study.version == version:
            return study
    raise InvalidInput(
        f"no study here has the version `{version}` with which this interview began; "
        "name its folder with --study"
    )


def _steps(study: Study, records: tuple[Record, ...], *, words: bool) -> list[dict[str, Any]]:
    session = Session()
    steps = []
    for record in records:
        outcome = step(study, session, record.event)
        steps.append(
            {
                "number": record.number,
                "at": record.event.at.isoformat(timespec="seconds"),
                "event": _shown(record.event, words=words),
                "before": session.phase.value,
                "after": outcome.session.phase.value,
                "effects": [_shown(effect, words=words) for effect in outcome.effects],
            }
        )
        session = outcome.session
    return steps


def _shown(value: object, *, words: bool) -> str:
    shown = [
        f"{one.name}={_value(getattr(value, one.name), name=one.name, words=words)}"
        for one in fields(value)  # type: ignore[arg-type] # events and effects are dataclasses
        if one.name not in {"at", "exchanges"}
    ]
    return f"{type(value).__name__}({', '.join(shown)})"


def _value(value: object, *, name: str, words: bool) -> str:
    if name in _WORDS and isinstance(value, str) and not words:
        return f"<{len(value)} characters>"
    if is_dataclass(value):
        return type(value).__name__
    return str(value)
