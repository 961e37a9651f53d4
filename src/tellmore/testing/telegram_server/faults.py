"""Failures on cue: what goes wrong with which of the coming calls."""

import random
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyRequests:
    """Refuse with a 429 that says when to come back, in seconds."""

    retry_after_s: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerError:
    """Refuse with a 5xx; nothing was done."""

    status: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang:
    """Do nothing for some seconds, then answer as usual."""

    seconds: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DropBefore:
    """Cut the connection; nothing was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAfter:
    """Do it, then cut the connection: the client never learns that it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowBytes:
    """Do it, then let the answer trickle, so many bytes a second."""

    bytes_per_second: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MalformedReply:
    """Do it, then answer with something that is no JSON."""


Fault: TypeAlias = (
    TooManyRequests | ServerError | Hang | DropBefore | DropAfter | SlowBytes | MalformedReply
)


@dataclass(slots=True, kw_only=True)
class _Cue:
    fault: Fault
    method: str
    chat_id: int | None
    token: str | None
    times: int | None
    chance: float


@dataclass(slots=True, kw_only=True)
class FaultPlan:
    """The failures still to come.

    Attributes:
        random: Decides on the faults that have a chance below one.
        struck: How many faults have happened.
    """

    random: random.Random
    struck: int = 0
    _cues: list[_Cue] = field(default_factory=list)

    def add(
        self,
        fault: Fault,
        *,
        method: str = "",
        chat_id: int | None = None,
        token: str | None = None,
        times: int | None = 1,
        chance: float = 1.0,
    ) -> None:
        """Let coming calls fail.

        Args:
            fault: How.
            method: Only this method; any if empty.
            chat_id: Only calls for this chat.
            token: Only this bot's calls.
            times: How many calls fail; None for all from now on.
            chance: The share of matching calls that fail, in 0..1.
        """
        self._cues.append(
            _Cue(
                fault=fault,
                method=method.lower(),
                chat_id=chat_id,
                token=token,
                times=times,
                chance=chance,
            )
        )

    def clear(self) -> None:
        """Let nothing fail any more."""
        self._cues.clear()

    def take(self, *, method: str, chat_id: str, token: str) -> Fault | None:
        """Return how this call fails, or None; a fault on cue is used up."""
        if not self._cues:
            return None
        for cue in self._cues:
            if cue.method not in {"", method} or cue.token not in {None, token}:
                continue
            if cue.chat_id is not None and str(cue.chat_id) != chat_id:
                continue
            if cue.chance < 1.0 and self.random.random() >= cue.chance:
                continue
            self._use(cue)
            return cue.fault
        return None

    def _use(self, cue: _Cue) -> None:
        self.struck += 1
        if cue.times is None:
            return
        cue.times -= 1
        if cue.times == 0:
            self._cues.remove(cue)
