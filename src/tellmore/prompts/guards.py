"""What a follow-up that a model proposes must hold to before anybody sees it.

Pure: a question, what was asked and answered before, and the language that it is to be in go
in; what is wrong with it comes out. Each guard is tried on the probes and the study questions
of all our catalogues, in which it must find nothing, and on faults planted in them
(tests/prompts/test_guards.py).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tellmore.languages.detection import ALIKE, Detector
from tellmore.languages.language import Language
from tellmore.languages.scripts import written_in
from tellmore.languages.words import count_words
from tellmore.prompts import tells

MOST_WORDS = 45
"""Words of a follow-up. Source: the prompt asks for 30; human probes have 10 to 15."""

FEWEST_WORDS = 2

SURE = 0.9
"""Probability from which the detector's other language is a fault."""

_LEAST_OWN_SCRIPT = 0.6
"""Share of letters in the language's script: names and the person's own words may be in another."""

_MOST_ALIKE = 0.6
"""Share of common trigrams from which a question repeats an earlier one."""

_MOST_PARROTED = 0.7
"""Share of common trigrams from which a question only says the answer back."""

_MARKS: Mapping[str, str] = {"el": ";\u037e?", "am": "?\u1367"}
_ANY_MARK = "?\uff1f\u061f\u2e2e"
_MAY_LACK_MARK = frozenset(
    {"th", "lo", "ja", "my", "km", "te", "ml", "ta", "lv", "zh-Hans", "zh-Hant"}
)
"""Languages in which good questions are written without a mark (Tatoeba: th 67 %, ja 28 %)."""

_LIST = re.compile(r"(?:^|\n)\s*(?:[-*•]|\d+[.)])\s")
_MARKUP = re.compile(r"</?[A-Za-z][^>]*>|```|\*\*|\[[^\]]+\]\([^)]+\)|[{}]")
_CONTACT = re.compile(r"https?:|www\.|\S+@\S+\.\S|(?<!\w)@\w{4,}|\+?\d[\d \-()]{7,}\d")
_LEAK = re.compile(
    r"system prompt|my instructions|my rules|language model|as an ai\b|follow-ups? left|json",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    '[\u00ab"\u201c\u201e\u2018\u300c\u300e]'
    '[^\u00ab\u00bb"\u201c-\u201e\u2018\u2019\u300c-\u300f]{1,80}'
    '[\u00bb"\u201c\u201d\u2019\u300d\u300f]'
)
"""What stands in quotation marks of any kind: mostly the person's own words."""


class Fault(StrEnum):
    """What can be wrong with a follow-up."""

    NO_QUESTION = "no-question"
    SEVERAL = "several-questions"
    SHORT = "too-short"
    LONG = "too-long"
    SCRIPT = "wrong-script"
    LANGUAGE = "wrong-language"
    LIST = "list"
    MARKUP = "markup"
    CONTACT = "link-or-contact"
    LEAK = "leak"
    REPEAT = "repeat"
    PARROT = "parrot"
    PRAISE = "praise"
    YES_NO = "yes-or-no"
    LEADING = "leading"
    HUMAN = "claims-to-be-human"
    ADVICE = "advice"
    OTHERS = "other-participants"


SAID: Mapping[Fault, str] = {
    Fault.NO_QUESTION: "it is not a question",
    Fault.SEVERAL: "it asks more than one question",
    Fault.SHORT: "it is too short to be understood",
    Fault.LONG: "it is too long",
    Fault.SCRIPT: "it is in another script than the language's",
    Fault.LANGUAGE: "it is in another language",
    Fault.LIST: "it holds a list",
    Fault.MARKUP: "it holds markup",
    Fault.CONTACT: "it holds a link, an address or a number",
    Fault.LEAK: "it speaks of your instructions",
    Fault.REPEAT: "it repeats a question that was asked before",
    Fault.PARROT: "it only says the answer back",
    Fault.PRAISE: "it praises, thanks or pities",
    Fault.YES_NO: "it can be answered with yes or no",
    Fault.LEADING: "it suggests an answer",
    Fault.HUMAN: "it claims that you are a person",
    Fault.ADVICE: "it advises, promises or consoles",
    Fault.OTHERS: "it speaks of other people's answers",
}
"""For the model's second try, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A proposed follow-up and what it must fit.

    Attributes:
        question: The follow-up.
        language: In which it must be.
        answer: What the person last wrote; it may be quoted, not said back.
        earlier: All questions that the person was asked before.
    """

    question: str
    language: Language
    answer: str = ""
    earlier: Sequence[str] = ()
    lowered: str = field(init=False)

    def __post_init__(self) -> None:
        """Lower the letters and straighten the apostrophes, once for all the lists."""
        object.__setattr__(self, "lowered", self.question.lower().replace("\u2019", "'"))


def faults(examined: Examined, detector: Detector) -> tuple[Fault, ...]:
    """Return all that is wrong with a follow-up, the gravest kind first."""
    return (
        *_language(examined, detector),
        *_shape(examined),
        *_conduct(examined),
    )


def _language(examined: Examined, detector: Detector) -> Iterator[Fault]:
    own = _QUOTED.sub(" ", examined.question)
    letters = [letter for letter in own if letter.isalpha()]
    language = examined.language
    fitting = sum(written_in(letter, language.script) for letter in letters)
    if not letters or fitting / len(letters) < _LEAST_OWN_SCRIPT:
        yield Fault.SCRIPT
        return
    verdict = detector.detect(own)
    if verdict.probability >= SURE and not _same(verdict.tag, language.tag):
        yield Fault.LANGUAGE


def _shape(examined: Examined) -> Iterator[Fault]:
    question = examined.question
    asked = _questions(question, examined.language.tag)
    if asked == 0 and examined.language.tag not in _MAY_LACK_MARK:
        yield Fault.NO_QUESTION
    if asked > 1:
        yield Fault.SEVERAL
    words = count_words(question)
    if words < FEWEST_WORDS:
        yield Fault.SHORT
    if words > MOST_WORDS:
        yield Fault.LONG
    for fault, pattern in (
        (Fault.LIST, _LIST),
        (Fault.MARKUP, _MARKUP),
        (Fault.CONTACT, _CONTACT),
        (Fault.LEAK, _LEAK),
    ):
        if pattern.search(question):
            yield fault
    if any(_alike(question, one) > _MOST_ALIKE for one in examined.earlier):
        yield Fault.REPEAT
    if examined.answer and _alike(question, examined.answer) > _MOST_PARROTED:
        yield Fault.PARROT


def _conduct(examined: Examined) -> Iterator[Fault]:
    tag = examined.language.tag
    for fault, lists in _LISTS.items():
        if any(tell in examined.lowered for tell in lists.get(tag, ())):
            yield fault
    if _asks_for_yes_or_no(examined.lowered, tag):
        yield Fault.YES_NO


_LISTS: Mapping[Fault, Mapping[str, tuple[str, ...]]] = {
    Fault.PRAISE: tells.PRAISE,
    Fault.LEADING: tells.LEADING,
    Fault.HUMAN: tells.HUMAN,
    Fault.ADVICE: tells.ADVICE,
    Fault.OTHERS: tells.OTHERS,
}


def _asks_for_yes_or_no(lowered: str, tag: str) -> bool:
    begun = re.split(r"[.!…:]\s+", lowered.strip(" «»“”\"'¿"))[-1]
    return begun.startswith(tells.YES_NO.get(tag, ())) and not begun.startswith(
        tells.INVITES.get(tag, ())
    )


def _questions(question: str, tag: str) -> int:
    own = _QUOTED.sub(" ", question)
    if tag == "hy":  # the mark stands on each word that asks, so sentences are counted
        return sum(
            "\u055e" in sentence or "?" in sentence for sentence in re.split("[\u0589:]", own)
        )
    marks = _MARKS.get(tag, _ANY_MARK)
    return len(re.findall(f"[{re.escape(marks)}]+", own))


def _same(found: str, wanted: str) -> bool:
    if not found or found.partition("-")[0] == wanted.partition("-")[0]:
        return True
    return found in ALIKE.get(wanted, frozenset())


def _alike(one: str, other: str) -> float:
    first, second = _trigrams(one), _trigrams(other)
    return len(first & second) / max(1, len(first | second))


def _trigrams(text: str) -> frozenset[str]:
    plain = re.sub(r"\W+", " ", text.lower())
    return frozenset(plain[i : i + 3] for i in range(len(plain) - 2))
