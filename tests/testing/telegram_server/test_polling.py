"""``getUpdates`` as Telegram's server answers it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from tellmore.testing.telegram_server import Bot, Limits, Person, TelegramServer
from tests.testing.telegram_server.calling import TOKEN, Api, Json, eventually

OTHER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
    " running"
)


@dataclass(slots=True)
class Ticks:
    """Steady seconds that stand still until they are moved."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
async def server(ticks: Ticks) -> AsyncIterator[TelegramServer]:
    async with TelegramServer(limits=Limits.none(), ticks=ticks) as server:
        yield server


def texts(updates: list[Json]) -> list[str]:
    return [str(update["message"]["text"]) for update in updates]


async def test_updates_stay_until_a_greater_offset(
    api: Api, bot: Bot, ana: Person, ticks: Ticks
) -> None:
    ana.says(bot, "uno")
    first = await api.updates()
    assert texts(first) == ["/start", "uno"]
    start, uno = (int(str(update["update_id"])) for update in first)
    assert uno == start + 1
    ticks.now += 10
    assert await api.updates(offset=start) == first
    assert texts(await api.updates(offset=uno)) == ["uno"]
    assert texts(await api.updates(offset=uno + 100)) == ["uno"]
    assert await api.updates(offset=uno + 1) == []


async def test_limit_and_negative_offset(api: Api, bot: Bot, ana: Person) -> None:
    for number in range(150):
        ana.says(bot, str(number))
    assert texts(await api.updates(limit=2)) == ["/start", "0"]
    assert len(await api.updates(offset=1, limit=500)) == 100
    assert texts(await api.updates(offset=-2)) == ["148", "149"]
    assert texts(await api.updates(offset=2)) == ["148", "149"]
    refusal = await api.refusal("getUpdates", limit="many")
    assert refusal == "Bad Request: invalid limit specified"


async def test_the_same_offset_at_once_gets_one_update(
    api: Api, bot: Bot, ana: Person, ticks: Ticks
) -> None:
    ana.says(bot, "uno")
    assert len(await api.updates(offset=5)) == 2
    assert len(await api.updates(offset=5)) == 1
    ticks.now += 0.5
    assert len(await api.updates(offset=5)) == 2
    assert len(await api.updates(offset=6)) == 2


async def test_the_same_empty_offset_is_held(api: Api, bot: Bot, ana: Person, ticks: Ticks) -> None:
    [start] = await api.updates()
    after = int(str(start["update_id"])) + 1
    assert await api.updates(offset=after) == []
    held = asyncio.create_task(api.updates(offset=after))
    await eventually(lambda: bot.poller._waiting is not None)
    ana.says(bot, "uno")
    assert texts(await held) == ["uno"]
    ticks.now += 3
    assert await api.updates(offset=after + 1) == []
    ticks.now += 3
    assert await api.updates(offset=after + 1) == []


async def test_a_waiting_poll_ends_when_its_time_is_over(bot: Bot) -> None:
    assert await bot.poller.poll(offset=0, limit=1, timeout_s=0.01) == b'{"ok":true,"result":[]}'


async def test_a_second_poller_ends_the_first(api: Api, bot: Bot, ana: Person) -> None:
    first = asyncio.create_task(api.call("getUpdates", timeout=50, offset=-1))
    [start] = (await first)["result"]
    after = int(str(start["update_id"])) + 1
    first = asyncio.create_task(api.call("getUpdates", timeout=50, offset=after))
    await eventually(lambda: bot.poller._waiting is not None)
    older = bot.poller._waiting
    second = asyncio.create_task(api.updates(timeout=50, offset=after))
    assert await first == {"ok": False, "error_code": 409, "description": OTHER}
    await eventually(lambda: bot.poller._waiting not in {None, older})
    ana.says(bot, "uno")
    assert texts(await second) == ["uno"]


async def test_conflicts_in_a_row_are_answered_slowly(bot: Bot, ticks: Ticks) -> None:
    assert bot.poller.conflict("x").delay_s == 0
    ticks.now += 2.9
    assert bot.poller.conflict("x").delay_s == 3
    ticks.now += 0.1
    assert bot.poller.conflict("x").delay_s == 0


async def test_only_allowed_kinds_are_kept(api: Api, bot: Bot, ana: Person) -> None:
    await api.updates(allowed_updates=["message"], offset=-1)
    ana.blocks(bot)
    ana.unblocks(bot)
    ana.edits(bot, ana.says(bot, "uno"), "dos")
    assert texts(await api.updates(offset=2)) == ["/start", "uno"]
    await api.updates(allowed_updates='{"a":1}', offset=3)
    ana.blocks(bot)
    await api.updates(allowed_updates=[], offset=4)
    ana.unblocks(bot)
    kinds = [list(update)[1] for update in await api.updates(offset=5)]
    assert kinds == ["message", "message", "my_chat_member"]


async def test_any_update_can_be_injected(api: Api, server: TelegramServer, bot: Bot) -> None:
    number = server.inject(bot, {"from_the_future": {"a": [1]}})
    assert await api.updates() == [{"update_id": number, "from_the_future": {"a": [1]}}]


async def test_polling_is_refused_while_a_webhook_stands(api: Api, bot: Bot, ticks: Ticks) -> None:
    waiting = asyncio.create_task(api.refusal("getUpdates", timeout=50))
    await eventually(lambda: bot.poller._waiting is not None)
    await api.result("setWebhook", url="http://127.0.0.1:9/hook")
    assert await waiting == "Conflict: terminated by setWebhook request"
    ticks.now += 3
    assert await api.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to"
        " delete the webhook first"
    )
    await api.result("deleteWebhook")
    assert await api.updates() == []


async def test_two_bots_poll_side_by_side(server: TelegramServer) -> None:
    async with aiohttp.ClientSession() as session:
        bots = [server.bot(TOKEN, "one_bot"), server.bot("43:B", "two_bot")]
        apis = [Api(session=session, base_url=server.base_url, token=each.token) for each in bots]
        waiting = [asyncio.create_task(api.updates(timeout=50)) for api in apis]
        await eventually(lambda: all(bot.poller._waiting for bot in bots))
        for number, bot in enumerate(bots, 1):
            server.person(number).says(bot, bot.username)
        assert [texts(await each) for each in waiting] == [["one_bot"], ["two_bot"]]
