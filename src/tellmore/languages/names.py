"""Countries by name: how each language calls them, and which one somebody means.

Source: CLDR (as shipped by Babel 2.18) for names and for the shares of languages.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_territory_language_info

from tellmore.languages.nicknames import COUNTRY_BY_NICKNAME
from tellmore.languages.populations import POPULATIONS
from tellmore.languages.tags import Tag, likely, parent, parse

_ENGLISH = "en"
_REGIONAL_INDICATOR_A = 0x1F1E6
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_BRITISH_FLAG = "\U0001f3f4\U000e0067\U000e0062"
_CODE = re.compile(r"[A-Z]{2,3}")
_LEFT_OUT = frozenset({"and", "the", "el", "la", "las", "le", "les", "los", "y"})
_LETTERS = str.maketrans(
    {
        "\u0629": "\u0647",  # Arabic teh marbuta, often typed as heh
        "\u0649": "\u064a",  # alef maksura, as yeh
        "\u06a9": "\u0643",  # Persian keheh, as Arabic kaf
        "\u06cc": "\u064a",  # Persian yeh, as Arabic yeh
        "\u0131": "i",  # dotless i
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "\u0640": None,  # tatweel
    }
)
_WEIGHTS = {"official": 1.0, "de_facto_official": 1.0, "official_regional": 0.5}
_WEIGHT_ELSEWHERE = 0.25


@cache
def country_names(language: str) -> Mapping[str, str]:
    """Return the names of all countries and territories in ``language``, by code.

    The codes are those of ISO 3166-1 alpha-2, and XK for Kosovo, whose people have no
    other. A name that CLDR lacks in the language is in English.

    Args:
        language: A canonical tag; an unknown one gets English.
    """
    own = _territories(language)
    english = _territories(_ENGLISH)
    return MappingProxyType({code: own.get(code, english[code]) for code in POPULATIONS})


@cache
def likely_countries(language: str, n: int) -> tuple[str, ...]:
    """Return at most ``n`` countries where most people speak ``language``, most first.

    A speaker counts half where the language is official in a part of the country only, and
    a quarter where it is nowhere official.
    """
    counts = {code: speakers(code, language) for code in POPULATIONS}
    found = (code for code, count in counts.items() if count)
    return tuple(sorted(found, key=lambda code: counts[code], reverse=True)[:n])


def country_called(text: str, language: str) -> str | None:
    """Return the code of the country that ``text`` names; None if it names none for sure.

    Understood are names in ``language`` and in English, common other names, codes in
    capitals and flags. Case, accents, punctuation and spaces do not matter.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    flags = _FLAG.findall(text)
    if flags:
        code = "".join(chr(ord(c) - _REGIONAL_INDICATOR_A + ord("A")) for c in flags[0])
        return code if len(set(flags)) == 1 and code in POPULATIONS else None
    if text.startswith(_BRITISH_FLAG):
        return "GB"
    coded = _by_code(text) if _CODE.fullmatch(text) else None
    if coded:
        return coded
    key = _simplified(text)
    return _index(language).get(key) or _index(_ENGLISH).get(key)


def _territories(language: str) -> Mapping[str, str]:
    tag = parse(language)
    for name in (tag.cldr, tag.language, _ENGLISH) if tag else (_ENGLISH,):
        try:
            return dict(Locale.parse(name).territories)
        except (UnknownLocaleError, ValueError):
            continue
    return {}


def _by_code(text: str) -> str | None:
    if text in POPULATIONS:
        return text
    meant = get_global("territory_aliases").get(text, ())
    return str(meant[0]) if len(meant) == 1 and meant[0] in POPULATIONS else None


@cache
def _index(language: str) -> Mapping[str, str]:
    """Simplified names to codes; a shortened name never hides another's full one."""
    index = {_simplified(name): code for code, name in country_names(language).items()}
    for code, other in _other_names(language):
        index.setdefault(_simplified(other), code)
    return MappingProxyType(index)


def _other_names(language: str) -> Iterator[tuple[str, str]]:
    for nickname, code in COUNTRY_BY_NICKNAME.items():
        yield code, nickname
    for code, name in country_names(language).items():
        first, bracket, second = name.partition("(")
        if bracket:
            yield code, first
            yield code, second


def _simplified(name: str) -> str:
    """The letters of a name as a hurried hand may write them."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_LETTERS)
    bare = [c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c)]
    spaced = "".join(
        c if unicodedata.category(c)[0] in "LMN" and not "ʰ" <= c <= "˿" else " " for c in bare
    )
    joined = spaced.replace("\u200c", "").replace("\u200d", "")
    words = [word for word in joined.split() if word not in _LEFT_OUT]
    return "".join(words)


def speakers(code: str, language: str) -> float:
    """Return how many thousands in the country ``code`` speak the language.

    Weighted by its standing there, as in `likely_countries`.
    """
    tag = parse(language)
    if tag is None or (tag.region and not _in_region(code, tag)):
        return 0.0
    default = likely(Tag(language=tag.language)).script
    spelled = tag.language if tag.script in {"", default} else f"{tag.language}_{tag.script}"
    spoken = get_territory_language_info(code).get(spelled)
    if spoken is None:
        return 0.0
    weight = _WEIGHTS.get(str(spoken["official_status"]), _WEIGHT_ELSEWHERE)
    return weight * float(spoken["population_percent"] or 0) * POPULATIONS[code]


def _in_region(code: str, tag: Tag) -> bool:
    """Whether the regional variety ``tag`` is the one that ``code`` follows."""
    return code == tag.region or parent(f"{tag.language}-{code}") == str(tag)
