"""Printing for people, or as one JSON object for machines."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console

console = Console(highlight=False)
"""Where people read; messages for people that are not the result go to `aside`."""

aside = Console(stderr=True, highlight=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for machines.")]
"""The option that every command has whose result a machine may read."""


def print_json(result: dict[str, Any]) -> None:
    """Print one object on one line, the last line of the output."""
    typer.echo(json.dumps(result, ensure_ascii=False))
