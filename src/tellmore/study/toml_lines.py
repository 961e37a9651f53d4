"""Where each key of a TOML text stands, since `tomllib` does not tell."""

import re
from dataclasses import dataclass, field

from tellmore.errors import OurFault

Path = tuple[str | int, ...]
"""Keys and list positions (from 0) that lead to a value, e.g. ``("topics", 0, "title")``."""

_SKIPPED = re.compile(r"(?:\s+|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")


def lines(text: str) -> dict[Path, int]:
    """Return the line, from 1, on which each key and list element of ``text`` stands.

    ``text`` is TOML that `tomllib` has accepted; tables and their keys are all in the
    result, the document itself under the empty path.
    """
    scan = _Scan(text=text.replace("\r\n", "\n"))
    scan.document()
    return scan.found


def nearest(found: dict[Path, int], path: Path) -> int:
    """Return the line of ``path``, or of what encloses it where it does not stand."""
    while path not in found:
        path = path[:-1]
    return found[path]


@dataclass(slots=True, kw_only=True)
class _Scan:
    """One pass over a text; `at` is how far it got."""

    text: str
    at: int = 0
    found: dict[Path, int] = field(default_factory=lambda: {(): 1})
    lengths: dict[Path, int] = field(default_factory=dict)
    counted: tuple[int, int] = (0, 1)  # newlines are counted on from here

    def document(self) -> None:
        table: Path = ()
        while self._skip():
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _skip(self) -> bool:
        """Step over space and comments; tell whether anything is left."""
        if match := _SKIPPED.match(self.text, self.at):
            self.at = match.end()
        return self.at < len(self.text)

    def _note(self, path: Path, at: int) -> None:
        seen, line = self.counted
        if at < seen:
            seen, line = 0, 1
        self.counted = (at, line + self.text.count("\n", seen, at))
        self.found.setdefault(path, self.counted[1])

    def _header(self) -> Path:
        start = self.at
        several = self.text.startswith("[[", self.at)
        self.at += 2 if several else 1
        *parents, last = self._dotted()
        self.at += 2 if several else 1
        path = (*self._resolved(parents), last)
        if several:
            self._note(path, start)
            position = self.lengths[path] = self.lengths.get(path, -1) + 1
            path = (*path, position)
        self._note(path, start)
        return path

    def _resolved(self, keys: list[str]) -> Path:
        """Return ``keys`` with the latest element of each list of tables on the way."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self.lengths:
                path = (*path, self.lengths[path])
        return path

    def _dotted(self) -> list[str]:
        keys = [self._key()]
        while self._skip() and self.text[self.at] == ".":
            self.at += 1
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        self._skip()
        if match := _STRING.match(self.text, self.at):
            self.at = match.end()
            return match.group()[1:-1]
        if match := _BARE_KEY.match(self.text, self.at):
            self.at = match.end()
            return match.group()
        raise OurFault("only TOML that tomllib has accepted is scanned")

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table
        for key in self._dotted():
            path = (*path, key)
            self._note(path, start)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        if match := _STRING.match(self.text, self.at):
            self.at = match.end()
        elif self.text[self.at] == "[":
            self._list(path)
        elif self.text[self.at] == "{":
            self._table(path)
        elif match := _SCALAR.match(self.text, self.at):
            self.at = match.end()

    def _list(self, path: Path) -> None:
        self.at += 1
        position = 0
        while self._skip() and self.text[self.at] != "]":
            self._note((*path, position), self.at)
            self._value((*path, position))
            position += 1
            self._comma()
        self.at += 1

    def _table(self, path: Path) -> None:
        self.at += 1
        while self._skip() and self.text[self.at] != "}":
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        if self._skip() and self.text[self.at] == ",":
            self.at += 1
