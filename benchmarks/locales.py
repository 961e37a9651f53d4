"""How long it takes to read all catalogues, and to say one phrase, beside gettext.

::

    python -m benchmarks.locales [--json] [--rounds N]

The peer is what a project with gettext does: PO files compiled to MO by Babel beforehand (the
time for that is shown by itself), read by `gettext.GNUTranslations`, looked up by context and
filled in with `str.format`. Rounds are interleaved; the median is shown. With ``--json`` the
last line is one JSON object.
"""

import argparse
import gettext
import io
import statistics
import time
from collections.abc import Callable
from typing import Any

import orjson
from babel.messages.mofile import write_mo
from rich.console import Console
from rich.table import Table

from tellmore.interview import phrases
from tellmore.languages import catalogues
from tellmore.languages.po_files import catalogue_path, read_catalogue

LOOKUPS = 20_000
LANGUAGE = "ar"
PLAIN = phrases.START
FILLED = phrases.CONSENT_INTRO


def compiled() -> dict[str, bytes]:
    """Return each catalogue as an MO file."""
    folder = catalogues.default_folder()
    files = {}
    for tag in catalogues.load().tags:
        buffer = io.BytesIO()
        write_mo(buffer, read_catalogue(catalogue_path(folder, tag), tag))
        files[tag] = buffer.getvalue()
    return files


def seconds(work: Callable[[], object], *, times: int = 1) -> float:
    """Return how long one call takes, in seconds."""
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) / times


def measure(rounds: int) -> dict[str, Any]:
    """Return the medians: milliseconds to read all, microseconds a phrase."""
    moment = time.perf_counter()
    files = compiled()
    compile_s = time.perf_counter() - moment
    ours = catalogues.load()
    theirs = gettext.GNUTranslations(io.BytesIO(files[LANGUAGE]))
    plain, filled = phrases.PHRASES[PLAIN].text, phrases.PHRASES[FILLED].text
    works: dict[str, tuple[Callable[[], object], int, float]] = {
        "read_ms": (catalogues.load, 1, 1e3),
        "read_peer_ms": (
            lambda: [gettext.GNUTranslations(io.BytesIO(blob)) for blob in files.values()],
            1,
            1e3,
        ),
        "plain_us": (lambda: ours.render(LANGUAGE, PLAIN), LOOKUPS, 1e6),
        "plain_peer_us": (lambda: theirs.pgettext(PLAIN, plain), LOOKUPS, 1e6),
        "filled_us": (
            lambda: ours.render(LANGUAGE, FILLED, organisation="the project"),
            LOOKUPS,
            1e6,
        ),
        "filled_peer_us": (
            lambda: theirs.pgettext(FILLED, filled).format(organisation="the project"),
            LOOKUPS,
            1e6,
        ),
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, (work, times, unit) in works.items():
            taken[name].append(seconds(work, times=times) * unit)
    medians = {name: statistics.median(values) for name, values in taken.items()}
    return {"catalogues": len(files), **medians, "compile_peer_ms": compile_s * 1e3}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.locales", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    found = measure(options.rounds)
    console = Console()
    table = Table("", "tellmore", "gettext", title=f"{found['catalogues']} catalogues")
    table.add_row(
        "to read all, ms",
        f"{found['read_ms']:.0f}",
        f"{found['read_peer_ms']:.0f} (+{found['compile_peer_ms']:.0f} to compile)",
    )
    table.add_row("a phrase, µs", f"{found['plain_us']:.2f}", f"{found['plain_peer_us']:.2f}")
    table.add_row(
        "a phrase, filled in, µs", f"{found['filled_us']:.2f}", f"{found['filled_peer_us']:.2f}"
    )
    console.print(table)
    if options.json:
        print(orjson.dumps(found).decode())


if __name__ == "__main__":
    main()
