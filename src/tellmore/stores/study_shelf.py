"""Studies as they are now, and every version that a session ever pinned."""

from collections.abc import Callable, Mapping

from tellmore.errors import OurFault
from tellmore.stores import redis_keys as keys
from tellmore.stores.connection import Connection
from tellmore.study.keeping import dump, restore
from tellmore.study.study import Study


class StudyShelf:
    """Finds studies: the present ones in memory, pinned versions in Redis.

    A version is kept before anybody can be invited to it, so that editing the files of a
    study never changes interviews under way.
    """

    def __init__(self, connection: Connection, read: Callable[[], Mapping[str, Study]]) -> None:
        self._connection = connection
        self._read = read
        self._current: Mapping[str, Study] = {}
        self._pinned: dict[str, Study] = {}

    async def refresh(self) -> None:
        """Read the studies again and keep the versions that are new.

        Raises:
            InvalidStudy: A study's files have faults; what was read before stays.
            Unreachable: Redis is away.
        """
        current = self._read()
        for study in current.values():
            if study.version not in self._pinned:
                await self._connection.call("SET", keys.study(study.version), dump(study))
                self._pinned[study.version] = study
        self._current = current

    async def current(self, key: str) -> Study | None:
        """Return the study as it is now; None if there is none of that key."""
        return self._current.get(key)

    async def pinned(self, version: str) -> Study:
        """Return the study as it was when a session began.

        Raises:
            OurFault: The version was never kept.
        """
        study = self._pinned.get(version)
        if study is None:
            blob = await self._connection.call("GET", keys.study(version))
            if blob is None:
                raise OurFault(f"version `{version}` of a study was never kept")
            study = self._pinned[version] = restore(blob)
        return study

    def keys(self) -> tuple[str, ...]:
        """Return the keys of all studies that can be started."""
        return tuple(self._current)
