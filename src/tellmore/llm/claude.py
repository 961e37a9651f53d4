"""The Claude models, by the `anthropic` SDK.

The SDK's own retries stay off: it obeys any ``Retry-After``, however long, outside of its
timeout. Ours end before the caller's deadline. One client a process: it holds the connections.
"""

import asyncio
import json
from datetime import timedelta
from typing import Any, Self

import anthropic
import httpx2
import tenacity
from anthropic.types import Message, MessageParam, TextBlockParam

from tellmore.errors import Rejected, TheirFault, Unreachable, Unusable
from tellmore.prompts.prompt import Completion, Prompt, Usage

_CONNECT_S = 5.0
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 8.0
_REFUSED_FOR_GOOD = frozenset({400, 401, 403, 404, 413, 422})


class Claude:
    """One Claude model.

    Attributes:
        model: Its id, such as ``claude-sonnet-5-5``.
    """

    def __init__(self, model: str, *, key: str, base_url: str = "") -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            model: The model's id.
            key: The API key.
            base_url: Where the Messages API is; empty for Anthropic's own.
        """
        self.model = model
        self._client = anthropic.AsyncAnthropic(
            api_key=key,
            base_url=base_url or None,
            max_retries=0,
            http_client=anthropic.DefaultAioHttpClient(),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

    async def complete(self, prompt: Prompt, *, within: timedelta) -> Completion:
        """Return the model's reply to ``prompt``.

        What may pass is tried again with growing, jittered pauses, or the pause that the
        service asks for, as long as the next try begins within the deadline.

        Args:
            prompt: What to send.
            within: How long the caller waits, all tries together.

        Raises:
            Unreachable: No reply came in time; what was written may still be charged.
            Rejected: The service will never take the request: a wrong key, a wrong model.
            Unusable: A reply came that is of no use.
            TheirFault: The service was overloaded or broken until the deadline.
        """
        limit_s = within.total_seconds()
        retrying = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(_may_pass),
            wait=_wait_s,
            stop=tenacity.stop_before_delay(limit_s),
            reraise=True,
        )
        try:
            async with asyncio.timeout(limit_s):
                return await retrying(self._once, prompt)
        except TimeoutError:
            raise Unreachable(f"{self.model} did not answer within {limit_s:g} s") from None

    async def _once(self, prompt: Prompt) -> Completion:
        try:
            message = await self._client.messages.create(**self._request(prompt))
        except anthropic.APIStatusError as error:
            raise self._told(error) from None
        except (anthropic.APIConnectionError, httpx2.TransportError) as error:
            raise Unreachable(f"{self.model}: {type(error).__name__}") from None
        except (anthropic.APIError, ValueError) as error:
            raise Unusable(f"{self.model}: {type(error).__name__}") from None
        return self._read(message)

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        *first, last = prompt.rules
        system: list[TextBlockParam] = [{"type": "text", "text": block} for block in first]
        # One mark behind the rules: they are the same for everybody, what is said is not.
        system.append(
            {"type": "text", "text": last, "cache_control": {"type": "ephemeral", "ttl": "1h"}}
        )
        said = [_said(text, ours=not index % 2) for index, text in enumerate(prompt.said)]
        return {
            "model": self.model,
            "max_tokens": prompt.longest_tokens,
            "system": system,
            "messages": said,
            "output_config": {
                "effort": prompt.effort.value,
                "format": {
                    "type": "json_schema",
                    "schema": anthropic.transform_schema(dict(prompt.shape)),
                },
            },
        }

    def _told(self, error: anthropic.APIStatusError) -> TheirFault:
        """Return the error as one of ours, without the service's words: they may quote ours."""
        said = f"{self.model}: status {error.status_code}"
        if error.status_code in _REFUSED_FOR_GOOD or _header(error, "x-should-retry") == "false":
            return Rejected(f"{said} ({error.type or 'no type'})")
        return TheirFault(said, retry_after=_retry_after(error))

    def _read(self, message: object) -> Completion:
        if not isinstance(message, Message):  # the SDK hands over a page of some proxy as text
            raise Unusable(f"{self.model}: the answer is no message of the API")
        if message.stop_reason != "end_turn":
            raise Unusable(f"{self.model} stopped: {message.stop_reason}")
        written = "".join(block.text for block in message.content if block.type == "text")
        try:
            value = json.loads(written)
        except ValueError:
            raise Unusable(f"{self.model}: the answer is no JSON") from None
        used = message.usage
        return Completion(
            value=value,
            model=message.model,
            request=message._request_id or "",  # noqa: SLF001 - the SDK documents this name
            usage=Usage(
                fresh=used.input_tokens,
                cached=used.cache_read_input_tokens or 0,
                kept=used.cache_creation_input_tokens or 0,
                written=used.output_tokens,
            ),
        )


_growing_s = tenacity.wait_exponential_jitter(
    multiplier=_FIRST_WAIT_S, max=_LONGEST_WAIT_S, jitter=1
)


def _may_pass(error: BaseException) -> bool:
    """Tell whether the next try may succeed."""
    return isinstance(error, TheirFault) and not isinstance(error, (Rejected, Unusable))


def _wait_s(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, TheirFault) else None
    return max(_growing_s(state), asked.total_seconds() if asked else 0.0)


def _said(text: str, *, ours: bool) -> MessageParam:
    return {"role": "user", "content": text} if ours else {"role": "assistant", "content": text}


def _header(error: anthropic.APIStatusError, name: str) -> str:
    return str(error.response.headers.get(name, ""))


def _retry_after(error: anthropic.APIStatusError) -> timedelta | None:
    try:
        return timedelta(seconds=float(_header(error, "retry-after")))
    except (ValueError, OverflowError):
        return None
