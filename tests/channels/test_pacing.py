import asyncio
import itertools
from collections.abc import Iterable

import pytest

from tellmore.channels import pacing
from tellmore.channels.limits import TELEGRAM
from tellmore.channels.pacing import Pace
from tellmore.testing.telegram_server.limits import FloodGauge, Limits
from tests.channels import virtual_time

Went = tuple[float, str]


def a_pace(*, per_bot: float = TELEGRAM.per_bot, per_chat: float = TELEGRAM.per_chat) -> Pace:
    """Return a pace that goes by the running loop's time."""
    return Pace(per_bot=per_bot, per_chat=per_chat, clock=virtual_time.now)


async def send_all(pace: Pace, chats: Iterable[str], *, each: int) -> list[Went]:
    """Return when each of ``each`` messages to every chat went; a chat's go one by one."""
    went: list[Went] = []

    async def talk(chat: str) -> None:
        for _ in range(each):
            await pace.turn("42", chat)
            went.append((virtual_time.now(), chat))

    async with asyncio.TaskGroup() as group:
        for chat in chats:
            group.create_task(talk(chat))
    return went


def floods(went: list[Went], limits: Limits) -> int:
    gauge = FloodGauge(limits)
    return sum(
        gauge.admit(chat_id=int(chat), is_group=chat.startswith("-"), now=at) > 0
        for at, chat in went
    )


STRICT = Limits(per_bot_burst=1, per_chat_burst=1, per_group_burst=1)
"""Without the slack that Telegram gives."""


@pytest.mark.parametrize("chats", [1, 20, 31, 100])
def test_no_message_goes_faster_than_a_chat_and_an_account_may(chats: int) -> None:
    async def live() -> list[Went]:
        return await send_all(a_pace(), map(str, range(1, chats + 1)), each=5)

    went = virtual_time.run(live())

    assert len(went) == 5 * chats
    assert floods(went, STRICT) == 0


def test_the_account_is_used_to_the_full() -> None:
    async def live() -> list[Went]:
        return await send_all(a_pace(), map(str, range(100)), each=3)

    last = virtual_time.run(live())[-1][0]

    assert last == pytest.approx(299 / TELEGRAM.per_bot)


def test_the_first_message_of_a_chat_does_not_wait_behind_a_chat_with_much_to_say() -> None:
    async def live() -> float:
        pace = a_pace()
        talking = asyncio.create_task(send_all(pace, ["1"], each=20))
        await asyncio.sleep(5.5)
        before = virtual_time.now()
        await pace.turn("42", "2")
        talking.cancel()
        return virtual_time.now() - before

    assert virtual_time.run(live()) == 0


def test_waiting_chats_go_in_the_order_in_which_they_came() -> None:
    async def live() -> list[str]:
        return [chat for _, chat in await send_all(a_pace(), map(str, range(60)), each=1)]

    assert virtual_time.run(live()) == [str(number) for number in range(60)]


def test_a_group_is_written_to_twenty_times_a_minute() -> None:
    async def live() -> list[Went]:
        return await send_all(a_pace(), ["-7"], each=25)

    went = virtual_time.run(live())

    assert [round(at) for at, _ in went[:3]] == [0, 3, 6]
    assert floods(went, STRICT) == 0


def test_two_accounts_do_not_wait_for_each_other() -> None:
    async def live() -> float:
        pace = a_pace(per_bot=1)
        await pace.turn("42", "1")
        await pace.turn("43", "1")
        return virtual_time.now()

    assert virtual_time.run(live()) == 0


def test_two_conductors_of_one_bot_take_half_of_its_rate_each() -> None:
    async def live() -> list[Went]:
        paces = [a_pace(), a_pace()]
        for pace in paces:
            pace.set_share(0.5)
        shares = (
            send_all(pace, map(str, range(first, 100, 2)), each=3)
            for first, pace in enumerate(paces, 1)
        )
        return sorted(itertools.chain(*await asyncio.gather(*shares)))

    went = virtual_time.run(live())

    # Neither knows of the other: two messages may go in the same instant, three never.
    assert floods(went, Limits(per_bot_burst=2, per_chat_burst=1)) == 0


def test_a_chat_that_is_told_to_wait_waits_alone() -> None:
    async def live() -> tuple[float, float]:
        pace = a_pace()
        pace.told_to_wait("42", "1", 7)
        await pace.turn("42", "2")
        other = virtual_time.now()
        await pace.turn("42", "1")
        return other, virtual_time.now()

    assert virtual_time.run(live()) == (0, 7)


def test_when_three_chats_are_told_to_wait_at_once_the_account_pauses() -> None:
    async def live() -> float:
        pace = a_pace()
        for chat in ("1", "2", "3"):
            pace.told_to_wait("42", chat, 7)
        await pace.turn("42", "9")
        return virtual_time.now()

    assert virtual_time.run(live()) == 7


def test_one_chat_that_is_told_three_times_is_no_reason_for_the_account_to_pause() -> None:
    async def live() -> float:
        pace = a_pace()
        for _ in range(3):
            pace.told_to_wait("42", "1", 7)
        for chat in ("2", "3"):
            await asyncio.sleep(1.1)
            pace.told_to_wait("42", chat, 7)
        before = virtual_time.now()
        await pace.turn("42", "9")
        return virtual_time.now() - before

    assert virtual_time.run(live()) == 0


def test_whoever_waits_for_a_place_hears_that_the_account_pauses() -> None:
    async def live() -> list[Went]:
        pace = a_pace()
        sending = asyncio.create_task(send_all(pace, map(str, range(60)), each=1))
        await asyncio.sleep(0.99)
        for chat in ("1", "2", "3"):
            pace.told_to_wait("42", chat, 10)
        return await sending

    went = [at for at, _ in virtual_time.run(live())]

    assert [at for at in went if 0.99 < at < 10.99] == []
    assert len(went) == 60


def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    async def live() -> float:
        pace = a_pace()
        pace.told_to_wait("42", "1", 60)
        pace.told_to_wait("42", "1", 1)
        await pace.turn("42", "1")
        return virtual_time.now()

    assert virtual_time.run(live()) == 60


def test_chats_that_fell_silent_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "IDLE_CHATS_KEPT", 50)

    async def live() -> int:
        pace = a_pace(per_bot=100)
        for chat in range(1000):
            await pace.turn("42", str(chat))
        return len(pace)

    # A second's worth is in use at any time; as much again may wait to be swept.
    assert virtual_time.run(live()) <= 201
