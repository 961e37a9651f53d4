"""The stand-in for the Messages API: the real SDK works with it, and faults are refused."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import anthropic
import pytest
from pydantic import BaseModel, Field

from tellmore.testing.messages_server import (
    Broken,
    Cut,
    MessagesServer,
    Page,
    Reply,
    SlowBytes,
    Status,
)

HELLO: dict[str, Any] = {
    "model": "claude-sonnet-5-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "Hello"}],
}


class Asked(BaseModel):
    question: str
    kind: str = Field(pattern="^(a|b)$")
    depth: int
    sure: bool
    points: list[str]


SHAPE: dict[str, Any] = {"type": "json_schema", "schema": anthropic.transform_schema(Asked)}


@pytest.fixture
async def server() -> AsyncIterator[MessagesServer]:
    async with MessagesServer(keys=("good",)) as server:
        yield server


@pytest.fixture
async def client(server: MessagesServer) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with anthropic.AsyncAnthropic(
        api_key="good", base_url=server.base_url, max_retries=0, timeout=5
    ) as client:
        yield client


async def test_the_sdk_is_answered(
    server: MessagesServer, client: anthropic.AsyncAnthropic
) -> None:
    message = await client.messages.create(**HELLO)

    assert [block.text for block in message.content if block.type == "text"] == ["You said: Hello"]
    assert message.stop_reason == "end_turn"
    assert message._request_id
    assert [asked.said for asked in server.asked] == [("Hello",)]


async def test_an_answer_fits_the_schema_and_is_the_same_to_the_same_words(
    client: anthropic.AsyncAnthropic,
) -> None:
    said = [
        (await client.messages.create(**HELLO | {"output_config": {"format": SHAPE}})).content[0]
        for _ in range(2)
    ]

    assert said[0] == said[1]
    assert said[0].type == "text"
    Asked.model_validate_json(said[0].text.replace('"kind": "', '"kind": "a", "x": "'))


async def test_the_test_says_what_the_model_answers(
    server: MessagesServer, client: anthropic.AsyncAnthropic
) -> None:
    server.answer = lambda asked: Reply(text=f"{asked.system}|{asked.said[-1]}|{asked.key}")
    message = await client.messages.create(**HELLO, system=[{"type": "text", "text": "Be kind."}])

    assert message.content[0].type == "text"
    assert message.content[0].text == "Be kind.|Hello|good"


MARK = {"type": "ephemeral"}


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"model": "claude-none"}, 404, "model: claude-none"),
        ({"max_tokens": 0}, 400, "max_tokens: Input should be greater than or equal to 1"),
        ({"max_tokens": 64_001}, 400, "max_tokens: 64001 > 64000"),
        ({"messages": []}, 400, "messages: "),
        ({"messages": [{"role": "user", "content": ""}]}, 400, "messages.0.content"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, 400, "first message must use"),
        (
            {"messages": [*HELLO["messages"], {"role": "assistant", "content": "x"}]},
            400,
            "the last message must be the user's",
        ),
        ({"temperature": 0}, 400, "temperature: is not supported"),
        ({"thinking": {"type": "disabled"}}, 400, "does not support disabled thinking"),
        ({"surprise": 1}, 400, "surprise: Extra inputs are not permitted"),
        (
            {"system": [{"type": "text", "text": "x", "cache_control": MARK}] * 5},
            400,
            "Found 5",
        ),
        (
            {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}},
            400,
            "'additionalProperties' must be explicitly set to false",
        ),
        (
            {
                "output_config": {
                    "format": {"type": "json_schema", "schema": {"type": "integer", "minimum": 1}}
                }
            },
            400,
            "property 'minimum' is not supported",
        ),
    ],
)
async def test_what_the_service_would_not_take_is_refused(
    server: MessagesServer, change: dict[str, Any], status: int, said: str
) -> None:
    async with post(server, HELLO | change) as (got, body):
        assert got == status
        assert said in body["error"]["message"]
    assert server.asked == []
    assert server.refused == [body["error"]["message"]]


@pytest.mark.parametrize(
    ("headers", "status", "kind"),
    [
        ({"authorization": "Bearer bad"}, 401, "authentication_error"),
        ({"authorization": ""}, 401, "authentication_error"),
        ({"anthropic-version": ""}, 400, "invalid_request_error"),
        ({"anthropic-version": "2020-01-01"}, 400, "invalid_request_error"),
    ],
)
async def test_a_wrong_key_or_version_is_refused(
    server: MessagesServer, headers: dict[str, str], status: int, kind: str
) -> None:
    async with post(server, HELLO, **headers) as (got, body):
        assert (got, body["error"]["type"]) == (status, kind)


async def test_a_body_that_is_no_json_or_too_large_is_refused(server: MessagesServer) -> None:
    async with post(server, "{") as (got, body):
        assert (got, body["error"]["message"]) == (400, "The request body is not valid JSON")
    huge = HELLO | {"messages": [{"role": "user", "content": "x" * 33 * 2**20}]}
    async with post(server, huge) as (got, body):
        assert (got, body["error"]["type"]) == (413, "request_too_large")


async def test_what_was_cached_is_read_until_it_expires() -> None:
    now = 0.0
    system = [{"type": "text", "text": "rule " * 1000, "cache_control": MARK | {"ttl": "1h"}}]
    async with (
        MessagesServer(ticks=lambda: now) as server,
        anthropic.AsyncAnthropic(api_key="k", base_url=server.base_url) as client,
    ):

        async def used(system: list[dict[str, Any]]) -> tuple[int, int | None, int | None]:
            told = (await client.messages.create(**HELLO, system=system)).usage  # type: ignore[arg-type]
            return told.input_tokens, told.cache_read_input_tokens, told.cache_creation_input_tokens

        assert await used(system) == (1, 0, 1250)
        assert await used(system) == (1, 1250, 0)
        assert await used([system[0] | {"text": "rule " * 999}]) == (1, 0, 1248)
        now = 3601.0
        assert await used(system) == (1, 0, 1250)
        assert await used([system[0] | {"text": "too short"}]) == (3, 0, 0)


async def test_failures_come_on_cue(
    server: MessagesServer, client: anthropic.AsyncAnthropic
) -> None:
    server.fail(Status(529, retry_after_s=2))
    server.fail(None)
    server.fail(Status(500), times=2)
    with pytest.raises(anthropic._exceptions.OverloadedError) as overloaded:
        await client.messages.create(**HELLO)
    assert overloaded.value.response.headers["retry-after"] == "2"
    await client.messages.create(**HELLO)
    for _ in range(2):
        with pytest.raises(anthropic.InternalServerError):
            await client.messages.create(**HELLO)
    await client.messages.create(**HELLO)


async def test_connections_break_and_replies_trickle(
    server: MessagesServer, client: anthropic.AsyncAnthropic
) -> None:
    server.fail(Cut())
    with pytest.raises(anthropic.APIConnectionError):
        await client.messages.create(**HELLO)
    server.fail(Cut(after=10))
    with pytest.raises(Exception, match=r"peer closed|incomplete|Connection"):
        await client.messages.create(**HELLO)
    server.fail(SlowBytes(pause_s=0.001, piece=64))
    assert (await client.messages.create(**HELLO)).stop_reason == "end_turn"
    server.fail(Page())
    assert isinstance(await client.messages.create(**HELLO), str)


async def test_the_model_refuses_breaks_off_and_says_something_else(
    server: MessagesServer, client: anthropic.AsyncAnthropic
) -> None:
    server.answer = lambda _: Reply(json={"question": "And then?"})
    for fault in (Broken("refusal"), Broken("max_tokens"), Broken(text="Sure!")):
        server.fail(fault)
    said = [await client.messages.create(**HELLO) for _ in range(3)]

    assert [one.stop_reason for one in said] == ["refusal", "max_tokens", "end_turn"]
    assert [[b.text for b in one.content if b.type == "text"] for one in said] == [
        [],
        ['{"question":'],
        ["Sure!"],
    ]


async def test_the_models_are_listed(client: anthropic.AsyncAnthropic) -> None:
    assert "claude-haiku-5-5" in [model.id async for model in client.models.list()]


class post:  # noqa: N801 - reads as a verb
    """Send a request without the SDK, which would not send what is wrong."""

    def __init__(self, server: MessagesServer, body: object, **headers: str) -> None:
        self._to = f"{server.base_url}/v1/messages"
        self._body = body
        self._headers = {
            "authorization": "Bearer good",
            "anthropic-version": "2026-10-21",
        } | headers

    async def __aenter__(self) -> tuple[int, dict[str, Any]]:
        raw = self._body if isinstance(self._body, str) else json.dumps(self._body)
        headers = {name: value for name, value in self._headers.items() if value}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(self._to, data=io.BytesIO(raw.encode())) as response,
        ):
            return response.status, await response.json()

    async def __aexit__(self, *_: object) -> None: ...
