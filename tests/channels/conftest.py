from collections.abc import AsyncIterator

import pytest

from tellmore.testing.telegram_server import Bot, Limits, Person, TelegramServer

TOKEN = "42:TEST-SECRET"


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """Run a strict Telegram that minds no pace, so that no test waits for it."""
    async with TelegramServer(limits=Limits.none()) as server:
        yield server


@pytest.fixture
def bot(server: TelegramServer) -> Bot:
    return server.bot(TOKEN, "interview_bot")


@pytest.fixture
def ana(server: TelegramServer, bot: Bot) -> Person:
    person = server.person(7, "Ana", "es")
    person.starts(bot)
    return person
