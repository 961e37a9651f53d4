"""How many of the world's people and countries our languages reach.

Source: CLDR (as shipped by Babel 2.18) for the share of people who use a language in a
territory and for its official standing; `populations` for the numbers of inhabitants. A
share counts second languages too, so the shares of a territory can add up to more than
all; each territory counts as covered once at most.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from babel.languages import get_territory_language_info

from tellmore.languages.populations import POPULATIONS
from tellmore.languages.tags import negotiate

_OFFICIAL = frozenset({"official", "de_facto_official"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a set of languages reaches.

    Attributes:
        people_at_most: Share of the world's people, 0 to 1, if nobody speaks two of them.
        people_at_least: The same, if everybody who speaks one speaks the commonest.
        territories: Countries and territories with inhabitants, by ISO 3166-1.
        official_or_commonest: In how many of them an official language or the most spoken
            one is among the languages.
        without: The codes of the others.
    """

    people_at_most: float
    people_at_least: float
    territories: int
    official_or_commonest: int
    without: tuple[str, ...]


def coverage(tags: Collection[str]) -> Coverage:
    """Return what the languages ``tags`` reach together."""
    most = least = 0.0
    without = []
    for code, people in POPULATIONS.items():
        shares = [share for _, share, _ in _reached(code, tags)]
        most += people * min(1.0, sum(shares))
        least += people * min(1.0, max(shares, default=0.0))
        if not any(weighty for _, _, weighty in _reached(code, tags)):
            without.append(code)
    everybody = sum(POPULATIONS.values())
    return Coverage(
        people_at_most=most / everybody,
        people_at_least=least / everybody,
        territories=len(POPULATIONS),
        official_or_commonest=len(POPULATIONS) - len(without),
        without=tuple(sorted(without)),
    )


def _reached(code: str, tags: Collection[str]) -> Iterator[tuple[str, float, bool]]:
    """Yield our languages of a territory: share of its people, and official or commonest."""
    info = get_territory_language_info(code)
    commonest = max(info, key=lambda one: float(info[one]["population_percent"] or 0), default="")
    for spoken, told in info.items():
        ours = negotiate(f"{spoken.replace('_', '-')}-{code}", tags)
        if ours:
            official = str(told["official_status"]) in _OFFICIAL
            share = float(told["population_percent"] or 0) / 100
            yield ours, share, official or spoken == commonest
