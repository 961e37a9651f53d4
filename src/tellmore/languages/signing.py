"""Setting how far the phrases of a catalogue have come, sealed so that later changes show."""

from collections.abc import Collection
from pathlib import Path

from tellmore.errors import OurFault
from tellmore.languages.examined import examine
from tellmore.languages.language import read_languages
from tellmore.languages.po_files import catalogue_path
from tellmore.study.standing import State, mark, sealed


def sign(folder: Path, tag: str, state: State, keys: Collection[str] = ()) -> int:
    """Mark phrases of one catalogue; return how many.

    Args:
        folder: The catalogues.
        tag: The language.
        state: How far the phrases have come.
        keys: The phrases; left out, all.

    Raises:
        OurFault: The language is not listed, a key is no phrase of the catalogue, or a phrase
            is empty or fuzzy: nobody can have read it.
    """
    language = next((one for one in read_languages(folder) if one.tag == tag), None)
    if language is None:
        raise OurFault(f"languages.toml does not name the language {tag}")
    entries = examine(folder, language).entries
    if unknown := sorted(set(keys) - set(entries)):
        raise OurFault(f"the catalogue has no phrase {', '.join(unknown)}")
    signed = {key: entries[key] for key in keys or entries}
    if unready := sorted(key for key, one in signed.items() if one.fuzzy or not all(one.forms)):
        raise OurFault(f"translate first: {', '.join(unready)}")
    marks = {key: sealed(state, one.source, one.forms) for key, one in signed.items()}
    path = catalogue_path(folder, tag)
    path.write_text(mark(path.read_text("utf-8"), marks), "utf-8")
    return len(marks)
