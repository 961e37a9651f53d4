"""Folders and object stores: whole files, nothing left behind, nothing outside."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import pytest
from fsspec.implementations.local import LocalFileSystem

from tellmore.errors import InvalidSettings
from tellmore.exports.destination import Destination
from tellmore.exports.destinations import destination_at
from tellmore.exports.folder import Folder
from tellmore.exports.object_store import ObjectStore


@pytest.fixture(params=["folder", "file url", "memory", "renaming"])
def destination(request: pytest.FixtureRequest, tmp_path: Path) -> Destination:
    made: dict[str, Callable[[], Destination]] = {
        "folder": lambda: destination_at(str(tmp_path / "a b")),
        "file url": lambda: destination_at((tmp_path / "a b").as_uri()),
        "memory": lambda: destination_at(f"memory://{tmp_path.name}"),
        "renaming": lambda: ObjectStore(LocalFileSystem(), str(tmp_path)),  # type: ignore[no-untyped-call]
    }
    return made[request.param]()


def names(destination: Destination, folder: str) -> list[str]:
    return sorted(entry.name for entry in destination.entries(folder))


def test_what_is_written_is_read(destination: Destination) -> None:
    destination.write("days/interviews/p1.json", b"one")
    destination.write("days/interviews/p1.json", b"two")
    with tempfile.TemporaryFile() as file:
        file.write(b"big" * 1000)
        destination.replace("days/turns.csv", file)
    opened = destination.open("days/turns.csv")
    assert opened is not None
    with opened:
        assert opened.read() == b"big" * 1000
    assert destination.read("days/interviews/p1.json") == b"two"
    assert names(destination, "days/interviews") == ["days/interviews/p1.json"]
    assert destination.folders() == ("days",)


def test_what_is_not_there_is_none(destination: Destination) -> None:
    assert destination.read("days/x") is None
    assert destination.open("days/x") is None
    assert (names(destination, "days"), destination.folders()) == ([], ())


def test_removing_twice_is_removing_once(destination: Destination) -> None:
    destination.write("days/x", b"")
    destination.remove("days/x")
    destination.remove("days/x")
    assert destination.read("days/x") is None


def test_a_stamp_changes_with_the_content(destination: Destination) -> None:
    destination.write("days/x", b"1")
    (before,) = destination.entries("days")
    assert list(destination.entries("days")) == [before]
    destination.write("days/x", b"22")
    (after,) = destination.entries("days")
    assert (after.name, after.stamp != before.stamp) == (before.name, True)


def test_an_unknown_store_is_named_with_what_to_do() -> None:
    with pytest.raises(InvalidSettings, match="TELLMORE_EXPORTS: `nowhere://` cannot be used"):
        destination_at("nowhere://bucket/secret-token")


def test_what_a_kill_left_half_written_is_no_file_and_goes_with_the_next_write(
    tmp_path: Path,
) -> None:
    folder = Folder(tmp_path)

    class Killed(BaseException):
        """Stands in for a kill: not even cleaning up happens."""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(Killed))
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        with suppress(Killed):
            folder.write("days/x", b"SECRET")
    parts = list((tmp_path / ".parts").iterdir())
    assert [part.read_bytes() for part in parts] == [b"SECRET"]
    assert (names(folder, "days"), folder.folders()) == ([], ("days",))

    folder.remove("days/x")
    assert list((tmp_path / ".parts").iterdir()) == []


def test_a_failed_write_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path)
    folder.write("days/x", b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        folder.write("days/x", b"new")
    assert folder.read("days/x") == b"old"
    assert list((tmp_path / ".parts").iterdir()) == []


def test_only_one_process_is_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    context = get_context("fork")
    entered = context.Event()

    def enter() -> None:
        with folder.alone("x"):
            entered.set()

    with folder.alone("x"):
        other = context.Process(target=enter, daemon=True)
        other.start()
        with folder.alone("y"):
            assert not entered.wait(0.2)
    other.join(10)
    assert (entered.is_set(), other.exitcode) == (True, 0)
