"""What every prompt and every completion has, whichever model answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Effort(StrEnum):
    """How hard the model tries; more takes longer and costs more."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What we send to a language model.

    Attributes:
        rules: The system prompt in blocks, the most often repeated one first, so that
            providers can cache as much of it as possible.
        said: What was said so far, ours and the model's in turn, ours first and last.
        shape: JSON schema of the reply.
        longest_tokens: After how many tokens the reply is broken off.
        effort: How hard the model tries.
    """

    rules: tuple[str, ...]
    said: tuple[str, ...]
    shape: Mapping[str, Any]
    longest_tokens: int
    effort: Effort = Effort.LOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens that a completion cost.

    Attributes:
        fresh: Read by the model, neither from the cache nor into it.
        cached: Read from the cache.
        kept: Written to the cache.
        written: The reply's, thinking included.
    """

    fresh: int = 0
    cached: int = 0
    kept: int = 0
    written: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            fresh=self.fresh + other.fresh,
            cached=self.cached + other.cached,
            kept=self.kept + other.kept,
            written=self.written + other.written,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a language model answered.

    Attributes:
        value: The reply, parsed as JSON; whoever asked still checks its shape.
        model: The model that answered.
        request: The provider's name for the request; empty if it gave none.
        usage: What it cost.
    """

    value: Any
    model: str = ""
    request: str = ""
    usage: Usage = field(default_factory=Usage)
