"""What every place for exports can do."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, BinaryIO, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file at a destination.

    Attributes:
        name: Relative to the destination's root, with ``/``.
        stamp: Changes whenever the content does: size and time, or what the store says.
    """

    name: str
    stamp: str


class Destination(Protocol):
    """A place for files. Names are relative, with ``/``; they come from `layout` alone.

    Every method raises `OSError`, or what the store raises, when the place fails.
    """

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None if there is no such file."""
        ...

    def open(self, name: str) -> BinaryIO | None:
        """Return a file opened for reading; None if there is no such file."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a file: whoever reads finds the old content or the new, never a part."""
        ...

    def replace(self, name: str, source: IO[bytes]) -> None:
        """Write a file with the content of an open local one; like `write`, for large ones."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file, and what interrupted writes of it left. Idempotent."""
        ...

    def entries(self, folder: str) -> Iterator[Entry]:
        """Yield the files of a folder in no order, without what is half written."""
        ...

    def folders(self) -> tuple[str, ...]:
        """Return the names of the folders at the root: one for each study."""
        ...

    def alone(self, name: str) -> AbstractContextManager[None]:
        """Wait until no other process of this machine is at ``name``, and keep it to us.

        Object stores have no such thing: run one process that writes to them.
        """
        ...
