"""Claude over HTTP: what it is asked, what it answers, and every way in which it can fail."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tellmore.errors import InvalidSettings, Rejected, TheirFault, Unreachable, Unusable
from tellmore.llm.claude import Claude
from tellmore.llm.providers import language_model
from tellmore.prompts.prompt import Completion, Effort, Prompt, Usage
from tellmore.testing.messages_server import (
    Broken,
    Cut,
    Fault,
    Hang,
    MessagesServer,
    Page,
    Reply,
    Status,
)

SHAPE = {
    "type": "object",
    "properties": {"question": {"type": "string", "maxLength": 200}},
    "required": ["question"],
}
PROMPT = Prompt(
    rules=("You interview. " * 200, "The guide. " * 200),
    said=("Hello.", '{"question": "How?"}', "Well."),
    shape=SHAPE,
    longest_tokens=500,
    effort=Effort.MEDIUM,
)
SOON = timedelta(seconds=20)


@pytest.fixture
async def server() -> AsyncIterator[MessagesServer]:
    async with MessagesServer(keys=("good",)) as server:
        server.answer = lambda _: Reply(json={"question": "And then?"})
        yield server


@pytest.fixture
async def claude(server: MessagesServer) -> AsyncIterator[Claude]:
    async with Claude("claude-haiku-5-5", key="good", base_url=server.base_url) as claude:
        yield claude


async def test_a_prompt_is_asked_and_its_answer_read(
    server: MessagesServer, claude: Claude
) -> None:
    done = await claude.complete(PROMPT, within=SOON)

    assert done == Completion(
        value={"question": "And then?"},
        model="claude-haiku-5-5",
        request=done.request,
        usage=Usage(fresh=7, cached=0, kept=1300, written=6),
    )
    assert done.request.startswith("req_")
    asked = server.asked[0].request
    assert [message.role for message in asked.messages] == ["user", "assistant", "user"]
    assert (asked.max_tokens, asked.output_config.effort) == (500, "medium")


async def test_the_rules_are_cached_from_the_second_prompt_on(claude: Claude) -> None:
    used = [(await claude.complete(PROMPT, within=SOON)).usage for _ in range(2)]

    assert [(one.cached, one.kept) for one in used] == [(0, 1300), (1300, 0)]


@pytest.mark.parametrize(
    "fault", [Status(429), Status(429, retry_after_s=0.6), Status(500), Status(529), Cut()]
)
async def test_what_may_pass_is_tried_again(
    server: MessagesServer, claude: Claude, fault: Fault
) -> None:
    server.fail(fault)

    assert (await claude.complete(PROMPT, within=SOON)).value == {"question": "And then?"}
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Status(401), Rejected),
        (Status(403), Rejected),
        (Status(413), Rejected),
        (Status(529, should_retry=False), Rejected),
        (Page(), Unusable),
        (Broken("refusal"), Unusable),
        (Broken("max_tokens"), Unusable),
        (Broken("model_context_window_exceeded"), Unusable),
        (Broken(text="Sure, here it is:"), Unusable),
        (Broken(text=""), Unusable),
        (Cut(after=20), TheirFault),
    ],
)
async def test_what_will_not_pass_is_said_at_once(
    server: MessagesServer, claude: Claude, fault: Fault, error: type[TheirFault]
) -> None:
    server.fail(fault)
    if isinstance(fault, Cut):
        server.fail(fault, times=50)
    with pytest.raises(error) as caught:
        await claude.complete(PROMPT, within=timedelta(seconds=1))

    assert "claude-haiku-5-5" in str(caught.value)
    assert "Hello" not in str(caught.value)


async def test_a_pause_beyond_the_deadline_is_not_waited_for(
    server: MessagesServer, claude: Claude
) -> None:
    server.fail(Status(429, retry_after_s=3600))
    began = time.monotonic()
    with pytest.raises(TheirFault, match="status 429") as caught:
        await claude.complete(PROMPT, within=SOON)

    assert caught.value.retry_after == timedelta(hours=1)
    assert time.monotonic() - began < SOON.total_seconds() / 2


async def test_silence_ends_at_the_deadline(server: MessagesServer, claude: Claude) -> None:
    server.fail(Hang())
    with pytest.raises(Unreachable, match=r"within 0\.3 s"):
        await claude.complete(PROMPT, within=timedelta(seconds=0.3))


async def test_nobody_at_home_is_unreachable() -> None:
    async with Claude("claude-haiku-5-5", key="good", base_url="http://127.0.0.1:9") as claude:
        with pytest.raises(Unreachable):
            await claude.complete(PROMPT, within=timedelta(seconds=0.4))


@pytest.mark.parametrize(
    ("spec", "key", "said"),
    [
        ("oracle:1", "k", "expected a model such as"),
        ("claude:", "k", "expected a model such as"),
        ("claude:claude-haiku-5-5", "", "needs a key; set ANTHROPIC_API_KEY"),
    ],
)
async def test_a_setting_that_names_no_model_is_refused(spec: str, key: str, said: str) -> None:
    with pytest.raises(InvalidSettings, match=said):
        async with language_model(spec, key=key):
            pass
