"""Everything that the server knows: bots, people, chats, faults on cue and what was counted."""

import random
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.chats import Chat, Message, Profile
from tellmore.testing.telegram_server.faults import FaultPlan
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.limits import Limits
from tellmore.testing.telegram_server.refusals import ImpossibleAct
from tellmore.testing.telegram_server.transcript import Entry, Happening, Side


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...


@dataclass(slots=True, kw_only=True)
class Counters:
    """What was counted since the start.

    Attributes:
        calls: By method name as the client wrote it.
        refusals: By description.
        floods: How often a flood limit was broken.
        deliveries: Messages that reached a chat.
    """

    calls: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    floods: int = 0
    deliveries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something that a bot did in a chat, told to whoever simulates the people there.

    Attributes:
        bot: The bot's username.
        chat_id: Where.
        entry: What.
    """

    bot: str
    chat_id: int
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message in the outbox.

    Attributes:
        bot: The bot's username.
        message: The message, which shows later edits too.
    """

    bot: str
    message: Message


class World:
    """The state that the API, the people and the control API share.

    Attributes:
        limits: What is tolerated.
        bots: By token.
        profiles: By user id.
        faults: What goes wrong on cue.
        counters: What was counted.
        outbox: Everything that bots sent, in order.
        listeners: Called with each thing that a bot does in a chat.
        unix: Returns unix seconds: dates of messages, lifetimes of updates and taps.
        ticks: Returns steady seconds: flood limits and the throttle of ``getUpdates``.
        perform: Carries out a call that came in a webhook's answer; nobody learns its result.
    """

    def __init__(
        self,
        *,
        limits: Limits,
        clock: Clock | None,
        ticks: Callable[[], float] | None,
        remember: int | None,
        seed: int,
    ) -> None:
        self.limits = limits
        self.unix = time.time if clock is None else _unix_of(clock)
        self.ticks = ticks or time.monotonic
        self.remember = remember
        self.random = random.Random(seed)
        self.bots: dict[str, Bot] = {}
        self.profiles: dict[int, Profile] = {}
        self.faults = FaultPlan(random=random.Random(seed + 1))
        self.counters = Counters()
        self.outbox: deque[Sent] = deque(maxlen=remember)
        self.listeners: list[Callable[[Delivery], None]] = []
        self.perform: Callable[[Bot, Json], None] = _ignore

    def instant(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.fromtimestamp(self.unix(), UTC)

    def find_bot(self, name: str) -> Bot:
        """Return a bot by its token or its username.

        Raises:
            ImpossibleAct: There is no such bot.
        """
        if name in self.bots:
            return self.bots[name]
        for bot in self.bots.values():
            if bot.username == name.removeprefix("@"):
                return bot
        raise ImpossibleAct("No bot of that name is registered.")

    def private_chat(self, bot: Bot, profile: Profile) -> Chat:
        """Return the chat of a bot with a person; it exists from the first use on."""
        chat = bot.chats.get(profile.id)
        if chat is None:
            shown = ("id", "first_name", "last_name", "username")
            body: Json = {key: profile.user[key] for key in shown if key in profile.user}
            body["type"] = "private"
            chat = Chat(body=body, profile=profile, remember=self.remember)
            bot.chats[profile.id] = chat
        return chat

    def update(self, bot: Bot, kind: str, payload: object, *, lane: str) -> int:
        """Queue an update for a bot; return its id, 0 if the bot does not want the kind."""
        valid = self.limits.update_valid
        if kind == "callback_query":
            valid = self.limits.callback_valid
        return bot.updates.push(kind, payload, valid_s=valid.total_seconds(), lane=lane)

    def arrive(self, bot: Bot, chat: Chat, message: Message) -> None:
        """Put a bot's message into a chat."""
        chat.add(message)
        self.counters.deliveries += 1
        self.outbox.append(Sent(bot=bot.username, message=message))
        if self.listeners:
            self.tell(bot, chat, message.entry())

    def note(self, bot: Bot, chat: Chat, entry: Entry) -> None:
        """Write down what a bot did that is no message."""
        chat.note(entry)
        if self.listeners:
            self.tell(bot, chat, entry)

    def tell(self, bot: Bot, chat: Chat, entry: Entry) -> None:
        """Tell every listener."""
        delivery = Delivery(bot=bot.username, chat_id=chat.id, entry=entry)
        for listener in tuple(self.listeners):
            listener(delivery)

    def by_bot(self, kind: Happening, *, text: str = "", message_id: int | None = None) -> Entry:
        """Return an entry for something that a bot did now."""
        return Entry(kind=kind, by=Side.BOT, at=self.instant(), text=text, message_id=message_id)

    def by_person(
        self, kind: Happening, *, text: str = "", raw: str = "", message_id: int | None = None
    ) -> Entry:
        """Return an entry for something that a person did now."""
        return Entry(
            kind=kind,
            by=Side.PERSON,
            at=self.instant(),
            text=text,
            raw=raw,
            message_id=message_id,
        )


def _unix_of(clock: Clock) -> Callable[[], float]:
    return lambda: clock.now().timestamp()


def _ignore(_bot: Bot, _call: Json) -> None:
    """Carry out nothing."""
