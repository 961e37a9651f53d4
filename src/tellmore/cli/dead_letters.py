"""`tellmore dead-letters`: what could not be handled, and handling it again."""

import asyncio

import typer
from rich.table import Table

from tellmore import wiring
from tellmore.cli.output import AsJson, console, print_json
from tellmore.settings import Settings, load
from tellmore.stores import figures

app = typer.Typer(help="See and replay what could not be handled.", no_args_is_help=True)


@app.command("list")
def list_letters(
    as_json: AsJson = False,
) -> None:
    """List dead letters: where they came from and why, never their words."""
    letters = asyncio.run(_letters(load()))
    if as_json:
        print_json({"dead_letters": [_plain(letter) for letter in letters]})
        return
    table = Table("shard", "entry", "stream", "participant", "reason")
    for letter in letters:
        table.add_row(
            str(letter.shard), letter.entry, letter.stream, letter.participant, letter.reason
        )
    console.print(table if letters else "There are no dead letters.")


@app.command("replay")
def replay_letters(
    as_json: AsJson = False,
) -> None:
    """Put all dead letters back where they came from, to be handled once more."""
    count = asyncio.run(_replay(load()))
    if as_json:
        print_json({"replayed": count})
        return
    console.print(f"{count} put back")


async def _letters(settings: Settings) -> tuple[figures.DeadLetter, ...]:
    async with wiring.connected(settings) as connection:
        return await figures.dead_letters(connection)


async def _replay(settings: Settings) -> int:
    async with wiring.connected(settings) as connection:
        letters = await figures.dead_letters(connection, most=10_000)
        done = [await figures.replay_dead_letter(connection, letter) for letter in letters]
        return sum(done)


def _plain(letter: figures.DeadLetter) -> dict[str, str | int]:
    return {
        "shard": letter.shard,
        "entry": letter.entry,
        "stream": letter.stream,
        "participant": letter.participant,
        "reason": letter.reason,
    }
