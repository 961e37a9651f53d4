"""Conducts interviews: owns shards, takes what arrived, steps, commits, hands orders on.

Several conductors share one store with no configuration: each claims its fair share of
the shards by a lease. The lease is for peace, not for safety: what makes a frozen owner
harmless is the fence, a number that grows with each change of owner and is checked in
every commit.
"""

import asyncio
import contextlib
import math
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from tellmore.errors import Unreachable
from tellmore.runtime.arrivals import SHARDS, Arrival, decode_arrival, encode_arrival, shard_of
from tellmore.runtime.lanes import Lanes
from tellmore.runtime.performer import Performer
from tellmore.runtime.ports import (
    Clock,
    Commit,
    InboxEntry,
    OutboxEntry,
    Participant,
    Result,
    Store,
)
from tellmore.runtime.turns import Consumed, Turns

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=5)
"""How long a shard of a dead conductor waits for another."""

HEARTBEAT = timedelta(seconds=1)
READ_MOST = 256
BACKLOG_MOST = 2048
CACHE_MOST = 20_000
DRAIN = timedelta(seconds=8)
TRIES = 3


class Conductor:
    """One process's part in conducting.

    Attributes:
        fences: The shards that we own, each with the fence under which.
    """

    def __init__(
        self,
        *,
        store: Store,
        turns: Turns,
        clock: Clock,
        who: str,
        on_share: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._turns = turns
        self._clock = clock
        self._who = who
        self._on_share = on_share
        self.fences: dict[int, int] = {}
        self._after: dict[int, str] = {}
        self._cache: OrderedDict[str, Participant] = OrderedDict()
        self._changed = asyncio.Event()
        self._rescanning: dict[int, bool] = {}
        self._performer: Performer
        self._lanes: Lanes
        self._group: asyncio.TaskGroup

    async def run(
        self, stop: asyncio.Event, performer_in: Callable[[asyncio.TaskGroup], Performer]
    ) -> None:
        """Conduct until ``stop`` is set; then finish what is under way and let go.

        Args:
            stop: Set to end.
            performer_in: Makes the performer, whose tasks the given group owns.
        """
        async with asyncio.TaskGroup() as group:
            self._group = group
            self._performer = performer_in(group)
            self._lanes = Lanes(group)
            owning = group.create_task(self._own())
            reading = group.create_task(self._read())
            await stop.wait()
            reading.cancel()
            await self._drain()
            owning.cancel()
            await self._let_go()

    # --- owning shards ---

    async def _own(self) -> None:
        while True:
            try:
                await self._balance()
            except Unreachable:
                await self._store.wait_until_up()
                continue
            await asyncio.sleep(HEARTBEAT.total_seconds())

    async def _balance(self) -> None:
        alive = await self._store.conductors(who=self._who, at=self._clock.now())
        share = math.ceil(SHARDS / max(alive, 1))
        self._on_share(1 / max(alive, 1))
        await asyncio.gather(*(self._renew(shard) for shard in tuple(self.fences)))
        surplus = len(self.fences) - share
        for shard in tuple(self.fences)[: max(surplus, 0)]:
            await self._hand_over(shard)
        if surplus < 0:
            free = [shard for shard in self._in_my_order() if shard not in self.fences]
            for shard in free:
                if len(self.fences) >= share:
                    break
                await self._claim(shard)

    def _in_my_order(self) -> list[int]:
        """Begin each conductor's search elsewhere, so that two rarely want the same shard."""
        start = shard_of(self._who)
        return [(start + offset) % SHARDS for offset in range(SHARDS)]

    async def _renew(self, shard: int) -> None:
        fence = await self._lease(shard)
        if fence != self.fences.get(shard):
            self._lose(shard)

    async def _lease(self, shard: int) -> int:
        lease_ms = int(LEASE.total_seconds() * 1000)
        return await self._store.claim(shard, who=self._who, lease_ms=lease_ms)

    async def _claim(self, shard: int) -> None:
        fence = await self._lease(shard)
        if not fence:
            return
        self.fences[shard] = fence
        try:
            await self._take_over_orders(shard)
        except Unreachable:
            self._lose(shard)  # half taken over is not taken over: claim it again
            raise
        self._after[shard] = "0-0"
        self._changed.set()

    async def _take_over_orders(self, shard: int) -> None:
        fence = self.fences[shard]
        for entry in await self._store.orders(shard):
            self._performer.accept(entry, fence=fence, replies=self)

    def _lose(self, shard: int) -> None:
        if self.fences.pop(shard, None) is None:
            return
        log.info("shard lost", shard=shard)
        self._after.pop(shard, None)
        self._changed.set()
        for participant in [one for one in self._cache if shard_of(one) == shard]:
            del self._cache[participant]

    async def _hand_over(self, shard: int) -> None:
        """Let a surplus shard go; what is queued for it is left to the next owner."""
        self._lose(shard)
        await self._store.release(shard, who=self._who)

    async def _drain(self) -> None:
        self._performer.abandon_proposals()
        try:
            async with asyncio.timeout(DRAIN.total_seconds()):
                await self._lanes.until_idle()
                await self._performer.until_sent()
        except TimeoutError:
            log.warning("handed back unfinished", waiting=len(self._lanes))

    async def _let_go(self) -> None:
        owned = tuple(self.fences)
        self.fences.clear()
        try:
            async with asyncio.timeout(2):
                await asyncio.gather(*(self._store.release(s, who=self._who) for s in owned))
                await self._store.leave(who=self._who)
        except (Unreachable, TimeoutError):
            log.warning("leases left to expire", shards=len(owned))

    # --- taking arrivals ---

    async def _read(self) -> None:
        while True:
            if not self._after or len(self._lanes) > BACKLOG_MOST:
                self._changed.clear()
                if not self._after:
                    await self._changed.wait()
                else:
                    await asyncio.sleep(0.01)
                continue
            try:
                entries = await self._store.arrivals(dict(self._after), wait_ms=500, most=READ_MOST)
            except Unreachable:
                await self._store.wait_until_up()
                continue
            for entry in entries:
                self._take(entry)

    def _take(self, entry: InboxEntry) -> None:
        fence = self.fences.get(entry.shard)
        if fence is None or entry.shard not in self._after:
            return
        self._after[entry.shard] = entry.entry

        async def do() -> None:
            try:
                arrival = decode_arrival(entry.blob)
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not jam the shard
                await self._bury(entry, error)
                return
            consumed = Consumed(arrival=entry.entry)
            await self._turn(entry.shard, fence, entry.participant, arrival, consumed)

        self._lanes.put(entry.participant, do)

    # --- what the performer tells us ---

    def owns(self, shard: int, fence: int) -> bool:
        """Tell whether we still own the shard under this fence."""
        return self.fences.get(shard) == fence

    def is_current(self, participant: str, study: str, request: int) -> bool:
        """Tell whether, as far as we know, a session still waits for this request."""
        known = self._cache.get(participant)
        session = known.sessions.get(study) if known else None
        return session is None or session.request == request

    def reply(self, entry: OutboxEntry, arrival: Arrival) -> None:
        """Take an event that came of an order; its commit consumes the order."""
        fence = self.fences.get(entry.shard)
        if fence is None:
            return
        participant = entry.order.participant
        consumed = Consumed(order=entry.entry)

        async def do() -> None:
            await self._turn(entry.shard, fence, participant, arrival, consumed)

        self._lanes.put(participant, do)

    # --- one turn ---

    async def _turn(
        self, shard: int, fence: int, participant: str, arrival: Arrival, consumed: Consumed
    ) -> None:
        tries = 0
        doubtful = False
        while self.owns(shard, fence):
            try:
                known = self._cache.get(participant) or await self._store.load(participant)
                commit = await self._turns.plan(known, arrival, consumed)
                result, entries = await self._store.commit(commit, shard=shard, fence=fence)
            except Unreachable:
                # Perhaps it was written, or will be yet: load again, step again.
                self._cache.pop(participant, None)
                doubtful = True
                await self._store.wait_until_up()
                continue
            except Exception as error:  # noqa: BLE001 - one poison message must not end the bot
                self._cache.pop(participant, None)
                tries += 1
                if tries < TRIES:
                    await asyncio.sleep(0.05 * tries)
                    continue
                await self._bury_turn(shard, participant, arrival, consumed, error)
                return
            if self._settle(shard, fence, commit, result, entries):
                if doubtful and self.owns(shard, fence):
                    # The first attempt may have left orders that nobody was told of.
                    await self._rescan(shard)
                return

    def _settle(
        self, shard: int, fence: int, commit: Commit, result: Result, entries: tuple[str, ...]
    ) -> bool:
        """Act on what became of a commit; return whether the turn is over."""
        participant = commit.participant.id
        match result:
            case Result.COMMITTED:
                self._remember(commit)
                for entry, order in zip(entries, commit.orders, strict=True):
                    outbox = OutboxEntry(shard=shard, entry=entry, order=order)
                    self._performer.accept(outbox, fence=fence, replies=self)
                return True
            case Result.DUPLICATE:
                return True
            case Result.STALE:
                self._cache.pop(participant, None)
                return False
            case Result.FENCED:
                self._lose(shard)
                return True

    def _remember(self, commit: Commit) -> None:
        participant = commit.participant.id
        if commit.erase:
            self._cache.pop(participant, None)
        elif commit.study:
            number = commit.participant.version + 1
            self._cache[participant] = replace(commit.participant, version=number)
            self._cache.move_to_end(participant)
            if len(self._cache) > CACHE_MOST:
                self._cache.popitem(last=False)

    async def _rescan(self, shard: int) -> None:
        """Take on orders that a commit left whose reply was lost; once for many turns."""
        busy = shard in self._rescanning
        self._rescanning[shard] = True  # whoever is at it looks once more
        if busy:
            return
        try:
            while self._rescanning[shard] and shard in self.fences:
                self._rescanning[shard] = False
                try:
                    await self._take_over_orders(shard)
                except Unreachable:
                    self._rescanning[shard] = True
                    await self._store.wait_until_up()
        finally:
            del self._rescanning[shard]

    # --- dead letters ---

    async def _bury(self, entry: InboxEntry, error: Exception) -> None:
        await self._bury_blob(entry.shard, "in", entry.entry, entry.participant, entry.blob, error)

    async def _bury_turn(
        self,
        shard: int,
        participant: str,
        arrival: Arrival,
        consumed: Consumed,
        error: Exception,
    ) -> None:
        blob = encode_arrival(arrival)
        if consumed.arrival:
            await self._bury_blob(shard, "in", consumed.arrival, participant, blob, error)
        else:
            log.error("reply lost", participant=participant, error=_where(error))
            with contextlib.suppress(Unreachable):
                await self._store.drop_order(shard, consumed.order)

    async def _bury_blob(
        self, shard: int, stream: str, entry: str, participant: str, blob: bytes, error: Exception
    ) -> None:
        reason = _where(error)
        log.error("arrival buried", participant=participant, entry=entry, error=reason)
        while True:
            try:
                return await self._store.bury(
                    shard,
                    stream=stream,
                    entry=entry,
                    participant=participant,
                    blob=blob,
                    reason=reason,
                )
            except Unreachable:
                await self._store.wait_until_up()


def _where(error: Exception) -> str:
    """Return an error's kind and place, never its message: that may hold words."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} in {place}"
