"""What goes wrong on cue, between a request and its reply."""

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Status:
    """The service answers with an error.

    Attributes:
        status: Of HTTP: 401, 403, 413, 429, 500, 529 …
        retry_after_s: Header ``Retry-After``; None sends none.
        should_retry: Header ``x-should-retry``; None sends none.
    """

    status: int
    retry_after_s: float | None = None
    should_retry: bool | None = None


@dataclass(frozen=True, slots=True)
class Hang:
    """The service never answers; the connection stays open."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks.

    Attributes:
        after: Bytes of the reply's body that still come; none breaks before the headers.
    """

    after: int = 0


@dataclass(frozen=True, slots=True)
class SlowBytes:
    """The reply comes a few bytes at a time.

    Attributes:
        pause_s: Before each piece.
        piece: Bytes at a time.
    """

    pause_s: float
    piece: int = 16


@dataclass(frozen=True, slots=True)
class Page:
    """A proxy answers in the service's place, with status 200 and no JSON."""

    text: str = "<html><title>Sign in to this network</title></html>"


@dataclass(frozen=True, slots=True)
class Broken:
    """The model answers, but not as asked.

    Attributes:
        stop_reason: `refusal`, `max_tokens`, `model_context_window_exceeded` …
        text: What it says; for `max_tokens`, left out, the first half of its reply.
    """

    stop_reason: str = "end_turn"
    text: str | None = None


Fault = Status | Hang | Cut | SlowBytes | Page | Broken


@dataclass(slots=True)
class Plan:
    """The faults to come, one a request, in order."""

    _coming: deque[Fault | None] = field(default_factory=deque[Fault | None])

    def add(self, fault: Fault | None, times: int) -> None:
        """Let the next requests that have no fault yet meet this one; None is no fault."""
        self._coming.extend([fault] * times)

    def next(self) -> Fault | None:
        """Return what the present request meets."""
        return self._coming.popleft() if self._coming else None
