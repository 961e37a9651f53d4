"""An export worker over interviews in a folder, to be killed at will.

Usage: exports_process.py REDIS_URL DESTINATION FOLDER

Of the folder: ``<participant>`` holds an interview's words, ``notes`` what sessions were
told, and while ``gate`` is there no interview can be loaded.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import redis

from tellmore.exports import jobs
from tellmore.exports.destinations import destination_at
from tellmore.exports.worker import export_worker, work
from tellmore.runtime.interviews import ErasureOrder, StoredInterview
from tests.exports.told import SECRET, told


class FolderInterviews:
    """Interviews in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, participant: str, study: str) -> StoredInterview | None:
        del study
        self._note("loading", participant)
        while (self._folder / "gate").exists():
            time.sleep(0.01)
        try:
            return told((self._folder / participant).read_text(), participant=participant)
        except FileNotFoundError:
            return None

    def each(self, study: str) -> Iterator[StoredInterview]:
        raise NotImplementedError

    def count(self, study: str) -> int:
        raise NotImplementedError

    def note_exported(self, participant: str, study: str, revision: int) -> None:
        self._note("exported", participant, study, revision)

    def note_erased(self, order: ErasureOrder, *, receipt: str, records: int) -> None:
        self._note("erased", order.participant, receipt, records)

    def _note(self, *note: object) -> None:
        with (self._folder / "notes").open("a") as file:
            file.write(json.dumps(note) + "\n")


def main(url: str, destination: str, folder: str) -> None:
    jobs.configure(
        jobs.Surroundings(
            interviews=FolderInterviews(Path(folder)),
            destination=destination_at(destination),
            secret=SECRET,
            compact_every=timedelta(seconds=1),
        )
    )
    with redis.Redis.from_url(url) as connection:
        work(export_worker(connection, name=f"worker-{time.monotonic_ns()}"))


if __name__ == "__main__":
    main(*sys.argv[1:])
