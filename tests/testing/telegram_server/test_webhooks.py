"""Webhook delivery: secret, lanes, retries."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import orjson
import pytest
from aiohttp import web

from tellmore.testing.telegram_server import Bot, Limits, Person, TelegramServer, webhooks
from tests.testing.telegram_server.calling import Api, Json, eventually


@dataclass(slots=True)
class Hook:
    """The far end of a webhook: notes what comes and answers as it is told."""

    url: str = ""
    seen: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    reply: object = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    in_hand: int = 0

    async def take(self, request: web.BaseRequest) -> web.Response:
        update = orjson.loads(await request.read())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.seen.append(update)
        self.in_hand += 1
        await self.gate.wait()
        self.in_hand -= 1
        status = self.statuses.pop(0) if self.statuses else 200
        if self.reply is None:
            return web.Response(status=status, headers=self.headers)
        return web.json_response(self.reply, status=status)

    @property
    def texts(self) -> list[str]:
        return [str(update["message"]["text"]) for update in self.seen if "message" in update]


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    limits = Limits(per_bot_per_second=None, per_chat_per_second=None, webhook_pace=0.001)
    async with TelegramServer(limits=limits) as server:
        yield server


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    hook.gate.set()
    runner = web.ServerRunner(web.Server(hook.take), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    hook.gate.set()
    await runner.cleanup()


async def test_updates_come_with_the_secret_and_what_waited_comes_first(
    api: Api, bot: Bot, ana: Person, hook: Hook
) -> None:
    await api.result("setWebhook", url=hook.url, secret_token="s3cret-_")
    ana.says(bot, "uno")
    await eventually(lambda: len(bot.updates) == 0)
    assert hook.texts == ["/start", "uno"]
    assert hook.secrets == ["s3cret-_"] * 2
    info = await api.result("getWebhookInfo")
    assert info == {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 40,
        "ip_address": "<unknown>",
    }


async def test_a_chat_is_served_one_by_one_while_others_go_on(
    api: Api, server: TelegramServer, bot: Bot, hook: Hook
) -> None:
    hook.gate.clear()
    await api.result("setWebhook", url=hook.url)
    people = [server.person(number) for number in range(1, 6)]
    for person in people:
        person.says(bot, "a")
        person.edits(bot, person.says(bot, "b"), "c")
    await eventually(lambda: hook.in_hand == 5)
    assert hook.texts == ["a"] * 5
    hook.gate.set()
    await eventually(lambda: len(bot.updates) == 0)
    for person in people:
        mine = [
            (kind, update[kind]["text"])
            for update in hook.seen
            for kind in ("message", "edited_message")
            if kind in update and update[kind]["from"]["id"] == person.id
        ]
        assert mine == [("message", "a"), ("message", "b"), ("edited_message", "c")]


async def test_taps_and_membership_overtake_messages(
    api: Api, bot: Bot, ana: Person, hook: Hook
) -> None:
    yes = {"inline_keyboard": [[{"text": "Sí", "callback_data": "y"}]]}
    number = await api.send("uno", reply_markup=yes)
    hook.gate.clear()
    await api.result("setWebhook", url=hook.url)
    ana.says(bot, "dos")
    ana.taps(bot, number)
    ana.blocks(bot)
    await eventually(lambda: hook.in_hand == 3)
    assert {list(update)[1] for update in hook.seen} == {
        "message", "callback_query", "my_chat_member",
    }  # fmt: skip


async def test_no_more_connections_than_allowed(
    api: Api, server: TelegramServer, bot: Bot, hook: Hook
) -> None:
    hook.gate.clear()
    await api.result("setWebhook", url=hook.url, max_connections=3)
    for number in range(1, 9):
        server.person(number).says(bot, "a")
    await eventually(lambda: hook.in_hand == 3)
    assert len(hook.seen) == 3
    hook.gate.set()
    await eventually(lambda: len(bot.updates) == 0)
    assert bot.webhook is not None
    assert bot.webhook.max_in_flight == 3
    assert len(hook.seen) == 8


async def test_a_refused_update_is_repeated_before_the_next(
    api: Api, bot: Bot, ana: Person, hook: Hook
) -> None:
    hook.statuses = [500, 404, 302, 503]
    await api.result("setWebhook", url=hook.url)
    ana.says(bot, "uno")
    await eventually(lambda: len(bot.updates) == 0)
    assert hook.texts == ["/start"] * 5 + ["uno"]
    info = await api.result("getWebhookInfo")
    assert isinstance(info, dict)
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 503 Service Unavailable"
    )


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds between deliveries at full pace, noted instead of waited."""
    noted: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        noted.append(round(seconds * 1000, 6))
        await sleep(0)

    monkeypatch.setattr(webhooks, "pause", note)
    return noted


@pytest.mark.usefixtures("ana")
async def test_waits_double_from_two_seconds_after_one_repetition_at_once(
    api: Api, bot: Bot, hook: Hook, waits: list[float]
) -> None:
    hook.statuses = [500] * 9
    await api.result("setWebhook", url=hook.url)
    await eventually(lambda: len(bot.updates) == 0)
    assert waits[:6] == [0, 2, 4, 8, 16, 32]
    assert all(60 <= wait <= 120 for wait in waits[6:9])


@pytest.mark.usefixtures("ana")
async def test_retry_after_is_honoured(api: Api, bot: Bot, hook: Hook, waits: list[float]) -> None:
    hook.statuses = [429, 429]
    hook.headers = {"Retry-After": "17"}
    await api.result("setWebhook", url=hook.url)
    await eventually(lambda: len(bot.updates) == 0)
    assert waits == [17, 17]


@pytest.mark.usefixtures("ana")
async def test_an_unreachable_webhook_keeps_the_updates(api: Api, bot: Bot) -> None:
    await api.result("setWebhook", url="http://127.0.0.1:9/none")
    assert bot.webhook is not None
    await eventually(lambda: bot.webhook is not None and bot.webhook.last_error_at > 0)
    await api.result("deleteWebhook")
    assert [list(update)[1] for update in await api.updates()] == ["message"]


async def test_a_call_in_the_answer_is_carried_out(
    api: Api, bot: Bot, ana: Person, hook: Hook
) -> None:
    hook.reply = {"method": "sendMessage", "chat_id": ana.id, "text": "en la respuesta"}
    await api.result("setWebhook", url=hook.url)
    assert (await ana.hears(bot)).text == "en la respuesta"


async def test_setting_again_at_once_and_dropping(
    api: Api, bot: Bot, ana: Person, hook: Hook
) -> None:
    await api.result("setWebhook", url=hook.url, drop_pending_updates=True)
    assert await api.refusal("setWebhook", url=hook.url) == "Too Many Requests: retry after 1"
    ana.says(bot, "uno")
    await eventually(lambda: hook.texts == ["uno"])
    await api.result("setWebhook", url="")
    ana.says(bot, "dos")
    await api.result("deleteWebhook", drop_pending_updates=True)
    assert await api.updates(offset=3, timeout=0) == []


@pytest.mark.usefixtures("ana")
async def test_gone_for_a_day_ends_the_webhook(
    api: Api, bot: Bot, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.statuses = [410] * 20
    await api.result("setWebhook", url=hook.url)
    await eventually(lambda: len(hook.statuses) < 20)
    assert bot.webhook is not None
    later = bot.webhook._unix() + 23 * 3600 + 60
    monkeypatch.setattr(bot.webhook, "_unix", lambda: later)
    await eventually(lambda: bot.webhook is None)
    assert len(bot.updates) == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"url": "nowhere"}, "invalid webhook URL specified"),
        ({"url": "ftp://a.org/x"}, "invalid webhook URL specified"),
        ({"url": "https://a.org:x/"}, "invalid webhook URL specified"),
        (
            {"url": "http://a.org/x"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://a.org:8080/x"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "https://a.org/x", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://a.org/x", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_refused_webhooks(api: Api, fields: dict[str, object], reason: str) -> None:
    assert await api.refusal("setWebhook", **fields) == f"Bad Request: {reason}"
