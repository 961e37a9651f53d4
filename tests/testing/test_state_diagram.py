"""The picture of the phases shows what the code does today."""

from tellmore.interview.session import Phase
from tellmore.testing.state_diagram import DOCUMENT, arrows, drawn


def test_the_drawn_states_are_current() -> None:
    message = "draw it anew with `python -m tellmore.testing.state_diagram`"
    assert DOCUMENT.read_text("utf-8") == drawn(), message


def test_every_phase_is_reached_and_left() -> None:
    found = arrows()
    assert {before for before, _, _ in found} == set(Phase)
    assert {after for _, after, _ in found} == set(Phase)
