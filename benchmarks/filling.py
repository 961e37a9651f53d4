"""Plays whole interviews into a store, by the commits that conductors make."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from benchmarks.wording import Words
from tellmore.interview.events import Exported, ProbeProposed, Said
from tellmore.interview.session import Disposition
from tellmore.llm.scripted import ScriptedInterviewer
from tellmore.runtime import buttons
from tellmore.runtime.arrivals import Address, Arrival, Happening, Started, participant_id, shard_of
from tellmore.runtime.messages import Button
from tellmore.runtime.orders import Order, Propose, Send
from tellmore.runtime.ports import ProbeRequest, Result
from tellmore.runtime.turns import Consumed, Turns
from tellmore.stores.redis_store import RedisStore
from tellmore.stores.study_shelf import StudyShelf
from tellmore.study.loading import parse
from tellmore.study.study import Study

STUDY = "bench"
QUESTIONS = 10
TURNS = 20
"""Answers in an interview: to each question and to one follow-up to it."""

CHARS = 8000
"""What one participant writes in all."""

BEGAN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BETWEEN = timedelta(seconds=40)
LEASE_MS = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What playing needs.

    Attributes:
        store: Where interviews are kept.
        turns: Decides what an arrival changes.
        interviewer: Proposes the follow-ups.
        shelf: Holds the study.
        language: In which the study runs.
        words: What participants write.
        invite: The payload of the invite's link.
        secret: Of the pseudonyms.
    """

    store: RedisStore
    turns: Turns
    interviewer: ScriptedInterviewer
    shelf: StudyShelf
    language: str
    words: Words
    invite: str
    secret: bytes


@dataclass(slots=True, kw_only=True)
class Participant:
    """One participant, from the link to the export.

    Attributes:
        address: Where they write from.
        around: What playing needs.
        chance: Where their words come from.
    """

    address: Address
    around: Surroundings
    chance: random.Random
    _numbers: Iterator[int] = field(default_factory=count)
    _at: datetime = BEGAN
    _last: Button | None = None

    async def come_and_answer(self) -> None:
        """Come by the link, agree, give all `TURNS` answers; the closing question is open."""
        await self._arrive(Started(at=self._at, payload=self.around.invite))
        await self._tap()
        for _ in range(TURNS):
            number = next(self._numbers)
            text = self.around.words.answer(CHARS // TURNS, self.chance)
            await self._arrive(Said(at=self._at, message=str(1000 + number), text=text))

    async def finish(self) -> None:
        """Answer the closing question, which ends the interview.

        Raises:
            RuntimeError: It did not end as complete: what is measured is not what it seems.
        """
        await self._tap()
        known = await self.around.store.load(self._pid)
        session = known.sessions[STUDY]
        if session.disposition is not Disposition.COMPLETE or len(session.spoken) != QUESTIONS:
            raise RuntimeError(f"an interview ended as {session.disposition}")

    async def be_exported(self) -> None:
        """Have the session told that its export lies at its destination."""
        exported = Exported(at=self._at, revision=1)
        await self._take(Arrival(id="", address=self.address, happening=exported, study=STUDY))

    @property
    def _pid(self) -> str:
        return participant_id(self.address, secret=self.around.secret)

    async def _tap(self) -> None:
        if self._last is None:
            raise RuntimeError("there is no button to tap")
        event = buttons.event_of(self._last.data, at=self._at)
        if event is None:
            raise RuntimeError("the button means nothing")
        await self._arrive(event)

    async def _arrive(self, happening: Happening) -> None:
        name = f"tg:42:{self.address.chat}{next(self._numbers):03}"
        await self._take(
            Arrival(id=name, address=self.address, happening=happening, hint=self.around.language)
        )

    async def _take(self, arrival: Arrival, *, order: str = "") -> None:
        """Step and commit as a conductor does, then carry out what was ordered."""
        store = self.around.store
        pid = self._pid
        shard = shard_of(pid)
        fence = await store.claim(shard, who=STUDY, lease_ms=LEASE_MS)
        known = await store.load(pid)
        commit = await self.around.turns.plan(known, arrival, Consumed(order=order))
        result, entries = await store.commit(commit, shard=shard, fence=fence)
        if result is not Result.COMMITTED:
            raise RuntimeError(f"a commit was {result}")
        self._at += BETWEEN
        for entry, ordered in zip(entries, commit.orders, strict=True):
            await self._carry_out(shard, entry, ordered)

    async def _carry_out(self, shard: int, entry: str, order: Order) -> None:
        task = order.task
        if isinstance(task, Propose):
            event = await self._follow_up(task)
            arrival = Arrival(id="", address=self.address, happening=event, study=STUDY)
            await self._take(arrival, order=entry)
            return
        if isinstance(task, Send) and task.message.buttons:
            self._last = task.message.buttons[0][0]
        await self.around.store.drop_order(shard, entry)

    async def _follow_up(self, task: Propose) -> ProbeProposed:
        study = await self.around.shelf.pinned(task.version)
        request = ProbeRequest(
            study=study,
            question=study.question(task.effect.question),
            language=task.language,
            exchanges=task.effect.exchanges,
            probes=task.effect.probes,
            clarifications=task.effect.clarifications,
            deadline=task.effect.deadline,
        )
        proposal = self.around.interviewer.consider(request)
        return ProbeProposed(
            at=self._at,
            request=task.effect.request,
            text=proposal.text or None,
            kind=proposal.kind,
            model=proposal.model,
            reason=proposal.reason,
        )


def study_in(language: str, words: Words) -> Study:
    """Return a study of `QUESTIONS` open questions, one follow-up to each, and a closing one."""
    chance = random.Random(language)
    questions = "\n".join(
        f'[[topics.questions]]\nkey = "question-{number}"\n'
        f'text = "{words.answer(80, chance)}?"\n'
        'probing = { kinds = ["elaborate", "example"], at_least = 1, at_most = 1 }\n'
        for number in range(1, QUESTIONS + 1)
    )
    toml = f"""
[study]
title = "Benchmark"
languages = ["{language}"]
organisation = "the tellmore project"
purpose = "To measure."
contact = "privacy@tellmore.example"
minutes = 10

[consent]
version = "1"
text = "We measure."
quotation = false

[[topics]]
key = "all"
title = "All"

{questions}

[[closing]]
key = "satisfied"
text = "1, 2, 3?"
source = "yes-no"
"""
    return parse(toml, key=STUDY)
