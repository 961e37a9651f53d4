"""Counts what became of every message, from the far side's transcript alone.

Our own counters are not asked: what people sent, as the messaging app saw it, is held
against the journals and against the exported files.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tellmore.interview.events import Said
from tellmore.interview.journal import Record
from tellmore.testing.telegram_server import Entry, Happening, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of one participant's messages.

    Attributes:
        answers: How many messages they sent after consent.
        lost: Sent, but not in the journal; or in the journal, but not in the export.
        duplicated: In the journal more than once.
        disordered: Whether the journal has them in another order.
        finished: Whether the interview ended.
        exported: Whether it lies in the exports, once.
        repeated_sends: Messages of ours that arrived twice.
    """

    answers: int
    lost: int
    duplicated: int
    disordered: int
    finished: bool
    exported: bool
    repeated_sends: int


def tally(entries: Sequence[Entry], records: Sequence[Record], exported: Path) -> Tally:
    """Hold one chat against its journal and its export.

    Args:
        entries: The chat as the messaging app has it.
        records: The journal.
        exported: Where the export should be.
    """
    sent = list(answers_in(entries))
    kept = [record.event.message for record in records if isinstance(record.event, Said)]
    journalled = [message for message in kept if message in set(sent)]
    once = list(dict.fromkeys(journalled))
    written = _read(exported)
    return Tally(
        answers=len(sent),
        lost=len(set(sent) - set(journalled)) + _missing_in(written, sent, records),
        duplicated=len(journalled) - len(once),
        disordered=int(once != [message for message in sent if message in set(once)]),
        finished=written is not None and written.get("closed_at") is not None,
        exported=written is not None,
        repeated_sends=repeated_sends(entries),
    )


def answers_in(entries: Iterable[Entry]) -> Iterable[str]:
    """Yield ids of what somebody wrote after they consented: no commands, no stickers."""
    consented = False
    for entry in entries:
        if entry.by is Side.PERSON and entry.kind is Happening.TAP:
            consented = consented or entry.raw == "c:analysis:y"
        written = entry.content in {"text", ""} and not entry.text.startswith("/")
        if entry.by is Side.PERSON and entry.kind is Happening.MESSAGE and written and consented:
            yield str(entry.message_id)


def repeated_sends(entries: Iterable[Entry]) -> int:
    """Return how many of our messages repeat the one right before them, word for word."""
    repeated = 0
    last = ""
    for entry in entries:
        if entry.kind is not Happening.MESSAGE:
            continue
        repeated += entry.by is Side.BOT and entry.text == last
        last = entry.text if entry.by is Side.BOT else ""
    return repeated


def _read(path: Path) -> Mapping[str, object] | None:
    if not path.exists():
        return None
    written: Mapping[str, object] = json.loads(path.read_text("utf-8"))
    return written


def _missing_in(
    written: Mapping[str, object] | None, sent: Sequence[str], records: Sequence[Record]
) -> int:
    """Return how many answers an export lacks, by its count of the participant's turns."""
    if written is None:
        return len(sent)
    turns = written["turns"]
    if not isinstance(turns, list):
        return len(sent)
    told = Counter(turn["text"] for turn in turns if turn["kind"] == "answer")
    wanted = _newest_words(sent, records)
    return sum((wanted - told).values())


def _newest_words(sent: Sequence[str], records: Sequence[Record]) -> Counter[str]:
    """Return the words that an export must hold: edited ones as edited, none taken back."""
    words: dict[str, str] = {}
    for record in records:
        event = record.event
        message, text = getattr(event, "message", ""), getattr(event, "text", "")
        if message in sent:
            words[message] = text
    return Counter(text for text in words.values() if text)
