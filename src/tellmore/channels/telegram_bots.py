"""Telegram's bots, by aiogram, against the official API or a server of one's own."""

import contextlib
from collections.abc import AsyncIterator

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from tellmore.errors import InvalidSettings, Rejected, Unreachable


@contextlib.asynccontextmanager
async def bot_of(token: str, *, api: str) -> AsyncIterator[Bot]:
    """Open a bot; its connections are closed at the end."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    bot = Bot(token, session=session)
    try:
        yield bot
    finally:
        await session.close()


async def username_of(bot: Bot) -> str:
    """Return a bot's username.

    Raises:
        InvalidSettings: Telegram does not know the token.
        Rejected: Telegram refuses the bot.
        Unreachable: Telegram does not answer.
    """
    # No causes below: some of these errors hold the URL, and with it the token.
    try:
        username = (await bot.get_me(request_timeout=10)).username
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise InvalidSettings(
            f"TELLMORE_TELEGRAM_TOKEN: Telegram does not know the token of bot {bot.id}; "
            "copy it again from @BotFather"
        ) from None
    except (TelegramNetworkError, TelegramServerError):
        raise Unreachable("Telegram does not answer; check TELLMORE_TELEGRAM_API") from None
    except TelegramAPIError as error:
        raise Rejected(f"Telegram refuses bot {bot.id}: {type(error).__name__}") from None
    # aiogram trips over pages of proxies that are JSON or no text at all.
    except (AiogramError, UnicodeDecodeError, TypeError, AttributeError):
        raise Unreachable(
            "what answers is not Telegram's Bot API; check TELLMORE_TELEGRAM_API"
        ) from None
    return username or ""
