"""A strict local stand-in for Anthropic's Messages API, over real HTTP.

It refuses what the real service refuses, in its form, so that a client which works here works
there. A test says what the model answers, or lets it answer by the request's schema::

    async with MessagesServer() as server:
        client = AsyncAnthropic(api_key="key", base_url=server.base_url)
        server.answer = lambda asked: Reply(json={"question": "…"})
        await client.messages.create(...)
        assert server.asked[-1].system.startswith("You translate")
        server.fail(Status(529), times=2)

Failures come on cue, each for one request or for several: statuses with or without
``Retry-After``, silence, cut and slow connections, pages of proxies, refusals, replies that
break off, and replies that are not what the schema asks for.

Limits: text only, no tools, no files, no streams and no batches yet. Tokens are estimated as a
quarter of the characters; the real tokenizer is not public.

Source: https://platform.claude.com/docs/en/api (errors, versioning, messages, structured
outputs, prompt caching) and the types of the SDK 2.12, read 2026-11-23.
"""

from tellmore.testing.messages_server.faults import (
    Broken,
    Cut,
    Fault,
    Hang,
    Page,
    SlowBytes,
    Status,
)
from tellmore.testing.messages_server.replies import Asked, Reply
from tellmore.testing.messages_server.server import MessagesServer

__all__ = [
    "Asked",
    "Broken",
    "Cut",
    "Fault",
    "Hang",
    "MessagesServer",
    "Page",
    "Reply",
    "SlowBytes",
    "Status",
]
