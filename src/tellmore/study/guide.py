"""The interview guide: topics, and the main questions in them, in order."""

from dataclasses import dataclass, field

from tellmore.study.probe_policy import ProbePolicy
from tellmore.study.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something that a good answer covers.

    Attributes:
        key: Stable name, unique in its question.
        about: What it is, for the language model and the analyst, in the source language.
        ask: How the researcher would raise it; empty when only a model may raise it.
    """

    key: str
    about: str
    ask: Wording = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One main question, asked word for word.

    Attributes:
        key: Stable name used in transcripts and exports, unique in the study.
        text: The wording in each language.
        explanation: What it means, for a participant who asks; empty repeats the question.
        points: What a good answer covers.
        probing: The bounds of following up.
    """

    key: str
    text: Wording
    explanation: Wording = field(default_factory=dict[str, str])
    points: tuple[Point, ...] = ()
    probing: ProbePolicy = field(default_factory=ProbePolicy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A group of main questions about one thing; only analysts see its title."""

    key: str
    title: str
    questions: tuple[Question, ...]
