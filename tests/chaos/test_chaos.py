"""Everything is killed, frozen and cut off; nobody's words may be lost.

That the ordeal can fail is shown safeguard by safeguard in ``test_safeguards.py``.
"""

import pytest

from tests.chaos.harness import Ordeal, endure


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", [2, 3])
async def test_interviews_survive(seed: int) -> None:
    """Safety and liveness; twenty seeds in a row run by ``make chaos``."""
    outcome = await endure(Ordeal(seed=seed, people=18, attack_for_s=12))

    report = outcome.report
    assert (report.lost, report.duplicated, report.disordered, outcome.stuck) == (0, 0, 0, 0)
    assert outcome.unfinished == []
    assert outcome.survived
    assert sum(outcome.attacks.values()) >= 8
