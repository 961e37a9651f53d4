"""Receives from Telegram by long polling: store first, acknowledge then."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.methods.base import Response
from aiogram.types import Update, User
from pydantic import ValidationError

from tellmore.channels.telegram_arrivals import arrival_of
from tellmore.errors import InvalidSettings, Unreachable
from tellmore.runtime.arrivals import Arrival
from tellmore.runtime.ports import Clock, Inbox

log = structlog.get_logger(__name__)

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that mean something to us."""

POLL_S = 25
MOST = 100

KEPT = (Response[list[Update]], Response[bool], Response[User])
"""aiogram has pydantic build these anew whenever nobody holds them."""

_BACKOFF_S = (0.5, 1.0, 2.0, 5.0, 10.0)


class Offsets(Protocol):
    """How far each bot has read."""

    async def load(self, bot: str) -> int:
        """Return the next update to ask for; 0 where nothing was read yet."""
        ...

    async def save(self, bot: str, offset: int) -> None:
        """Keep the next update to ask for."""
        ...


class Receiver:
    """Polls one bot.

    The offset, by which Telegram forgets updates, moves only after the inbox has them; a
    crash in between makes Telegram send again what is then recognised as seen.
    """

    def __init__(
        self,
        bot: Bot,
        *,
        inbox: Inbox,
        offsets: Offsets,
        clock: Clock,
        wait_until_up: Callable[[], Any],
    ) -> None:
        self._bot = bot
        self._name = str(bot.id)
        self._inbox = inbox
        self._offsets = offsets
        self._clock = clock
        self._wait_until_up = wait_until_up

    async def run(self) -> None:
        """Receive until cancelled; what was fetched is stored before that.

        Raises:
            InvalidSettings: Telegram does not know the token.
        """
        offset = await self._saved_offset()
        failures = 0
        try:
            while True:
                try:
                    updates = await self._fetch(offset)
                except TelegramUnauthorizedError as error:
                    raise InvalidSettings(
                        f"TELLMORE_TELEGRAM_TOKEN: Telegram does not know the token of bot "
                        f"{self._name}; copy it again from @BotFather"
                    ) from error
                except TelegramAPIError as error:
                    await self._wait_out(error, failures)
                    failures += 1
                    continue
                failures = 0
                if updates:
                    # Shielded: once fetched, they are stored even if we are told to stop.
                    offset = await asyncio.shield(self._take(updates))
        finally:
            await self._confirm(offset)

    async def _saved_offset(self) -> int:
        while True:
            try:
                return await self._offsets.load(self._name)
            except Unreachable:
                await self._wait_until_up()

    async def _fetch(self, offset: int) -> Sequence[Update | dict[str, Any]]:
        call = GetUpdates(offset=offset, limit=MOST, timeout=POLL_S, allowed_updates=list(ALLOWED))
        try:
            return await self._bot(call, request_timeout=POLL_S + 10)
        except ClientDecodeError:
            # One update that aiogram cannot read must not hide the others.
            return await self._fetch_raw(offset)

    async def _fetch_raw(self, offset: int) -> Sequence[dict[str, Any]]:
        session = self._bot.session
        if not isinstance(session, AiohttpSession):  # pragma: no cover - we always make this kind
            return []
        url = session.api.api_url(token=self._bot.token, method="getUpdates")
        client = await session.create_session()
        body = {"offset": offset, "limit": MOST, "timeout": 0, "allowed_updates": list(ALLOWED)}
        async with client.post(url, json=body) as response:
            reply = await response.json()
        return list(reply.get("result", []))

    async def _take(self, updates: Sequence[Update | dict[str, Any]]) -> int:
        arrivals: list[Arrival] = []
        offset = 0
        for update in updates:
            read = self._read(update)
            number = update.update_id if isinstance(update, Update) else int(update["update_id"])
            offset = max(offset, number + 1)
            if read is not None:
                arrivals.append(read)
        await store(self._inbox, arrivals, wait_until_up=self._wait_until_up)
        with contextlib.suppress(Unreachable):  # a lost offset only means seeing them again
            await self._offsets.save(self._name, offset)
        return offset

    def _read(self, update: Update | dict[str, Any]) -> Arrival | None:
        return read_update(update, bot=self._name, now=self._clock.now())

    async def _wait_out(self, error: TelegramAPIError, failures: int) -> None:
        pause = _BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)]
        if isinstance(error, TelegramRetryAfter):
            pause = float(error.retry_after)
        if isinstance(error, TelegramConflictError):
            log.warning(
                "another process receives for this bot; waiting until it is gone", bot=self._name
            )
        elif not failures:
            log.warning("telegram away", bot=self._name, error=type(error).__name__)
        await asyncio.sleep(pause)

    async def _confirm(self, offset: int) -> None:
        """Tell Telegram a last time how far we are, so that it does not send again."""
        if not offset:
            return
        with contextlib.suppress(TelegramAPIError, TimeoutError):
            async with asyncio.timeout(2):
                await self._bot(GetUpdates(offset=offset, limit=1, timeout=0), request_timeout=2)


def read_update(update: Update | dict[str, Any], *, bot: str, now: datetime) -> Arrival | None:
    """Return what an update means; None if it means nothing or cannot be read."""
    try:
        read = update if isinstance(update, Update) else Update.model_validate(update)
        return arrival_of(read, bot=bot, now=now.astimezone(UTC))
    except ValidationError as error:
        number = update.get("update_id") if isinstance(update, dict) else None
        log.error("update cannot be read", bot=bot, update=number, faults=error.error_count())
        return None


async def store(
    inbox: Inbox, arrivals: Sequence[Arrival], *, wait_until_up: Callable[[], Any]
) -> None:
    """Put arrivals into the inbox, however long that takes."""
    while arrivals:
        try:
            await inbox.put(arrivals)
        except Unreachable:
            await wait_until_up()
        else:
            return
