"""`tellmore rehearse`: be interviewed in your terminal."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tellmore import wiring
from tellmore.channels.terminal import HERE, TerminalChannel, start
from tellmore.cli.output import aside, console
from tellmore.errors import InvalidInput
from tellmore.interview.session import Phase
from tellmore.languages import catalogues
from tellmore.languages.tags import negotiate
from tellmore.recruiting.invites import Invite, token_of
from tellmore.runtime.arrivals import participant_id
from tellmore.settings import Settings, load
from tellmore.stores import embedded, study_files
from tellmore.stores.connection import Connection
from tellmore.stores.redis_store import RedisStore
from tellmore.stores.study_shelf import StudyShelf
from tellmore.study.study import Study

QUIET_FOR_S = 0.3
"""After so long without a message the participant is asked to type."""


def rehearse(
    study: Annotated[str, typer.Argument(help="Key of a study, or the path of its folder.")],
    language: Annotated[
        str, typer.Option(help="Language to begin in; left out, you are asked.")
    ] = "",
    journal: Annotated[
        Path | None, typer.Option(help="Write the journal here, for `tellmore replay`.")
    ] = None,
) -> None:
    """Be interviewed in your terminal: nothing is kept; no network unless a model is set.

    The interview runs through the same processes' code and the same Redis commits as on
    Telegram, in a folder that is removed afterwards. Type an answer and press Enter; a
    number taps a button; /help shows the commands; Ctrl-D ends.
    """
    found = _study(study)
    spoken = catalogues.load()
    if language and not negotiate(language, found.languages):
        known = ", ".join(found.languages)
        raise InvalidInput(
            f"--language: `{found.key}` does not run in `{language}`; it has {known}"
        )
    with tempfile.TemporaryDirectory(prefix="tellmore-") as folder:
        home = Path(folder)
        settings = load(home=home, redis_url="", secret="", exports=str(home / "exports"))
        with embedded.running(home / "redis") as server:
            rehearsal = _rehearse(found, settings, url=server.url, hint=language, spoken=spoken)
            lines = asyncio.run(rehearsal)
    if journal is not None:
        journal.write_bytes(b"".join(line + b"\n" for line in lines))
        console.print(f"\nThe journal is in {journal}: tellmore replay {journal}")


def _study(name: str) -> Study:
    if Path(name).is_dir():
        return study_files.read(Path(name))
    studies = wiring.studies_of(load())
    if name not in studies:
        known = ", ".join(studies)
        raise InvalidInput(f"there is no study `{name}`, and no such folder; there are: {known}")
    return studies[name]


async def _rehearse(
    study: Study,
    settings: Settings,
    *,
    url: str,
    hint: str,
    spoken: catalogues.Catalogues,
) -> tuple[bytes, ...]:
    terminal = TerminalChannel(console=Console(highlight=False), files=Path.cwd())
    connection = await Connection.open(url)
    store = RedisStore(connection, secret=settings.key())
    shelf = StudyShelf(connection, lambda: {study.key: study})
    await shelf.refresh()
    stop = asyncio.Event()
    conducting = asyncio.create_task(
        wiring.conduct_with(
            {HERE.channel: terminal},
            connection=connection,
            settings=settings,
            shelf=shelf,
            spoken=spoken,
            stop=stop,
            who="rehearsal",
        )
    )
    participant = participant_id(HERE, secret=settings.key())
    try:
        token = token_of(Invite(study=study.key), secret=settings.key())
        await store.put([start(token, at=wiring.SystemClock().now(), hint=hint)])
        await _converse(terminal, store, participant, study.key)
        return await store.journal(participant, study.key)
    finally:
        stop.set()
        await conducting
        await connection.aclose()


async def _converse(
    terminal: TerminalChannel, store: RedisStore, participant: str, study: str
) -> None:
    number = 0
    heard = 0
    while True:
        await _until_asked(terminal, store, participant, study, since=heard)
        session = (await store.load(participant)).sessions.get(study)
        if number and (session is None or session.phase is Phase.CLOSED):
            return
        heard = terminal.sent
        line = await asyncio.to_thread(_read)
        if line is None:
            aside.print("\n[dim]You left; on a phone you could come back for days.[/dim]")
            return
        number += 1
        if line.strip():
            at = wiring.SystemClock().now()
            await store.put([terminal.arrival_of(line, number=number, at=at)])


async def _until_asked(
    terminal: TerminalChannel, store: RedisStore, participant: str, study: str, *, since: int
) -> None:
    """Return when the interviewer has spoken and has nothing more to say for now."""
    for _ in range(100):
        if terminal.sent > since:
            break
        await asyncio.sleep(QUIET_FOR_S / 3)
    while True:
        before = terminal.sent
        await asyncio.sleep(QUIET_FOR_S)
        session = (await store.load(participant)).sessions.get(study)
        thinking = session is not None and session.phase is Phase.THINKING
        if terminal.sent == before and not thinking:
            return


def _read() -> str | None:
    try:
        sys.stdout.flush()
        return input("\n> ")
    except EOFError:
        return None
