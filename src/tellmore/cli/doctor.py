"""`tellmore doctor`: what is wrong here, and how to mend it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict

import typer
from rich.markup import escape
from rich.table import Table

from tellmore.cli import checks
from tellmore.cli.checks import Finding, Verdict
from tellmore.cli.output import AsJson, console, print_json
from tellmore.errors import InvalidSettings
from tellmore.settings import Settings, load

Check = Callable[[Settings], Awaitable[tuple[Finding, ...]]]

_COLOUR = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red"}


def doctor(as_json: AsJson = False) -> None:
    """Look at everything that must be right, and say how to mend what is not.

    Starts nothing; writes nothing but a file where exports go, which it removes again. Ends
    with 0 when all can run, with 1 when something cannot; warnings alone leave it at 0.
    """
    try:
        settings = load()
    except InvalidSettings as invalid:
        mend = "mend it in the environment or in .env"
        findings: tuple[Finding, ...] = (checks.fail("settings", str(invalid), mend),)
    else:
        findings = asyncio.run(examine(settings))
    healthy = checks.healthy(findings)
    if as_json:
        print_json({"checks": [asdict(finding) for finding in findings], "healthy": healthy})
    else:
        _show(findings)
    if not healthy:
        raise typer.Exit(1)


async def examine(settings: Settings) -> tuple[Finding, ...]:
    """Return the findings of all checks, which look at the same time."""
    found = await asyncio.gather(*(check(settings) for check in _all_checks()))
    return (checks.ok("settings", "all can be read"), *(one for some in found for one in some))


def _all_checks() -> tuple[Check, ...]:
    from tellmore.cli.redis_checks import redis_findings
    from tellmore.cli.telegram_checks import telegram

    return (
        redis_findings,
        telegram,
        checks.studies,
        checks.phrases,
        checks.exports,
        checks.secret,
        checks.model,
    )


def _show(findings: tuple[Finding, ...]) -> None:
    table = Table("", "what", "found", "how to mend it")
    for finding in findings:
        colour = _COLOUR[finding.verdict]
        table.add_row(
            f"[{colour}]{finding.verdict.value}[/]",
            finding.name,
            escape(finding.says),
            escape(finding.mend),
        )
    console.print(table)
