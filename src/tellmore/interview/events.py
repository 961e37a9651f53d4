"""Everything that can happen to an interview, named in the past tense.

Every event carries ``at``, the UTC instant at which it happened. The core has no
other clock. `Anytime` events mean the same in every phase; the others do not.
"""

from dataclasses import dataclass
from datetime import datetime

from tellmore.study.consent import Use
from tellmore.study.probe_policy import ProbeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """The participant came through an invite, for the first time or again.

    Attributes:
        version: Hash of the study's content as it is now.
        invite: Which invite; empty when none.
        order: Keys of all questions in the order to be asked.
        language: Tag that the invite or the app suggests and the study has; empty when none.
        hint: The app's own code for its language, as it came; empty when it sent none.
    """

    at: datetime
    version: str
    invite: str = ""
    order: tuple[str, ...] = ()
    language: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChosen:
    """The participant chose a language."""

    at: datetime
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consented:
    """The participant agreed to ``use``."""

    at: datetime
    use: Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The participant did not agree to ``use``."""

    at: datetime
    use: Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Chose:
    """The participant tapped ``option`` of the closed question ``question``."""

    at: datetime
    question: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The participant wrote ``text`` in the message ``message``.

    Attributes:
        message: Its id.
        text: The words.
        written: Tag of the study's language in which it is written, where that is beyond
            doubt; else empty.
        script: ISO 15924 code of the script of most letters, where it is not the one that
            the interview's language is written in; else empty.
    """

    at: datetime
    message: str
    text: str
    written: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The participant changed the message ``message`` to ``text``."""

    at: datetime
    message: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNonText:
    """The participant sent something without words; ``kind`` as the app calls it."""

    at: datetime
    message: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """The participant would rather not answer the open question."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Undid:
    """The participant took the last answer back."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """The participant wants to go on later."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The participant wants to go on now."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The participant wants to end the interview; what was said stays."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedForHelp:
    """The participant asked what can be done here."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAboutPrivacy:
    """The participant asked what happens with the answers."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedForLanguages:
    """The participant wants to see which languages there are.

    Attributes:
        page: 0 for the likeliest ones; from 1 on a page of all.
        among: Only these tags: several are called what the participant wrote.
        unknown: The participant wrote the name of a language that we do not have.
    """

    at: datetime
    page: int = 0
    among: tuple[str, ...] = ()
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedForData:
    """The participant wants everything that we hold about them."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedForDeletion:
    """The participant wants everything erased, and has yet to confirm."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionConfirmed:
    """The participant is sure: everything is to be erased."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionCancelled:
    """The participant changed their mind: nothing is to be erased."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The participant blocked us, or their account is gone."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeProposed:
    """The model answered request ``request``.

    Attributes:
        request: Which request.
        text: The follow-up, in the participant's language; None for "enough".
        kind: What it is after; None with ``text`` None.
        model: Who proposed it, e.g. ``scripted``.
        reason: Why, in a few words, for replay and disclosure; never participant's words.
    """

    at: datetime
    request: int
    text: str | None
    kind: ProbeKind | None = None
    model: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClarificationWanted:
    """The model found that the participant asked back what is meant."""

    at: datetime
    request: int
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeFailed:
    """No follow-up came for request ``request``; ``reason`` says why, without words."""

    at: datetime
    request: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FellSilent:
    """Timer ``timer`` ran out before anything else happened."""

    at: datetime
    timer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The export of revision ``revision`` lies at its destination."""

    at: datetime
    revision: int


Anytime = (
    LanguageChosen
    | Paused
    | Resumed
    | Stopped
    | AskedForHelp
    | AskedAboutPrivacy
    | AskedForLanguages
    | AskedForData
    | AskedForDeletion
    | DeletionConfirmed
    | DeletionCancelled
    | Left
    | Exported
)
"""Events that mean the same in every phase, the last one excepted where it says so."""

InPhase = (
    Invited
    | Consented
    | Declined
    | Chose
    | Said
    | Edited
    | SentNonText
    | Skipped
    | Undid
    | ProbeProposed
    | ClarificationWanted
    | ProbeFailed
    | FellSilent
)
"""Events whose meaning depends on where the interview stands."""

Event = Anytime | InPhase
