"""What a participant agrees to before anything is asked."""

from dataclasses import dataclass, field
from enum import StrEnum

from tellmore.study.wording import Wording


class Use(StrEnum):
    """What consent is asked for, each by itself."""

    AGE = "age"  # not a use: the participant says to be old enough
    ANALYSIS = "analysis"
    QUOTATION = "quotation"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The study's consent form.

    Attributes:
        version: The researcher's name for this wording, e.g. ``2026-11``.
        text: What the participant reads, after our own plain lines on who asks, that it
            is an AI, why, and how long it takes.
        minimum_age: In years; 0 asks no age question.
        quotation: Ask whether words may be quoted.
        release: Ask, at the end, whether the whole transcript may be released.
        simple: The same in plain language, where the study has it.
        plain: Speak of consent and privacy in plain language.
    """

    version: str
    text: Wording
    minimum_age: int = 0
    quotation: bool = True
    release: bool = False
    simple: Wording = field(default_factory=dict[str, str])
    plain: bool = False

    def before(self) -> tuple[Use, ...]:
        """Return what is asked before the first question, in order."""
        age = (Use.AGE,) if self.minimum_age else ()
        quotation = (Use.QUOTATION,) if self.quotation else ()
        return (*age, Use.ANALYSIS, *quotation)

    def after(self) -> tuple[Use, ...]:
        """Return what is asked at the end, when people know what they have said."""
        return (Use.RELEASE,) if self.release else ()
