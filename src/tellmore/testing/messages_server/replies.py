"""What the model answers, and the message in which the service wraps it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tellmore.testing.messages_server.caching import Usage, tokens_of
from tellmore.testing.messages_server.requests import Request
from tellmore.testing.messages_server.schemas import sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, as a test wants to see it.

    Attributes:
        request: All of it.
        key: The key that came with it.
        system: The system prompt as one text.
        said: The messages' texts, oldest first.
        schema: What the reply must look like; empty for plain text.
    """

    request: Request
    key: str
    system: str
    said: tuple[str, ...]
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the model answers.

    Attributes:
        text: Plain text; `json` goes before it.
        json: A value to be sent as JSON text; None for plain text.
        stop_reason: Why the model stopped.
        category: Of a refusal, what it was about.
    """

    text: str = ""
    json: object = None
    stop_reason: str = "end_turn"
    category: str = ""

    @property
    def content(self) -> str:
        """The text that is sent."""
        return self.text if self.json is None else json.dumps(self.json, ensure_ascii=False)


Answer = Callable[[Asked], Reply]
"""Says what the model answers to a request."""


def asked_of(request: Request, key: str) -> Asked:
    """Return a request as a test wants to see it."""
    form = request.output_config.format
    return Asked(
        request=request,
        key=key,
        system="\n\n".join(block.text for block in request.system_blocks),
        said=tuple("\n\n".join(block.text for block in one.blocks) for one in request.messages),
        schema=form.schema_ if form else {},
    )


def by_schema(asked: Asked) -> Reply:
    """Answer anything that fits the schema, the same to the same words; else repeat them."""
    if not asked.schema:
        return Reply(text=f"You said: {asked.said[-1]}")
    return Reply(json=sample(asked.schema, Random(asked.said[-1])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """A reply as the service sends it."""

    id: str
    request: Request
    reply: Reply
    usage: Usage = field(default_factory=Usage)

    def message(self) -> dict[str, Any]:
        """Return the body of the HTTP response."""
        refused = self.reply.stop_reason == "refusal"
        written = self.reply.content
        content = [{"type": "text", "text": written}] if written and not refused else []
        return {
            "id": self.id,
            "type": "message",
            "role": "assistant",
            "model": self.request.model,
            "content": content,
            "stop_reason": self.reply.stop_reason,
            "stop_sequence": None,
            "stop_details": (
                {"type": "refusal", "category": self.reply.category or "general_harms"}
                if refused
                else None
            ),
            "usage": {
                "input_tokens": self.usage.fresh,
                "cache_read_input_tokens": self.usage.read,
                "cache_creation_input_tokens": self.usage.written_5m + self.usage.written_1h,
                "cache_creation": {
                    "ephemeral_5m_input_tokens": self.usage.written_5m,
                    "ephemeral_1h_input_tokens": self.usage.written_1h,
                },
                "output_tokens": tokens_of(written),
                "service_tier": "standard",
            },
        }
