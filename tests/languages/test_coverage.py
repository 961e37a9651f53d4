"""How many people and countries a set of languages reaches."""

import pytest

from tellmore.languages.catalogues import default_folder
from tellmore.languages.coverage import coverage
from tellmore.languages.language import read_languages

ALL = coverage(tuple(language.tag for language in read_languages(default_folder())))


def test_no_language_reaches_nobody() -> None:
    nothing = coverage(())

    assert (nothing.people_at_most, nothing.official_or_commonest) == (0.0, 0)
    assert len(nothing.without) == nothing.territories


def test_the_whole_listing_reaches_what_was_measured_for_it() -> None:
    # The research found 91.3 % and 73.2 % for the 80 languages.
    assert ALL.people_at_most == pytest.approx(0.913, abs=0.02)
    assert ALL.people_at_least == pytest.approx(0.732, abs=0.02)


def test_more_languages_never_reach_less() -> None:
    some = coverage(("en", "es", "sw"))

    assert some.people_at_most < ALL.people_at_most
    assert set(ALL.without) < set(some.without)


def test_a_country_counts_by_its_official_or_commonest_language() -> None:
    swahili = coverage(("sw",))

    assert {"TZ", "KE"}.isdisjoint(swahili.without)
    assert {"NO", "JP"} <= set(swahili.without)
