"""The prompt cache: which prefix is known, for how long, and what that does to the count."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from tellmore.testing.messages_server.models import MODELS
from tellmore.testing.messages_server.requests import Request

_CHARS_A_TOKEN = 4
_LIFETIME_S = {"5m": 300.0, "1h": 3600.0}


def tokens_of(text: str) -> int:
    """Return an estimate of a text's tokens: a quarter of its characters, at least one."""
    return max(1, len(text) // _CHARS_A_TOKEN) if text else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of a request, by how they are charged.

    Attributes:
        fresh: Neither read from the cache nor written to it.
        read: Read from the cache.
        written_5m: Written for five minutes.
        written_1h: Written for an hour.
    """

    fresh: int = 0
    read: int = 0
    written_5m: int = 0
    written_1h: int = 0


@dataclass(frozen=True, slots=True)
class _Breakpoint:
    prefix: str
    tokens: int
    lifetime: str


@dataclass(slots=True)
class Cache:
    """Prefixes that were seen, for as long as they live.

    Attributes:
        now: Steady seconds.
    """

    now: Callable[[], float]
    _until: dict[str, float] = field(default_factory=dict[str, float])

    def use(self, request: Request) -> Usage:
        """Return what the request costs, and keep the prefixes that it marks."""
        total = sum(tokens_of(block.text) for block in request.blocks)
        least = MODELS[request.model].cache_from_tokens
        marked = [one for one in _breakpoints(request) if one.tokens >= least]
        read = max((one.tokens for one in marked if self._knows(one.prefix)), default=0)
        written = {"5m": 0, "1h": 0}
        counted = read
        for one in marked:
            written[one.lifetime] += max(0, one.tokens - counted)
            counted = max(counted, one.tokens)
            self._until[one.prefix] = self.now() + _LIFETIME_S[one.lifetime]
        return Usage(
            fresh=total - counted, read=read, written_5m=written["5m"], written_1h=written["1h"]
        )

    def _knows(self, prefix: str) -> bool:
        return self._until.get(prefix, float("-inf")) > self.now()


def _breakpoints(request: Request) -> Iterator[_Breakpoint]:
    """Yield the marked prefixes, the shortest first."""
    digest = sha256(f"{request.model}\0{request.output_config.format}".encode())
    tokens = 0
    blocks = request.blocks
    for index, block in enumerate(blocks):
        digest.update(b"\0" + block.text.encode())
        tokens += tokens_of(block.text)
        last = index == len(blocks) - 1
        if mark := block.cache_control or (request.cache_control if last else None):
            yield _Breakpoint(digest.hexdigest(), tokens, mark.ttl)
