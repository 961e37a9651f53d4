"""Simulated participants: people with temperaments who chat with a bot on the Telegram stand-in."""

import asyncio
import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources

from tellmore.testing.telegram_server import Bot, Entry, Happening, Person, Side, TelegramServer

FIRST_CHAT = 1_000_001

PAUSE_S = 0.05
"""Between a bot's message and the answer; people are slower, and the bot cannot tell."""


class Temperament(StrEnum):
    """How somebody chats."""

    PLAIN = "plain"
    TERSE = "terse"
    BURSTS = "bursts"
    EDITS = "edits"
    ASKS_BACK = "asks-back"
    SKIPS = "skips"
    STICKERS = "stickers"
    PAUSES = "pauses"
    UNDOES = "undoes"
    OLD_BUTTONS = "old-buttons"
    WANDERS = "wanders"  # writes while buttons are shown, starts again midway


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is said in one language."""

    back: str
    sentences: tuple[str, ...]


def material() -> Mapping[str, Material]:
    """Return what can be said, by language."""
    text = resources.files("tellmore.testing").joinpath("material.toml").read_text("utf-8")
    return {
        tag: Material(back=said["back"], sentences=tuple(said["sentences"]))
        for tag, said in tomllib.loads(text).items()
    }


@dataclass
class SimulatedParticipant:
    """One person with a phone.

    Attributes:
        person: Their side of Telegram.
        bot: Whom they chat with.
        language: What they speak.
        temperament: How they chat.
        said: Message ids of what they said in answer to an open question, in order.
        finished: Set when the interview has ended.
    """

    person: Person
    bot: Bot
    language: str
    temperament: Temperament
    words: Material
    dice: random.Random
    ending: tuple[str, ...]
    said: list[int] = field(default_factory=list[int])
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: int = 0
    _quirks: int = 0

    async def take_part(self, payload: str) -> None:
        """Come through an invite and answer until the interview ends."""
        self.person.starts(self.bot, payload)
        while not self.finished.is_set():
            for entry in await self._news():
                if self._is_ending(entry):
                    self.finished.set()
                    return
                await asyncio.sleep(PAUSE_S)
                self._react(entry)

    async def _news(self) -> list[Entry]:
        """Return what the bot has written since we last looked; wait for it."""
        while True:
            entries = self.person.transcript(self.bot)
            fresh = [e for e in entries[self._seen :] if _is_message(e) and e.by is Side.BOT]
            self._seen = len(entries)
            if fresh:
                return fresh[-1:]  # people answer the newest
            await asyncio.sleep(PAUSE_S)

    def _is_ending(self, entry: Entry) -> bool:
        return any(sentence in entry.text for sentence in self.ending)

    def _react(self, entry: Entry) -> None:
        now = self._as_it_stands(entry)
        if now.keyboard and any(button.data != "x" for row in now.keyboard for button in row):
            self._tap(now)
        elif now.text:
            self._answer()

    def _as_it_stands(self, entry: Entry) -> Entry:
        for one in self.person.transcript(self.bot):
            if one.message_id == entry.message_id and _is_message(one) and one.by is Side.BOT:
                return one
        return entry

    def _tap(self, entry: Entry) -> None:
        if entry.message_id is None:
            return
        if self.temperament is Temperament.WANDERS and self._quirk(1):
            self.person.says(self.bot, self.dice.choice(self.words.sentences))
            return
        options = [button.data for row in entry.keyboard for button in row]
        data = next((d for d in options if d.endswith(":y") or d == "R"), "")
        if not data:
            qualifying = [d for d in options if d.startswith("q:") and not d.endswith(":none")]
            data = self.dice.choice(qualifying or options)
        self.person.taps(self.bot, entry.message_id, data=data)
        if self.temperament is Temperament.OLD_BUTTONS and self._quirk(2):
            self.person.taps(self.bot, entry.message_id, data=data)  # twice, as people do

    def _answer(self) -> None:  # noqa: C901 - one case a temperament
        match self.temperament:
            case Temperament.ASKS_BACK if self._quirk(1):
                self._say(self.words.back)
            case Temperament.SKIPS if self._quirk(1):
                self.person.says(self.bot, "/skip")
            case Temperament.STICKERS if self._quirk(1):
                self.person.sends_sticker(self.bot)
            case Temperament.PAUSES if self._quirk(1):
                self.person.says(self.bot, "/pause")
            case Temperament.WANDERS if self._quirk(2):
                self.person.starts(self.bot)
            case Temperament.UNDOES if len(self.said) == 2 and self._quirk(1):  # noqa: PLR2004
                self.said.pop()
                self.person.says(self.bot, "/undo")
            case Temperament.BURSTS:
                for _ in range(self.dice.randint(2, 4)):
                    self._say(self.dice.choice(self.words.sentences))
            case Temperament.EDITS:
                number = self._say(self.dice.choice(self.words.sentences))
                self.person.edits(self.bot, number, self.dice.choice(self.words.sentences) + " ✎")
            case Temperament.TERSE:
                self._say(self.words.sentences[10])
            case _:
                count = self.dice.randint(1, 3)
                self._say(" ".join(self.dice.sample(self.words.sentences, count)))

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


def _is_message(entry: Entry) -> bool:
    return entry.kind is Happening.MESSAGE and entry.message_id is not None


def crowd(
    server: TelegramServer,
    bots: tuple[Bot, ...],
    *,
    count: int,
    languages: tuple[str, ...],
    seed: int,
    endings: Mapping[str, tuple[str, ...]],
) -> tuple[SimulatedParticipant, ...]:
    """Return so many participants, their languages and temperaments in turn.

    Args:
        server: Their Telegram.
        bots: Whom they chat with, in turn.
        count: How many.
        languages: Which languages; one without material is spoken in English words.
        seed: The same seed makes the same people.
        endings: By language, what the bot says when the interview has ended.
    """
    spoken = material()
    temperaments = tuple(Temperament)
    return tuple(
        SimulatedParticipant(
            person=server.person(
                1_000_001 + n, f"P{n}", language_code=languages[n % len(languages)]
            ),
            bot=bots[n % len(bots)],
            language=languages[n % len(languages)],
            temperament=temperaments[n % len(temperaments)],
            words=spoken.get(languages[n % len(languages)], spoken["en"]),
            dice=random.Random(f"{seed}/{n}"),
            ending=endings[languages[n % len(languages)]],
        )
        for n in range(count)
    )
