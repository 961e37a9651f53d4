"""Which languages to offer first, and which one somebody means by a name.

Source: CLDR (as shipped by Babel 2.18) for the shares of languages in countries and for
the names of languages; `populations` for the numbers of inhabitants.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_territory_language_info

from tellmore.languages.language import Language
from tellmore.languages.names import likely_countries, speakers
from tellmore.languages.populations import POPULATIONS
from tellmore.languages.tags import negotiate, parse

_COUNTRIES = 12
_WELL_KNOWN = "en"
_FEWEST_LETTERS = 3  # of the beginning of a name


def likely_languages(hint: str, available: Sequence[str], n: int) -> tuple[str, ...]:
    """Return at most ``n`` of ``available``, the likeliest for whoever has this app first.

    First comes the language of the app itself, then what is spoken where people use such
    an app: in the country that the code names, else in the countries of the language, each
    counted by its share of them. English is always among them if it is available.

    Args:
        hint: The app's code for its language; anything at all.
        available: Canonical tags.
        n: How many.
    """
    own = negotiate(hint, available)
    scores = _spoken_nearby(hint, available)
    ranked = sorted(available, key=lambda tag: (tag != own, -scores.get(tag, 0.0)))
    short = list(ranked[:n])
    if _WELL_KNOWN in available and _WELL_KNOWN not in short and n > 1:
        short[-1] = _WELL_KNOWN
    return tuple(short)


def _spoken_nearby(hint: str, available: Collection[str]) -> dict[str, float]:
    tag = parse(hint)
    if tag is None:
        countries: dict[str, float] = {code: float(size) for code, size in POPULATIONS.items()}
    elif tag.region in POPULATIONS:
        countries = {tag.region: 1.0}
    else:
        found = likely_countries(tag.language, _COUNTRIES)
        countries = {code: speakers(code, tag.language) for code in found}
    scores: dict[str, float] = defaultdict(float)
    for code, weight in countries.items():
        for spoken, share in _shares(code).items():
            ours = negotiate(f"{spoken.replace('_', '-')}-{code}", available)
            if ours:
                scores[ours] += weight * share
    return scores


@cache
def _shares(country: str) -> dict[str, float]:
    """Return the share of a country's people who use each language, by CLDR's code."""
    info = get_territory_language_info(country)
    return {code: float(one["population_percent"] or 0) / 100 for code, one in info.items()}


def languages_called(
    text: str, languages: Iterable[Language], *, spoken: str = "", exact: bool = False
) -> tuple[str, ...]:
    """Return the tags of the languages that ``text`` names; several where it is not clear.

    Understood are names of a language in itself, in English, in the language ``spoken``,
    and tags; then, unless ``exact``, the beginnings of such names and of their words.
    """
    wanted = simplified(text)
    if not wanted:
        return ()
    names = {one.tag: _names(one, spoken) for one in languages}
    whole = tuple(tag for tag, called in names.items() if wanted in called)
    if whole or exact or len(wanted) < _FEWEST_LETTERS:
        return whole
    return tuple(
        tag for tag, called in names.items() if any(f" {wanted}" in f" {name}" for name in called)
    )


def in_alphabetical_order(languages: Iterable[Language]) -> tuple[Language, ...]:
    """Return languages by their own names: script by script, and there by the alphabet."""
    return tuple(sorted(languages, key=lambda language: simplified(language.endonym)))


def _names(language: Language, spoken: str) -> frozenset[str]:
    bare = language.tag.partition("-")[0]
    in_it = {_called(language.tag, where) for where in (spoken, language.tag, _WELL_KNOWN)}
    in_it |= {_called(bare, where) for where in (spoken, language.tag, _WELL_KNOWN)}
    given = {language.tag, language.endonym, language.endonym.partition("(")[0], language.english}
    return frozenset(filter(None, map(simplified, (*in_it, *given))))


@cache
def _called(tag: str, where: str) -> str:
    try:
        names = Locale.parse(where.replace("-", "_")).languages
    except (UnknownLocaleError, ValueError):
        return ""
    return str(names.get(tag.replace("-", "_"), ""))


def simplified(name: str) -> str:
    """Return a name as a hurried hand may write it: no case, accents, signs or brackets."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(
        c if unicodedata.category(c)[0] in "LN" else " "
        for c in folded
        if not unicodedata.combining(c)
    )
    return " ".join(kept.split())
