"""Who may write what at a destination at a moment; the system lets go of the dead's.

Whoever needs both takes the study's first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from tellmore.exports.destination import Destination
from tellmore.exports.layout import study_key

_STRIPES = 64


@contextmanager
def alone_in(destination: Destination, study: str) -> Iterator[None]:
    """Keep others from building or changing a study's sets meanwhile."""
    with destination.alone(f"{study_key(study)}.sets"):
        yield


@contextmanager
def alone_with(destination: Destination, participant: str) -> Iterator[None]:
    """Keep others from writing or removing a participant's files meanwhile."""
    with destination.alone(f"interviews.{crc32(participant.encode()) % _STRIPES:02d}"):
        yield
