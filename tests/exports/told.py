"""Interviews as the store would give them, told in one line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from msgspec import structs

from tellmore.interview.events import Consented, Event, Invited, ProbeProposed, Said
from tellmore.interview.journal import Record, Uttered, decode_event, encode_event
from tellmore.interview.session import Agreement, Choice, Disposition, Phase, Session
from tellmore.runtime.interviews import ErasureOrder, StoredInterview
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECRET = b"0123456789abcdef"
STUDY = LITTLE_STUDY.key


def at(seconds: float) -> datetime:
    """Return the instant so many seconds after the interview began."""
    return NOON + timedelta(seconds=seconds)


def agreed(*uses: Use) -> tuple[Agreement, ...]:
    """Return a yes to each use."""
    return tuple(
        Agreement(use=use, given=True, wording="2026-01", language="en", at=at(1)) for use in uses
    )


def record(number: int, event: Event, **uttered: str) -> Record:
    """Return a step; utterances by key, with ``_`` for ``:``."""
    said = tuple(Uttered(key=key.replace("_", ":"), text=text) for key, text in uttered.items())
    return Record(number=number, event=event, uttered=said)


def steps(*texts: str) -> tuple[Record, ...]:
    """Return the journal of an interview in which the first question was answered so."""
    agreeing = record(2, Consented(at=at(1), use=Use.ANALYSIS), ask_day="How was your day?")
    said = [
        record(number, Said(at=at(number), message=f"m{number}", text=text))
        for number, text in enumerate(texts, start=3)
    ]
    probe = ProbeProposed(at=at(60), request=1, text="Why?")
    closing = record(len(said) + 3, probe, probe_day="Tell me more.", close_complete="Thank you.")
    return (
        record(1, Invited(at=NOON, version="v1"), consent_analysis="OK?"),
        agreeing,
        *said,
        closing,
    )


FINISHED = Session(
    phase=Phase.CLOSED,
    version="v1",
    invite="days/flyer",
    language="en",
    order=("role", "day"),
    position=2,
    choices=(Choice(question="role", option="work"), Choice(question="use", option=None)),
    agreements=agreed(Use.AGE, Use.ANALYSIS, Use.QUOTATION),
    opened_at=NOON,
    closed_at=at(90),
    disposition=Disposition.COMPLETE,
    revision=1,
)


def told(
    *texts: str,
    participant: str = "p1",
    revision: int = 1,
    session: Session = FINISHED,
) -> StoredInterview:
    """Return a finished interview with these words."""
    return StoredInterview(
        participant=participant,
        study=LITTLE_STUDY,
        session=structs.replace(session, revision=revision),
        records=steps(*(texts or ("It was fine.",))),
    )


def shifted(event: Event, shift: timedelta) -> Event:
    """Return the event as if it had happened so much later."""
    plain = encode_event(event)
    return decode_event({**plain, "at": (event.at + shift).isoformat()})


def later(stored: StoredInterview, *, seconds: float) -> StoredInterview:
    """Return the same interview, held so much later."""
    shift = timedelta(seconds=seconds)
    session = stored.session
    assert session.opened_at is not None
    assert session.closed_at is not None
    return replace(
        stored,
        session=structs.replace(
            session, opened_at=session.opened_at + shift, closed_at=session.closed_at + shift
        ),
        records=tuple(
            Record(number=one.number, event=shifted(one.event, shift), uttered=one.uttered)
            for one in stored.records
        ),
    )


def erasure(participant: str = "p1", *, seconds: float = 1000) -> ErasureOrder:
    """Return the order to erase an interview, asked for so long after it began."""
    return ErasureOrder(
        participant=participant,
        study=STUDY,
        version="v1",
        language="en",
        address="telegram:1:2",
        records=4,
        at=at(seconds),
    )
