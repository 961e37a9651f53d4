"""Carries out committed orders: sends, acknowledges taps, has probes proposed."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from tellmore.errors import Gone, OurFault, Rejected, TheirFault, Unreachable
from tellmore.interview.events import (
    ClarificationWanted,
    Event,
    Left,
    ProbeFailed,
    ProbeProposed,
)
from tellmore.runtime.arrivals import Address, Arrival
from tellmore.runtime.lanes import Lanes
from tellmore.runtime.orders import AcknowledgeTap, MarkChoice, Order, Propose, Send, encode_order
from tellmore.runtime.ports import (
    Channel,
    Clock,
    Interviewer,
    OutboxEntry,
    ProbeRequest,
    Proposal,
    Store,
    Studies,
    Verdict,
)

log = structlog.get_logger(__name__)

TYPING_AFTER = timedelta(milliseconds=400)
"""A reply that comes sooner needs no typing indicator."""

TYPING_EVERY = timedelta(seconds=4)
"""Telegram shows the indicator for at most 5 s. Source: sendChatAction, read 2026-11-23."""

GIVE_UP_AFTER = timedelta(hours=24)
"""A message that could not be sent for a day goes to the dead letters."""

FINISHED_KEPT = 10_000
"""More than any reading of the outbox that was under way meanwhile can hold."""

_BACKOFF = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


class Replies(Protocol):
    """Where what came of an order goes."""

    def owns(self, shard: int, fence: int) -> bool:
        """Tell whether we still own the shard under this fence."""
        ...

    def is_current(self, participant: str, study: str, request: int) -> bool:
        """Tell whether, as far as we know, a session still waits for this request."""
        ...

    def reply(self, entry: OutboxEntry, arrival: Arrival) -> None:
        """Take an event that came of ``entry``; its commit consumes the entry."""
        ...


class Performer:
    """Does what is in the outbox, in order for each participant.

    An order leaves the outbox only when it is done, so a crash repeats at most what was
    under way. Nothing here decides anything about an interview.
    """

    def __init__(
        self,
        *,
        store: Store,
        channels: Mapping[str, Channel],
        interviewer: Interviewer,
        studies: Studies,
        clock: Clock,
        group: asyncio.TaskGroup,
    ) -> None:
        self._store = store
        self._channels = channels
        self._interviewer = interviewer
        self._studies = studies
        self._clock = clock
        self._group = group
        self._lanes = Lanes(group)
        self._known: set[tuple[int, str, int]] = set()
        self._finished: OrderedDict[tuple[int, str], None] = OrderedDict()
        self._thinking: set[asyncio.Task[None]] = set()

    async def until_sent(self) -> None:
        """Return once all sends that were accepted are done; proposals may still wait."""
        await self._lanes.until_idle()

    def abandon_proposals(self) -> None:
        """Leave the proposals under way to whoever owns their shard next."""
        for task in self._thinking:
            task.cancel()

    def accept(self, entry: OutboxEntry, *, fence: int, replies: Replies) -> None:
        """Take one order on; an entry that is already taken on is not taken twice."""
        # Under an older fence the same entry may still wait here, to be passed over.
        name = (entry.shard, entry.entry, fence)
        if name in self._known or (entry.shard, entry.entry) in self._finished:
            return
        self._known.add(name)
        if isinstance(entry.order.task, Propose):
            task = self._group.create_task(self._propose(entry, entry.order.task, fence, replies))
            self._thinking.add(task)
            task.add_done_callback(self._thinking.discard)
            task.add_done_callback(lambda _: self._known.discard(name))
            return

        async def do() -> None:
            try:
                await self._deliver(entry, fence, replies)
            finally:
                self._known.discard(name)

        self._lanes.put(entry.order.participant, do)

    # --- sending ---

    async def _deliver(self, entry: OutboxEntry, fence: int, replies: Replies) -> None:
        order = entry.order
        tries = 0
        while replies.owns(entry.shard, fence):
            try:
                await self._call(order)
                self._finish(entry)
                await self._drop(entry)
            except Gone:
                replies.reply(entry, _arrival(order, Left(at=self._clock.now())))
            except Rejected as rejected:
                await self._bury(entry, f"rejected: {rejected}")
            except TheirFault as fault:
                if self._clock.now() - order.at > GIVE_UP_AFTER:
                    await self._bury(entry, f"undelivered for a day: {fault}")
                    return
                await asyncio.sleep(_pause(fault, tries))
                tries += 1
                continue
            except OurFault as fault:
                await self._bury(entry, f"cannot be sent: {fault}")
            return

    def _finish(self, entry: OutboxEntry) -> None:
        """Remember what was sent: the outbox may have been read just before that."""
        self._finished[entry.shard, entry.entry] = None
        if len(self._finished) > FINISHED_KEPT:
            self._finished.popitem(last=False)

    async def _call(self, order: Order) -> None:
        channel = self._channels.get(order.address.channel)
        if channel is None:
            raise Rejected(f"no channel `{order.address.channel}` here")
        match order.task:
            case Send(message=message):
                await channel.send(order.address, message)
            case AcknowledgeTap(tap=tap):
                await channel.acknowledge_tap(order.address, tap=tap)
            case MarkChoice(keyboard=keyboard, label=label):
                await channel.mark_choice(order.address, keyboard=keyboard, label=label)
            case Propose():
                raise OurFault("a proposal is not for a channel")

    async def _drop(self, entry: OutboxEntry) -> None:
        while True:
            try:
                return await self._store.drop_order(entry.shard, entry.entry)
            except Unreachable:
                await self._store.wait_until_up()

    async def _bury(self, entry: OutboxEntry, reason: str) -> None:
        log.error("order buried", order=entry.order.id, reason=reason)
        while True:
            try:
                return await self._store.bury(
                    entry.shard,
                    stream="out",
                    entry=entry.entry,
                    participant=entry.order.participant,
                    blob=encode_order(entry.order),
                    reason=reason,
                )
            except Unreachable:
                await self._store.wait_until_up()

    # --- thinking ---

    async def _propose(
        self, entry: OutboxEntry, task: Propose, fence: int, replies: Replies
    ) -> None:
        # Most follow-ups by rule come at once: only a wait that lasts gets a task for it.
        typing: list[asyncio.Task[None]] = []
        later = asyncio.get_running_loop().call_later(
            TYPING_AFTER.total_seconds(),
            lambda: typing.append(asyncio.create_task(self._type(entry.order.address))),
        )
        try:
            wait = (task.effect.due - self._clock.now()).total_seconds()
            if wait > 0:
                await asyncio.sleep(wait)
            participant, request = entry.order.participant, task.effect.request
            if not replies.owns(entry.shard, fence):
                return
            if not replies.is_current(participant, task.study, request):
                await self._drop(entry)
                return
            event = await self._ask(task)
            replies.reply(entry, _arrival(entry.order, event, study=task.study))
        finally:
            later.cancel()
            for task_of_typing in typing:
                task_of_typing.cancel()

    async def _type(self, address: Address) -> None:
        channel = self._channels.get(address.channel)
        if channel is None:
            return
        while True:
            await channel.show_typing(address)
            await asyncio.sleep(TYPING_EVERY.total_seconds())

    async def _ask(self, task: Propose) -> Event:
        effect = task.effect
        study = await self._studies.pinned(task.version)
        request = ProbeRequest(
            study=study,
            question=study.question(effect.question),
            language=task.language,
            exchanges=effect.exchanges,
            probes=effect.probes,
            clarifications=effect.clarifications,
            deadline=effect.deadline,
        )
        left = (effect.deadline - self._clock.now()).total_seconds()
        try:
            async with asyncio.timeout(max(left, 0.05)):
                proposal = await self._interviewer.propose(request)
        except (TheirFault, TimeoutError) as fault:
            reason = type(fault).__name__
            log.warning("no proposal", study=task.study, reason=reason)
            return ProbeFailed(at=self._clock.now(), request=effect.request, reason=reason)
        return _event_of(proposal, request=effect.request, at=self._clock.now())


def _event_of(proposal: Proposal, *, request: int, at: datetime) -> Event:
    if proposal.verdict is Verdict.CLARIFICATION_WANTED:
        return ClarificationWanted(at=at, request=request, model=proposal.model)
    text = proposal.text if proposal.verdict is Verdict.PROBE else None
    return ProbeProposed(
        at=at,
        request=request,
        text=text,
        kind=proposal.kind,
        model=proposal.model,
        reason=proposal.reason,
    )


def _arrival(order: Order, event: Event, *, study: str = "") -> Arrival:
    return Arrival(id="", address=order.address, happening=event, study=study)


def _pause(fault: TheirFault, tries: int) -> float:
    if fault.retry_after is not None:
        return fault.retry_after.total_seconds()
    return _BACKOFF[min(tries, len(_BACKOFF) - 1)]
