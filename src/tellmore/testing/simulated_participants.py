"""Simulated participants: people with temperaments who chat with a bot on the Telegram stand-in."""

import asyncio
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tellmore.study.study import Study
from tellmore.testing.material import Material, material
from tellmore.testing.telegram_server import (
    Bot,
    Delivery,
    Entry,
    Happening,
    Person,
    Side,
    TelegramServer,
)

FIRST_CHAT = 1_000_001

_QUICKEST_S, _SLOWEST_S = 0.02, 0.15
"""Between a bot's message and the reaction; people are slower, and the bot cannot tell."""

_SOME = 2
"""So many answers before somebody takes one back, or has enough."""

_DEAD = "x"
"""Data of a button that was tapped before: only the record of what was chosen."""


class Temperament(StrEnum):
    """How somebody chats."""

    PLAIN = "plain"
    TERSE = "terse"
    TALKATIVE = "talkative"
    BURSTS = "bursts"  # one thought in two to four messages
    EDITS = "edits"
    ASKS_BACK = "asks-back"
    SKIPS = "skips"
    STICKERS = "stickers"
    PAUSES = "pauses"
    UNDOES = "undoes"
    OLD_BUTTONS = "old-buttons"  # taps twice, and again what was chosen long ago
    TYPES = "types"  # writes the label instead of tapping it
    CHANGES_LANGUAGE = "changes-language"
    STOPS = "stops"
    WANDERS = "wanders"  # writes while buttons are shown, starts again midway


@dataclass
class SimulatedParticipant:
    """One person with a phone.

    Attributes:
        person: Their side of Telegram.
        bot: Whom they chat with.
        language: What they speak now.
        temperament: How they chat.
        words: What can be said in every language of the study.
        endings: By what they know that the interview is over.
        dice: Decides what is left open; the same seed makes the same person.
        said: Message ids of what they wrote to open questions, in order.
        finished: Set when the interview has ended.
        spoke: Every language that they chose.
    """

    person: Person
    bot: Bot
    language: str
    temperament: Temperament
    words: Mapping[str, Material]
    endings: tuple[str, ...]
    dice: random.Random
    said: list[int] = field(default_factory=list[int])
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    spoke: set[str] = field(default_factory=set[str])
    _inbox: asyncio.Queue[int] = field(default_factory=asyncio.Queue[int])
    _quirks: int = 0

    def __post_init__(self) -> None:
        self.spoke.add(self.language)

    def hear(self, delivery: Delivery) -> None:
        """Notice a message of the bot."""
        entry = delivery.entry
        if entry.kind is Happening.MESSAGE and entry.message_id is not None:
            self._inbox.put_nowait(entry.message_id)

    async def take_part(self, payload: str) -> None:
        """Come through an invite and react, once to each message, until the interview ends."""
        self.person.starts(self.bot, payload)
        while not self.finished.is_set():
            heard = [await self._inbox.get()]
            await asyncio.sleep(self.dice.uniform(_QUICKEST_S, _SLOWEST_S))
            while not self._inbox.empty():
                heard.append(self._inbox.get_nowait())
            news = [e for e in self._messages() if e.message_id in heard]
            if any(ending in entry.text for entry in news for ending in self.endings):
                self.finished.set()
            elif news:
                self._react(news[-1])  # people answer the newest

    def _messages(self) -> list[Entry]:
        """Return the bot's messages as they stand now."""
        entries = self.person.transcript(self.bot)
        return [e for e in entries if e.kind is Happening.MESSAGE and e.by is Side.BOT]

    def _react(self, entry: Entry) -> None:
        options = {
            button.data: button.label
            for row in entry.keyboard
            for button in row
            if button.data != _DEAD
        }
        if options and entry.message_id is not None:
            self._choose(entry.message_id, options)
        elif entry.text:
            self._answer()

    # --- buttons ---

    def _choose(self, message: int, options: Mapping[str, str]) -> None:
        if self.temperament is Temperament.WANDERS and self._quirk(1):
            self.person.says(self.bot, self._sentence())
            return
        data = self._wanted(tuple(options))
        if self.temperament is Temperament.TYPES:
            self.person.says(self.bot, options[data])
        else:
            self.person.taps(self.bot, message, data=data)
        if self.temperament is Temperament.OLD_BUTTONS and self._quirk(2):
            self.person.taps(self.bot, message, data=data)  # twice, as people do
        if data.startswith("l:"):
            self.language = data.removeprefix("l:")
            self.spoke.add(self.language)

    def _wanted(self, options: tuple[str, ...]) -> str:
        """Return what they choose: to take part, to go on, to qualify, another language."""
        firm = next((one for one in options if one.endswith(":y") or one == "R"), "")
        if firm:
            return firm
        other = [one for one in options if one.startswith("l:") and one != f"l:{self.language}"]
        if other and self.temperament is Temperament.CHANGES_LANGUAGE:
            return self.dice.choice(other)
        if f"l:{self.language}" in options:
            return f"l:{self.language}"
        qualifying = [one for one in options if one.startswith("q:") and not one.endswith(":none")]
        return self.dice.choice(qualifying or list(options))

    # --- words ---

    def _answer(self) -> None:
        if self._does_something_odd():
            return
        match self.temperament:
            case Temperament.BURSTS:
                for _ in range(self.dice.randint(2, 4)):
                    self._say(self._sentence())
            case Temperament.EDITS:
                number = self._say(self._sentence())
                self.person.edits(self.bot, number, f"{self._sentence()} ✎")
            case Temperament.TERSE:
                self._say(self.dice.choice(self.words[self.language].short))
            case Temperament.TALKATIVE:
                self._say(self._sentences(5))
            case _:
                self._say(self._sentences(self.dice.randint(1, 3)))

    def _does_something_odd(self) -> bool:
        """Do what this temperament does now and then; return whether that was all."""
        match self.temperament:
            case Temperament.ASKS_BACK if self._quirk(1):
                self._say(self.words[self.language].back)
            case Temperament.SKIPS if self._quirk(1):
                self.person.says(self.bot, "/skip")
            case Temperament.STICKERS if self._quirk(1):
                self.person.sends_sticker(self.bot)
            case Temperament.PAUSES if self._quirk(1):
                self.person.says(self.bot, "/pause")
            case Temperament.UNDOES if len(self.said) == _SOME and self._quirk(1):
                self.person.says(self.bot, "/undo")
            case Temperament.CHANGES_LANGUAGE if self.said and self._quirk(1):
                self.person.says(self.bot, "/language")
            case Temperament.STOPS if len(self.said) == _SOME and self._quirk(1):
                self.person.says(self.bot, "/stop")
            case Temperament.WANDERS if self._quirk(2):
                self.person.starts(self.bot)
            case Temperament.OLD_BUTTONS if self._quirk(3):
                self._tap_old_button()
                return False
            case _:
                return False
        return True

    def _tap_old_button(self) -> None:
        """Tap what was chosen long ago: no bot says anything to that."""
        old = next((one for one in self._messages() if one.keyboard), None)
        if old is not None and old.message_id is not None:
            self.person.taps(self.bot, old.message_id)

    def _sentence(self) -> str:
        return self.dice.choice(self.words[self.language].sentences)

    def _sentences(self, count: int) -> str:
        known = self.words[self.language].sentences
        return " ".join(self.dice.sample(known, min(count, len(known))))

    def _say(self, text: str) -> int:
        number = self.person.says(self.bot, text)
        self.said.append(number)
        return number

    def _quirk(self, most: int) -> bool:
        """Do the odd thing, but only so often."""
        if self._quirks >= most:
            return False
        self._quirks += 1
        return True


def crowd(
    server: TelegramServer,
    bots: tuple[Bot, ...],
    study: Study,
    *,
    count: int,
    languages: tuple[str, ...],
    seed: int,
    endings: tuple[str, ...],
) -> tuple[SimulatedParticipant, ...]:
    """Return so many participants, who hear what the bots of ``server`` say to them.

    Args:
        server: Their Telegram.
        bots: Whom they chat with, in turn.
        study: What they are interviewed about.
        count: How many.
        languages: What they speak, in turn; each meets every temperament sooner or later.
        seed: The same seed makes the same people.
        endings: What the bot says, in any language, when an interview has ended.
    """
    words = material(study)
    temperaments = tuple(Temperament)
    # One round pairs each with each as far as the two counts allow; the next is shifted.
    round_of = math.lcm(len(languages), len(temperaments))
    people = tuple(
        SimulatedParticipant(
            person=server.person(
                FIRST_CHAT + n, f"P{n}", language_code=languages[n % len(languages)]
            ),
            bot=bots[n % len(bots)],
            language=languages[n % len(languages)],
            temperament=temperaments[(n + n // round_of + seed) % len(temperaments)],
            words=words,
            endings=endings,
            dice=random.Random(f"{seed}/{n}"),
        )
        for n in range(count)
    )
    in_chat = {one.person.id: one for one in people}

    def tell(delivery: Delivery) -> None:
        one = in_chat.get(delivery.chat_id)
        if one is not None and one.bot.username == delivery.bot:
            one.hear(delivery)

    server.on_delivery(tell)
    return people
