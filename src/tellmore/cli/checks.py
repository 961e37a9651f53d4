"""What `tellmore doctor` looks at on this machine: studies, catalogues, exports, the secret.

Each check returns findings and never raises: what it cannot find out is a finding too. None
holds a participant's words, a token or a password.
"""

import asyncio
import stat
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tellmore import wiring
from tellmore.errors import InvalidSettings, InvalidStudy, OurFault
from tellmore.exports.destinations import destination_at
from tellmore.languages import catalogues, gate
from tellmore.settings import Settings

WRITE_WITHIN = timedelta(seconds=10)
_PROBE_FILE = ".doctor"  # begins with a dot: no reader of exports takes it for one


class Verdict(StrEnum):
    """How a check went."""

    OK = "ok"
    WARN = "warn"  # it runs, and something should be seen to
    FAIL = "fail"  # it cannot run as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found.

    Attributes:
        name: What was looked at.
        verdict: How it went.
        says: What was found, in one sentence.
        mend: What to do about it; empty where nothing is to be done.
    """

    name: str
    verdict: Verdict
    says: str
    mend: str = ""


def ok(name: str, says: str) -> Finding:
    """Return a finding that asks for nothing."""
    return Finding(name=name, verdict=Verdict.OK, says=says)


def warn(name: str, says: str, mend: str) -> Finding:
    """Return a finding that should be seen to."""
    return Finding(name=name, verdict=Verdict.WARN, says=says, mend=mend)


def fail(name: str, says: str, mend: str) -> Finding:
    """Return a finding without whose mending it cannot run."""
    return Finding(name=name, verdict=Verdict.FAIL, says=says, mend=mend)


def healthy(findings: tuple[Finding, ...]) -> bool:
    """Tell whether nothing fails; warnings leave it healthy."""
    return all(finding.verdict is not Verdict.FAIL for finding in findings)


async def studies(settings: Settings) -> tuple[Finding, ...]:
    """Say which studies can be started."""
    try:
        found = await asyncio.to_thread(wiring.studies_of, settings)
    except InvalidStudy as invalid:
        says = f"{len(invalid.faults)} faults, the first: {invalid.faults[0]}"
        return (fail("studies", says, "`tellmore study check PATH` lists those of one study"),)
    except InvalidSettings as invalid:
        return (fail("studies", str(invalid), "put a study there, or leave TELLMORE_STUDIES out"),)
    return (ok("studies", ", ".join(found)),)


async def phrases(_settings: Settings) -> tuple[Finding, ...]:
    """Say whether every sentence is there in every language."""
    mend = "`make locales` brings the catalogues up to date and lists what is left to translate"
    try:
        folder = catalogues.default_folder()
        faults = await asyncio.to_thread(gate.faults, folder)
        spoken = await asyncio.to_thread(catalogues.load, folder)
    except (OurFault, OSError) as fault:
        return (fail("catalogues", str(fault), mend),)
    if faults:
        return (fail("catalogues", f"{len(faults)} faults, the first: {faults[0]}", mend),)
    return (ok("catalogues", ", ".join(spoken.tags)),)


async def exports(settings: Settings) -> tuple[Finding, ...]:
    """Say whether finished interviews can be written, by writing and removing a small file."""
    mend = "make it writable for us, or set TELLMORE_EXPORTS to a place that is"
    try:
        destination = destination_at(settings.exports)
        async with asyncio.timeout(WRITE_WITHIN.total_seconds()):
            await asyncio.to_thread(destination.write, _PROBE_FILE, b"")
            await asyncio.to_thread(destination.remove, _PROBE_FILE)
    except InvalidSettings as invalid:
        return (fail("exports", str(invalid), mend),)
    except Exception as error:  # noqa: BLE001 - each kind of store raises its own
        # Only its class: a store's message may hold a key of the URL.
        says = f"the place for exports cannot be written to: {type(error).__name__}"
        return (fail("exports", says, mend),)
    return (ok("exports", "can be written"),)


async def secret(settings: Settings) -> tuple[Finding, ...]:
    """Say where the key of pseudonyms and signatures comes from; generates none."""
    kept = settings.home / "secret"
    if settings.secret:
        return (ok("secret", "set by TELLMORE_SECRET"),)
    if settings.redis_url:
        mend = f"set TELLMORE_SECRET to the same on all machines, e.g. to what {kept} holds"
        says = "generated on each machine apart, so two machines would not know the same people"
        return (warn("secret", says, mend),)
    try:
        mode = stat.S_IMODE(kept.stat().st_mode)
        held = await asyncio.to_thread(settings.key)
    except FileNotFoundError:
        return (ok("secret", f"will be generated at the first start, in {kept}"),)
    except (InvalidSettings, OSError) as error:
        return (fail("secret", str(error), f"see to {kept}, or set TELLMORE_SECRET"),)
    if mode & 0o077 or not held:
        return (warn("secret", f"others can read {kept}", f"chmod 600 {kept}"),)
    return (ok("secret", f"kept in {kept}; back it up with the data"),)


async def model(settings: Settings) -> tuple[Finding, ...]:
    """Say who asks the follow-up questions."""
    return (ok("model", ", then ".join(f"`{one}`" for one in settings.models)),)
