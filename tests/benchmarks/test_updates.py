import asyncio

from benchmarks.updates import Updates


def queued(count: int) -> Updates:
    updates = Updates()
    for _ in range(count):
        update_id = updates.next_id()
        updates.put(update_id, str(update_id).encode())
    return updates


async def test_updates_come_again_until_an_offset_confirms_them() -> None:
    updates = queued(3)
    assert await updates.poll(offset=0, limit=2, timeout_s=0) == [b"1", b"2"]
    assert await updates.poll(offset=0, limit=2, timeout_s=0) == [b"1", b"2"]
    assert await updates.poll(offset=3, limit=2, timeout_s=0) == [b"3"]
    assert await updates.poll(offset=4, limit=2, timeout_s=0) == []


async def test_a_waiting_poll_gets_what_arrives() -> None:
    updates = queued(0)
    poll = asyncio.create_task(updates.poll(offset=0, limit=10, timeout_s=5))
    await updates.polled.wait()
    updates.put(updates.next_id(), b"late")
    assert await poll == [b"late"]


async def test_a_newer_poll_ends_the_older_one() -> None:
    updates = queued(0)
    older = asyncio.create_task(updates.poll(offset=0, limit=10, timeout_s=5))
    await updates.polled.wait()
    newer = asyncio.create_task(updates.poll(offset=0, limit=10, timeout_s=5))
    assert await older is None
    updates.put(updates.next_id(), b"for the newer")
    assert await newer == [b"for the newer"]
