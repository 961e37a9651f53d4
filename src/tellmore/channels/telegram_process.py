"""Receiving for all of our bots, in one process, until told to stop."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramRetryAfter
from aiogram.types import BotCommand
from aiohttp import web

from tellmore.channels.telegram_bots import bot_of, username_of
from tellmore.channels.telegram_receiver import ALLOWED, Offsets, Receiver
from tellmore.channels.telegram_webhook import webhook_app
from tellmore.errors import InvalidSettings, TheirFault
from tellmore.languages.catalogues import SOURCE, Catalogues
from tellmore.runtime.commands import COMMANDS
from tellmore.runtime.ports import Clock, Inbox

log = structlog.get_logger(__name__)

_BACKOFF_S = (0.5, 1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram reaches us: the public URL, the secret, and our local port."""

    url: str
    secret: str
    port: int


def webhook_at(url: str, *, secret: str, port: int) -> Webhook | None:
    """Return how Telegram reaches us; None without a URL."""
    return Webhook(url=url, secret=secret, port=port) if url else None


def menus_in(spoken: Catalogues) -> dict[str, list[tuple[str, str]]]:
    """Return the menu of commands by the codes that Telegram takes: two letters, or none."""

    def menu(tag: str) -> list[tuple[str, str]]:
        return [(command.name, spoken.render(tag, command.phrase)) for command in COMMANDS]

    menus = {"": menu(SOURCE)}
    for language in spoken.languages:
        code = language.tag.partition("-")[0]
        if len(code) == len("xx"):
            menus.setdefault(code, menu(language.tag))
    return menus


async def receive(
    *,
    tokens: Sequence[str],
    api: str,
    inbox: Inbox,
    offsets: Offsets,
    clock: Clock,
    wait_until_up: Callable[[], Any],
    webhook: Webhook | None,
    menus: dict[str, list[tuple[str, str]]],
    stop: asyncio.Event,
) -> None:
    """Receive until ``stop`` is set.

    Args:
        tokens: One a bot.
        api: Base URL of the Bot API.
        inbox: Where arrivals are stored.
        offsets: How far each bot has read, for polling.
        clock: For what carries no time of its own.
        wait_until_up: Returns once the inbox answers again.
        webhook: How Telegram reaches us; None polls.
        menus: The commands' menu by two-letter language code, ``""`` for the default.
        stop: Set to end.

    Raises:
        InvalidSettings: Telegram does not know a token.
    """
    async with contextlib.AsyncExitStack() as stack:
        bots = [await stack.enter_async_context(bot_of(token, api=api)) for token in tokens]
        names = await _set_up_unless(stop, bots, webhook, menus)
        if names is None:
            return
        if webhook is not None:
            usernames = {str(bot.id): name for bot, name in zip(bots, names, strict=True)}
            app = webhook_app(usernames, inbox=inbox, secret=webhook.secret, clock=clock)
            await _serve(app, webhook.port, stop)
            return
        receivers = [
            Receiver(
                bot,
                inbox=inbox,
                offsets=offsets,
                clock=clock,
                wait_until_up=wait_until_up,
                username=name,
            )
            for bot, name in zip(bots, names, strict=True)
        ]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(receiver.run()) for receiver in receivers]
            await stop.wait()
            for task in tasks:
                task.cancel()


async def _set_up_unless(
    stop: asyncio.Event,
    bots: Sequence[Bot],
    webhook: Webhook | None,
    menus: dict[str, list[tuple[str, str]]],
) -> list[str] | None:
    """Set all bots up; return their usernames, or None if we were told to stop before."""
    setting_up = asyncio.ensure_future(_set_up_all(bots, webhook, menus))
    told = asyncio.ensure_future(stop.wait())
    await asyncio.wait({setting_up, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if setting_up.done():
        return await setting_up
    setting_up.cancel()
    await asyncio.gather(setting_up, return_exceptions=True)
    return None


async def _set_up_all(
    bots: Sequence[Bot], webhook: Webhook | None, menus: dict[str, list[tuple[str, str]]]
) -> list[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_set_up(bot, webhook, menus)) for bot in bots]
    return [task.result() for task in tasks]


async def _set_up(
    bot: Bot, webhook: Webhook | None, menus: dict[str, list[tuple[str, str]]]
) -> str:
    """Have Telegram know how we receive and what can be sent; return the bot's username.

    If Telegram is away, wait for it.
    """
    failures = 0
    while True:
        try:
            name = await username_of(bot)
            await _choose_delivery(bot, webhook)
            await _show_menus(bot, menus)
            log.info("bot ready", bot=bot.id, username=name, webhook=webhook is not None)
            return name
        except (TheirFault, AiogramError, UnicodeDecodeError) as error:
            if not failures:
                log.warning("telegram away", bot=bot.id, error=type(error).__name__)
            pause = _BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)]
            if isinstance(error, TelegramRetryAfter):
                pause = float(error.retry_after)
            await asyncio.sleep(pause)
            failures += 1


async def _choose_delivery(bot: Bot, webhook: Webhook | None) -> None:
    if webhook is None:
        if (await bot.get_webhook_info()).url:
            await bot.delete_webhook()  # updates that wait are kept
        return
    url = f"{webhook.url}/telegram/{bot.id}"
    try:
        await bot.set_webhook(url, secret_token=webhook.secret, allowed_updates=list(ALLOWED))
    except TelegramBadRequest as error:
        raise InvalidSettings(
            f"TELLMORE_TELEGRAM_WEBHOOK_URL: Telegram does not take it: {error.message}"
        ) from None


async def _show_menus(bot: Bot, menus: dict[str, list[tuple[str, str]]]) -> None:
    """Have Telegram show the commands; no interview waits for a menu that it refuses."""
    for code, menu in menus.items():
        wanted = [BotCommand(command=name, description=said) for name, said in menu]
        try:
            shown = await bot.get_my_commands(language_code=code or None)
            if [(each.command, each.description) for each in shown] != menu:
                await bot.set_my_commands(wanted, language_code=code or None)
        except TelegramBadRequest as error:
            log.warning("menu refused", bot=bot.id, language=code, error=error.message)


async def _serve(app: web.Application, port: int, stop: asyncio.Event) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError as error:
            raise InvalidSettings(
                f"TELLMORE_TELEGRAM_WEBHOOK_PORT: port {port} cannot be listened on: "
                f"{error.strerror}"
            ) from None
        await stop.wait()
    finally:
        await runner.cleanup()
