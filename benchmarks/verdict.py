"""What became of the messages: lost, duplicated, disordered; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How many messages met which fate.

    Attributes:
        sent: Messages that persons sent.
        lost: Sent, and never seen on the other side.
        duplicated: Seen again, each time counted.
        disordered: First seen after a message that its person had sent later.
        unknown: Seen, and never sent.
    """

    sent: int = 0
    lost: int = 0
    duplicated: int = 0
    disordered: int = 0
    unknown: int = 0


def judge(*, sent: Mapping[int, Sequence[str]], seen: Mapping[int, Sequence[str]]) -> Verdict:
    """Return what became of the sent messages.

    Args:
        sent: By chat, in order; every text is unique.
        seen: By chat, the texts in the order in which they took effect.
    """
    lost = duplicated = disordered = unknown = 0
    for chat, texts in sent.items():
        place = {text: index for index, text in enumerate(texts)}
        counts = Counter(seen.get(chat, ()))
        lost += sum(text not in counts for text in texts)
        duplicated += sum(count - 1 for text, count in counts.items() if text in place)
        unknown += sum(count for text, count in counts.items() if text not in place)
        latest = -1
        for text in counts:  # a Counter keeps the order of first sight
            index = place.get(text, latest)
            disordered += index < latest
            latest = max(latest, index)
    unknown += sum(len(texts) for chat, texts in seen.items() if chat not in sent)
    return Verdict(
        sent=sum(len(texts) for texts in sent.values()),
        lost=lost,
        duplicated=duplicated,
        disordered=disordered,
        unknown=unknown,
    )
