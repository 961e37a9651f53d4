"""`tellmore up`: the whole system in one process tree."""

import asyncio
import os
import signal

from rich.panel import Panel

from tellmore import wiring
from tellmore.cli.output import console
from tellmore.recruiting.invites import Invite, token_of
from tellmore.runtime.processes import Child, Supervisor
from tellmore.settings import Settings, load


def up() -> None:
    """Run everything here, until Ctrl-C: Redis, receiving, conducting, clock, exports.

    Needs nothing: without `TELLMORE_REDIS_URL` a real server is started in
    `.tellmore/redis`. With `TELLMORE_TELEGRAM_TOKEN` it prints the link by which people
    come; without it, how to be interviewed in the terminal.
    """
    settings = load()
    wiring.set_up_logging(settings)
    asyncio.run(_up(settings))


async def _up(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    await asyncio.to_thread(wiring.redis_url, settings)
    studies = await asyncio.to_thread(wiring.studies_of, settings)
    links = await wiring.telegram_links(
        settings, [token_of(Invite(study=key), secret=settings.key()) for key in studies]
    )
    console.print(Panel("\n".join(_how_to(tuple(studies), links)), title="tellmore is up"))
    supervisor = Supervisor(children_of(settings, dict(os.environ)))  # noqa: TID251 - handed on
    await supervisor.run(stop)


def children_of(settings: Settings, environment: dict[str, str]) -> tuple[Child, ...]:
    """Return the processes of the Procfile that these settings call for."""
    roles = ["conductor", "clock", "exports"]
    if settings.telegram_tokens:
        roles.insert(0, "telegram")
    return tuple(Child(name=role, module=f"bots.{role}", environment=environment) for role in roles)


def _how_to(studies: tuple[str, ...], links: list[str]) -> list[str]:
    if links:
        return [
            "Open a link on your phone to be interviewed:",
            *(f"  {study}: {link}" for study, link in zip(studies, links, strict=True)),
        ]
    return [
        "There is no Telegram token yet, so be interviewed in your terminal:",
        *(f"  tellmore rehearse {study}" for study in studies),
        "To go on Telegram, get a token from @BotFather and set TELLMORE_TELEGRAM_TOKEN.",
    ]
