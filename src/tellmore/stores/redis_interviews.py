"""Interviews and export orders in Redis, for jobs that run outside any event loop."""

from collections.abc import Iterator
from datetime import UTC, datetime

import redis

from tellmore.errors import OurFault
from tellmore.interview.events import Exported
from tellmore.interview.journal import decode_record, decode_session
from tellmore.interview.session import Session
from tellmore.runtime.arrivals import (
    SHARDS,
    Arrival,
    Erased,
    address_from,
    encode_arrival,
    shard_of,
)
from tellmore.runtime.interviews import (
    ErasureOrder,
    ExportOrder,
    StoredInterview,
    decode_export_order,
)
from tellmore.stores import redis_keys as keys
from tellmore.stores.redis_store import unarchived
from tellmore.study.keeping import restore
from tellmore.study.study import Study

_PAGE = 200


class RedisInterviews:
    """Reads stored interviews and tells sessions what became of their exports."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._studies: dict[str, Study] = {}

    def load(self, participant: str, study: str) -> StoredInterview | None:
        """Return one interview; None when it was erased or never was."""
        shard = shard_of(participant)
        blob = self._client.hget(keys.participant(shard, participant), f"s:{study}")
        if blob is None:
            return None
        return self._interview(participant, study, decode_session(blob))

    def each(self, study: str) -> Iterator[StoredInterview]:
        """Yield every interview of a study, finished or not, in no order."""
        for participant in self._participants():
            interview = self.load(participant, study)
            if interview is not None:
                yield interview

    def count(self, study: str) -> int:
        """Return how many interviews `each` will yield."""
        found = 0
        page: list[str] = []
        for participant in self._participants():
            page.append(participant)
            if len(page) == _PAGE:
                found += self._have(page, study)
                page = []
        return found + self._have(page, study)

    def note_exported(self, participant: str, study: str, revision: int) -> None:
        """Tell the session that its export lies at its destination. Idempotent."""
        shard = shard_of(participant)
        address = _bytes(self._client.hget(keys.participant(shard, participant), "a"))
        if address is None:
            return
        at = datetime.now(UTC)  # noqa: TID251 - the store's own moment of writing
        event = Exported(at=at, revision=revision)
        arrival = Arrival(
            id="", address=address_from(address.decode()), happening=event, study=study
        )
        self._post(participant, arrival)

    def note_erased(self, order: ErasureOrder, *, receipt: str, records: int) -> None:
        """Keep the proof record, and have the participant told. Idempotent by receipt."""
        proof = f"{order.study}|{order.at.date().isoformat()}|{records}"
        if not self._client.hsetnx(keys.ERASURES, receipt, proof):
            return
        at = datetime.now(UTC)  # noqa: TID251 - the store's own moment of writing
        told = Erased(at=at, receipt=receipt, records=records, language=order.language)
        arrival = Arrival(id="", address=address_from(order.address), happening=told)
        self._post(order.participant, arrival)

    def _post(self, participant: str, arrival: Arrival) -> None:
        key = keys.in_shard(shard_of(participant), "in")
        self._client.xadd(key, {"p": participant, "o": encode_arrival(arrival)})

    def _interview(self, participant: str, study: str, session: Session) -> StoredInterview:
        shard = shard_of(participant)
        archived = _bytes(self._client.get(keys.archive(shard, participant, study)))
        live = self._client.lrange(keys.journal(shard, participant, study), 0, -1)
        return StoredInterview(
            participant=participant,
            study=self._study(session.version),
            session=session,
            records=tuple(decode_record(line) for line in (*unarchived(archived), *live)),
        )

    def _study(self, version: str) -> Study:
        known = self._studies.get(version)
        if known is None:
            blob = _bytes(self._client.get(keys.study(version)))
            if blob is None:
                raise OurFault(f"version `{version}` of a study was never kept")
            known = self._studies[version] = restore(blob)
        return known

    def _participants(self) -> Iterator[str]:
        seen: set[str] = set()  # SCAN may give a key twice
        for key in self._client.scan_iter(match=keys.EVERY_PARTICIPANT, count=_PAGE * 5):
            participant = key.decode().rpartition(":")[2]
            if participant not in seen:
                seen.add(participant)
                yield participant

    def _have(self, participants: list[str], study: str) -> int:
        pipeline = self._client.pipeline(transaction=False)
        for participant in participants:
            pipeline.hexists(keys.participant(shard_of(participant), participant), f"s:{study}")
        return sum(map(bool, pipeline.execute()))


def _bytes(reply: bytes | str | None) -> bytes | None:
    """Return a reply as the bytes that it is: our clients do not decode."""
    return reply.encode() if isinstance(reply, str) else reply


class RedisExportOrders:
    """The committed orders to export and to erase, until they are enqueued."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def waiting(self, most: int) -> tuple[tuple[str, ExportOrder | ErasureOrder], ...]:
        """Return up to ``most`` orders with the names by which to `done` them."""
        pipeline = self._client.pipeline(transaction=False)
        for shard in range(SHARDS):
            pipeline.xrange(keys.in_shard(shard, "exp"), count=most)
        found = [
            (f"{shard}/{entry.decode()}", decode_export_order(fields[b"o"]))
            for shard, entries in enumerate(pipeline.execute())
            for entry, fields in entries
        ]
        return tuple(found[:most])

    def done(self, names: tuple[str, ...]) -> None:
        """Forget orders that are safely enqueued. Idempotent."""
        pipeline = self._client.pipeline(transaction=False)
        for name in names:
            shard, _, entry = name.partition("/")
            pipeline.xdel(keys.in_shard(int(shard), "exp"), entry)
        pipeline.execute()

    def overdue(self, before: datetime, most: int) -> tuple[ExportOrder, ...]:
        """Return interviews that closed before ``before`` and are still not exported."""
        pipeline = self._client.pipeline(transaction=False)
        for shard in range(SHARDS):
            limit = int(before.timestamp() * 1000)
            pipeline.zrangebyscore(keys.in_shard(shard, "due"), "-inf", limit, 0, most)
        members = [member.decode() for found in pipeline.execute() for member in found][:most]
        orders = (self._newest(*member.split("|", 1)) for member in members)
        return tuple(order for order in orders if order is not None)

    def _newest(self, participant: str, study: str) -> ExportOrder | None:
        key = keys.participant(shard_of(participant), participant)
        blob = self._client.hget(key, f"s:{study}")
        if blob is None:
            return None
        session = decode_session(blob)
        if session.closed_at is None:  # opened again: it is exported when it ends
            return None
        return ExportOrder(participant=participant, study=study, revision=session.revision)
