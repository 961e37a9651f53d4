"""The picture of an interview's phases, drawn from what `step` does and not from memory.

``python -m tellmore.testing.state_diagram`` writes `docs/interview-states.md`.
"""

import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tellmore.interview.events import (
    AskedForDeletion,
    Chose,
    ClarificationWanted,
    Consented,
    Declined,
    DeletionCancelled,
    DeletionConfirmed,
    Edited,
    Event,
    FellSilent,
    Invited,
    LanguageChosen,
    Left,
    Paused,
    ProbeFailed,
    ProbeProposed,
    Resumed,
    Said,
    SentNonText,
    Skipped,
    Stopped,
    Undid,
)
from tellmore.interview.session import Phase, Session
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON

DOCUMENT = Path(__file__).parents[3] / "docs" / "interview-states.md"

_INTRO = """\
# The states of an interview

Each arrow is what `step` does with an event, found by playing every event in every state
that a small study can reach; `python -m tellmore.testing.state_diagram` draws it anew.
Events that leave the phase as it is have no arrow: help, edits, late replies, second
deliveries, reminders. From *closed* an interview goes on only after a break-off, a partial
or a refusal, while there is time; after `Stopped` only by the link or `Resumed`.
A withdrawn interview never changes again.

"""

_TOPIC = LITTLE_STUDY.topics[0]
_STUDY = replace(LITTLE_STUDY, topics=(replace(_TOPIC, questions=_TOPIC.questions[1:]),))
Arrow = tuple[Phase, Phase, str]


def arrows() -> list[Arrow]:
    """Return every change of phase that some event causes, in the order of the phases."""
    reached = {_sketch(Session())}
    waiting, found, minutes = deque([Session()]), set[Arrow](), 0
    while waiting:
        session = waiting.popleft()
        minutes += 1
        for event in _events(session, minutes):
            after = step(_STUDY, session, event).session
            if after.phase is not session.phase:
                found.add((session.phase, after.phase, type(event).__name__))
            if _sketch(after) not in reached:
                reached.add(_sketch(after))
                waiting.append(after)
    order = list(Phase)
    return sorted(found, key=lambda arrow: (order.index(arrow[0]), order.index(arrow[1]), arrow[2]))


def _sketch(session: Session) -> tuple[object, ...]:
    """Return what tells two sessions apart here; counters and words do not."""
    return (
        session.phase,
        bool(session.version),
        bool(session.language),
        session.position,
        session.probes,
        bool(session.heard),
        session.clarified,
        frozenset(use for use in Use if session.agreed(use)),
        frozenset(agreement.use for agreement in session.agreements),
        bool(session.spoken),
        session.disposition,
        session.stopped,
        session.deleting,
        session.paused,
        session.reminded,
    )


def _events(session: Session, minutes: int) -> Iterator[Event]:
    at = NOON + timedelta(minutes=minutes)
    yield Invited(at=at, version="v1")
    yield LanguageChosen(at=at, language="en")
    for use in Use:
        yield Consented(at=at, use=use)
        yield Declined(at=at, use=use)
    for closed in (*_STUDY.screener, *_STUDY.closing):
        for option in closed.options:
            yield Chose(at=at, question=closed.key, option=option.code)
    yield Said(at=at, message=f"m{minutes}", text="Words.")
    yield Edited(at=at, message="m1", text="Words.")
    yield SentNonText(at=at, message="p", kind="photo")
    for text in ("Why?", None):
        yield ProbeProposed(at=at, request=session.request, text=text)
    yield ClarificationWanted(at=at, request=session.request)
    yield ProbeFailed(at=at, request=session.request)
    yield FellSilent(at=at, timer=session.timer)
    yield from (Skipped(at=at), Undid(at=at), Paused(at=at), Resumed(at=at), Stopped(at=at))
    yield from (AskedForDeletion(at=at), DeletionConfirmed(at=at), DeletionCancelled(at=at))
    yield Left(at=at)


def drawn() -> str:
    """Return the whole document."""
    grouped: dict[tuple[Phase, Phase], list[str]] = {}
    for before, after, event in arrows():
        grouped.setdefault((before, after), []).append(event)
    lines = [
        f"    {before} --> {after}: {'<br/>'.join(events)}"
        for (before, after), events in grouped.items()
    ]
    diagram = "\n".join(["stateDiagram-v2", f"    [*] --> {Phase.INVITING}", *lines])
    return f"{_INTRO}```mermaid\n{diagram}\n```\n"


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(), "utf-8")
    sys.stdout.write(f"{DOCUMENT.name} is current\n")
