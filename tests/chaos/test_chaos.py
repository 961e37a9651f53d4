"""Everything is killed, frozen and cut off; nobody's words may be lost."""

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


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_the_ordeal_notices_a_receiver_that_acknowledges_first() -> None:
    """A test of the test: with the order of two lines swapped, somebody must be harmed."""
    for seed in range(11, 17):
        ordeal = Ordeal(seed=seed, people=18, attack_for_s=15, mutant="offset-before-store")
        outcome = await endure(ordeal)
        if not outcome.survived:
            return
    pytest.fail("six ordeals did not notice the missing safeguard")
