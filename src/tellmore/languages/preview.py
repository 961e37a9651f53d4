"""One page with every phrase of every language, for translators and native readers."""

import re
from collections import Counter
from collections.abc import Collection
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from tellmore.languages import gate
from tellmore.languages.examined import Entry, examine
from tellmore.languages.extraction import extracted
from tellmore.languages.language import Language, read_languages
from tellmore.languages.po_files import catalogue_path

_PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")


def page(folder: Path, only: Collection[str] = ()) -> str:
    """Return the page as HTML that needs nothing else.

    Args:
        folder: The catalogues.
        only: Tags; left out, all that there are.

    Raises:
        OurFault: A catalogue is missing or malformed.
    """
    notes = {str(one.context): " ".join(one.auto_comments) for one in extracted()}
    there = [
        language
        for language in read_languages(folder)
        if catalogue_path(folder, language.tag).is_file() and (not only or language.tag in only)
    ]
    found = gate.faults(folder)
    text = resources.files("tellmore.languages").joinpath("preview.html").read_text("utf-8")
    template = jinja2.Environment(autoescape=True, trim_blocks=True).from_string(text)
    return template.render(languages=[_language(folder, one, notes, found) for one in there])


def _language(
    folder: Path, language: Language, notes: dict[str, str], found: tuple[str, ...]
) -> dict[str, Any]:
    entries = tuple(examine(folder, language).entries.values())
    states = Counter(entry.state for entry in entries)
    return {
        "tag": language.tag,
        "endonym": language.endonym,
        "english": language.english,
        "direction": "rtl" if language.rtl else "ltr",
        "status": "beta" if language.beta else "live",
        "counted": ", ".join(f"{n} {state}" for state, n in states.items()),
        "faults": [one.partition(": ")[2] for one in found if one.startswith(f"{language.tag}: ")],
        "entries": [_entry(entry, notes.get(entry.key, "")) for entry in entries],
    }


def _entry(entry: Entry, note: str) -> dict[str, Any]:
    return {
        "key": entry.key,
        "note": note,
        "state": entry.state,
        "button": note.startswith("Button") or entry.key.startswith("button."),
        "english": _marked(entry.source[-1]),
        "forms": [_marked(form) for form in dict.fromkeys(entry.forms)],
    }


def _marked(text: str) -> Markup:
    """Return a text with its placeholders marked."""
    parts = _PLACEHOLDER.split(text)
    shown = (
        Markup("<mark>{}</mark>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )
    return Markup("").join(shown)
