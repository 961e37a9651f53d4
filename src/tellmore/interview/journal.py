"""The journal of a session: its events as they happened, and what was said in return.

The journal is the record; the session is its fold. Records are JSON, one object each,
with short names because millions of them are kept::

    {"v": 7, "e": {"t": "Said", "at": …}, "s": [{"k": "ask:wish", "t": "If you could …"}]}
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, get_args

import msgspec

from tellmore.errors import OurFault
from tellmore.interview.events import Edited, Event, Invited, Said
from tellmore.interview.session import Session
from tellmore.interview.step import step
from tellmore.study.study import Study

EVENT_TYPES: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}
"""Every event by the name under which it is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uttered:
    """What the participant was shown.

    Attributes:
        key: Which effect, e.g. ``ask:wish``, ``probe:wish``, ``say:help``.
        text: The exact words, in the participant's language.
    """

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One step of a session.

    Attributes:
        number: The session's version after the step, from 1.
        event: What happened.
        uttered: What was said in return, in order.
    """

    number: int
    event: Event
    uttered: tuple[Uttered, ...] = ()


def encode_event(event: Event) -> dict[str, Any]:
    """Return the event as plain values, with its name under ``t``."""
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return {"t": type(event).__name__, **plain}


def decode_event(plain: dict[str, Any]) -> Event:
    """Return the event that `encode_event` made plain.

    Raises:
        OurFault: No such event, or its values do not fit.
    """
    kind = EVENT_TYPES.get(str(plain.get("t")))
    if kind is None:
        raise OurFault(f"`{plain.get('t')}` is no event that we know")
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        raise OurFault(f"a stored `{kind.__name__}` does not fit: {error}") from error


def encode_record(record: Record) -> bytes:
    """Return the record as one line of JSON."""
    said = [{"k": uttered.key, "t": uttered.text} for uttered in record.uttered]
    plain = {"v": record.number, "e": encode_event(record.event), **({"s": said} if said else {})}
    return msgspec.json.encode(plain)


def decode_record(line: bytes | str) -> Record:
    """Return the record that `encode_record` wrote.

    Raises:
        OurFault: The line is no record of ours.
    """
    try:
        plain = msgspec.json.decode(line)
        uttered = tuple(Uttered(key=said["k"], text=said["t"]) for said in plain.get("s", ()))
        return Record(number=plain["v"], event=decode_event(plain["e"]), uttered=uttered)
    except (msgspec.DecodeError, AttributeError, KeyError, TypeError) as error:
        raise OurFault("a line of a journal is no record") from error


_SESSION_DECODER = msgspec.json.Decoder(Session)
_ENCODER = msgspec.json.Encoder()


def encode_session(session: Session) -> bytes:
    """Return the session as JSON."""
    return _ENCODER.encode(session)


def decode_session(blob: bytes | str) -> Session:
    """Return the session that `encode_session` wrote.

    Raises:
        OurFault: The JSON is no session of ours.
    """
    try:
        return _SESSION_DECODER.decode(blob)
    except msgspec.DecodeError as error:
        raise OurFault(f"a stored session does not fit: {error}") from error


def fold(records: Iterable[Record], study_of: Callable[[str], Study]) -> Session:
    """Replay a journal into the session that it records.

    Args:
        records: In order, from the first.
        study_of: The study by the version that a session pins.
    """
    kept = tuple(records)
    session = Session()
    if not kept:
        return session
    versions = (record.event.version for record in kept if isinstance(record.event, Invited))
    study = study_of(next((version for version in versions if version), ""))
    for record in kept:
        session = step(study, session, record.event).session
    return session


def redact(record: Record, messages: frozenset[str]) -> Record:
    """Return the record without the words of ``messages``; everything else stays."""
    event = record.event
    if isinstance(event, Said | Edited) and event.message in messages:
        return replace(record, event=replace(event, text=""))
    return record
