"""What the benchmark must know of a contestant to run it beside the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from benchmarks.processes import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a contestant works in one round; nothing in it outlives the round.

    Attributes:
        api: Base URL of the Bot API, without a slash at the end.
        redis: URL of an empty Redis server.
        token: The bot's token.
        folder: An empty folder for its files.
    """

    api: str
    redis: str
    token: str
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a contestant takes part in one round.

    Attributes:
        commands: Its processes; all their CPU time and memory counts.
        person: Class of `benchmarks.persons.Person` that drives it and knows its replies,
            as ``module:Class``; made by the far side with ``chat`` and the options.
        options: What else that class must be told, e.g. an invite's payload.
        turns_each: Measured messages that one person can send before their interview is
            full; None if any number. Enough persons are then made to come.
    """

    commands: Sequence[Command]
    person: str
    options: Mapping[str, str] = field(default_factory=dict)
    turns_each: int | None = None


class Contestant(Protocol):
    """One bot that is measured."""

    @property
    def name(self) -> str:
        """Return the name, as the table shows it."""
        ...

    async def enter(self, place: Place) -> Entry:
        """Prepare the place (files, stored studies, invites); return how to start."""
        ...

    async def consumed(self, place: Place) -> Mapping[int, Sequence[str]] | None:
        """Return what took effect: by chat, the messages' texts in order.

        Asked once a round after the last reply, while the processes still run. Where one
        stored turn joins several messages, they are returned apart.

        Returns:
            None if only its replies can tell, as with an echo bot.
        """
        ...
