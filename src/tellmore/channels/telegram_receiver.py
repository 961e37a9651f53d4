"""Receives from Telegram by long polling: store first, acknowledge then."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.methods.base import Response
from aiogram.types import Message, Update, User

from tellmore.channels.telegram_reading import OnPoison, RawUpdate, read_update, told_of, updates_in
from tellmore.errors import InvalidSettings, OurFault, Unreachable
from tellmore.runtime.arrivals import Arrival
from tellmore.runtime.ports import Clock, Inbox

log = structlog.get_logger(__name__)

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that mean something to us."""

POLL_S = 25
MOST = 100

KEPT = (Response[list[Update]], Response[Message], Response[bool], Response[User])
"""aiogram has pydantic build these anew whenever nobody holds them."""

STORES_WITHIN = timedelta(seconds=8)
"""How long what was fetched may take to be stored once we are told to stop."""

_CONFIRMS_WITHIN_S = 0.5
"""It counts once it is received; the answer, which may be held back, tells nothing."""

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
        username: str = "",
        on_poison: OnPoison = told_of,
    ) -> None:
        """Receive for one bot.

        Args:
            bot: Which.
            inbox: Where arrivals are stored.
            offsets: How far the bot has read.
            clock: For what carries no time of its own.
            wait_until_up: Returns once the inbox answers again.
            username: The bot's, by which it is called in groups.
            on_poison: Told of each update that cannot be read or stored.
        """
        self._bot = bot
        self._name = str(bot.id)
        self._inbox = inbox
        self._offsets = offsets
        self._clock = clock
        self._wait_until_up = wait_until_up
        self._username = username
        self._on_poison = on_poison

    async def run(self) -> None:
        """Receive until cancelled; what was fetched is stored before that.

        Raises:
            InvalidSettings: Telegram does not know the token.
        """
        offset = await self._saved_offset()
        failures = 0
        while True:
            try:
                updates = await self._fetch(offset)
            except TelegramUnauthorizedError:
                raise InvalidSettings(
                    f"TELLMORE_TELEGRAM_TOKEN: Telegram does not know the token of bot "
                    f"{self._name}; copy it again from @BotFather"
                ) from None
            except (AiogramError, Unreachable) as error:
                await self._wait_out(error, failures)
                failures += 1
                continue
            except asyncio.CancelledError:
                await self._confirm(offset)
                raise
            failures = 0
            if updates:
                offset = await self._take_whole(updates) or offset

    async def _saved_offset(self) -> int:
        while True:
            try:
                return await self._offsets.load(self._name)
            except Unreachable:
                await self._wait_until_up()

    async def _fetch(self, offset: int) -> Sequence[Update | RawUpdate]:
        call = GetUpdates(offset=offset, limit=MOST, timeout=POLL_S, allowed_updates=list(ALLOWED))
        found: Sequence[Update | RawUpdate] | None
        try:
            found = await self._bot(call, request_timeout=POLL_S + 10)
        except ClientDecodeError as error:
            # One update that aiogram cannot read must not hide the others.
            found = updates_in(error.data)
        except (TypeError, UnicodeDecodeError):
            # aiogram trips over pages of proxies that are JSON or no text at all.
            found = None
        if found is None:
            raise Unreachable("what answers is not Telegram's Bot API")
        return found

    async def _take_whole(self, updates: Sequence[Update | RawUpdate]) -> int:
        """Take updates, even if we are told to stop meanwhile; return the next offset."""
        taking = asyncio.ensure_future(self._take(updates))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            # What takes too long is left to Telegram, which sends it again.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STORES_WITHIN.total_seconds()):
                    await self._confirm(await taking)
            raise

    async def _take(self, updates: Sequence[Update | RawUpdate]) -> int:
        """Store updates, then the offset behind them; return it, or 0 if no update has an id."""
        arrivals: list[Arrival] = []
        offset = 0
        for update in updates:
            number = update.update_id if isinstance(update, Update) else update["update_id"]
            offset = max(offset, number + 1)
            arrival = self._read(update)
            if arrival is not None:
                arrivals.append(arrival)
        await store(
            self._inbox, arrivals, wait_until_up=self._wait_until_up, on_poison=self._on_poison
        )
        if offset:
            with contextlib.suppress(Unreachable):  # lost, it only means seeing them again
                await self._offsets.save(self._name, offset)
        return offset

    def _read(self, update: Update | RawUpdate) -> Arrival | None:
        return read_update(
            update,
            bot=self._name,
            now=self._clock.now(),
            username=self._username,
            on_poison=self._on_poison,
        )

    async def _wait_out(self, error: Exception, failures: int) -> None:
        pause = _BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)]
        if isinstance(error, TelegramRetryAfter):
            pause = float(error.retry_after)
        if not failures and isinstance(error, TelegramConflictError):
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
        call = GetUpdates(offset=offset, limit=1, timeout=0)
        with contextlib.suppress(AiogramError, UnicodeDecodeError, TypeError, TimeoutError):
            async with asyncio.timeout(_CONFIRMS_WITHIN_S):
                await self._bot(call)


async def store(
    inbox: Inbox,
    arrivals: Sequence[Arrival],
    *,
    wait_until_up: Callable[[], Any],
    on_poison: OnPoison = told_of,
) -> None:
    """Put arrivals into the inbox, however long that takes.

    One that can never be put is told of and left out; the others are put.
    """
    while arrivals:
        try:
            await inbox.put(arrivals)
        except Unreachable:
            await wait_until_up()
        except (OurFault, ValueError) as fault:
            if len(arrivals) == 1:
                poison = arrivals[0]
                on_poison(poison.address.account, poison.id, type(fault).__name__)
                return
            for arrival in arrivals:
                await store(inbox, [arrival], wait_until_up=wait_until_up, on_poison=on_poison)
            return
        else:
            return
