"""A real worker over a real Redis, and what is left when parts of it are killed."""

import contextlib
import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from tellmore.errors import InvalidInput
from tellmore.exports import failed, layout, records
from tellmore.exports.queue import QUEUE, export_id, export_queue
from tellmore.exports.relay import Relay
from tellmore.runtime.interviews import ExportOrder
from tellmore.testing.memory_interviews import MemoryExportOrders
from tests.exports.told import STUDY, erasure, told

DEADLINE = timedelta(seconds=60)


def until(holds: Callable[[], object], *, within: timedelta = DEADLINE) -> None:
    """Wait until something holds; fail if it does not come to that."""
    end = time.monotonic() + within.total_seconds()
    while not holds():
        assert time.monotonic() < end, "this never came to be"
        time.sleep(0.02)


class Works:
    """Interviews in a folder, a destination, a queue, and workers."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.interviews = folder / "interviews"
        self.interviews.mkdir()
        self.out = folder / "out"
        self.connection = redis.Redis.from_url(url)
        self.queue = export_queue(self.connection)
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        main = Path(__file__).with_name("exports_process.py")
        root = Path(__file__).parents[2]
        worker = subprocess.Popen(
            [sys.executable, str(main), self.url, str(self.out), str(self.interviews)],
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONWARNINGS": ""},
            cwd=root,
            stderr=subprocess.DEVNULL,
        )
        self.workers.append(worker)
        return worker

    def close(self) -> None:
        for worker in self.workers:
            for process in children(worker.pid):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            worker.kill()
            worker.wait(10)
        self.connection.close()

    def finish(self, participant: str) -> ExportOrder:
        """Have an interview finish; return the order to export it."""
        (self.interviews / participant).write_text(f"Words of {participant}. " * 50)
        return ExportOrder(participant=participant, study=STUDY, revision=1)

    def told(self, participant: str) -> records.InterviewRecord:
        words = (self.interviews / participant).read_text()
        return records.interview_record(told(words, participant=participant))

    def notes(self, kind: str) -> list[list[object]]:
        with contextlib.suppress(FileNotFoundError):
            lines = (self.interviews / "notes").read_text().splitlines()
            return [note[1:] for note in map(json.loads, lines) if note[0] == kind]
        return []

    def exported(self) -> set[str]:
        return {str(note[0]) for note in self.notes("exported")}

    def stored(self, participant: str) -> records.InterviewRecord:
        return records.decode((self.out / layout.interview(STUDY, participant)).read_bytes())

    def in_sets(self) -> list[str]:
        """Return whose rows are in the sets; fail if the sets do not agree."""
        with contextlib.suppress(FileNotFoundError):
            lines = (self.out / STUDY / "interviews.jsonl").read_bytes().splitlines()
            with (self.out / STUDY / "interviews.csv").open(newline="") as file:
                rows = [row["participant"] for row in csv.DictReader(file)]
            if rows == [records.decode(line).participant for line in lines]:
                return rows
        return []

    def gate(self) -> Path:
        gate = self.interviews / "gate"
        gate.touch()
        return gate


def children(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


@pytest.fixture
def works(redis_url: str, tmp_path: Path) -> Iterator[Works]:
    works = Works(redis_url, tmp_path)
    yield works
    works.close()


def test_finished_interviews_are_exported_gathered_and_erased(works: Works) -> None:
    people = [f"p{number}" for number in range(5)]
    works.start()
    for participant in people:
        works.queue.enqueue_export(works.finish(participant))
    until(lambda: works.in_sets() == people)
    assert [works.stored(one) for one in people] == [works.told(one) for one in people]

    (works.interviews / "p2").unlink()
    works.queue.enqueue_erasure(erasure("p2"))
    until(lambda: works.notes("erased"))
    assert works.in_sets() == ["p0", "p1", "p3", "p4", ""]
    assert not list(works.out.rglob("*p2*"))
    left = [key.decode() for key in works.connection.scan_iter("rq:*p2*")]
    assert [key for key in left if "erase-" not in key] == []


def test_a_job_that_names_another_function_never_runs_and_is_failed(
    works: Works, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    theirs = Queue(QUEUE, connection=works.connection, serializer=JSONSerializer)
    theirs.enqueue("os.system", f"touch {mark}", job_id="theirs")
    works.queue.enqueue_export(works.finish("p1"))
    works.start()
    until(lambda: works.exported() == {"p1"})
    assert not mark.exists()
    (job,) = failed.failed_jobs(works.connection)
    assert (job.id, job.function, job.error) == ("theirs", "system", "OurFault")
    with pytest.raises(InvalidInput, match="`theirs`: is no failed export"):
        failed.requeue(works.connection, "theirs")


def test_sigterm_lets_the_job_at_hand_finish_and_takes_no_other(works: Works) -> None:
    gate = works.gate()
    worker = works.start()
    for participant in ("p1", "p2"):
        works.queue.enqueue_export(works.finish(participant))
    until(lambda: works.notes("loading"))
    worker.send_signal(signal.SIGTERM)
    gate.unlink()
    assert worker.wait(30) == 0
    assert works.exported() == {"p1"}
    assert works.queue.job_ids == [export_id(works.finish("p2"))]
    assert children(worker.pid) == []


def test_a_killed_export_is_tried_again(works: Works) -> None:
    gate = works.gate()
    worker = works.start()
    works.queue.enqueue_export(works.finish("p1"))
    until(lambda: works.notes("loading"))
    current = psutil.Process(worker.pid).children()
    horse = next(one for one in current if os.getpgid(one.pid) == one.pid)
    gate.unlink()
    horse.kill()
    until(lambda: works.exported() == {"p1"})
    assert works.stored("p1") == works.told("p1")


def test_nothing_outlives_a_killed_worker(works: Works) -> None:
    works.gate()
    worker = works.start()
    works.queue.enqueue_export(works.finish("p1"))
    until(lambda: works.notes("loading"))
    family = children(worker.pid)
    assert len(family) == 2  # the job, and what enqueues what is due
    worker.kill()
    worker.wait(10)
    until(lambda: not any(one.is_running() and one.status() != "zombie" for one in family))


def test_a_place_that_cannot_be_written_is_shown_and_used_once_it_can(works: Works) -> None:
    works.out.write_text("in the way")  # as good as read-only, for root too
    order = works.finish("p1")
    works.queue.enqueue_export(order)
    job = works.queue.fetch_job(export_id(order))
    assert job is not None
    job.retries_left, job.retry_intervals = 1, [1]
    job.save()
    works.start()
    until(lambda: failed.failed_jobs(works.connection))
    (shown,) = failed.failed_jobs(works.connection)
    assert (shown.id, shown.function) == ("export-days-p1-1", "export_interview")
    assert shown.error.startswith(("TheirFault: FileExistsError in", "TheirFault: NotADirectory"))
    assert len(works.notes("loading")) <= 2

    works.out.unlink()
    failed.requeue(works.connection, "export-days-p1-1")
    until(lambda: works.exported() == {"p1"})
    assert failed.failed_jobs(works.connection) == ()


def test_a_job_that_is_not_failed_is_not_tried_again(works: Works) -> None:
    order = works.finish("p1")
    works.queue.enqueue_export(order)
    with pytest.raises(InvalidInput, match="`export-days-p1-1`: is no failed export"):
        failed.requeue(works.connection, export_id(order))


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


@pytest.mark.slow
def test_what_the_queue_lost_with_its_worker_is_offered_again(works: Works) -> None:
    """A worker that dies between taking a job and starting it leaves it in no list."""
    order = works.finish("p1")
    orders = MemoryExportOrders(order)
    orders.close(order, datetime.now(UTC) - timedelta(hours=1))
    relay = Relay(orders, works.connection, clock=Now())
    relay.relay()
    works.connection.delete(works.queue.key)  # all that such a death leaves is the job's hash
    relay.sweep()
    works.start()
    until(lambda: works.exported() == {"p1"})
    assert works.queue.fetch_job(export_id(order, attempt=1)) is not None


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_kills_at_random_moments_lose_nothing_double_nothing_and_tear_nothing(
    works: Works,
) -> None:
    dice = random.Random(7)
    people = [f"p{number:03d}" for number in range(150)]
    for participant in people:
        works.queue.enqueue_export(works.finish(participant))
    worker = works.start()
    for _ in range(20):
        time.sleep(dice.uniform(0.05, 0.4))
        if dice.random() < 0.3:
            worker.kill()
            worker.wait(10)
            worker = works.start()
        for horse in children(worker.pid):
            with contextlib.suppress(psutil.NoSuchProcess):
                horse.kill()
        for file in (works.out / layout.interviews(STUDY)).glob("*"):
            records.decode(file.read_bytes())
    worker.kill()
    worker.wait(10)

    orders = MemoryExportOrders()
    for participant in people:
        order = ExportOrder(participant=participant, study=STUDY, revision=1)
        orders.close(order, datetime.now(UTC) - timedelta(hours=1))
    works.start()
    relay = Relay(orders, works.connection, clock=Now())

    def all_exported() -> bool:
        relay.sweep()
        time.sleep(0.5)
        return works.exported() == set(people)

    until(all_exported, within=timedelta(seconds=180))
    until(lambda: works.in_sets() == people)
    assert [works.stored(one) for one in people] == [works.told(one) for one in people]


_WRITER = """
import sys
from pathlib import Path
from tellmore.exports import layout, records, sets
from tellmore.exports.destinations import destination_at
from tellmore.exports.locks import alone_in
from tests.exports.told import STUDY, told

place = destination_at(sys.argv[1])
number = 0
while True:
    number += 1
    one = told("x" * 200_000, participant=f"p{number % 7}", revision=number)
    record = records.interview_record(one)
    place.write(layout.interview(STUDY, record.participant), records.encode(record))
    with alone_in(place, STUDY):
        sets.compact(place, STUDY)
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_writer_that_is_killed_mid_write_leaves_whole_files_only(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    dice = random.Random(11)
    root = Path(__file__).parents[2]
    for _ in range(12):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path)],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        assert writer.stdout.readline()
        time.sleep(dice.uniform(0, 0.3))
        writer.kill()
        writer.wait(10)
        writer.stdout.close()
        for file in (tmp_path / layout.interviews(STUDY)).iterdir():
            records.decode(file.read_bytes())
        lines = (tmp_path / STUDY / "interviews.jsonl").read_bytes().splitlines()
        rows = [records.decode(line) for line in lines]
        assert len({row.participant for row in rows}) == len(rows)
        for name in ("interviews.parquet", "turns.parquet"):
            assert pq.read_table(tmp_path / STUDY / name).num_rows > 0
        for name in ("interviews.csv", "turns.csv"):
            assert (tmp_path / STUDY / name).read_bytes().endswith(b"\r\n")
    shutil.rmtree(tmp_path)
