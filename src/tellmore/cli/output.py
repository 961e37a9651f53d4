"""Printing for people, or as one JSON object for machines."""

import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

_WIDE = 160

console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)
"""Where people read; messages for people that are not the result go to `aside`."""

aside = Console(stderr=True, highlight=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for machines.")]
"""The option that every command has whose result a machine may read."""


def print_json(result: dict[str, Any]) -> None:
    """Print one object on one line, the last line of the output."""
    typer.echo(json.dumps(result, ensure_ascii=False))
