import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer
from structlog.testing import capture_logs

from tellmore.channels import telegram_receiver
from tellmore.channels.telegram_bots import bot_of
from tellmore.channels.telegram_receiver import Receiver
from tellmore.errors import InvalidSettings, OurFault, Unreachable
from tellmore.runtime.arrivals import Started
from tellmore.testing.telegram_server import (
    Bot,
    DropAfter,
    DropBefore,
    Fault,
    MalformedReply,
    Person,
    ServerError,
    TelegramServer,
    TooManyRequests,
)
from tests.channels.conftest import TOKEN
from tests.channels.receiving import FixedClock, InboxInMemory, OffsetsInMemory
from tests.testing.telegram_server.calling import eventually


@dataclass
class Reception:
    """One receiver at work, and all that is around it."""

    inbox: InboxInMemory = field(default_factory=InboxInMemory)
    poisons: list[tuple[str, str, str]] = field(default_factory=list)
    ups: int = 0

    def __post_init__(self) -> None:
        self.offsets = OffsetsInMemory(self.inbox)

    async def wait_until_up(self) -> None:
        self.ups += 1

    @contextlib.asynccontextmanager
    async def at_work(self, api: str) -> AsyncIterator[asyncio.Task[None]]:
        async with bot_of(TOKEN, api=api) as bot:
            receiver = Receiver(
                bot,
                inbox=self.inbox,
                offsets=self.offsets,
                clock=FixedClock(),
                wait_until_up=self.wait_until_up,
                username="interview_bot",
                on_poison=lambda *poison: self.poisons.append(poison),
            )
            task = asyncio.create_task(receiver.run())
            try:
                yield task
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def reception(monkeypatch: pytest.MonkeyPatch) -> Reception:
    monkeypatch.setattr(telegram_receiver, "_BACKOFF_S", (0.01,))
    # Telegram holds the answer to an offset that it heard just now back for seconds.
    monkeypatch.setattr(telegram_receiver, "_CONFIRMS_WITHIN_S", 0.05)
    return Reception()


async def test_what_people_do_is_stored_in_order_and_then_forgotten_by_telegram(
    server: TelegramServer, bot: Bot, ana: Person, reception: Reception
) -> None:
    async with reception.at_work(server.base_url):
        for text in ("one", "two", "three"):
            ana.says(bot, text)
        await eventually(lambda: len(reception.inbox.kept) == 4 and len(bot.updates) == 0)

    first = reception.inbox.kept[0]
    assert isinstance(first.happening, Started)
    assert reception.inbox.said()[1:] == ["one", "two", "three"]
    newest = int(reception.inbox.kept[-1].id.rpartition(":")[2])
    assert reception.offsets.offsets == {"42": newest + 1}


async def test_a_receiver_goes_on_where_the_last_one_ended(
    server: TelegramServer, bot: Bot, ana: Person, reception: Reception
) -> None:
    async with reception.at_work(server.base_url):
        await eventually(lambda: len(reception.inbox.kept) == 1)
    ana.says(bot, "Hello")
    async with reception.at_work(server.base_url):
        await eventually(lambda: len(reception.inbox.kept) == 2)

    assert reception.inbox.said()[1:] == ["Hello"]


@pytest.mark.usefixtures("ana")
async def test_an_offset_is_saved_only_behind_what_is_stored(
    server: TelegramServer, bot: Bot, reception: Reception
) -> None:
    reception.inbox.opened.clear()
    async with reception.at_work(server.base_url):
        await reception.inbox.asked.wait()
        assert (reception.offsets.offsets, len(bot.updates)) == ({}, 1)
        reception.inbox.opened.set()
        await eventually(lambda: reception.offsets.held == [1])


async def test_while_the_inbox_is_away_telegram_keeps_everything(
    server: TelegramServer, bot: Bot, ana: Person, reception: Reception
) -> None:
    reception.inbox.faults = [Unreachable("away")] * 3
    ana.says(bot, "Hello")
    async with reception.at_work(server.base_url):
        await eventually(lambda: len(bot.updates) == 0)

    assert (reception.inbox.said(), reception.ups) == (["", "Hello"], 3)


@pytest.mark.usefixtures("ana")
async def test_an_offset_that_cannot_be_loaded_or_saved_loses_nothing(
    server: TelegramServer, bot: Bot, reception: Reception
) -> None:
    reception.offsets.faults = [Unreachable("away"), Unreachable("away")]
    async with reception.at_work(server.base_url):
        await eventually(lambda: len(reception.inbox.kept) == 1 and not reception.offsets.faults)
        await eventually(lambda: len(bot.updates) == 0)

    assert len(reception.inbox.kept) == 1


@pytest.mark.parametrize(
    "poison",
    [
        {"message": {"text": "no chat"}},
        {"message": "no object"},
        {"callback_query": {"id": 7}},
        {"my_chat_member": None, "message": {"date": "yesterday"}},
    ],
)
async def test_one_update_that_cannot_be_read_hides_no_other(
    server: TelegramServer,
    bot: Bot,
    ana: Person,
    reception: Reception,
    poison: dict[str, object],
) -> None:
    ana.says(bot, "before")
    number = server.inject(bot, poison)
    ana.says(bot, "after")
    async with reception.at_work(server.base_url):
        await eventually(lambda: len(bot.updates) == 0)

    assert reception.inbox.said() == ["", "before", "after"]
    assert [(bot, update) for bot, update, _ in reception.poisons] == [("42", str(number))]


async def test_one_arrival_that_cannot_be_stored_hides_no_other(
    server: TelegramServer, bot: Bot, ana: Person, reception: Reception
) -> None:
    number = server.inject(
        bot,
        {
            "message": {
                "message_id": 99,
                "date": 0,
                "chat": {"id": 7, "type": "private"},
                "text": "poison",
            }
        },
    )
    reception.inbox.poison[f"tg:42:{number}"] = OurFault("cannot be written")
    ana.says(bot, "after")
    async with reception.at_work(server.base_url):
        await eventually(lambda: len(bot.updates) == 0)

    assert reception.inbox.said() == ["", "after"]
    assert reception.poisons == [("42", f"tg:42:{number}", "OurFault")]


async def test_updates_that_are_foreign_to_us_are_passed_over(
    server: TelegramServer, bot: Bot, ana: Person, reception: Reception
) -> None:
    server.inject(bot, {"some_day": {"a": 1}})
    server.inject(bot, {})
    ana.says(bot, "Hello")
    async with reception.at_work(server.base_url):
        await eventually(lambda: len(bot.updates) == 0)

    assert (reception.inbox.said(), reception.poisons) == (["", "Hello"], [])


@pytest.mark.parametrize(
    "fault",
    [
        DropBefore(),
        DropAfter(),
        MalformedReply(),
        ServerError(status=502),
        TooManyRequests(retry_after_s=0),
    ],
)
async def test_when_telegram_fails_it_is_asked_again(
    server: TelegramServer, bot: Bot, ana: Person, reception: Reception, fault: Fault
) -> None:
    ana.says(bot, "Hello")
    server.fail(fault, method="getUpdates", times=2)
    async with reception.at_work(server.base_url):
        await eventually(lambda: reception.inbox.said() == ["", "Hello"])

    assert server.faults.struck == 2


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize(
    "page",
    [b"<html>502</html>", b"", b"\xff\xfe", b"[]", b'{"ok":true,"result":7}', b'{"ok":true}'],
)
async def test_a_proxys_page_is_waited_out(reception: Reception, page: bytes, status: int) -> None:
    asked = 0

    async def answer(_: web.BaseRequest) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(status=status, body=page, content_type="text/html", charset="utf-8")

    async with (
        RawTestServer(answer) as proxy,
        reception.at_work(str(proxy.make_url("")).rstrip("/")) as task,
    ):
        await eventually(lambda: asked >= 3)
        assert not task.done()


@pytest.mark.usefixtures("ana")
async def test_two_receivers_of_one_bot_are_told_so_once(
    server: TelegramServer, bot: Bot, reception: Reception
) -> None:
    other = Reception()
    with capture_logs() as logs:
        async with reception.at_work(server.base_url):
            await eventually(lambda: len(bot.updates) == 0)
            async with other.at_work(server.base_url):
                await eventually(lambda: bool(logs))

    assert logs[0] == {
        "event": "another process receives for this bot; waiting until it is gone",
        "bot": "42",
        "log_level": "warning",
    }


async def test_a_token_that_telegram_does_not_know_ends_it_with_a_sentence(
    server: TelegramServer, reception: Reception
) -> None:
    async with reception.at_work(server.base_url) as task:
        with pytest.raises(InvalidSettings, match=r"TELLMORE_TELEGRAM_TOKEN: .* bot 42") as caught:
            await task

    assert "TEST-SECRET" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.usefixtures("ana")
async def test_whoever_is_told_to_stop_stores_what_was_fetched_and_confirms_it(
    server: TelegramServer, bot: Bot, reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_receiver, "_CONFIRMS_WITHIN_S", 5)
    reception.inbox.opened.clear()
    async with reception.at_work(server.base_url) as task:
        await reception.inbox.asked.wait()
        task.cancel()
        asyncio.get_running_loop().call_soon(reception.inbox.opened.set)
        with pytest.raises(asyncio.CancelledError):
            await task

    assert (len(reception.inbox.kept), len(bot.updates)) == (1, 0)


@pytest.mark.usefixtures("ana")
async def test_whoever_is_told_to_stop_while_the_inbox_is_away_leaves_the_rest_to_telegram(
    server: TelegramServer, bot: Bot, reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_receiver, "STORES_WITHIN", timedelta(milliseconds=20))
    reception.inbox.opened.clear()
    async with reception.at_work(server.base_url) as task:
        await reception.inbox.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert (reception.inbox.kept, len(bot.updates)) == ([], 1)
