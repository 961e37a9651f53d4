"""When and how the interviewer follows up on an answer."""

from dataclasses import dataclass
from enum import StrEnum


class ProbeKind(StrEnum):
    """What a probe is after.

    Source: the classic probe families of qualitative interviewing (elaboration,
    clarification, example, contrast), plus raising a point and echoing a word.
    """

    ELABORATE = "elaborate"
    CLARIFY = "clarify"
    EXAMPLE = "example"
    CONTRAST = "contrast"
    POINT = "point"
    ECHO = "echo"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbePolicy:
    """The bounds within which an interviewer may follow up.

    Attributes:
        kinds: Allowed kinds, the preferred one first.
        at_least: Probes wanted after a thin answer, 0 to `at_most`.
        at_most: Probes after which the next question comes, whatever was said; 0 asks none.
        stop_when_short: An answer to a probe of fewer words than this ends the probing:
            the person has said what they want to say. 0 never stops early.
    """

    kinds: tuple[ProbeKind, ...] = (ProbeKind.ELABORATE, ProbeKind.EXAMPLE)
    at_least: int = 0
    at_most: int = 2
    stop_when_short: int = 3
