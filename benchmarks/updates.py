"""The queue of updates behind `getUpdates`, with the real server's confirming by offset."""

import asyncio

COALESCE_S = 0.001
"""The real server gathers what arrives within 1 to 2 ms.

Source: tdlib/telegram-bot-api, commit 01a3679, read 2026-11-23.
"""


class Updates:
    """Updates that the bot has not confirmed yet, oldest first.

    An update leaves the queue only when a poll names a higher offset, so a bot that dies
    before its next poll gets it again. Left out are the real server's holding of polls
    that repeat an offset, negative offsets, and its 24 hours of memory.
    """

    def __init__(self) -> None:
        self.polled = asyncio.Event()
        self._unconfirmed: dict[int, bytes] = {}
        self._last_id = 0
        self._poll: asyncio.Future[bool] | None = None

    def __len__(self) -> int:
        return len(self._unconfirmed)

    def next_id(self) -> int:
        """Return the id of the update that is put next."""
        self._last_id += 1
        return self._last_id

    def put(self, update_id: int, update: bytes) -> None:
        """Queue one encoded update and wake the poll that waits."""
        self._unconfirmed[update_id] = update
        self._wake(arrived=True)

    async def poll(self, *, offset: int, limit: int, timeout_s: float) -> list[bytes] | None:
        """Confirm what lies below the offset, then return the oldest updates.

        Returns:
            None if a newer poll took over: the older one is refused, as the real server does.
        """
        self.polled.set()
        for update_id in [known for known in self._unconfirmed if known < offset]:
            del self._unconfirmed[update_id]
        self._wake(arrived=False)
        if not self._unconfirmed and timeout_s:
            self._poll = poll = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(timeout_s):
                    arrived = await poll
            except TimeoutError:
                return []
            if not arrived:
                return None
            await asyncio.sleep(COALESCE_S)
        return list(self._unconfirmed.values())[:limit]

    def _wake(self, *, arrived: bool) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(arrived)
