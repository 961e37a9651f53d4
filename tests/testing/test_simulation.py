"""A whole fieldwork with the real processes, small enough for every run of the suite."""

from pathlib import Path

import pytest

from tellmore.testing.simulated_participants import Temperament
from tellmore.testing.simulation import Plan, simulate


@pytest.mark.slow
@pytest.mark.timeout(200)
async def test_everybody_is_interviewed_and_exported(tmp_path: Path) -> None:
    """One of each temperament, through polling, conducting, the clock and the exports."""
    people = len(Temperament)
    report = await simulate(Plan(participants=people, seed=3, home=tmp_path / "home", bots=2))

    assert report.is_clean, report
    assert sum(report.languages.values()) == people
    assert report.answers > 2 * people
