import gc
import weakref
from collections.abc import Iterator

import pytest

from tellmore.runtime.collecting import MIDDLE, OLD, YOUNG, collect_seldom


class Knot:
    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_cycles_are_looked_for_seldom() -> None:
    collect_seldom()
    assert gc.get_threshold() == (YOUNG, MIDDLE, OLD)


def test_what_is_loaded_is_spared_and_what_comes_later_is_not() -> None:
    collect_seldom()
    assert gc.get_freeze_count() > 0
    later = weakref.ref(Knot())
    gc.collect()
    assert later() is None


def test_cycles_are_still_found_without_being_asked() -> None:
    collect_seldom()
    knot = weakref.ref(Knot())
    kept = [[index] for index in range(2 * YOUNG)]
    assert knot() is None
    assert len(kept) == 2 * YOUNG
