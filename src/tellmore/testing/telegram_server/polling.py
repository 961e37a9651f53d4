"""``getUpdates``: long polls that wake at once, throttled and contested as on Telegram's server.

Source: telegram-bot-api 10.0, ``process_get_updates_query`` and ``do_get_updates``, read
2026-11-23.
"""

import asyncio
from collections.abc import Callable

from tellmore.testing.telegram_server.refusals import Refusal
from tellmore.testing.telegram_server.updates import UpdateQueue

OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
BY_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
_SAME_OFFSET_ONE_S = 0.5
_SAME_OFFSET_HELD_S = 3.0
_CONFLICT_PAUSE_S = 3.0
_EMPTY = b'{"ok":true,"result":[]}'


class Poller:
    """Answers one bot's ``getUpdates``."""

    def __init__(self, queue: UpdateQueue, *, ticks: Callable[[], float]) -> None:
        self._queue = queue
        self._ticks = ticks
        self._waiting: asyncio.Future[None] | None = None
        self._last_offset = 0
        self._last_started = float("-inf")
        self._next_conflict = float("-inf")
        self._closed = False

    async def poll(self, *, offset: int, limit: int, timeout_s: float) -> bytes:
        """Return the answer's body, after at most ``timeout_s`` seconds.

        Raises:
            Refusal: Another poll or a webhook took this one's place.
        """
        now = self._ticks()
        if offset == self._last_offset:
            if timeout_s < _SAME_OFFSET_HELD_S and now < self._last_started + _SAME_OFFSET_HELD_S:
                timeout_s = _SAME_OFFSET_HELD_S
            if now < self._last_started + _SAME_OFFSET_ONE_S:
                limit = 1
        self._last_offset, self._last_started = offset, now
        self._confirm(offset)
        found = self._queue.first(limit)
        if not found and timeout_s > 0 and not self._closed:
            await self._wait(timeout_s)
            found = self._queue.first(limit)
        if not found:
            return _EMPTY
        return b'{"ok":true,"result":[' + b",".join([each.body for each in found]) + b"]}"

    def wake(self) -> None:
        """Let the waiting poll answer."""
        waiting = self._waiting
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def abort(self, reason: str) -> None:
        """Refuse the waiting poll, if there is one."""
        waiting = self._waiting
        if waiting is not None and not waiting.done():
            waiting.set_exception(self.conflict(reason))

    def conflict(self, reason: str) -> Refusal:
        """Return a 409, held back if there was one within three seconds."""
        now = self._ticks()
        if now < self._next_conflict:
            return Refusal(409, f"Conflict: {reason}", delay_s=_CONFLICT_PAUSE_S)
        self._next_conflict = now + _CONFLICT_PAUSE_S
        return Refusal(409, f"Conflict: {reason}")

    def close(self) -> None:
        """Answer the waiting poll with what there is; later ones do not wait."""
        self._closed = True
        self.wake()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._queue.keep_last(-offset)
        elif offset > 0:
            self._queue.confirm_before(offset)

    async def _wait(self, timeout_s: float) -> None:
        self.abort(OTHER_POLLER)
        loop = asyncio.get_running_loop()
        waiting = self._waiting = loop.create_future()
        timer = loop.call_later(timeout_s, _let_go, waiting)
        try:
            await waiting
        finally:
            timer.cancel()
            if self._waiting is waiting:
                self._waiting = None


def _let_go(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
