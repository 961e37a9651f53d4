"""One bot's updates that nobody has taken yet, in order."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

import orjson

KINDS = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "inline_query",
        "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query", "poll",
        "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
        "removed_chat_boost", "message_reaction", "message_reaction_count",
        "business_connection", "business_message", "edited_business_message",
        "deleted_business_messages", "purchased_paid_media", "managed_bot", "guest_message",
        "stopped_message_generation",
    }
)  # fmt: skip
BY_DEFAULT = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}
_FUTURE_SLACK = 10


@dataclass(slots=True, kw_only=True)
class Update:
    """One update, as the bytes that a client will read.

    Attributes:
        id: Its ``update_id``.
        body: The whole object as JSON.
        expires_at: Unix seconds after which nobody gets it any more.
        lane: Webhook deliveries with the same lane are serial; other lanes overtake.
        taken: Whether a client confirmed it.
    """

    id: int
    body: bytes
    expires_at: float
    lane: str
    taken: bool = False


class UpdateQueue:
    """Holds updates until they are confirmed or expire.

    Attributes:
        allowed: The kinds that are kept; others are dropped when they happen.
        woken: Called after each new update.
    """

    def __init__(self, *, first_id: int, unix: Callable[[], float]) -> None:
        self.allowed = BY_DEFAULT
        self.woken: Callable[[], None] = _nobody
        self._next_id = first_id
        self._unix = unix
        self._waiting: deque[Update] = deque()

    def allow(self, kinds: object) -> None:
        """Set which kinds are kept; anything malformed changes nothing, as with Telegram."""
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            return
        self.allowed = frozenset(kind.lower() for kind in kinds) & KINDS or BY_DEFAULT

    def push(self, kind: str, payload: object, *, valid_s: float, lane: str) -> int:
        """Add an update and return its id, or 0 if its kind is not allowed."""
        if kind not in self.allowed:
            return 0
        return self.push_raw({kind: payload}, valid_s=valid_s, lane=lane)

    def push_raw(self, update: dict[str, object], *, valid_s: float, lane: str) -> int:
        """Add whatever is given, whether or not Telegram would ever send it; return its id."""
        number = self._next_id
        self._next_id += 1
        self._waiting.append(
            Update(
                id=number,
                body=orjson.dumps({"update_id": number, **update}),
                expires_at=self._unix() + valid_s,
                lane=lane,
            )
        )
        self.woken()
        return number

    def confirm_before(self, offset: int) -> None:
        """Forget all updates below ``offset``; an offset from the far future forgets nothing."""
        if offset > self._next_id + _FUTURE_SLACK:
            return
        waiting = self._waiting
        while waiting and (waiting[0].taken or waiting[0].id < offset):
            waiting.popleft().taken = True

    def keep_last(self, count: int) -> None:
        """Forget all but the last ``count``."""
        while len(self._waiting) > count:
            self._waiting.popleft().taken = True

    def first(self, limit: int) -> list[Update]:
        """Return up to ``limit`` updates, oldest first; they stay until confirmed."""
        self._drop_expired()
        return list(islice(self._alive(), limit))

    def after(self, last_id: int) -> list[Update]:
        """Return the updates with greater ids than ``last_id``, oldest first."""
        newer = list(takewhile(lambda each: each.id > last_id, reversed(self._waiting)))
        return [each for each in reversed(newer) if not each.taken]

    def __len__(self) -> int:
        self._drop_expired()
        return sum(1 for _ in self._alive())

    def _alive(self) -> Iterator[Update]:
        now = self._unix()
        return (each for each in self._waiting if not each.taken and each.expires_at > now)

    def _drop_expired(self) -> None:
        now = self._unix()
        waiting = self._waiting
        while waiting and (waiting[0].taken or waiting[0].expires_at <= now):
            waiting.popleft().taken = True


def _nobody() -> None:
    """Wake nobody."""
