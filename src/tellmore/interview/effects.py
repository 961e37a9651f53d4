"""Everything an interview can ask of the world, named as an order.

An effect is a request, not a deed: `tellmore.runtime` carries it out. Effects name
*which* phrase or question; the words are found in the participant's language later.
"""

from dataclasses import dataclass
from datetime import datetime

from tellmore.interview.session import Disposition, Exchange
from tellmore.study.consent import Use
from tellmore.study.probe_policy import ProbeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Say the fixed phrase ``phrase`` (a key in `phrases`)."""

    phrase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLanguages:
    """Let the participant choose a language.

    Attributes:
        page: 0 for the likeliest ones; from 1 on a page of all.
        among: Only these tags; empty for all that the study has.
    """

    page: int = 0
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """Say that we go on in the language ``to``, in which the participant wrote.

    Attributes:
        to: The new language's tag.
        back: The one before, to which a button leads back.
    """

    to: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLanguage:
    """Ask whether to go on in ``language``, in which the participant seems to write.

    Attributes:
        language: Its tag.
        stay: The tag of the language that stays if the answer is no.
    """

    language: str
    stay: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConsent:
    """Explain what ``use`` means and ask for a yes or a no."""

    use: Use


@dataclass(frozen=True, slots=True, kw_only=True)
class AskClosed:
    """Put the closed question ``question`` with its options."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Put the main question ``question``, word for word.

    Attributes:
        question: Its key.
        number: Which main question this is, from 1.
        total: How many there are.
    """

    question: str
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Put the follow-up ``text`` to the open question ``question``."""

    question: str
    text: str
    kind: ProbeKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain:
    """Explain the open question ``question`` in other words."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeProbe:
    """Have the model propose a follow-up; it answers with ``request``.

    Attributes:
        request: Number that the reply must carry.
        question: Key of the open question.
        exchanges: All that was asked and answered about it, the newest last.
        probes: Probes asked about it so far.
        clarifications: Explanations given so far.
        due: Not before this instant: the rest of the thought may still be coming.
        deadline: Not after this instant: then the interview goes on without.
    """

    request: int
    question: str
    exchanges: tuple[Exchange, ...]
    probes: int
    clarifications: int
    due: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitUntil:
    """Wake the interview at ``due`` with ``timer``; replaces earlier timers."""

    timer: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWaiting:
    """Forget the timer: nobody is waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDeletion:
    """Ask whether really everything is to be erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveData:
    """Hand the participant everything that we hold about them, as a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redact:
    """Strike the words of ``messages`` out of the record: they were taken back."""

    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """File the session under ``disposition``; say ``phrase``, or nothing if it is empty."""

    disposition: Disposition
    phrase: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Write the interview out as revision ``revision``; replaces earlier ones."""

    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """Erase everything about this interview, everywhere, and prove it."""


Utterance = (
    Say
    | OfferLanguages
    | Follow
    | OfferLanguage
    | AskConsent
    | AskClosed
    | Ask
    | Probe
    | Explain
    | ConfirmDeletion
    | GiveData
    | Close
)
"""Effects that the participant sees."""

Effect = Utterance | ProposeProbe | WaitUntil | StopWaiting | Redact | Export | Erase
