"""What an exported interview holds: one record for each, the same in every format.

`docs/export-format.md` explains the fields; a test keeps the two alike.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import msgspec

from tellmore.errors import OurFault
from tellmore.interview.session import Agreement, Disposition, Session
from tellmore.interview.transcript import Turn, transcript
from tellmore.runtime.interviews import ErasureOrder, StoredInterview
from tellmore.study.consent import Use
from tellmore.study.study import Study
from tellmore.study.wording import worded

SCHEMA_VERSION = 1
"""Goes up whenever a field changes its meaning or goes; new fields leave it as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRecord:
    """One yes or no to one use, with the wording that was shown."""

    use: str
    given: bool
    wording: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRecord:
    """The code chosen in a closed question; None where it was skipped."""

    question: str
    option: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """All that was said to one open question."""

    question: str
    text: str
    messages: int
    probes: int
    amended: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecord:
    """One thing said, by either side."""

    number: int
    at: datetime
    speaker: str
    question: str
    kind: str
    text: str
    amended_at: datetime | None
    withdrawn: bool
    written: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewRecord:
    """One interview, or the trace that one was withdrawn."""

    schema_version: int = SCHEMA_VERSION
    study: str
    study_version: str
    study_title: str = ""
    participant: str = ""
    disposition: str | None
    revision: int = 0
    invite: str = ""
    language: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    duration_s: int | None = None
    withdrawn_on: date | None = None
    may_analyse: bool = False
    may_quote: bool = False
    may_release: bool = False
    agreements: tuple[AgreementRecord, ...] = ()
    item_order: tuple[str, ...] = ()
    choices: tuple[ChoiceRecord, ...] = ()
    answers: tuple[AnswerRecord, ...] = ()
    turns: tuple[TurnRecord, ...] = ()


def interview_record(stored: StoredInterview) -> InterviewRecord:
    """Return the record of an interview.

    Words and choices are in it only if the participant agreed to have them analysed;
    of a refused or withdrawn interview there is never more than the frame.
    """
    frame = _frame(stored.participant, stored.study, stored.session)
    if not frame.may_analyse:
        return frame
    turns = _taken_back(transcript(stored.records))
    choices = stored.session.choices
    return replace(
        frame,
        choices=tuple(ChoiceRecord(question=one.question, option=one.option) for one in choices),
        answers=_answers(stored.study, turns),
        turns=tuple(_turn(turn) for turn in turns),
    )


def withdrawn_record(order: ErasureOrder) -> InterviewRecord:
    """Return what stays of an erased interview: that there was one, and the day it went."""
    return InterviewRecord(
        study=order.study,
        study_version=order.version,
        disposition=Disposition.WITHDRAWN.value,
        withdrawn_on=order.at.astimezone(UTC).date(),
    )


def encode(record: InterviewRecord) -> bytes:
    """Return the record as one line of JSON, without the line's end."""
    return _ENCODER.encode(record)


def decode(line: bytes) -> InterviewRecord:
    """Return the record that `encode` wrote.

    Raises:
        OurFault: The bytes are no such record.
    """
    try:
        return _DECODER.decode(line)
    except msgspec.DecodeError:
        raise OurFault("an exported file is no interview of ours") from None


def sound(text: str) -> str:
    """Return ``text`` such that it is Unicode: a lone surrogate, which no encoding knows, goes.

    Halves of a pair that were cut apart and stand together again become their character.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(InterviewRecord)


def _frame(participant: str, study: Study, session: Session) -> InterviewRecord:
    opened_at, closed_at = session.opened_at, session.closed_at
    lasted = closed_at - opened_at if opened_at and closed_at else None
    analysed = _may_analyse(session)
    return InterviewRecord(
        study=study.key,
        study_version=session.version,
        study_title=worded(study.title, study.source, source=study.source),
        participant=participant,
        disposition=session.disposition.value if session.disposition else None,
        revision=session.revision,
        invite=session.invite,
        language=session.language,
        opened_at=opened_at,
        closed_at=closed_at,
        duration_s=int(lasted.total_seconds()) if lasted is not None else None,
        may_analyse=analysed,
        may_quote=analysed and session.agreed(Use.QUOTATION),
        may_release=analysed and session.agreed(Use.RELEASE),
        agreements=tuple(_agreement(one) for one in session.agreements),
        item_order=session.order,
    )


def _may_analyse(session: Session) -> bool:
    refused = session.disposition in {Disposition.REFUSAL, Disposition.WITHDRAWN}
    return session.agreed(Use.ANALYSIS) and not refused


def _agreement(agreement: Agreement) -> AgreementRecord:
    return AgreementRecord(
        use=agreement.use.value,
        given=agreement.given,
        wording=agreement.wording,
        language=agreement.language,
        at=agreement.at,
    )


def _taken_back(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the turns; follow-ups to words that were taken back go with them, for they echo."""
    cleaned: list[Turn] = []
    last_withdrawn: dict[str, bool] = {}
    for turn in turns:
        if turn.kind == "answer":
            last_withdrawn[turn.question] = turn.withdrawn
        echoes = turn.kind == "probe" and last_withdrawn.get(turn.question, False)
        cleaned.append(replace(turn, withdrawn=True) if echoes else turn)
    return tuple(cleaned)


def _answers(study: Study, turns: tuple[Turn, ...]) -> tuple[AnswerRecord, ...]:
    """Return an answer for each open question that was put, in the guide's order."""
    by_question: dict[str, list[Turn]] = {}
    for turn in turns:
        by_question.setdefault(turn.question, []).append(turn)
    keys = (question.key for question in study.questions())
    return tuple(_answer(key, by_question[key]) for key in keys if key in by_question)


def _answer(question: str, turns: list[Turn]) -> AnswerRecord:
    answers = [turn for turn in turns if turn.kind == "answer"]
    standing = [turn for turn in answers if not turn.withdrawn]
    return AnswerRecord(
        question=question,
        text=sound("\n".join(turn.text for turn in standing)),
        messages=len(standing),
        probes=sum(turn.kind == "probe" and not turn.withdrawn for turn in turns),
        amended=any(turn.amended_at is not None for turn in standing),
        withdrawn=len(standing) < len(answers),
    )


def _turn(turn: Turn) -> TurnRecord:
    return TurnRecord(
        number=turn.number,
        at=turn.at,
        speaker=turn.speaker,
        question=turn.question,
        kind=turn.kind,
        text="" if turn.withdrawn else sound(turn.text),
        amended_at=turn.amended_at,
        withdrawn=turn.withdrawn,
        written=turn.written,
        script=turn.script,
    )
