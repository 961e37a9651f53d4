"""The state of one interview with one participant.

These values are msgspec's structs, not dataclasses: just as frozen, but copied with a
change forty times as fast, and a step makes half a dozen such copies.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from tellmore.study.consent import Use


class Phase(StrEnum):
    """Where an interview stands; each phase has a module in `phases`."""

    INVITING = "inviting"
    CONSENTING = "consenting"
    SCREENING = "screening"
    LISTENING = "listening"
    THINKING = "thinking"
    CLOSING = "closing"
    CLOSED = "closed"


class Disposition(StrEnum):
    """How an interview ended.

    Source: after AAPOR, Standard Definitions; *withdrawn* is ours, for those who had
    everything erased.
    """

    COMPLETE = "complete"
    PARTIAL = "partial"
    BREAK_OFF = "break-off"
    REFUSAL = "refusal"
    SCREENED_OUT = "screened-out"
    OVER_QUOTA = "over-quota"
    WITHDRAWN = "withdrawn"


class Heard(Struct, frozen=True, kw_only=True):
    """One message of the participant, exactly as written."""

    message: str
    text: str


class Exchange(Struct, frozen=True, kw_only=True):
    """What the interviewer asked (empty for the main question), and what was answered."""

    asked: str
    heard: tuple[Heard, ...]


class Spoken(Struct, frozen=True, kw_only=True):
    """Which messages answered a question: enough to withdraw them, without a word."""

    question: str
    messages: tuple[str, ...]


class Choice(Struct, frozen=True, kw_only=True):
    """The option chosen in a closed question; None where it was skipped."""

    question: str
    option: str | None


class Agreement(Struct, frozen=True, kw_only=True):
    """A recorded yes or no to one use.

    Attributes:
        use: What was asked.
        given: Whether they agreed.
        wording: The version of the consent form.
        language: The language in which it was shown.
        at: When.
    """

    use: Use
    given: bool
    wording: str
    language: str
    at: datetime


class Session(Struct, frozen=True, kw_only=True):
    """One interview, complete: load this and a study and you can go on.

    Attributes:
        phase: Where the interview stands.
        version: Hash of the study's content that the interview started with.
        invite: Which invite led here; empty when none did.
        language: Tag of the language that we speak; empty while unknown.
        chosen: Tag of the language that the participant chose, where we followed them to
            another one since; else empty.
        hint: The app's own code for its language; empty when it sent none.
        choosing: A list of languages is open, and a language may be written.
        writes: Tag of another language in which the newest messages were written.
        wrote: How many in a row.
        declined: Languages that were offered, or followed and left again.
        order: Keys of all questions as this interview asks them.
        position: Index into `order` of the open question; -1 before the first.
        probe: Wording of the probe that is open; empty while the main question is.
        probes: Probes asked about the open question.
        exchanges: What was asked and answered about the open question before `heard`.
        heard: What the participant has said since the last question or probe, in order.
        clarified: Explanations given of the open question.
        spoken: Messages that answered each question so far.
        asked_back: Those of `spoken` that asked what the question means.
        left: Questions that were answered and left at least once, for the funnel.
        choices: Closed answers so far.
        agreements: Consents so far, newest last.
        request: Number of the newest request to the model.
        timer: Number of the newest timer; older ones are stale.
        reminded: Reminders sent since the participant was last heard.
        paused: The participant asked for a pause.
        stopped: The participant ended the interview on purpose.
        deleting: The participant asked for deletion and has yet to confirm.
        nudged_at: When we last had to ask for something else than what came.
        amendments: Messages edited after the interview had moved on.
        opened_at: When the participant first came.
        expires_at: From when on the interview cannot be taken up again.
        closed_at: When it ended; None while it is going on.
        disposition: How it ended; None while it is going on.
        revision: Number of the newest export ordered.
        exported: Number of the newest export done.
    """

    phase: Phase = Phase.INVITING
    version: str = ""
    invite: str = ""
    language: str = ""
    chosen: str = ""
    hint: str = ""
    choosing: bool = False
    writes: str = ""
    wrote: int = 0
    declined: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    position: int = -1
    probe: str = ""
    probes: int = 0
    exchanges: tuple[Exchange, ...] = ()
    heard: tuple[Heard, ...] = ()
    clarified: int = 0
    spoken: tuple[Spoken, ...] = ()
    asked_back: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    request: int = 0
    timer: int = 0
    reminded: int = 0
    paused: bool = False
    stopped: bool = False
    deleting: bool = False
    nudged_at: datetime | None = None
    amendments: int = 0
    opened_at: datetime | None = None
    expires_at: datetime | None = None
    closed_at: datetime | None = None
    disposition: Disposition | None = None
    revision: int = 0
    exported: int = 0

    @property
    def current(self) -> str:
        """Key of the open question; empty before the first and after the last."""
        return self.order[self.position] if 0 <= self.position < len(self.order) else ""

    @property
    def formal(self) -> str:
        """Tag of the language for consent, privacy, end and deletion: the chosen one."""
        return self.chosen or self.language

    def agreed(self, use: Use) -> bool:
        """Tell whether the participant's newest word on ``use`` was yes."""
        newest = [agreement.given for agreement in self.agreements if agreement.use is use]
        return bool(newest) and newest[-1]
