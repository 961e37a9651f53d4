"""Tokens, paths and failures on cue, over raw HTTP."""

import asyncio

import aiohttp
import pytest

from tellmore.testing.telegram_server import (
    Bot,
    DropAfter,
    DropBefore,
    Hang,
    MalformedReply,
    Person,
    ServerError,
    SlowBytes,
    TelegramServer,
    TooManyRequests,
)
from tests.testing.telegram_server.calling import Api


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot43:OTHER/getMe", 401, "Unauthorized"),
        ("/bot42:WRONG/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/bot42:TEST-SECRET", 404, "Not Found"),
        ("/bot42:TEST-SECRET/", 404, "Not Found"),
        ("/", 404, "Not Found"),
        ("/bot42:TEST-SECRET/sendTelepathy", 404, "Not Found: method not found"),
        ("/file/bot42:TEST-SECRET/files/none", 404, "Not Found"),
    ],
)
async def test_wrong_addresses(api: Api, path: str, status: int, description: str) -> None:
    async with api.session.get(api.base_url + path) as answer:
        assert answer.status == status
        assert await answer.json() == {
            "ok": False,
            "error_code": status,
            "description": description,
        }


async def test_method_names_have_no_case_and_get_works_too(api: Api) -> None:
    async with api.session.get(f"{api.base_url}/bot{api.token}/GETME") as answer:
        body = await answer.json()
    assert body["result"]["username"] == "interview_bot"


@pytest.mark.usefixtures("bot")
async def test_a_connection_serves_many_calls_and_closes_when_asked(
    server: TelegramServer,
) -> None:
    port = int(server.base_url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    call = b"GET /bot42:TEST-SECRET/getMe HTTP/1.1\r\nHost: x\r\n"
    writer.write(call + b"\r\n" + call + b"Connection: close\r\n\r\n")
    async with asyncio.timeout(5):
        answers = await reader.read()
    assert answers.count(b"HTTP/1.1 200 OK") == 2
    writer.close()
    await writer.wait_closed()


async def test_bots_do_not_see_each_other(server: TelegramServer, api: Api, ana: Person) -> None:
    other = server.bot("43:OTHER", "other_bot")
    theirs = Api(session=api.session, base_url=api.base_url, token=other.token)
    assert await theirs.updates() == []
    assert await theirs.refusal("sendMessage", chat_id=ana.id, text="a") == (
        "Bad Request: chat not found"
    )
    assert len(await api.updates()) == 1


async def test_logged_out_bots_are_refused(api: Api) -> None:
    await api.result("logOut")
    assert await api.refusal("getMe") == "Logged out"


async def test_too_many_requests_says_when_to_come_back(
    server: TelegramServer, api: Api, ana: Person
) -> None:
    server.fail(TooManyRequests(retry_after_s=9), method="sendMessage", chat_id=ana.id, times=2)
    url = f"{api.base_url}/bot{api.token}/sendMessage"
    async with api.session.post(url, json={"chat_id": ana.id, "text": "a"}) as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "9"
        assert await answer.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 9",
            "parameters": {"retry_after": 9},
        }
    await api.result("getMe")
    await api.refusal("sendMessage", chat_id=ana.id, text="a")
    await api.send("a")
    assert server.faults.struck == 2
    assert server.counters.floods == 0
    assert server.counters.refusals["Too Many Requests: retry after 9"] == 2


@pytest.mark.parametrize(
    ("status", "description"), [(500, "Internal Server Error"), (502, "Bad Gateway")]
)
async def test_server_errors_do_nothing(
    server: TelegramServer, api: Api, ana: Person, status: int, description: str
) -> None:
    server.fail(ServerError(status=status))
    assert await api.call("sendMessage", chat_id=ana.id, text="a") == {
        "ok": False,
        "error_code": status,
        "description": description,
    }
    assert server.outbox == []


async def test_a_cut_before_does_nothing_and_a_cut_after_delivers(
    server: TelegramServer, api: Api, bot: Bot, ana: Person
) -> None:
    server.fail(DropBefore(), method="sendMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await api.send("never")
    server.fail(DropAfter(), method="sendMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await api.send("lost reply")
    await api.send("heard")
    assert [(await ana.hears(bot)).text for _ in range(2)] == ["lost reply", "heard"]
    assert len(server.outbox) == 2


async def test_a_hanging_call_is_not_carried_out_before_its_time(
    server: TelegramServer, api: Api, ana: Person
) -> None:
    server.fail(Hang(seconds=60), method="sendMessage")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await api.send("a")
    assert server.outbox == []
    server.fail(Hang(seconds=0.01), method="sendMessage")
    await api.send("a", chat_id=ana.id)
    assert len(server.outbox) == 1


async def test_slow_and_malformed_answers_follow_the_deed(
    server: TelegramServer, api: Api, ana: Person
) -> None:
    server.fail(SlowBytes(bytes_per_second=10_000), method="sendMessage")
    await api.send("slow", chat_id=ana.id)
    server.fail(MalformedReply(), method="sendMessage")
    url = f"{api.base_url}/bot{api.token}/sendMessage"
    async with api.session.post(url, json={"chat_id": ana.id, "text": "b"}) as answer:
        assert (answer.status, await answer.text()) == (200, '{"ok":true,"resu')
    assert [sent.message.text for sent in server.outbox] == ["slow", "b"]


async def test_faults_with_a_chance_strike_that_often(
    server: TelegramServer, api: Api, bot: Bot
) -> None:
    server.fail(ServerError(), bot=bot, times=None, chance=0.3)
    oks = [(await api.call("getMe"))["ok"] for _ in range(200)]
    assert 30 < oks.count(False) < 90
    server.faults.clear()
    await api.result("getMe")


async def test_leaving_lets_go_of_held_requests() -> None:
    async with TelegramServer() as server, aiohttp.ClientSession() as session:
        api = Api(session=session, base_url=server.base_url, token="42:A")
        server.bot("42:A", "a_bot")
        server.fail(Hang(seconds=60), method="getMe")
        held = asyncio.create_task(api.result("getMe"))
        polling = asyncio.create_task(api.updates(timeout=50))
        while server.counters.calls.total() < 2:  # noqa: ASYNC110 - another task's doing
            await asyncio.sleep(0.001)
        await server.__aexit__(None, None, None)
        async with asyncio.timeout(5):
            assert await polling == []
            assert await held
