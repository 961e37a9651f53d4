import contextlib
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer

from tellmore.channels import telegram_calls
from tellmore.channels.telegram_calls import Answer, TelegramCalls, raise_if_refused
from tellmore.errors import Gone, Rejected, TheirFault, Unreachable
from tellmore.testing.telegram_server import (
    DropAfter,
    DropBefore,
    Fault,
    Hang,
    MalformedReply,
    Person,
    ServerError,
    SlowBytes,
    TelegramServer,
    TooManyRequests,
)
from tests.channels.conftest import TOKEN

HELLO = {"chat_id": 7, "text": "Hello"}


@pytest.fixture
async def calls(server: TelegramServer) -> AsyncIterator[TelegramCalls]:
    calls = TelegramCalls(tokens=[TOKEN], api=server.base_url)
    yield calls
    await calls.aclose()


@contextlib.asynccontextmanager
async def answering(status: int, body: str) -> AsyncIterator[str]:
    """Run a server that answers everything the same way; yield its URL."""

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, text=body, content_type="text/html")

    async with RawTestServer(answer) as page:
        yield str(page.make_url("")).rstrip("/")


async def fault_of(calls: TelegramCalls) -> TheirFault:
    with pytest.raises(TheirFault) as caught:
        await calls.call("42", "sendMessage", HELLO)
    return caught.value


@pytest.mark.usefixtures("ana")
async def test_a_call_that_is_granted_says_nothing(calls: TelegramCalls) -> None:
    assert await calls.call("42", "sendMessage", HELLO) == Answer(status=200)


@pytest.mark.usefixtures("ana")
async def test_a_refusal_comes_with_its_words_and_its_wait(
    calls: TelegramCalls, server: TelegramServer
) -> None:
    server.fail(TooManyRequests(retry_after_s=7))

    assert await calls.call("42", "sendMessage", HELLO) == Answer(
        status=429,
        description="Too Many Requests: retry after 7",
        retry_after=timedelta(seconds=7),
    )


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("fault", [DropBefore(), DropAfter(), MalformedReply()])
async def test_nobody_knows_what_became_of_a_call_whose_answer_got_lost(
    calls: TelegramCalls, server: TelegramServer, fault: Fault
) -> None:
    server.fail(fault)

    assert type(await fault_of(calls)) is Unreachable


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("fault", [Hang(seconds=30), SlowBytes(bytes_per_second=5)])
async def test_no_answer_is_waited_for_for_ever(
    calls: TelegramCalls,
    server: TelegramServer,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
) -> None:
    monkeypatch.setattr(telegram_calls, "_TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    server.fail(fault)

    assert type(await fault_of(calls)) is Unreachable


async def test_a_call_that_never_left_was_not_carried_out() -> None:
    calls = TelegramCalls(tokens=[TOKEN], api="http://127.0.0.1:1")

    assert type(await fault_of(calls)) is TheirFault
    await calls.aclose()


@pytest.mark.parametrize("body", ["<html>Please sign in</html>", "", "[]", "null", '{"ok":false}'])
async def test_what_is_no_answer_of_telegrams_is_no_grant(body: str) -> None:
    async with answering(200, body) as url:
        calls = TelegramCalls(tokens=[TOKEN], api=url)
        assert type(await fault_of(calls)) is Unreachable
        await calls.aclose()


@pytest.mark.parametrize("body", ["<html>Bad Gateway</html>", "", '"later"', '{"parameters":7}'])
async def test_a_proxys_page_about_its_trouble_is_telegrams_trouble(body: str) -> None:
    async with answering(502, body) as url:
        calls = TelegramCalls(tokens=[TOKEN], api=url)
        answer = await calls.call("42", "sendMessage", HELLO)
        await calls.aclose()

    assert answer == Answer(status=502)


async def test_what_is_no_text_cannot_be_sent_to_anybody(calls: TelegramCalls) -> None:
    with pytest.raises(Rejected):
        await calls.call("42", "sendMessage", {"chat_id": 7, "text": "half \ud83d"})


async def test_a_bot_of_somebody_else_is_not_spoken_for(calls: TelegramCalls) -> None:
    with pytest.raises(TheirFault, match="bot 43 has no token here"):
        await calls.call("43", "sendMessage", HELLO)


@pytest.mark.parametrize("fault", [DropBefore(), MalformedReply(), ServerError()])
async def test_no_error_tells_the_token(
    ana: Person, calls: TelegramCalls, server: TelegramServer, fault: Fault
) -> None:
    away = TelegramCalls(tokens=[TOKEN], api="http://127.0.0.1:1")
    astray = TelegramCalls(tokens=[TOKEN], api="http://[broken")
    server.fail(fault)
    told = []
    for each in (calls, away, astray):
        try:
            raise_if_refused(await each.call("42", "sendMessage", {**HELLO, "chat_id": ana.id}))
        except TheirFault:
            told.append(traceback.format_exc())
        await each.aclose()

    assert len(told) == 3
    assert "TEST-SECRET" not in "".join(told)


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (403, "Forbidden: bot was blocked by the user", Gone),
        (403, "Forbidden: user is deactivated", Gone),
        (403, "Forbidden: bot can't initiate conversation with a user", Gone),
        (403, "Forbidden: bot was kicked from the group chat", Gone),
        (400, "Bad Request: chat not found", Gone),
        (400, "Bad Request: message text is empty", Rejected),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", Rejected),
        (413, "Request Entity Too Large", Rejected),
        (401, "Unauthorized", TheirFault),
        (404, "Not Found", TheirFault),
        (500, "Internal Server Error", TheirFault),
        (502, "", TheirFault),
        (504, "Gateway Timeout", TheirFault),
    ],
)
def test_each_refusal_means_one_thing(
    status: int, description: str, kind: type[TheirFault]
) -> None:
    with pytest.raises(TheirFault) as caught:
        raise_if_refused(Answer(status=status, description=description))

    assert (type(caught.value), caught.value.retry_after) == (kind, None)


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message is not modified: specified new message content and reply markup …",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
)
def test_some_refusals_mean_that_nothing_is_left_to_do(description: str) -> None:
    raise_if_refused(Answer(status=400, description=description))


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (Answer(status=429, retry_after=timedelta(seconds=35)), timedelta(seconds=35)),
        (Answer(status=429), timedelta(seconds=1)),
    ],
)
def test_too_many_requests_says_how_long_to_wait(answer: Answer, wait: timedelta) -> None:
    with pytest.raises(TheirFault) as caught:
        raise_if_refused(answer)

    assert (type(caught.value), caught.value.retry_after) == (TheirFault, wait)


def test_a_refusal_does_not_repeat_the_words_of_a_message() -> None:
    description = 'Bad Request: can\'t parse entities: Unsupported start tag "my phone is 12" at'

    with pytest.raises(Rejected) as caught:
        raise_if_refused(Answer(status=400, description=description))

    assert "phone" not in str(caught.value)
