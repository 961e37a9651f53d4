"""Many persons who write to one bot in a closed loop, at most so many messages at a time."""

import asyncio
import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.persons import Aside, BotMessage, Person, Press, Ready, Repeat, Reply, Write
from benchmarks.verdict import Verdict, judge

TICK_S = 0.05
FIRST_CHAT = 1001
FILLER = "Mostly by bus, because the train is late so often and parking costs too much."
"""What follows the unique beginning of each message, so that it is as long as an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One stretch of talking.

    Attributes:
        in_flight: Messages that may be unanswered at a time, all persons together.
        turns: Messages to send; None for as many as fit into ``seconds``.
        seconds: How long to send; None until ``turns`` are sent.
        burst: Messages that one person sends at once.
        patience_s: After so long without a reply a person goes on to the next message;
            the old one still counts as answered when its reply comes later.
        drain_s: The stretch is over when everything is answered, or so long after the
            last sign of life.
        longest_s: The stretch is over then in any case.
        newcomers: Whether new persons take the places of those who have had all their turns.
    """

    in_flight: int
    turns: int | None = None
    seconds: float | None = None
    burst: int = 1
    patience_s: float = 15.0
    drain_s: float = 15.0
    longest_s: float = 120.0
    newcomers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How one stretch went.

    Attributes:
        sent: Messages sent.
        answered: Of these, answered by its end.
        seconds: From the first message to the last reply.
        p50_ms: Median time from message to reply; None without replies.
        p99_ms: Its 99th percentile; None without replies.
    """

    sent: int
    answered: int
    seconds: float
    p50_ms: float | None
    p99_ms: float | None


class App(Protocol):
    """The messaging app between persons and bot."""

    def write(self, *, chat: int, text: str) -> None:
        """Deliver a person's text to the bot."""
        ...

    def press(self, *, chat: int, message: BotMessage, data: str) -> None:
        """Deliver a person's pressing of a button to the bot."""
        ...


@dataclass(slots=True)
class _Open:
    at: float
    awaited: bool = True


@dataclass(slots=True)
class _Seat:
    chat: int
    person: Person
    said: int = 0
    awaited: int = 0
    ready: bool = False
    open: dict[str, _Open] = field(default_factory=dict)


class Crowd:
    """The persons of one contestant, and what was said between them and the bot."""

    def __init__(
        self,
        *,
        app: App,
        person: Callable[[int], Person],
        turns_each: int | None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.sent: defaultdict[int, list[str]] = defaultdict(list)
        self.answered: defaultdict[int, list[str]] = defaultdict(list)
        self.repeated = 0
        self._app = app
        self._person = person
        self._turns_each = turns_each
        self._clock = clock
        self._seats: dict[int, _Seat] = {}
        self._idle: deque[_Seat] = deque()
        self._in_flight = 0
        self._warming_up = 0
        self._all_ready = asyncio.Event()
        self._load: Load | None = None
        self._started = self._last_sign = 0.0
        self._sent = 0
        self._latencies: list[float] = []

    def verdict(self) -> Verdict:
        """Return what became of all messages, going by the replies."""
        return judge(sent=self.sent, seen=self.answered)

    async def gather(self, persons: int, *, longest_s: float) -> None:
        """Let so many persons come and get through their warm-up.

        Raises:
            TimeoutError: Some were not ready in time.
        """
        for _ in range(persons):
            self._arrive()
        async with asyncio.timeout(longest_s):
            await self._all_ready.wait()

    async def talk(self, load: Load) -> Talk:
        """Let the persons write to the bot as the load says; return how it went."""
        self._load = load
        self._sent = 0
        self._latencies = []
        self._started = self._last_sign = self._clock()
        self._fill()
        while not self._over(load):
            await asyncio.sleep(TICK_S)
            self._lose_patience(load)
            self._fill()
        self._load = None
        return _summary(
            sent=self._sent,
            seconds=self._last_sign - self._started,
            latencies=sorted(self._latencies),
        )

    def hear(self, *, chat: int, message: BotMessage) -> None:
        """Take what the bot sent to one chat."""
        seat = self._seats.get(chat)
        if seat is None:
            return
        match seat.person.hear(message):
            case Write(text=text):
                self._app.write(chat=chat, text=text)
            case Press(message=pressed, data=data):
                self._app.press(chat=chat, message=pressed, data=data)
            case Ready():
                self._sit_down(seat)
            case Reply(to=""):
                for text in list(seat.open):
                    self._answer(seat, text)
            case Reply(to=text):
                self._answer(seat, text)
            case Repeat():
                self.repeated += 1
            case Aside():
                pass

    def _arrive(self) -> None:
        chat = FIRST_CHAT + len(self._seats)
        seat = self._seats[chat] = _Seat(chat=chat, person=self._person(chat))
        self._warming_up += 1
        self._all_ready.clear()
        opening = seat.person.warm_up()
        if opening is None:
            self._sit_down(seat)
        else:
            self._app.write(chat=chat, text=opening.text)

    def _sit_down(self, seat: _Seat) -> None:
        if not seat.ready:
            seat.ready = True
            self._warming_up -= 1
            if not self._warming_up:
                self._all_ready.set()
            self._idle.append(seat)
            self._fill()

    def _fill(self) -> None:
        """Send as many messages as may be in flight."""
        load = self._load
        if load is None:
            return
        while self._idle and self._in_flight < load.in_flight and not self._sent_all(load):
            seat = self._idle.popleft()
            for _ in range(load.burst):
                self._send(seat)

    def _send(self, seat: _Seat) -> None:
        text = f"{seat.chat}.{seat.said} {FILLER}"
        seat.said += 1
        seat.awaited += 1
        seat.open[text] = _Open(at=self._clock())
        self.sent[seat.chat].append(text)
        self._sent += 1
        self._in_flight += 1
        self._app.write(chat=seat.chat, text=text)

    def _answer(self, seat: _Seat, text: str) -> None:
        now = self._clock()
        self.answered[seat.chat].append(text)
        opened = seat.open.pop(text, None)
        if opened is None:
            return
        self._last_sign = now
        if opened.at >= self._started:
            self._latencies.append(now - opened.at)
        if opened.awaited:
            self._stop_waiting(seat)
            self._fill()

    def _stop_waiting(self, seat: _Seat) -> None:
        self._in_flight -= 1
        seat.awaited -= 1
        if seat.awaited:
            return
        burst = self._load.burst if self._load else 1
        if self._turns_each is None or seat.said + burst <= self._turns_each:
            self._idle.append(seat)
        elif self._load and self._load.newcomers and not self._sent_all(self._load):
            self._arrive()

    def _lose_patience(self, load: Load) -> None:
        now = self._clock()
        for seat in list(self._seats.values()) if self._in_flight else ():
            if not seat.awaited:
                continue
            for opened in seat.open.values():
                if opened.awaited and now - opened.at > load.patience_s:
                    opened.awaited = False
                    self._stop_waiting(seat)

    def _sent_all(self, load: Load) -> bool:
        if load.turns is not None and self._sent >= load.turns:
            return True
        return load.seconds is not None and self._clock() - self._started >= load.seconds

    def _over(self, load: Load) -> bool:
        now = self._clock()
        if now - self._started > load.longest_s:
            return True
        if not self._sent_all(load) and (self._idle or self._in_flight):
            return False
        all_answered = not any(seat.open for seat in self._seats.values())
        sending_ended = self._started + (load.seconds or 0.0)
        silent_s = now - max(self._last_sign, sending_ended)
        return (all_answered and self._sent_all(load)) or silent_s > load.drain_s


def _summary(*, sent: int, seconds: float, latencies: list[float]) -> Talk:
    def percentile(share: float) -> float | None:
        if not latencies:
            return None
        return 1000 * latencies[max(0, math.ceil(share * len(latencies)) - 1)]

    return Talk(
        sent=sent,
        answered=len(latencies),
        seconds=seconds,
        p50_ms=percentile(0.5),
        p99_ms=percentile(0.99),
    )
