from collections.abc import AsyncIterator

import aiohttp
import pytest

from tellmore.testing.telegram_server import Bot, Limits, Person, TelegramServer
from tests.testing.telegram_server.calling import TOKEN, Api


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(limits=Limits(per_chat_burst=50)) as server:
        yield server


@pytest.fixture
def bot(server: TelegramServer) -> Bot:
    return server.bot(TOKEN, "interview_bot")


@pytest.fixture
def ana(server: TelegramServer, bot: Bot) -> Person:
    person = server.person(7, "Ana", "es")
    person.starts(bot)
    return person


@pytest.fixture
async def api(server: TelegramServer, bot: Bot) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(session=session, base_url=server.base_url, token=bot.token)
