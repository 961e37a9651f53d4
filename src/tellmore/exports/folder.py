"""A destination that is a folder of this machine: every write is whole and on the disk."""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from tellmore.exports.destination import Entry

_LOCKS = ".locks"
_PARTS = ".parts"


class Folder:
    """Writes into a hidden folder beside, then renames.

    What a kill leaves lies in ``.parts``, where no reader takes it for an export; removing
    the file or writing it again removes it. So hold `alone` while you write a name.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None if there is no such file."""
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None

    def open(self, name: str) -> BinaryIO | None:
        """Return a file opened for reading; None if there is no such file."""
        try:
            return (self._root / name).open("rb")
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file: whoever reads finds the old content or the new, never a part."""
        self._put(name, lambda file: file.write(content))

    def replace(self, name: str, source: IO[bytes]) -> None:
        """Write a file with the content of an open local one; like `write`, for large ones."""
        source.seek(0)
        self._put(name, lambda file: shutil.copyfileobj(source, file, 1 << 20))

    def remove(self, name: str) -> None:
        """Remove a file, and what interrupted writes of it left. Idempotent."""
        path = self._root / name
        if not path.parent.is_dir():
            return
        path.unlink(missing_ok=True)
        self._remove_parts(name)
        _sync(path.parent)

    def entries(self, folder: str) -> Iterator[Entry]:
        """Yield the files of a folder in no order, without what is half written."""
        try:
            found = os.scandir(self._root / folder)
        except FileNotFoundError:
            return
        with found:
            for one in found:
                if one.name.startswith(".") or not one.is_file():
                    continue
                with contextlib.suppress(FileNotFoundError):  # removed while we look
                    stat = one.stat()
                    stamp = f"{stat.st_size}.{stat.st_mtime_ns}.{stat.st_ino}"
                    yield Entry(name=f"{folder}/{one.name}", stamp=stamp)

    def folders(self) -> tuple[str, ...]:
        """Return the names of the folders at the root: one for each study."""
        if not self._root.is_dir():
            return ()
        found = (one.name for one in self._root.iterdir() if one.is_dir())
        return tuple(sorted(name for name in found if not name.startswith(".")))

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Wait until no other process of this machine is at ``name``, and keep it to us.

        The system lets go when we die, however we die.
        """
        locks = self._root / _LOCKS
        locks.mkdir(parents=True, exist_ok=True)
        with (locks / name).open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)  # closing would not do: a fork may hold it too

    def _put(self, name: str, fill: Callable[[IO[bytes]], object]) -> None:
        path = self._root / name
        _make(path.parent)
        self._remove_parts(name)
        part = self._root / _PARTS / f"{_flat(name)}.{secrets.token_hex(4)}"
        part.parent.mkdir(exist_ok=True)
        try:
            with part.open("xb") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def _remove_parts(self, name: str) -> None:
        for part in (self._root / _PARTS).glob(f"{_flat(name)}.*"):
            part.unlink(missing_ok=True)


def _flat(name: str) -> str:
    return name.replace("/", "~")  # which no key holds


def _make(folder: Path) -> None:
    """Make a folder such that it survives a power cut."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        _sync(one.parent)


def _sync(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
