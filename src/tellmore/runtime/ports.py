"""What the runtime needs from the outside world, as protocols."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from tellmore.interview.session import Exchange, Session
from tellmore.prompts.prompt import Completion, Prompt
from tellmore.runtime.arrivals import Address, Arrival
from tellmore.runtime.messages import Message
from tellmore.runtime.orders import Order
from tellmore.study.guide import Question
from tellmore.study.probe_policy import ProbeKind
from tellmore.study.study import Study


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...


class Inbox(Protocol):
    """Takes what the apps deliver; once `put` returns, nothing can lose it."""

    async def put(self, arrivals: Sequence[Arrival]) -> None:
        """Store the arrivals, in order.

        Raises:
            Unreachable: Nobody knows whether they were stored; put them again.
        """
        ...


class Channel(Protocol):
    """Speaks on one messaging app."""

    async def send(self, address: Address, message: Message) -> None:
        """Deliver one message.

        Raises:
            Gone: The participant blocked us or the account is deleted.
            Rejected: The app will never take this message.
            TheirFault: It may work later; ``retry_after`` says when, if the app did.
            Unreachable: Nobody knows whether it was delivered.
        """
        ...

    async def show_typing(self, address: Address) -> None:
        """Show, for some seconds, that the interviewer is writing. Never raises."""
        ...

    async def acknowledge_tap(self, address: Address, *, tap: str) -> None:
        """Tell the app that a tap was taken.

        Best effort: an old tap cannot be acknowledged any more, which harms nobody.

        Raises:
            TheirFault: As `send`.
        """
        ...

    async def mark_choice(self, address: Address, *, keyboard: str, label: str) -> None:
        """Leave only ``label`` on the keyboard of the message ``keyboard``.

        Best effort: where that is not possible any more, the old buttons stay.

        Raises:
            TheirFault: As `send`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeRequest:
    """Everything an interviewer may know to follow up.

    Attributes:
        study: The study, for its purpose and guide.
        question: The open main question.
        language: Tag of the language to speak.
        exchanges: What was asked and answered about it, the newest last.
        probes: Probes asked about it so far.
        clarifications: Explanations given so far.
        deadline: When an answer is of no use any more.
    """

    study: Study
    question: Question
    language: str
    exchanges: tuple[Exchange, ...]
    probes: int
    clarifications: int
    deadline: datetime


class Verdict(StrEnum):
    """What an interviewer made of an answer."""

    PROBE = "probe"
    ENOUGH = "enough"
    CLARIFICATION_WANTED = "clarification-wanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An interviewer's reply.

    Attributes:
        verdict: What to do.
        text: The probe, in the participant's language; empty unless there is one.
        kind: What the probe is after.
        model: Who proposed it.
        reason: Why, in a few words, never the participant's.
    """

    verdict: Verdict
    text: str = ""
    kind: ProbeKind | None = None
    model: str = ""
    reason: str = ""


class Interviewer(Protocol):
    """Proposes follow-ups: a language model, or rules."""

    async def propose(self, request: ProbeRequest) -> Proposal:
        """Return one proposal.

        Raises:
            TheirFault: No proposal is to be had.
        """
        ...


class Studies(Protocol):
    """Finds studies, the present ones and the versions that sessions pinned."""

    async def current(self, key: str) -> Study | None:
        """Return the study as it is now; None if there is none of that key."""
        ...

    async def pinned(self, version: str) -> Study:
        """Return the study as it was when a session began.

        Raises:
            OurFault: The version was never kept.
        """
        ...

    def keys(self) -> tuple[str, ...]:
        """Return the keys of all studies that can be started."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """What we hold of one participant between turns.

    Attributes:
        id: The pseudonym.
        version: Number of commits so far; 0 for somebody new.
        address: Where they wrote from last; None for somebody new.
        current: Key of the study they are in now; empty for somebody new.
        sessions: Their sessions by study key.
    """

    id: str
    version: int = 0
    address: Address | None = None
    current: str = ""
    sessions: dict[str, Session]


class Result(StrEnum):
    """What became of a commit."""

    COMMITTED = "committed"
    DUPLICATE = "duplicate"  # the arrival was consumed before
    STALE = "stale"  # somebody committed in between: load again, step again
    FENCED = "fenced"  # the shard belongs to somebody else now: let go of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Everything that one step changes, to be written all or nothing.

    Attributes:
        participant: As it is to be, its version being the one that was loaded.
        study: Key of the study whose session was stepped; empty when none was.
        at: When it happened.
        record: Line for the journal; empty for none.
        redactions: Journal index and its new line, for words that were taken back.
        orders: For the outbox, in order.
        exports: For the export queue, in order (payloads).
        due: When the session is to be woken; None leaves the timer as it is.
        stop_timer: The session waits for nobody.
        counts: Funnel counters to increment.
        seen: Id of the arrival that is consumed; empty for none.
        arrival: Entry of the inbox that is consumed; empty for none.
        order: Entry of the outbox that is consumed (a proposal that came); empty for none.
        erase: Erase the session, its journal and all that belongs to it.
        finished: The session is finished and must be exported (revision), or None.
        exported: Revision whose export is done.
        archive: The whole journal so far, to be kept compressed: the session is final.
    """

    participant: Participant
    study: str
    at: datetime
    record: bytes = b""
    redactions: tuple[tuple[int, bytes], ...] = ()
    orders: tuple[Order, ...] = ()
    exports: tuple[bytes, ...] = ()
    due: datetime | None = None
    stop_timer: bool = False
    counts: tuple[str, ...] = ()
    seen: str = ""
    arrival: str = ""
    order: str = ""
    erase: bool = False
    finished: int | None = None
    exported: int | None = None
    archive: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEntry:
    """One arrival as it waits in a shard's inbox."""

    shard: int
    entry: str
    participant: str
    blob: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """One order as it waits in a shard's outbox."""

    shard: int
    entry: str
    order: Order


class Store(Protocol):
    """Keeps everything that must survive: one atomic commit a step."""

    async def load(self, participant: str) -> Participant:
        """Return what we hold of a participant; version 0 and empty for somebody new."""
        ...

    async def commit(
        self, commit: Commit, *, shard: int, fence: int
    ) -> tuple[Result, tuple[str, ...]]:
        """Write a step, all or nothing; return the outbox entries of its orders.

        Raises:
            Unreachable: Nobody knows whether it was written; load and step again.
        """
        ...

    async def arrivals(
        self, after: Mapping[int, str], *, wait_ms: int, most: int
    ) -> tuple[InboxEntry, ...]:
        """Return arrivals behind the given entry of each shard, waiting for the first."""
        ...

    async def orders(self, shard: int) -> tuple[OutboxEntry, ...]:
        """Return all orders of a shard that are still to be done, the oldest first."""
        ...

    async def drop_order(self, shard: int, entry: str) -> None:
        """Forget an order that is done."""
        ...

    async def bury(
        self, shard: int, *, stream: str, entry: str, participant: str, blob: bytes, reason: str
    ) -> None:
        """Move what cannot be handled to the dead letters; ``stream`` is in or out."""
        ...

    async def claim(self, shard: int, *, who: str, lease_ms: int) -> int:
        """Claim or renew a shard; return the fence, or 0 while somebody else has it."""
        ...

    async def release(self, shard: int, *, who: str) -> None:
        """Let a shard go, so that others need not wait for the lease to end."""
        ...

    async def conductors(self, *, who: str, at: datetime) -> int:
        """Note that ``who`` is alive; return how many conductors are."""
        ...

    async def leave(self, *, who: str) -> None:
        """Note that ``who`` is going."""
        ...

    async def wait_until_up(self) -> None:
        """Return once the store answers again."""
        ...


class LanguageModel(Protocol):
    """Answers prompts in the shape that they ask for."""

    async def complete(self, prompt: Prompt, *, within: timedelta) -> Completion:
        """Return the model's reply.

        Raises:
            TheirFault: None came in time that is of any use.
        """
        ...
