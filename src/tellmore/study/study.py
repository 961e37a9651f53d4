"""A study: everything the researcher designed, in one immutable value."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from tellmore.study.closed_question import ClosedQuestion
from tellmore.study.consent import Consent
from tellmore.study.guide import Question, Topic
from tellmore.study.pace import Pace
from tellmore.study.wording import Wording


@dataclass(frozen=True, kw_only=True)  # without slots: `_questions` is worked out once
class Study:
    """One research project.

    Attributes:
        key: Stable name: the folder's, ``[a-z0-9-]``, at most 24 characters.
        version: Hash of the whole content, wordings included; sessions pin it.
        title: As participants see it.
        languages: Tags in which it runs; the first is the source language.
        held_back: Tags of further languages, in which it does not run because nobody has read
            their translation yet.
        organisation: Who runs it, as participants see it.
        purpose: Why, in one sentence.
        contact: Where participants ask about privacy: an e-mail or a web address.
        minutes: How long an interview usually takes.
        consent: The consent form.
        screener: Closed questions asked before the open ones; some may screen out.
        topics: The guide.
        closing: Closed questions asked after the open ones.
        farewell: Last words to those who completed.
        pace: The times of an interview.
        retention: How long after its end an interview is kept.
        partial_from: Share of main questions answered (0 to 1) from which a broken-off
            interview counts as *partial*. Source: AAPOR, Standard Definitions, leaves
            the share to the researcher.
    """

    key: str
    version: str = ""
    title: Wording
    languages: tuple[str, ...]
    held_back: tuple[str, ...] = ()
    organisation: str
    purpose: Wording
    contact: str
    minutes: int
    consent: Consent
    screener: tuple[ClosedQuestion, ...] = ()
    topics: tuple[Topic, ...]
    closing: tuple[ClosedQuestion, ...] = ()
    farewell: Wording = field(default_factory=dict[str, str])
    pace: Pace = field(default_factory=Pace)
    retention: timedelta = timedelta(days=365)
    partial_from: float = 0.5

    @property
    def source(self) -> str:
        """The language that the researcher wrote in."""
        return self.languages[0]

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.key: question for topic in self.topics for question in topic.questions}

    def questions(self) -> tuple[Question, ...]:
        """Return the main questions of all topics, in order."""
        return tuple(self._questions.values())

    def question(self, key: str) -> Question:
        """Return one main question.

        Raises:
            KeyError: The study has no such question.
        """
        return self._questions[key]

    def closed(self, key: str) -> ClosedQuestion:
        """Return one closed question, of the screener or the closing.

        Raises:
            KeyError: The study has no such question.
        """
        for question in (*self.screener, *self.closing):
            if question.key == key:
                return question
        raise KeyError(key)

    def order(self) -> tuple[str, ...]:
        """Return the keys of all questions as they are asked: closed ones before open ones.

        Asking an open question first moves the answers to closed ones, so the closed
        ones of the screener always stand first; the closing taps rate the interview.
        """
        before = tuple(question.key for question in self.screener)
        after = tuple(question.key for question in self.closing)
        return (*before, *(question.key for question in self.questions()), *after)
