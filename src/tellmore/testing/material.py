"""What simulated participants can say, in every language of a study."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from tellmore.interview import phrases
from tellmore.languages import catalogues
from tellmore.study.study import Study
from tellmore.study.wording import Wording, worded

_TOPICS = {"commute": ("journeys",), "hopes-and-fears": ("ai",)}
"""What each ready-made study is about, as the material has it."""

_ALL_TOPICS = ("journeys", "ai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is said in one language.

    Attributes:
        back: How people ask what is meant.
        short: What the terse ones answer.
        sentences: What the others put together.
    """

    back: str
    short: tuple[str, ...]
    sentences: tuple[str, ...]


def material(study: Study) -> Mapping[str, Material]:
    """Return what can be said in an interview of ``study``, by language.

    A language of which we have no sentences is spoken in the study's own words: what it
    says of itself and of its questions.
    """
    text = resources.files("tellmore.testing").joinpath("material.toml").read_text("utf-8")
    prepared = tomllib.loads(text)
    topics = _TOPICS.get(study.key, _ALL_TOPICS)
    spoken = catalogues.load()
    return {
        tag: _prepared(prepared[tag], topics) if tag in prepared else _own_words(study, tag, spoken)
        for tag in study.languages
    }


def _prepared(said: Mapping[str, str | list[str]], topics: tuple[str, ...]) -> Material:
    return Material(
        back=str(said["back"]),
        short=tuple(said["short"]),
        sentences=tuple(sentence for topic in topics for sentence in said[topic]),
    )


def _own_words(study: Study, tag: str, spoken: catalogues.Catalogues) -> Material:
    def said(wording: Wording) -> str:
        return worded(wording, tag, source=study.source) if wording else ""

    labels = tuple(
        said(option.text)
        for question in (*study.screener, *study.closing)
        for option in question.options
        if option.text
    )
    texts = (
        said(study.purpose),
        said(study.farewell),
        *(said(question.explanation) for question in study.questions()),
        *said(study.consent.text).split("\n\n"),
    )
    sentences = tuple(dict.fromkeys(text for text in texts if text))
    short = labels[:3] or (said(study.title),)
    ways = spoken.render(tag, phrases.LISTEN_CLARIFICATION).split("|")
    return Material(back=ways[0], short=short, sentences=sentences)
