"""`tellmore invite`: links by which participants enter a study."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from tellmore import wiring
from tellmore.cli.output import AsJson, aside, print_json
from tellmore.errors import InvalidInput
from tellmore.recruiting.invites import Invite, token_of
from tellmore.settings import load


def invite(
    study: Annotated[str, typer.Argument(help="Key of the study.")],
    source: Annotated[str, typer.Option(help="Where the link is shared: a-z, 0-9 and -.")] = "",
    days: Annotated[int, typer.Option(min=0, help="Days until it expires; 0 for never.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Print an invite link to a study, for each Telegram bot that is set up."""
    settings = load()
    if study not in wiring.studies_of(settings):
        known = ", ".join(wiring.studies_of(settings))
        raise InvalidInput(f"there is no study `{study}`; there are: {known}")
    expires_at = wiring.SystemClock().now() + timedelta(days=days) if days else None
    try:
        token = token_of(
            Invite(study=study, source=source, expires_at=expires_at), secret=settings.key()
        )
    except ValueError as error:
        raise InvalidInput(str(error)) from error
    links = asyncio.run(wiring.telegram_links(settings, [token]))
    if as_json:
        print_json({"study": study, "token": token, "links": links})
        return
    if not links:
        aside.print("No TELLMORE_TELEGRAM_TOKEN is set, so this is only the link's last part:")
    typer.echo("\n".join(links) or token)
