"""Counts what became of every message, from the far side's transcript.

Our own counters are not asked: what people wrote, as the messaging app has it, is held
against the journal and against the exported file; what arrived there from us is held
against what the journal says that we said.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tellmore.interview.events import Edited, Said
from tellmore.interview.journal import Record
from tellmore.testing.telegram_server import Entry, Happening, Side

CONSENT = "c:analysis:y"
"""What a tap on *I agree* carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of one participant's messages.

    Attributes:
        answers: How many messages they wrote after they had agreed.
        lost: Of those, how many are not in the journal, or not in the export, word for word.
        duplicated: How often one of them is in the journal or in the export once too often.
        disordered: 1 if the journal or the export has them in another order.
        finished: Whether the journal says that the interview ended and they were told.
        exported: Whether it lies in the exports.
        unanswered: 1 if they wrote or tapped last.
        repeated_sends: Messages of ours that arrived more often than we said them.
        unsent: Sentences of ours that never arrived.
    """

    answers: int
    lost: int
    duplicated: int
    disordered: int
    finished: bool
    exported: bool
    unanswered: int
    repeated_sends: int
    unsent: int


def tally(entries: Sequence[Entry], records: Sequence[Record], exported: Path) -> Tally:
    """Hold one chat against its journal and its export.

    Args:
        entries: The chat as the messaging app has it.
        records: The journal.
        exported: Where the export should be.
    """
    sent = answers_in(entries)
    heard = _words(records)
    withdrawable = _before_an_undo(entries)
    standing = [m for m in sent if not (heard.get(m) == "" and m in withdrawable)]
    altered = [m for m in standing if heard.get(m) != sent[m]]
    said = [r.event.message for r in records if isinstance(r.event, Said)]
    kept = [message for message in said if message in sent]
    once = list(dict.fromkeys(kept))
    wanted = [sent[m] for m in standing if m not in altered]
    written = _read(exported)
    told = wanted if written is None else _answers_of(written)
    return Tally(
        answers=len(sent),
        lost=len(altered) + (Counter(wanted) - Counter(told)).total(),
        duplicated=max(len(kept) - len(once), _too_often(told, wanted)),
        disordered=int(once != [m for m in sent if m in set(once)] or _mixed_up(told, wanted)),
        finished=_ended(records, entries),
        exported=written is not None,
        unanswered=_unanswered(entries),
        repeated_sends=repeated_sends(entries, records),
        unsent=unsent(entries, records),
    )


def answers_in(entries: Iterable[Entry]) -> Mapping[str, str]:
    """Return what somebody wrote after they agreed, in order: message id to newest words.

    Commands, stickers and typed labels of the buttons shown last are no answers.
    """
    answers: dict[str, str] = {}
    shown: Mapping[str, str] = {}
    agreed = False
    for entry in entries:
        if entry.by is Side.BOT:
            shown = _labels(entry) or shown
        elif entry.kind is Happening.TAP:
            agreed = agreed or entry.raw == CONSENT
        elif _is_written(entry):
            agreed = agreed or shown.get(entry.text) == CONSENT
            if agreed and not entry.text.startswith("/") and entry.text not in shown:
                answers[str(entry.message_id)] = entry.text
    return answers


def repeated_sends(entries: Iterable[Entry], records: Iterable[Record]) -> int:
    """Return how many of our messages arrived more often than the journal has them.

    What is said outside of any interview is in no journal: it counts from the second time.
    """
    said = _BREAK.join(_uttered(records))
    arrived = Counter(_arrived(entries))
    return sum(max(0, n - max(1, said.count(text))) for text, n in arrived.items())


def unsent(entries: Iterable[Entry], records: Iterable[Record]) -> int:
    """Return how many sentences of ours are in the journal, but not at the far side."""
    arrived = _BREAK.join(_arrived(entries))
    said = Counter(u.text.strip() for r in records for u in r.uttered if u.text.strip())
    return sum(max(0, n - arrived.count(text)) for text, n in said.items())


_BREAK = "\n\0\n"
"""Stands between messages, so that none is found across two."""


def _arrived(entries: Iterable[Entry]) -> list[str]:
    ours = (e for e in entries if e.by is Side.BOT and e.kind is Happening.MESSAGE)
    return [entry.text.strip() for entry in ours if entry.text.strip()]


def _uttered(records: Iterable[Record]) -> Iterable[str]:
    return ("\n\n".join(one.text.strip() for one in record.uttered) for record in records)


def _labels(entry: Entry) -> Mapping[str, str]:
    return {button.label: button.data for row in entry.keyboard for button in row}


def _is_written(entry: Entry) -> bool:
    return entry.kind is Happening.MESSAGE and entry.content in {"text", ""}


def _before_an_undo(entries: Sequence[Entry]) -> frozenset[str]:
    """Return the messages that somebody may have taken back."""
    undos = [at for at, e in enumerate(entries) if e.by is Side.PERSON and e.text == "/undo"]
    last = undos[-1] if undos else 0
    return frozenset(str(entry.message_id) for entry in entries[:last])


def _words(records: Iterable[Record]) -> Mapping[str, str]:
    """Return the newest words of each message in the journal."""
    return {r.event.message: r.event.text for r in records if isinstance(r.event, Said | Edited)}


def _read(path: Path) -> Mapping[str, Any] | None:
    if not path.exists():
        return None
    written: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return written


def _answers_of(written: Mapping[str, Any]) -> list[str]:
    return [turn["text"] for turn in written["turns"] if turn["kind"] == "answer" and turn["text"]]


def _too_often(told: Sequence[str], wanted: Sequence[str]) -> int:
    return sum(n for text, n in (Counter(told) - Counter(wanted)).items() if text in wanted)


def _mixed_up(told: Sequence[str], wanted: Sequence[str]) -> bool:
    return Counter(told) == Counter(wanted) and list(told) != list(wanted)


def _ended(records: Iterable[Record], entries: Iterable[Entry]) -> bool:
    ends = [u.text.strip() for r in records for u in r.uttered if u.key.startswith("close:")]
    arrived = _arrived(entries)
    return bool(ends) and any(ends[-1] in text for text in arrived)


def _unanswered(entries: Sequence[Entry]) -> int:
    talk = [e for e in entries if e.kind in {Happening.MESSAGE, Happening.TAP}]
    return int(bool(talk) and talk[-1].by is Side.PERSON)
