"""Has Python look for unreachable cycles seldom, as fits a process of many small values."""

import gc

YOUNG = 50_000
"""New containers before the youngest are looked through; Python's own is 700.

A turn makes thousands of small values and no cycles to speak of, so each look finds next to
nothing. With Python's own thresholds the looking took a quarter of a conductor's CPU time.
What waits for a look meanwhile is some megabytes at most.
"""

MIDDLE, OLD = 20, 50


def collect_seldom() -> None:
    """Look for cycles seldom from now on, and never again among what is loaded by now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
