"""Bytes of Redis that one interview of 20 turns and 8,000 characters takes.

::

    python -m benchmarks.memory [--json] [--interviews N]

Interviews are played through the real commits into a server of our own, first until the
closing question (*live*), then to their end (*finished*), then until their export is noted
and their journal packed (*archived*). With ``--json`` the last line is one JSON object.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import redis
from rich.console import Console
from rich.table import Table

from benchmarks.filling import CHARS, STUDY, TURNS, Participant, Surroundings, study_in
from benchmarks.wording import english, hindi
from tellmore.languages import catalogues
from tellmore.languages.detection import Detector
from tellmore.llm.scripted import ScriptedInterviewer
from tellmore.recruiting.invites import Invite, token_of
from tellmore.runtime.arrivals import Address
from tellmore.runtime.hearing import Hearing
from tellmore.runtime.rendering import Speaker
from tellmore.runtime.turns import Turns
from tellmore.stores import embedded
from tellmore.stores.connection import Connection
from tellmore.stores.redis_interviews import RedisExportOrders
from tellmore.stores.redis_store import RedisStore
from tellmore.stores.study_shelf import StudyShelf

SECRET = b"a secret for the benchmark alone"
AT_ONCE = 50
LANGUAGES = {"en": "English", "hi": "Hindi"}
WORDS = {"en": english, "hi": hindi}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """Bytes an interview, everything that Redis needs for it included.

    Attributes:
        live: With all answers given and the closing question open.
        ended: Complete, its export ordered and not yet noted: for seconds.
        finished: Exported, its journal packed: until the retention ends.
        written: What the participant wrote, as UTF-8.
    """

    live: float
    ended: float
    finished: float
    written: float


async def weigh(language: str, *, interviews: int) -> Weight:
    """Return what an interview in ``language`` weighs, the mean of so many."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        embedded.running(Path(folder) / "redis") as server,
    ):
        connection = await Connection.open(server.url)
        try:
            around = await _surroundings(connection, language)
            with redis.Redis.from_url(server.url) as client:
                return await _weigh(around, client, interviews=interviews)
        finally:
            await connection.aclose()


async def _weigh(around: Surroundings, client: redis.Redis, *, interviews: int) -> Weight:
    def people(numbers: range) -> list[Participant]:
        return [
            Participant(
                address=Address(channel="telegram", account="42", chat=str(number)),
                around=around,
                chance=random.Random(number),
            )
            for number in numbers
        ]

    first, measured = 1_000_000_000, 1_000_001_000
    # What the first interviews bring with them, as buffers and shards' keys, is not theirs.
    await _all(people(range(first, first + AT_ONCE)), Participant.come_and_answer)
    before = _used(client)
    guests = people(range(measured, measured + interviews))
    bytes_each = []
    for stage in STAGES:
        await _all(guests, stage)
        _take_orders(client)
        bytes_each.append((_used(client) - before) / interviews)
    sample = around.words.answer(CHARS, random.Random(0))
    live, ended, finished = bytes_each
    return Weight(live=live, ended=ended, finished=finished, written=len(sample.encode()))


STAGES: tuple[Callable[[Participant], Coroutine[Any, Any, None]], ...] = (
    Participant.come_and_answer,
    Participant.finish,
    Participant.be_exported,
)


async def _all(
    guests: list[Participant], stage: Callable[[Participant], Coroutine[Any, Any, None]]
) -> None:
    free = asyncio.Semaphore(AT_ONCE)

    async def one(guest: Participant) -> None:
        async with free:
            await stage(guest)

    async with asyncio.TaskGroup() as group:
        for guest in guests:
            group.create_task(one(guest))


def _take_orders(client: redis.Redis) -> None:
    """Take the export orders away, as the relay does."""
    orders = RedisExportOrders(client)
    while waiting := orders.waiting(1000):
        orders.done(tuple(name for name, _ in waiting))


def _used(client: redis.Redis) -> int:
    return int(client.info("memory")["used_memory"])


async def _surroundings(connection: Connection, language: str) -> Surroundings:
    spoken = catalogues.load()
    words = WORDS[language]()
    study = study_in(language, words)
    shelf = StudyShelf(connection, lambda: {STUDY: study})
    await shelf.refresh()
    store = RedisStore(connection, secret=SECRET)
    turns = Turns(
        studies=shelf,
        journals=store,
        speaker=Speaker(catalogues=spoken),
        hearing=Hearing(catalogues=spoken, detector=Detector(spoken.languages)),
        secret=SECRET,
    )
    return Surroundings(
        store=store,
        turns=turns,
        interviewer=ScriptedInterviewer(catalogues=spoken),
        shelf=shelf,
        language=language,
        words=words,
        invite=token_of(Invite(study=STUDY), secret=SECRET),
        secret=SECRET,
    )


def report(weights: Mapping[str, Weight], *, interviews: int) -> dict[str, Any]:
    """Return everything that was measured, as JSON has it; at the top, English."""
    rows = {
        language: {
            "live_bytes": round(weight.live),
            "ended_bytes": round(weight.ended),
            "finished_bytes": round(weight.finished),
            "written_bytes": round(weight.written),
        }
        for language, weight in weights.items()
    }
    return {**rows["en"], "languages": rows, "turns": TURNS, "interviews": interviews}


def show(content: Mapping[str, Any], *, console: Console) -> None:
    """Print the report as a table."""
    table = Table(title=f"Bytes of Redis an interview: {TURNS} turns, {CHARS:,} characters")
    columns = ("written", "live", "ended", "finished")
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    for language, row in content["languages"].items():
        cells = (f"{row[f'{column}_bytes']:,}" for column in columns)
        table.add_row(LANGUAGES[language], *cells)
    console.print(table)


async def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--interviews", type=int, default=500)
    options = parser.parse_args()
    weights = {
        language: await weigh(language, interviews=options.interviews) for language in LANGUAGES
    }
    content = report(weights, interviews=options.interviews)
    show(content, console=Console())
    if options.json:
        print(orjson.dumps(content).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
