"""How much a bot may send, and for how long things stay valid.

Telegram publishes the pace, not the slack: about 30 messages a second in all, one a second in
one chat, 20 a minute in one group, "short bursts" forgiven. The bursts here are wide enough
that a client which paces itself with token buckets of exactly these rates (burst 30 in all, 1
in a chat) is never refused, even when the network bunches what it sent over a second or two.

Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this,
read 2026-11-23.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from math import ceil


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the server tolerates.

    Attributes:
        per_bot_per_second: Messages and edits of one bot, all chats together; None for no limit.
        per_bot_burst: How many of them at once after a rest.
        per_chat_per_second: Messages and edits in one private chat; None for no limit.
        per_chat_burst: How many of them at once after a rest.
        per_group_per_minute: Messages and edits in one group; None for no limit.
        per_group_burst: How many of them at once after a rest.
        callback_valid: How long a tap can be answered, and waits for delivery.
        update_valid: How long any other update waits for delivery.
        webhook_pace: Factor on the waits between two deliveries of a refused update.
        longest_poll: The longest wait of one ``getUpdates``.
    """

    per_bot_per_second: float | None = 30.0
    per_bot_burst: int = 60
    per_chat_per_second: float | None = 1.0
    per_chat_burst: int = 3
    per_group_per_minute: float | None = 20.0
    per_group_burst: int = 22
    callback_valid: timedelta = timedelta(seconds=150)
    update_valid: timedelta = timedelta(hours=24)
    webhook_pace: float = 1.0
    longest_poll: timedelta = timedelta(seconds=50)

    @classmethod
    def none(cls) -> "Limits":
        """Return limits without flood control, for benchmarks."""
        return cls(per_bot_per_second=None, per_chat_per_second=None, per_group_per_minute=None)


class FloodGauge:
    """Counts one bot's sends against its limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._whole = _Bucket(limits.per_bot_per_second, limits.per_bot_burst)
        self._private = _Bucket(limits.per_chat_per_second, limits.per_chat_burst)
        minutely = limits.per_group_per_minute
        self._group = _Bucket(None if minutely is None else minutely / 60.0, limits.per_group_burst)

    def admit(self, *, chat_id: int, is_group: bool, now: float) -> int:
        """Count a send if it is within the limits.

        Args:
            chat_id: Where it goes.
            is_group: Whether that is a group.
            now: Seconds, from any fixed point.

        Returns:
            Whole seconds to wait; 0 if the send was counted.
        """
        chat = self._group if is_group else self._private
        wait_s = max(chat.wait_s(chat_id, now), self._whole.wait_s(0, now))
        if wait_s > 0:
            return max(1, ceil(wait_s))
        chat.count(chat_id, now)
        self._whole.count(0, now)
        return 0


class _Bucket:
    """Token buckets that share a rate, one per key, each kept as one number."""

    def __init__(self, rate: float | None, burst: int) -> None:
        self._interval = 0.0 if rate is None else 1.0 / rate
        self._slack = self._interval * (burst - 1)
        self._full_at: defaultdict[int, float] = defaultdict(float)

    def wait_s(self, key: int, now: float) -> float:
        if not self._interval:
            return 0.0
        # A millionth forgives binary fractions: ten tenths must make one.
        return self._full_at[key] - self._slack - now - 1e-6

    def count(self, key: int, now: float) -> None:
        if self._interval:
            self._full_at[key] = max(self._full_at[key], now) + self._interval
