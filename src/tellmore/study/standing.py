"""How far a translation has come, and whether that is still true of it.

A translation's comment says so: ``# state: adjudicated 1f2e3d4c``. The hexadecimal digits are
the seal: a hash of the source and of the translation as they were read. Whoever changes one
of them afterwards breaks it, so that nobody is told of a reading that never happened.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

_MARK = re.compile(r"state: (?P<state>\S+)(?: (?P<seal>[0-9a-f]{8}))?\Z")
_SEAL_DIGITS = 8


class State(StrEnum):
    """How far a translation has come."""

    DRAFTED = "drafted"
    """Written once; nobody has read it with fresh eyes."""
    ADJUDICATED = "adjudicated"
    """Decided, with reasons, between two drafts that were made apart."""
    REVIEWED = "reviewed"
    """Read and approved by somebody who speaks the language."""


READ = frozenset({State.ADJUDICATED, State.REVIEWED})
"""States in which a translation was read by another than its writer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a translation's comment says of it.

    Attributes:
        state: The word as it stands there; empty for an entry without a mark, which somebody
            wrote by hand.
        seal: Eight hexadecimal digits; empty where none was set.
    """

    state: str = ""
    seal: str = ""

    @property
    def known(self) -> bool:
        """Whether the word is one of ours."""
        return not self.state or self.state in {*State}

    def broken(self, source: Sequence[str], said: Sequence[str]) -> bool:
        """Tell whether source or translation changed after they were read."""
        return bool(self.seal) and self.seal != seal(source, said)

    def waits(self, source: Sequence[str], said: Sequence[str]) -> bool:
        """Tell whether somebody still has to read the translation.

        What has no mark was written by a person and waits for nobody.
        """
        return bool(self.state) and (self.state not in READ or self.broken(source, said))


UNMARKED = Standing()
"""What somebody wrote by hand."""


def seal(source: Sequence[str], said: Sequence[str]) -> str:
    """Return the hash of a text's source and translation, form by form: 8 digits of SHA-256."""
    content = "\0".join([*source, "", *said]).encode()
    return sha256(content).hexdigest()[:_SEAL_DIGITS]


def sealed(state: State, source: Sequence[str], said: Sequence[str]) -> str:
    """Return what a mark says: the state and, where somebody has read the text, the seal."""
    return f"{state} {seal(source, said)}" if state in READ else state.value


def standing(comments: Iterable[str]) -> Standing:
    """Return what a translator's comments say of the state; the first mark counts."""
    marks = (_MARK.match(comment.strip()) for comment in comments)
    found = next((mark for mark in marks if mark), None)
    return Standing(found["state"], found["seal"] or "") if found else UNMARKED


def mark(po: str, marks: Mapping[str, str]) -> str:
    """Return a PO file's text with the marks of some entries set; all else stays as it is.

    Args:
        po: The file.
        marks: By the entry's ``msgctxt``, what follows ``# state: ``.
    """
    lines = po.split("\n")
    begins = 0
    out: list[str] = []
    for line in lines:
        if not line.strip():
            begins = len(out) + 1
        name = re.match(r'msgctxt "(.*)"', line)
        if name and name[1] in marks:
            head = [one for one in out[begins:] if not one.startswith("# state:")]
            out[begins:] = [f"# state: {marks[name[1]]}", *head]
        out.append(line)
    return "\n".join(out)
