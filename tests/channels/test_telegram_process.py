import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from tellmore.channels import telegram_process
from tellmore.channels.telegram_process import Webhook, menus_in, receive, webhook_at
from tellmore.errors import InvalidSettings
from tellmore.languages import catalogues
from tellmore.runtime.commands import COMMANDS
from tellmore.testing.telegram_server import (
    Bot,
    MalformedReply,
    Person,
    ServerError,
    TelegramServer,
    TooManyRequests,
)
from tests.channels.conftest import TOKEN
from tests.channels.receiving import FixedClock, InboxInMemory, OffsetsInMemory
from tests.testing.telegram_server.calling import eventually

OTHER = "43:OTHER-SECRET"
MENUS = {"": [("help", "Help")], "es": [("help", "Ayuda")]}
SECRET = "a-long-secret"


@dataclass
class Process:
    """The receiving process, in this one."""

    api: str
    tokens: tuple[str, ...] = (TOKEN,)
    webhook: Webhook | None = None
    inbox: InboxInMemory = field(default_factory=InboxInMemory)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        stop = asyncio.Event()
        task = asyncio.create_task(self.run(stop))
        try:
            yield task
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await asyncio.gather(task, return_exceptions=True)

    async def run(self, stop: asyncio.Event) -> None:
        await receive(
            tokens=self.tokens,
            api=self.api,
            inbox=self.inbox,
            offsets=OffsetsInMemory(self.inbox),
            clock=FixedClock(),
            wait_until_up=asyncio.Event().wait,
            webhook=self.webhook,
            menus=MENUS,
            stop=stop,
        )


@pytest.fixture
def process(server: TelegramServer, monkeypatch: pytest.MonkeyPatch) -> Process:
    monkeypatch.setattr(telegram_process, "_BACKOFF_S", (0.01,))
    return Process(api=server.base_url)


@pytest.fixture
def port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        found: int = listening.getsockname()[1]
    return found


async def test_it_polls_and_shows_its_commands(bot: Bot, ana: Person, process: Process) -> None:
    async with process.running():
        ana.says(bot, "Hello")
        await eventually(lambda: process.inbox.said() == ["", "Hello"])

    assert bot.commands == {
        ('{"type":"default"}', ""): [{"command": "help", "description": "Help"}],
        ('{"type":"default"}', "es"): [{"command": "help", "description": "Ayuda"}],
    }


async def test_what_is_shown_already_is_not_set_again(
    server: TelegramServer, bot: Bot, ana: Person, process: Process
) -> None:
    for stored in (2, 3):
        async with process.running():
            ana.says(bot, "Hello")
            await eventually(lambda stored=stored: len(process.inbox.kept) == stored)  # type: ignore[misc] # a default has no type

    assert server.counters.calls["setMyCommands"] == len(MENUS)


async def test_several_bots_are_received_side_by_side(
    server: TelegramServer, bot: Bot, ana: Person, process: Process
) -> None:
    other = server.bot(OTHER, "other_bot")
    process.tokens = (TOKEN, OTHER)
    async with process.running():
        ana.says(bot, "Hello")
        ana.starts(other, "abc")
        await eventually(lambda: len(process.inbox.kept) == 3)

    assert {each.address.account for each in process.inbox.kept} == {"42", "43"}


@pytest.mark.parametrize("token", ["99:NOBODYS", "99:a"])
async def test_one_token_that_telegram_does_not_know_ends_all_with_a_sentence(
    bot: Bot, process: Process, token: str
) -> None:
    process.tokens = (bot.token, token)
    async with process.running() as task:
        with pytest.raises(ExceptionGroup) as caught:
            await task

    assert caught.group_contains(InvalidSettings, match="token of bot 99")


async def test_while_telegram_is_away_at_the_start_it_is_waited_for(
    server: TelegramServer, bot: Bot, ana: Person, process: Process
) -> None:
    server.fail(ServerError(status=502), times=2)
    server.fail(MalformedReply(), times=2)
    server.fail(TooManyRequests(retry_after_s=1))
    with capture_logs() as logs:
        async with process.running():
            ana.says(bot, "Hello")
            await eventually(lambda: process.inbox.said() == ["", "Hello"])

    assert [each["event"] for each in logs] == ["telegram away", "bot ready"]


async def test_it_stops_while_telegram_is_away(server: TelegramServer, process: Process) -> None:
    server.bot(TOKEN, "interview_bot")
    server.fail(ServerError(), times=None)
    async with process.running() as task:
        await eventually(lambda: server.faults.struck > 2)

    assert task.exception() is None


async def test_a_menu_that_telegram_refuses_keeps_nobody_from_being_heard(
    server: TelegramServer, bot: Bot, ana: Person, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MENUS, "es", [("help", "x" * 300)])
    with capture_logs() as logs:
        async with process.running():
            ana.says(bot, "Hello")
            await eventually(lambda: process.inbox.said() == ["", "Hello"])

    assert [each["language"] for each in logs if each["event"] == "menu refused"] == ["es"]
    assert server.counters.calls["setMyCommands"] == len(MENUS)


async def test_it_takes_updates_by_webhook_once_each_and_drops_none_that_wait(
    bot: Bot, ana: Person, process: Process, port: int
) -> None:
    ana.says(bot, "before")
    process.webhook = webhook_at(f"http://127.0.0.1:{port}", secret=SECRET, port=port)
    async with process.running():
        await eventually(lambda: len(process.inbox.kept) == 2)
        ana.says(bot, "after")
        await eventually(lambda: len(process.inbox.kept) == 3)
        assert bot.webhook is not None
        assert bot.webhook.settings.secret_token == SECRET

    assert process.inbox.said() == ["", "before", "after"]


async def test_a_webhook_of_before_makes_way_for_polling(
    bot: Bot, ana: Person, process: Process, port: int
) -> None:
    process.webhook = webhook_at(f"http://127.0.0.1:{port}", secret=SECRET, port=port)
    async with process.running():
        await eventually(lambda: len(process.inbox.kept) == 1)
    process.webhook = None
    ana.says(bot, "Hello")
    async with process.running():
        await eventually(lambda: process.inbox.said() == ["", "Hello"])

    assert bot.webhook is None


@pytest.mark.usefixtures("bot")
async def test_a_url_that_telegram_does_not_take_ends_it_with_a_sentence(
    process: Process, port: int
) -> None:
    process.webhook = webhook_at("http://example.org", secret=SECRET, port=port)
    async with process.running() as task:
        with pytest.raises(ExceptionGroup) as caught:
            await task

    assert caught.group_contains(InvalidSettings, match="TELLMORE_TELEGRAM_WEBHOOK_URL: .*HTTPS")


@pytest.mark.usefixtures("bot")
async def test_a_port_that_is_taken_ends_it_with_a_sentence(
    process: Process, server: TelegramServer
) -> None:
    taken = int(server.base_url.rpartition(":")[2])
    process.webhook = webhook_at(f"http://127.0.0.1:{taken}", secret=SECRET, port=taken)
    async with process.running() as task:
        with pytest.raises(InvalidSettings, match=f"TELLMORE_TELEGRAM_WEBHOOK_PORT: port {taken}"):
            await task


def test_without_a_url_there_is_no_webhook() -> None:
    assert webhook_at("", secret=SECRET, port=8081) is None


def test_menus_speak_every_language_whose_code_telegram_takes() -> None:
    spoken = catalogues.load()

    menus = menus_in(spoken)

    assert set(menus) == {""} | {
        language.tag.partition("-")[0]
        for language in spoken.languages
        if len(language.tag.partition("-")[0]) == 2
    }
    assert {tuple(name for name, _ in menu) for menu in menus.values()} == {
        tuple(command.name for command in COMMANDS)
    }
    assert menus["es"] != menus[""] == menus["en"]
