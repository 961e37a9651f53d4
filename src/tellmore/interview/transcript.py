"""The journal as turns that a person can read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from tellmore.interview import phrases
from tellmore.interview.events import Chose, Consented, Declined, Edited, Event, Said, Undid
from tellmore.interview.journal import Record, Uttered
from tellmore.study.consent import Use

_ENDED = "say:closed."
"""How every phrase is keyed that tells somebody how the interview ended."""

Speaker = Literal["interviewer", "participant"]
Kind = Literal["phrase", "main", "probe", "closed", "explanation", "answer", "choice"]

_KINDS: dict[str, Kind] = {
    "ask": "main",
    "probe": "probe",
    "closed": "closed",
    "consent": "closed",
    "explain": "explanation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing said, by either side.

    Attributes:
        number: Its place in the transcript, from 1.
        at: When it was said.
        speaker: Who said it.
        question: Key of the question that it belongs to; ``consent:<use>`` for consents;
            empty for phrases and for remarks after the last question.
        kind: What it is: a main question, an answer, …
        text: The exact words; the code for a choice (``yes`` or ``no`` for a consent);
            empty where withdrawn.
        message: Id of the participant's message; empty for everything else.
        amended_at: When the participant last edited it; None if never. The text is the
            newest.
        withdrawn: Whether the participant took it back.
        written: Of an answer: the language in which it is written, where beyond doubt.
        script: Of an answer: its script, where it is not the language's usual one.
    """

    number: int
    at: datetime
    speaker: Speaker
    question: str = ""
    kind: Kind
    text: str
    message: str = ""
    amended_at: datetime | None = None
    withdrawn: bool = False
    written: str = ""
    script: str = ""


def transcript(records: Iterable[Record]) -> tuple[Turn, ...]:
    """Return a journal's turns in order.

    Words written before the participant agreed to take part are no part of the
    interview and give no turn.
    """
    reading = _Reading()
    for record in records:
        reading.take(record)
    return tuple(reading.turns)


class _Reading:
    """A transcript half read: the turns so far, and which question they answer."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self._put = ""  # the question that was put last
        self._open = ""  # the question that words answer now
        self._consented = False

    def take(self, record: Record) -> None:
        """Add what the participant did, then what was said in return."""
        too_late = any(key.startswith(_ENDED) for key in _keys(record))
        if too_late:
            self._open = ""  # who writes after the end answers no question
        if not (too_late and isinstance(record.event, Chose | Consented | Declined)):
            self._hear(record.event)  # nor does a tap on an old button agree to anything
        for uttered in record.uttered:
            self._utter(uttered, at=record.event.at)
        if isinstance(record.event, Undid) and _key(phrases.UNDONE) in _keys(record):
            self._withdraw()

    def _hear(self, event: Event) -> None:
        match event:
            case Said() if self._consented:
                self._add(event.at, kind="answer", text=event.text, message=event.message)
                answer = replace(self.turns[-1], written=event.written, script=event.script)
                self.turns[-1] = answer
            case Edited():
                self._amend(event)
            case Chose():
                self._add(event.at, kind="choice", text=event.option, question=event.question)
            case Consented() | Declined():
                given = isinstance(event, Consented)
                self._consented = self._consented or (given and event.use is Use.ANALYSIS)
                asked = f"consent:{event.use}"
                self._add(event.at, kind="choice", text="yes" if given else "no", question=asked)
            case _:
                pass

    def _add(
        self, at: datetime, *, kind: Kind, text: str, question: str | None = None, message: str = ""
    ) -> None:
        turn = Turn(
            number=len(self.turns) + 1,
            at=at,
            speaker="participant" if kind in {"answer", "choice"} else "interviewer",
            question=self._open if question is None else question,
            kind=kind,
            text=text,
            message=message,
        )
        self.turns.append(turn)

    def _amend(self, event: Edited) -> None:
        for place, turn in enumerate(self.turns):
            if turn.message == event.message and turn.kind == "answer" and not turn.withdrawn:
                amended = replace(turn, text=event.text, amended_at=event.at)
                self.turns[place] = amended

    def _utter(self, uttered: Uttered, *, at: datetime) -> None:
        if not uttered.text:
            return  # an end in silence
        head, _, tail = uttered.key.partition(":")
        kind = _KINDS.get(head, "phrase")
        question = uttered.key if head == "consent" else "" if kind == "phrase" else tail
        if kind != "phrase":
            self._put = "" if head == "consent" else question
        if head == "close":
            self._open = ""  # what the participant writes now answers no question
        elif kind != "phrase" or uttered.key == _key(phrases.RESUMED):
            self._open = self._put
        self._add(at, kind=kind, text=uttered.text, question=question)

    def _withdraw(self) -> None:
        """Take the words and choices of the question that is put again out of the record."""
        for place, turn in enumerate(self.turns):
            if turn.speaker == "participant" and turn.question == self._open:
                self.turns[place] = replace(turn, text="", withdrawn=True)


def _key(phrase: str) -> str:
    return f"say:{phrase}"


def _keys(record: Record) -> set[str]:
    return {uttered.key for uttered in record.uttered}
