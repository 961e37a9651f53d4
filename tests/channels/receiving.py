"""What a receiver needs around it, in memory, failing on cue."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tellmore.errors import TellmoreError
from tellmore.runtime.arrivals import Arrival

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class FixedClock:
    """Always noon."""

    def now(self) -> datetime:
        return NOON


@dataclass
class InboxInMemory:
    """Keeps arrivals.

    Attributes:
        kept: What was put.
        faults: What the coming puts raise, in order.
        poison: Ids of arrivals that can never be put, and what putting them raises.
        asked: Set as soon as something is to be put.
        opened: Puts wait until this is set.
    """

    kept: list[Arrival] = field(default_factory=list)
    faults: list[TellmoreError] = field(default_factory=list)
    poison: dict[str, Exception] = field(default_factory=dict)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.opened.set()

    async def put(self, arrivals: Sequence[Arrival]) -> None:
        self.asked.set()
        await self.opened.wait()
        if self.faults:
            raise self.faults.pop(0)
        for arrival in arrivals:
            if arrival.id in self.poison:
                raise self.poison[arrival.id]
        self.kept.extend(arrivals)

    def said(self) -> list[str]:
        """Return the words that were put."""
        return [str(getattr(each.happening, "text", "")) for each in self.kept]


@dataclass
class OffsetsInMemory:
    """Keeps offsets; remembers how much the inbox held whenever one was saved."""

    inbox: InboxInMemory
    offsets: dict[str, int] = field(default_factory=dict)
    faults: list[TellmoreError] = field(default_factory=list)
    held: list[int] = field(default_factory=list)

    async def load(self, bot: str) -> int:
        if self.faults:
            raise self.faults.pop(0)
        return self.offsets.get(bot, 0)

    async def save(self, bot: str, offset: int) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.held.append(len(self.inbox.kept))
        self.offsets[bot] = offset
