"""Laws that every interview obeys, whatever happens in whatever order."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.interview.any_interview import AnyInterview


def test_every_interview_obeys_the_laws() -> None:
    bounds = settings(max_examples=60, stateful_step_count=40, deadline=None)
    run_state_machine_as_test(AnyInterview, settings=bounds)


@pytest.mark.slow
def test_every_long_interview_obeys_the_laws() -> None:
    bounds = settings(max_examples=400, stateful_step_count=80, deadline=None)
    run_state_machine_as_test(AnyInterview, settings=bounds)
