"""A destination behind fsspec: S3, Google Cloud Storage, Azure, SFTP and others."""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import IO, Any, BinaryIO

from tellmore.exports.destination import Entry

_WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oci", "memory"})
"""Stores in which a put is seen whole or not at all; elsewhere we rename."""

_STAMPS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "created")


class ObjectStore:
    """Files in a store that fsspec knows."""

    def __init__(self, files: Any, root: str) -> None:  # noqa: ANN401 - fsspec has no types
        self._files = files
        self._root = root.rstrip("/")
        protocols = files.protocol
        names = {protocols} if isinstance(protocols, str) else set(protocols)
        self._whole = bool(names & _WHOLE)

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None if there is no such file."""
        try:
            return bytes(self._files.cat_file(self._path(name)))
        except FileNotFoundError:
            return None

    def open(self, name: str) -> BinaryIO | None:
        """Return a file opened for reading; None if there is no such file."""
        try:
            opened: BinaryIO = self._files.open(self._path(name), "rb")
        except FileNotFoundError:
            return None
        return opened

    def write(self, name: str, content: bytes) -> None:
        """Write a file: whoever reads finds the old content or the new, never a part."""
        self._put(name, lambda path: self._files.pipe_file(path, content))

    def replace(self, name: str, source: IO[bytes]) -> None:
        """Write a file with the content of an open local one; like `write`, for large ones."""
        source.seek(0)
        opened = f"/dev/fd/{source.fileno()}"  # it may have no name, and fsspec wants one
        self._put(name, lambda path: self._files.put_file(opened, path))

    def remove(self, name: str) -> None:
        """Remove a file, and what interrupted writes of it left. Idempotent."""
        self._forget_listings()
        folder, _, file = self._path(name).rpartition("/")
        parts = () if self._whole else self._parts(folder, file)
        for path in (self._path(name), *parts):
            with contextlib.suppress(FileNotFoundError):
                self._files.rm_file(path)

    def entries(self, folder: str) -> Iterator[Entry]:
        """Yield the files of a folder in no order, without what is half written."""
        self._forget_listings()
        for found in self._listed(self._path(folder)):
            file = str(found["name"]).rpartition("/")[2]
            if found["type"] == "file" and not file.startswith("."):
                marks = (str(found[key]) for key in _STAMPS if found.get(key) is not None)
                stamp = ".".join((str(found.get("size")), *marks))
                yield Entry(name=f"{folder}/{file}", stamp=stamp)

    def folders(self) -> tuple[str, ...]:
        """Return the names of the folders at the root: one for each study."""
        self._forget_listings()
        found = [one for one in self._listed(self._root) if one["type"] == "directory"]
        names = (str(one["name"]).rstrip("/").rpartition("/")[2] for one in found)
        return tuple(sorted(name for name in names if not name.startswith(".")))

    def alone(self, name: str) -> AbstractContextManager[None]:
        """Do nothing: an object store has no locks. Run one process that writes to it."""
        del name
        return contextlib.nullcontext()

    def _put(self, name: str, put: Callable[[str], object]) -> None:
        path = self._path(name)
        folder, _, file = path.rpartition("/")
        self._files.makedirs(folder, exist_ok=True)
        if self._whole:
            put(path)
            return
        part = f"{folder}/.{file}.{secrets.token_hex(4)}.part"
        put(part)
        self._files.mv(part, path)

    def _parts(self, folder: str, file: str) -> tuple[str, ...]:
        found = (str(one["name"]) for one in self._listed(folder))
        head = f".{file}."
        return tuple(one for one in found if one.rpartition("/")[2].startswith(head))

    def _listed(self, path: str) -> list[dict[str, Any]]:
        try:
            return list(self._files.ls(path, detail=True))
        except FileNotFoundError:
            return []

    def _forget_listings(self) -> None:
        self._files.invalidate_cache()  # fsspec remembers listings, other processes write

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"
