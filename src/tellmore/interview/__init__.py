"""One interview with one participant: pure, synchronous, deterministic.

Nothing in this package reads a clock, a file, a network or a random source.
Time arrives in ``event.at``; everything to be done leaves as an effect.
"""
