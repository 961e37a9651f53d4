"""Models that take over from one another."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tellmore.errors import Rejected, TheirFault, Unreachable
from tellmore.llm.chain import Chain
from tellmore.prompts.prompt import Completion, Prompt

PROMPT = Prompt(rules=("Ask.",), said=("Rain.",), shape={}, longest_tokens=10)


@dataclass
class StoppedClock:
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Model:
    name: str
    clock: StoppedClock
    fault: TheirFault | None = None
    takes_s: float = 0
    given: list[float] = field(default_factory=list[float])

    async def complete(self, prompt: Prompt, *, within: timedelta) -> Completion:
        assert prompt is PROMPT
        self.given.append(within.total_seconds())
        self.clock.at += min(within, timedelta(seconds=self.takes_s))
        if self.fault:
            raise self.fault
        return Completion(value={}, model=self.name)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


async def test_the_first_that_answers_is_enough(clock: StoppedClock) -> None:
    first, second = Model("a", clock), Model("b", clock)
    done = await Chain(models=(first, second), clock=clock).complete(
        PROMPT, within=timedelta(seconds=10)
    )
    assert (done.model, second.given) == ("a", [])


async def test_the_next_takes_over_with_all_the_time_that_is_left(clock: StoppedClock) -> None:
    hangs = Model("a", clock, fault=Unreachable("hung"), takes_s=99)
    refuses = Model("b", clock, fault=Rejected("no such model"))
    answers = Model("c", clock)
    chain = Chain(models=(hangs, refuses, answers), clock=clock)
    done = await chain.complete(PROMPT, within=timedelta(seconds=9))
    assert done.model == "c"
    assert (hangs.given, refuses.given, answers.given) == ([3], [3], [6])


async def test_where_none_answers_the_last_fault_is_told(clock: StoppedClock) -> None:
    models = (Model("a", clock, fault=Unreachable("x")), Model("b", clock, fault=Rejected("y")))
    with pytest.raises(Rejected, match="y"):
        await Chain(models=models, clock=clock).complete(PROMPT, within=timedelta(seconds=1))


async def test_nobody_is_asked_after_the_time(clock: StoppedClock) -> None:
    model = Model("a", clock)
    with pytest.raises(Unreachable):
        await Chain(models=(model,), clock=clock).complete(PROMPT, within=timedelta())
    assert model.given == []
