"""Buttons by which a language is chosen: a few likely ones, or all, page by page."""

from collections.abc import Iterable, Sequence

from tellmore.languages.choosing import in_alphabetical_order, likely_languages
from tellmore.languages.language import Language
from tellmore.runtime import buttons
from tellmore.runtime.messages import Button

FEW_LANGUAGES = 9
"""So many are offered at once; of more, the likeliest."""

ON_A_PAGE = 24
"""Languages of a page of all, two in a row."""

Rows = tuple[tuple[Button, ...], ...]


def endonyms(languages: Iterable[Language]) -> Rows:
    """Return a button for each language, by its own name, two in a row."""
    offered = [
        Button(label=language.endonym, data=buttons.choose_language(language.tag))
        for language in languages
    ]
    return tuple(tuple(offered[i : i + 2]) for i in range(0, len(offered), 2))


def likeliest(languages: Sequence[Language], *, hint: str) -> Rows:
    """Return buttons for those that whoever has an app in ``hint`` most likely speaks."""
    known = {language.tag: language for language in languages}
    likely = likely_languages(hint, tuple(known), FEW_LANGUAGES - 1)
    return endonyms(known[tag] for tag in likely)


def page_of(languages: Iterable[Language], page: int) -> Rows:
    """Return one page of all languages, and buttons to the pages beside it.

    Args:
        languages: In any order.
        page: From 1; a page behind the last is the last.
    """
    ordered = in_alphabetical_order(languages)
    pages = max(1, -(-len(ordered) // ON_A_PAGE))
    page = max(1, min(page, pages))
    turns = tuple(
        Button(label=f"{arrow} {to}/{pages}", data=buttons.languages_page(to))
        for arrow, to in (("◀", page - 1), ("▶", page + 1))
        if 1 <= to <= pages
    )
    shown = endonyms(ordered[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])
    return (*shown, turns) if turns else shown
