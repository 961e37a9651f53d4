"""What `tellmore doctor` asks Telegram: whether it knows our bots and how it delivers to us."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from tellmore.cli.checks import Finding, fail, ok, warn
from tellmore.settings import Settings

if TYPE_CHECKING:  # whoever has no bot does not wait the seconds that aiogram takes to load
    from aiogram.types import WebhookInfo

ANSWER_WITHIN = timedelta(seconds=5)


async def telegram(settings: Settings) -> tuple[Finding, ...]:
    """Ask Telegram about each of our bots, all at once."""
    if not settings.telegram_tokens:
        says = "no token is set, so people can be interviewed in the terminal alone"
        mend = "get one from @BotFather in Telegram and set TELLMORE_TELEGRAM_TOKEN"
        return (warn("telegram", says, mend),)
    asked = (
        _bot(settings, token, number) for number, token in enumerate(settings.telegram_tokens, 1)
    )
    return tuple(finding for found in await asyncio.gather(*asked) for finding in found)


async def _bot(settings: Settings, token: str, number: int) -> tuple[Finding, ...]:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

    name = f"telegram bot {number}" if len(settings.telegram_tokens) > 1 else "telegram"
    within_s = ANSWER_WITHIN.total_seconds()
    api = TelegramAPIServer.from_base(settings.telegram_api)
    session = AiohttpSession(api=api, timeout=within_s)
    try:
        async with asyncio.timeout(within_s), Bot(token, session=session) as bot:
            # Not at once: a token that nobody knows needs no second question.
            me = await bot.get_me()
            webhook = await bot.get_webhook_info()
    except (TelegramUnauthorizedError, TelegramNotFound):
        mend = "get it anew from @BotFather and set TELLMORE_TELEGRAM_TOKEN"
        return (fail(name, "Telegram does not know the token", mend),)
    except (AiogramError, OSError) as error:
        # Only the class: a message may hold the address, and with it the token.
        says = f"no good answer from {settings.telegram_api}: {type(error).__name__}"
        mend = "see whether this machine reaches it, or set TELLMORE_TELEGRAM_API"
        return (fail(name, says, mend),)
    delivery = judge_delivery(name, webhook, ours=settings.telegram_webhook_url)
    return (ok(name, f"@{me.username} answers"), *delivery)


def judge_delivery(name: str, webhook: "WebhookInfo", *, ours: str) -> tuple[Finding, ...]:
    """Judge whether Telegram delivers to where we listen.

    Args:
        name: The bot, as the findings are to call it.
        webhook: What Telegram says; an empty URL means that it waits to be asked.
        ours: The URL at which we listen; empty if we ask.
    """
    name = f"{name} delivery"
    if webhook.url and not ours:
        says = "Telegram delivers to a webhook, while TELLMORE_TELEGRAM_WEBHOOK_URL is empty"
        mend = "set it; else our start takes the updates away from whoever has them now"
        return (warn(name, says, mend),)
    if ours and not webhook.url.startswith(ours):
        where = "elsewhere" if webhook.url else "to nobody"
        says = f"Telegram delivers {where}, not to TELLMORE_TELEGRAM_WEBHOOK_URL"
        return (warn(name, says, "`tellmore up` registers it; see the log of `telegram`"),)
    waiting = webhook.pending_update_count
    if ours and webhook.last_error_message and waiting:
        says = f"{waiting} updates wait: Telegram says `{webhook.last_error_message}`"
        mend = "see that the proxy hands TELLMORE_TELEGRAM_WEBHOOK_URL on to our port"
        return (warn(name, says, mend),)
    return (ok(name, f"by {'webhook' if ours else 'polling'}, {waiting} updates wait"),)
