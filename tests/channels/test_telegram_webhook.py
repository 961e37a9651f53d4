import asyncio
import io
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from multidict import CIMultiDict

from tellmore.channels import telegram_webhook
from tellmore.channels.telegram_webhook import HEADER, LARGEST_BYTES, webhook_app
from tellmore.errors import InvalidSettings, OurFault, Rejected, Unreachable
from tests.channels.receiving import FixedClock, InboxInMemory
from tests.channels.test_telegram_arrivals import Json, message

Client = TestClient[web.Request, web.Application]

SECRET = "a-long-secret"
UPDATE: Json = {"update_id": 9, "message": message(text="Hello")}
Told = list[tuple[str, str, str]]


@pytest.fixture
def inbox() -> InboxInMemory:
    return InboxInMemory()


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
async def client(inbox: InboxInMemory, told: Told) -> AsyncIterator[Client]:
    app = webhook_app(
        {"42": "interview_bot"},
        inbox=inbox,
        secret=SECRET,
        clock=FixedClock(),
        on_poison=lambda *poison: told.append(poison),
    )
    async with TestClient(TestServer(app)) as client:
        yield client


async def status_of(
    client: Client, body: Json | bytes, *, path: str = "/telegram/42", secret: str = SECRET
) -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with client.post(path, data=io.BytesIO(data), headers={HEADER: secret}) as answer:
        if answer.status != 200:
            assert "Hello" not in await answer.text()
        return answer.status


async def test_an_update_is_taken_once_it_is_stored(client: Client, inbox: InboxInMemory) -> None:
    inbox.opened.clear()
    asking = asyncio.create_task(status_of(client, UPDATE))
    await inbox.asked.wait()
    assert not asking.done()
    inbox.opened.set()

    assert await asking == 200
    assert [(each.id, each.address.account) for each in inbox.kept] == [("tg:42:9", "42")]


@pytest.mark.parametrize("secret", ["", "a-long-secre", "a-long-secret-", "A-LONG-SECRET", "ключ"])
async def test_a_forged_secret_is_turned_away_without_a_word(
    client: Client, inbox: InboxInMemory, secret: str
) -> None:
    headers = {HEADER: secret} if secret else {}
    async with client.post("/telegram/42", json=UPDATE, headers=headers) as answer:
        assert (answer.status, await answer.text(), inbox.kept) == (403, "", [])


async def test_a_secret_of_odd_bytes_is_turned_away(client: Client) -> None:
    server = client.server
    assert isinstance(server, TestServer)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(
        b"POST /telegram/42 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n"
        + HEADER.encode()
        + b": \xff\xfe\r\n\r\n{}"
    )
    reply = await reader.read()
    writer.close()
    await writer.wait_closed()

    assert reply.split(b" ")[1] in {b"400", b"403"}


async def test_a_bot_of_somebody_else_is_turned_away(client: Client, inbox: InboxInMemory) -> None:
    assert await status_of(client, UPDATE, path="/telegram/43") == 403
    assert inbox.kept == []


def test_without_a_secret_there_is_no_webhook() -> None:
    with pytest.raises(InvalidSettings):
        webhook_app({}, inbox=InboxInMemory(), secret="", clock=FixedClock())


@pytest.mark.parametrize("fault", [Unreachable("away"), Rejected("no password")])
async def test_while_the_inbox_is_away_telegram_is_asked_to_come_again(
    client: Client, inbox: InboxInMemory, fault: Unreachable | Rejected
) -> None:
    inbox.faults = [fault]
    async with client.post("/telegram/42", json=UPDATE, headers={HEADER: SECRET}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")

    assert await status_of(client, UPDATE) == 200
    assert inbox.said() == ["Hello"]


@pytest.mark.parametrize(
    ("body", "poison"),
    [
        (b"", ("42", "", "JSONDecodeError")),
        (b"{", ("42", "", "JSONDecodeError")),
        (b"\xff\xff\xff", ("42", "", "UnicodeDecodeError")),
        (b"[" * 100_000, ("42", "", "RecursionError")),
        (b"[]", ("42", "", "list")),
        (b'{"update_id": 9, "message": 7}', ("42", "9", "ValidationError")),
        (b'{"message": {}}', ("42", "", "ValidationError")),
    ],
)
async def test_what_can_never_be_read_is_taken_and_told_of(
    client: Client, inbox: InboxInMemory, told: Told, body: bytes, poison: tuple[str, str, str]
) -> None:
    assert await status_of(client, body) == 200
    assert (told, inbox.kept) == ([poison], [])


async def test_what_can_never_be_stored_is_taken_and_told_of(
    client: Client, inbox: InboxInMemory, told: Told
) -> None:
    inbox.poison["tg:42:9"] = OurFault("cannot be written")

    assert await status_of(client, UPDATE) == 200
    assert told == [("42", "9", "OurFault")]


async def test_halves_of_characters_and_nuls_are_left_out(
    client: Client, inbox: InboxInMemory
) -> None:
    body = json.dumps(UPDATE).replace("Hello", r"He\ud83dl\u0000lo").encode()

    assert await status_of(client, body) == 200
    assert inbox.said() == ["Hello"]


async def test_what_means_nothing_is_taken(client: Client, inbox: InboxInMemory) -> None:
    assert await status_of(client, {"update_id": 9, "some_day": {}}) == 200
    assert inbox.kept == []


async def test_a_body_that_is_too_large_is_refused(client: Client, inbox: InboxInMemory) -> None:
    assert await status_of(client, b"x" * (LARGEST_BYTES + 1)) == 413
    assert inbox.kept == []


async def test_a_body_that_never_ends_is_not_waited_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_webhook, "READ_WITHIN_S", 0.05)
    ended = asyncio.Event()

    async def trickle() -> AsyncIterator[bytes]:
        yield b"{"
        await ended.wait()

    headers = CIMultiDict({HEADER: SECRET})
    async with client.post("/telegram/42", data=trickle(), headers=headers) as answer:
        assert answer.status == 408
    ended.set()


async def test_other_paths_and_methods_lead_nowhere(client: Client) -> None:
    async with client.get("/telegram/42") as answer:
        assert answer.status == 405
    async with client.post("/", json=UPDATE) as answer:
        assert answer.status == 404
    async with client.get("/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "ok")
