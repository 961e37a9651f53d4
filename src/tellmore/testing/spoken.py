"""In which language somebody was really spoken to, by the detector's verdict."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tellmore.languages.detection import ALIKE, Detector
from tellmore.testing.telegram_server import Entry, Happening, Side

_NOT_WORDS = re.compile(r"(?<![\w/])/[a-z]+|https?://\S+|\S+@\S+|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What one or several people were told, message by message.

    Attributes:
        messages: How many they received.
        short: Of those, too short for a verdict.
        own: Surely in a language that they speak.
        likely: In such a language as far as the detector can say: it is not sure, or it takes
            that language for a near relative, as it does now and then.
        unsure: The detector rather guesses another language, without being sure.
        foreign: Surely in another language.
    """

    messages: int = 0
    short: int = 0
    own: int = 0
    likely: int = 0
    unsure: int = 0
    foreign: int = 0

    def __add__(self, other: "Speech") -> "Speech":
        return Speech(
            messages=self.messages + other.messages,
            short=self.short + other.short,
            own=self.own + other.own,
            likely=self.likely + other.likely,
            unsure=self.unsure + other.unsure,
            foreign=self.foreign + other.foreign,
        )


def speech(entries: Iterable[Entry], speaks: Collection[str], detector: Detector) -> Speech:
    """Judge what arrived in one chat.

    Args:
        entries: The chat as the messaging app has it.
        speaks: Tags of the languages that the person chose at any time.
        detector: Of all languages that we know.
    """
    ours = (e for e in entries if e.by is Side.BOT and e.kind is Happening.MESSAGE)
    told = Speech()
    for entry in ours:
        told += _judged(_NOT_WORDS.sub(" ", entry.text), speaks, detector)
    return told


def _judged(text: str, speaks: Collection[str], detector: Detector) -> Speech:
    verdict = detector.detect(text)
    near = {*speaks, *(other for tag in speaks for other in ALIKE.get(tag, ()))}
    if not verdict.asked:
        return Speech(messages=1, short=1)
    if verdict.sure and verdict.tag in speaks:
        return Speech(messages=1, own=1)
    if verdict.tag in near:
        return Speech(messages=1, likely=1)
    return Speech(messages=1, foreign=1) if verdict.sure else Speech(messages=1, unsure=1)
