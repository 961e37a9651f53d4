"""How fast an app may be written to: so much a chat, so much an account, in turn."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable

IDLE_CHATS_KEPT = 10_000

FLOODED_CHATS = 3
"""So many chats that are told to wait within a second mean that the whole account is."""


class Pace:
    """When the next message may go.

    Attributes:
        per_bot: Messages a second and account.
        per_chat: Messages a second and chat.
    """

    def __init__(
        self, *, per_bot: float, per_chat: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_bot = per_bot
        self.per_chat = per_chat
        self._clock = clock
        self._share = 1.0
        self._chats: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._bots: dict[str, float] = {}
        self._floods: dict[str, deque[tuple[float, str]]] = {}

    def set_share(self, share: float) -> None:
        """Take only ``share`` of an account's rate: others send on it too."""
        self._share = share

    async def turn(self, bot: str, chat: str) -> None:
        """Return when a message to ``chat`` may go; its place is taken."""
        wait = self.reserve(bot, chat)
        if wait > 0:
            await asyncio.sleep(wait)

    def reserve(self, bot: str, chat: str) -> float:
        """Take the next place for a message to ``chat``; return the seconds until then."""
        now = self._clock()
        key = (bot, chat)
        at = max(now, self._chats.get(key, 0.0), self._bots.get(bot, 0.0))
        self._chats[key] = at + 1 / self.per_chat
        self._chats.move_to_end(key)
        self._bots[bot] = max(now, self._bots.get(bot, 0.0)) + 1 / (self.per_bot * self._share)
        while len(self._chats) > IDLE_CHATS_KEPT and next(iter(self._chats.values())) < now:
            self._chats.popitem(last=False)
        return at - now

    def told_to_wait(self, bot: str, chat: str, seconds: float) -> None:
        """Hold a chat back for so long; the whole account, if that happens to many chats."""
        now = self._clock()
        self._chats[bot, chat] = max(self._chats.get((bot, chat), 0.0), now + seconds)
        floods = self._floods.setdefault(bot, deque())
        floods.append((now, chat))
        while floods and floods[0][0] < now - 1:
            floods.popleft()
        if len({flooded for _, flooded in floods}) >= FLOODED_CHATS:
            self._bots[bot] = max(self._bots.get(bot, 0.0), now + seconds)
