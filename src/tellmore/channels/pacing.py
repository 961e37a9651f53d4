"""How fast an app may be written to: so much a chat, so much an account, in turn."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from tellmore.channels.limits import TELEGRAM

IDLE_CHATS_KEPT = 10_000

FLOODED_CHATS = 3
"""So many chats that are told to wait within a second mean that the whole account is."""

_EVERY_CHAT = ""


class Pace:
    """When the next message may go.

    Each message waits first until its chat may be written to, and only then takes the
    account's next place: first come, first served, evenly spaced, so that no chat with much to
    say holds the others up, and no second sees more than it may.

    Attributes:
        per_bot: Messages a second and account.
        per_chat: Messages a second and chat.
        per_group: Messages a second and chat whose id is below zero.
    """

    def __init__(
        self,
        *,
        per_bot: float,
        per_chat: float,
        per_group: float = TELEGRAM.per_group,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep a pace.

        Args:
            per_bot: Messages a second and account.
            per_chat: Messages a second and chat.
            per_group: Messages a second and group.
            clock: Steady seconds, in step with `asyncio.sleep`.
        """
        self.per_bot = per_bot
        self.per_chat = per_chat
        self.per_group = per_group
        self._clock = clock
        self._share = 1.0
        self._chats: dict[tuple[str, str], float] = {}
        self._bots: dict[str, float] = {}
        self._held: dict[tuple[str, str], float] = {}
        self._floods: dict[str, deque[tuple[float, str]]] = {}
        self._crowded = IDLE_CHATS_KEPT

    def set_share(self, share: float) -> None:
        """Take only ``share`` of an account's rate, above 0 and up to 1: others send on it too."""
        self._share = share

    async def turn(self, bot: str, chat: str) -> None:
        """Return when a message to ``chat`` may go; its place is taken."""
        while True:
            wait = self._free_at(bot, chat) - self._clock()
            if wait > 0:
                await asyncio.sleep(wait)
                continue
            wait = self._take_place(bot, chat) - self._clock()
            if wait > 0:
                await asyncio.sleep(wait)
            # Whoever was told to wait meanwhile gives the place up and queues again.
            if self._held_until(bot, chat) <= self._clock():
                return

    def told_to_wait(self, bot: str, chat: str, seconds: float) -> None:
        """Hold a chat back for so long; the whole account, if that happens to many chats."""
        now = self._clock()
        self._held = {key: until for key, until in self._held.items() if until > now}
        self._hold(bot, chat, now + seconds)
        floods = self._floods.setdefault(bot, deque())
        floods.append((now, chat))
        while floods[0][0] < now - 1:
            floods.popleft()
        if len({flooded for _, flooded in floods}) >= FLOODED_CHATS:
            self._hold(bot, _EVERY_CHAT, now + seconds)

    def __len__(self) -> int:
        """Return how many chats are remembered."""
        return len(self._chats)

    def _hold(self, bot: str, chat: str, until: float) -> None:
        self._held[bot, chat] = max(self._held.get((bot, chat), until), until)

    def _held_until(self, bot: str, chat: str) -> float:
        if not self._held:
            return float("-inf")
        never = float("-inf")
        return max(self._held.get((bot, chat), never), self._held.get((bot, _EVERY_CHAT), never))

    def _free_at(self, bot: str, chat: str) -> float:
        return max(self._chats.get((bot, chat), float("-inf")), self._held_until(bot, chat))

    def _take_place(self, bot: str, chat: str) -> float:
        """Take the account's next place; return when that is."""
        now = self._clock()
        at = max(now, self._bots.get(bot, now))
        self._bots[bot] = at + 1 / (self.per_bot * self._share)
        self._chats[bot, chat] = at + 1 / (self.per_group if chat[:1] == "-" else self.per_chat)
        if len(self._chats) > self._crowded:
            self._chats = {key: free for key, free in self._chats.items() if free > now}
            self._crowded = max(IDLE_CHATS_KEPT, 2 * len(self._chats))
        return at
