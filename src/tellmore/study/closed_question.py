"""Questions with options to tap: the screener, the background and the closing taps."""

from dataclasses import dataclass, field
from enum import StrEnum

from tellmore.study.wording import Wording


class Options(StrEnum):
    """Where the options of a closed question come from."""

    LISTED = "listed"  # the study lists them
    YES_NO = "yes-no"  # our own phrases
    SCALE = "scale"  # whole numbers, the ends worded by the study
    COUNTRY = "country"  # CLDR territories, named in the participant's language


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option: a stable code, and its label in each language (empty for a bare number)."""

    code: str
    text: Wording = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedQuestion:
    """One question with options.

    Attributes:
        key: Stable name, unique in the study.
        text: The wording in each language.
        options: The options in order; empty for `Options.COUNTRY`.
        source: Where the options come from.
        qualifies: Codes with which a participant qualifies; empty when all do.
    """

    key: str
    text: Wording
    options: tuple[Option, ...] = ()
    source: Options = Options.LISTED
    qualifies: frozenset[str] = frozenset()

    def admits(self, code: str) -> bool:
        """Tell whether ``code`` is an option that can be chosen."""
        if self.source is Options.COUNTRY:
            return len(code) == 2 and code.isascii() and code.isupper()  # noqa: PLR2004 - ISO 3166-1 alpha-2
        return any(option.code == code for option in self.options)

    def passes(self, code: str) -> bool:
        """Tell whether a participant who chose ``code`` still qualifies."""
        return not self.qualifies or code in self.qualifies
