import asyncio

import pytest

from benchmarks.crowd import Crowd, Load
from benchmarks.persons import BotMessage, Echoed, Person
from benchmarks.verdict import Verdict


class EchoApp:
    """An app with an echo bot behind it that answers a moment later, or not."""

    def __init__(self, *, deaf_to: int = 0) -> None:
        self.crowd: Crowd | None = None
        self.most_in_flight = 0
        self._deaf_to = deaf_to
        self._written = 0
        self._in_flight = 0

    def write(self, *, chat: int, text: str) -> None:
        self._written += 1
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)
        if self._deaf_to and self._written % self._deaf_to == 0:
            self._in_flight -= 1
            return
        asyncio.get_running_loop().call_soon(self._echo, chat, text)

    def press(self, *, chat: int, message: BotMessage, data: str) -> None:
        raise AssertionError(f"{chat} pressed {data} under {message}: echo bots show no buttons")

    def _echo(self, chat: int, text: str) -> None:
        assert self.crowd is not None
        self._in_flight -= 1
        self.crowd.hear(chat=chat, message=BotMessage(message_id=1, text=text))


def echoed(chat: int) -> Person:
    return Echoed(chat=chat)


def crowd_of(app: EchoApp, *, turns_each: int | None = None) -> Crowd:
    app.crowd = Crowd(app=app, person=echoed, turns_each=turns_each)
    return app.crowd


async def test_never_more_in_flight_than_allowed() -> None:
    app = EchoApp()
    crowd = crowd_of(app)
    await crowd.gather(20, longest_s=5)
    talk = await crowd.talk(Load(in_flight=3, turns=100))
    assert (talk.sent, talk.answered, app.most_in_flight) == (100, 100, 3)
    assert crowd.verdict() == Verdict(sent=100)


async def test_a_burst_is_several_messages_of_one_person_at_once() -> None:
    app = EchoApp()
    crowd = crowd_of(app)
    await crowd.gather(5, longest_s=5)
    await crowd.talk(Load(in_flight=1, turns=20, burst=4))
    assert app.most_in_flight == 4
    assert crowd.verdict() == Verdict(sent=20)


async def test_unanswered_messages_hold_nobody_up_and_are_lost() -> None:
    crowd = crowd_of(EchoApp(deaf_to=10))
    await crowd.gather(5, longest_s=5)
    talk = await crowd.talk(Load(in_flight=5, turns=50, patience_s=0.05, drain_s=0.2))
    assert (talk.sent, talk.answered) == (50, 45)
    assert crowd.verdict() == Verdict(sent=50, lost=5)


@pytest.mark.parametrize(("newcomers", "sent"), [(False, 12), (True, 40)])
async def test_newcomers_follow_on_full_interviews(*, newcomers: bool, sent: int) -> None:
    crowd = crowd_of(EchoApp(), turns_each=3)
    await crowd.gather(4, longest_s=5)
    load = Load(in_flight=2, turns=40, drain_s=0.1, newcomers=newcomers)
    assert (await crowd.talk(load)).sent == sent
    assert max(map(len, crowd.sent.values())) == 3
