"""Every Redis key that we use: its type, its lifetime, and who writes it.

Keys of one participant share the hash tag of the participant's shard, ``{sNN}``, so one
script can change them all, on a single server and on Redis Cluster alike.

| key | type | lives | written by | holds |
| --- | --- | --- | --- | --- |
| `tm:{sNN}:in` | stream | until consumed | channels, clock, exports | arrivals |
| `tm:{sNN}:out` | stream | until done | conductor | orders: sends, taps, proposals |
| `tm:{sNN}:exp` | stream | until enqueued | conductor | exports and erasures to order |
| `tm:{sNN}:dead` | stream | until replayed | conductor, performer | what could not be handled |
| `tm:{sNN}:lease` | string | 5 s, renewed | conductor | who owns the shard |
| `tm:{sNN}:fence` | string | for ever | conductor | number of the ownership |
| `tm:{sNN}:timers` | zset | for ever | conductor, clock | `participant|study` by due time, ms |
| `tm:{sNN}:due` | zset | until exported | conductor | `participant|study` by close, ms |
| `tm:{sNN}:funnel:<study>` | hash | for ever | conductor | stage counters |
| `tm:{sNN}:p:<participant>` | hash | retention | conductor | version, address, sessions |
| `tm:{sNN}:j:<participant>:<study>` | list | until archived | conductor | journal records |
| `tm:{sNN}:z:<participant>:<study>` | string | retention | conductor | archived journal, zstd |
| `tm:{sNN}:seen:<participant>` | zset | 2 days | conductor | newest arrival ids |
| `tm:study:<version>` | string | for ever | conductor | a pinned study |
| `tm:telegram:<bot>:offset` | string | for ever | Telegram receiver | next update to ask for |
| `tm:conductors` | zset | 5 s each | conductor | heartbeats, ms |
| `tm:health:<process>` | hash | 30 s | every process | what it does now |
| `tm:erasures` | hash | for ever | exports | receipt to proof record, no personal data |
| `rq:*` | | | RQ | the export queue |
"""

from tellmore.runtime.arrivals import SHARDS

CONDUCTORS = "tm:conductors"
ERASURES = "tm:erasures"
EVERY_PARTICIPANT = "tm:{s*}:p:*"
"""Pattern of the records of all participants."""


_TAGS = tuple(f"{{s{shard:02d}}}" for shard in range(SHARDS))


def shard_tag(shard: int) -> str:
    """Return the hash tag of a shard, e.g. ``{s07}``."""
    return _TAGS[shard]


def in_shard(shard: int, name: str) -> str:
    """Return the key ``name`` of a shard: in, out, exp, dead, lease, fence, timers, due."""
    return f"tm:{shard_tag(shard)}:{name}"


def funnel(shard: int, study: str) -> str:
    """Return the key of a study's stage counters in a shard."""
    return f"tm:{shard_tag(shard)}:funnel:{study}"


def participant(shard: int, participant_id: str) -> str:
    """Return the key of a participant's record."""
    return f"tm:{shard_tag(shard)}:p:{participant_id}"


def journal(shard: int, participant_id: str, study: str) -> str:
    """Return the key of a session's journal."""
    return f"tm:{shard_tag(shard)}:j:{participant_id}:{study}"


def archive(shard: int, participant_id: str, study: str) -> str:
    """Return the key of a finished session's archived journal."""
    return f"tm:{shard_tag(shard)}:z:{participant_id}:{study}"


def seen(shard: int, participant_id: str) -> str:
    """Return the key of the newest arrival ids of a participant."""
    return f"tm:{shard_tag(shard)}:seen:{participant_id}"


def study(version: str) -> str:
    """Return the key of a pinned study."""
    return f"tm:study:{version}"


def telegram_offset(bot: str) -> str:
    """Return the key of the next update to ask Telegram for."""
    return f"tm:telegram:{bot}:offset"


def health(process: str) -> str:
    """Return the key of what a process says about itself."""
    return f"tm:health:{process}"
