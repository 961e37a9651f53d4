"""Children are kept alive, started again when they die, and ended in order."""

import asyncio
import os
import signal
from pathlib import Path

from tellmore.runtime.processes import Child, Supervisor

PATIENT = """
import signal, sys, time
def end(*_):
    print("ended politely", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("began", flush=True)
time.sleep(60)
"""


def child(folder: Path) -> Child:
    (folder / "patient.py").write_text(PATIENT, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return Child(
        name="patient", module="patient", environment=environment, log=folder / "patient.log"
    )


async def began(folder: Path, times: int) -> None:
    log = folder / "patient.log"
    for _ in range(1200):  # a minute: other tests may have the machine
        if log.exists() and log.read_text().count("began") >= times:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not begin")


async def test_a_child_that_is_killed_is_started_again_and_ended_politely(tmp_path: Path) -> None:
    supervisor, stop, ends = Supervisor((child(tmp_path),)), asyncio.Event(), []
    running = asyncio.create_task(
        supervisor.run(stop, on_exit=lambda name, code: ends.append((name, code)))
    )
    await began(tmp_path, 1)
    first = supervisor.running["patient"]
    first.kill()
    await began(tmp_path, 2)
    second = supervisor.running["patient"]
    stop.set()
    await running

    assert ends == [("patient", -signal.SIGKILL)]
    assert second.pid != first.pid
    assert second.returncode == 0
    assert (tmp_path / "patient.log").read_text().count("ended politely") == 1
    assert supervisor.restarts == 1


async def test_an_interrupt_of_our_group_does_not_reach_a_child(tmp_path: Path) -> None:
    """Ctrl-C in a terminal goes to the whole group: children must not die of it midway."""
    supervisor, stop = Supervisor((child(tmp_path),)), asyncio.Event()
    running = asyncio.create_task(supervisor.run(stop))
    await began(tmp_path, 1)

    assert os.getpgid(supervisor.running["patient"].pid) != os.getpgid(0)
    stop.set()
    await running
