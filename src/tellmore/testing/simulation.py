"""A whole fieldwork in one go: the real processes, a strict Telegram, simulated participants."""

import asyncio
import contextlib
import hashlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import redis

from tellmore.interview import phrases
from tellmore.interview.journal import Record
from tellmore.languages import catalogues
from tellmore.languages.detection import Detector
from tellmore.languages.language import read_languages
from tellmore.recruiting.invites import Invite, token_of
from tellmore.runtime.arrivals import Address, participant_id
from tellmore.runtime.processes import Child, Supervisor
from tellmore.stores import embedded, study_files
from tellmore.stores.redis_interviews import RedisInterviews
from tellmore.testing.recount import Tally, tally
from tellmore.testing.simulated_participants import SimulatedParticipant, crowd
from tellmore.testing.spoken import Speech, speech
from tellmore.testing.telegram_server import Bot, TelegramServer

ROLES = ("telegram", "conductor", "clock", "exports")
_OURS = {
    "TELLMORE_STUDIES": "",
    "TELLMORE_MODEL": "scripted",
    "TELLMORE_TELEGRAM_WEBHOOK_URL": "",
    "TELLMORE_TELEGRAM_RATE": "30",
    "TELLMORE_TELEGRAM_CHAT_RATE": "1",
}
"""Settings that are not the user's here: wherever they are set, no real system is touched."""

EXPORTED_WITHIN_S = 60.0
START_WITHIN_S = 60.0

ENDINGS = (
    phrases.CLOSED_COMPLETE,
    phrases.CLOSED_STOPPED,
    phrases.CLOSED_SCREENED_OUT,
    phrases.CLOSED_ALREADY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to simulate.

    Attributes:
        participants: How many people.
        seed: The same seed makes the same people.
        languages: In turn; empty for all that the study and we have.
        study: Key of a ready-made study.
        home: Folder for the server's data and the exports.
        bots: So many bots behind the study; each may send 30 messages a second.
        conductors: So many conductors share the work.
        finish_within_s: When to give up.
    """

    participants: int
    seed: int
    languages: tuple[str, ...] = ()
    study: str = "commute"
    home: Path
    bots: int = 2
    conductors: int = 1
    finish_within_s: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of it, recounted from the far side.

    Attributes:
        participants: How many people took part.
        finished: Whose interview ended.
        exported: Whose interview lies in the exports.
        answers: Messages that they sent after consent.
        lost: Of those, how many are missing in a journal or an export.
        duplicated: Of those, how many are in a journal twice.
        disordered: Participants whose journal has another order.
        unanswered: Participants who were not answered in the end.
        repeated_sends: Messages of ours that arrived more often than we said them.
        unsent: Sentences of ours that never arrived.
        floods: Sends that were refused for being too fast.
        foreign: Messages that were surely in a language that their reader does not speak.
        languages: Finished interviews by language.
        speech: What people were told, by language; those who changed it count in the last.
    """

    participants: int
    finished: int
    exported: int
    answers: int
    lost: int
    duplicated: int
    disordered: int
    unanswered: int
    repeated_sends: int
    unsent: int
    floods: int
    foreign: int = 0
    languages: dict[str, int] = field(default_factory=dict[str, int])
    speech: dict[str, Speech] = field(default_factory=dict[str, Speech])

    @property
    def is_clean(self) -> bool:
        """Whether everybody finished and what either side said arrived, once and in order."""
        everybody = self.finished == self.exported == self.participants
        heard = not (self.lost or self.duplicated or self.disordered)
        told = not (self.unanswered or self.unsent or self.floods or self.foreign)
        return everybody and heard and told

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fieldwork:
    """Fieldwork under way.

    Attributes:
        plan: What is simulated.
        server: The far side.
        people: Who is interviewed.
        supervisor: Our processes.
        redis_url: Where Redis really is.
        key: Of pseudonyms and signatures, as `tellmore.settings` derives it.
        payload: The invite by which people come.
    """

    plan: Plan
    server: TelegramServer
    people: tuple[SimulatedParticipant, ...]
    supervisor: Supervisor
    redis_url: str
    key: bytes
    payload: str

    def participant_of(self, one: SimulatedParticipant) -> str:
        """Return somebody's pseudonym."""
        chat = str(one.person.id)
        address = Address(channel="telegram", account=str(one.bot.id), chat=chat)
        return participant_id(address, secret=self.key)

    def export_of(self, one: SimulatedParticipant) -> Path:
        """Return where somebody's interview should lie."""
        name = f"{self.participant_of(one)}.json"
        return self.plan.home / "exports" / self.plan.study / "interviews" / name


@contextlib.asynccontextmanager
async def fieldwork(
    plan: Plan,
    *,
    reach: Callable[[str], Awaitable[str]] | None = None,
    change: Callable[[Child], Child] = lambda child: child,
) -> AsyncIterator[Fieldwork]:
    """Start a strict Telegram, Redis and our processes; end them all afterwards.

    Args:
        plan: What to simulate.
        reach: From Redis's URL to the one by which our processes reach it.
        change: Changes each process before it is started.
    """
    plan.home.mkdir(parents=True, exist_ok=True)
    async with _redis_in(plan.home / "redis") as redis_url, TelegramServer() as server:
        tokens = [f"{n + 1}:{'A' * 35}" for n in range(plan.bots)]
        bots = tuple(server.bot(token, f"tellmore_{n}_bot") for n, token in enumerate(tokens))
        secret = f"simulation with seed {plan.seed}"
        environment = {
            **os.environ,
            **_OURS,
            "TELLMORE_HOME": str(plan.home),
            "TELLMORE_REDIS_URL": await reach(redis_url) if reach else redis_url,
            "TELLMORE_EXPORTS": str(plan.home / "exports"),
            "TELLMORE_TELEGRAM_API": server.base_url,
            "TELLMORE_TELEGRAM_TOKEN": ",".join(tokens),
            "TELLMORE_SECRET": secret,
        }
        key = hashlib.sha256(secret.encode()).digest()
        work = Fieldwork(
            plan=plan,
            server=server,
            people=_people(plan, server, bots),
            supervisor=Supervisor(tuple(map(change, _children(plan, environment)))),
            redis_url=redis_url,
            key=key,
            payload=token_of(Invite(study=plan.study, source="simulation"), secret=key),
        )
        stop = asyncio.Event()
        running = asyncio.create_task(work.supervisor.run(stop))
        try:
            yield work
        finally:
            stop.set()
            await running


@contextlib.asynccontextmanager
async def _redis_in(folder: Path) -> AsyncIterator[str]:
    """Have a server as long as the block runs; yield its URL."""
    try:
        yield (await asyncio.to_thread(embedded.start, folder)).url
    finally:
        await asyncio.to_thread(embedded.stop, folder)


def _people(
    plan: Plan, server: TelegramServer, bots: tuple[Bot, ...]
) -> tuple[SimulatedParticipant, ...]:
    study = study_files.read_all()[plan.study]
    spoken = catalogues.load()
    tags = plan.languages or tuple(tag for tag in study.languages if tag in spoken.tags)
    return crowd(
        server,
        bots,
        study,
        count=plan.participants,
        languages=tags,
        seed=plan.seed,
        endings=tuple(spoken.render(tag, key) for tag in spoken.tags for key in ENDINGS),
    )


def _children(plan: Plan, environment: dict[str, str]) -> tuple[Child, ...]:
    return tuple(
        Child(
            name=f"{role}-{number}",
            module=f"bots.{role}",
            environment=environment,
            log=plan.home / f"{role}.log",
        )
        for role in ROLES
        for number in range(plan.conductors if role == "conductor" else 1)
    )


async def simulate(
    plan: Plan, *, on_progress: Callable[[int, int], object] = lambda *_: None
) -> Report:
    """Walk everybody through the study; recount and report.

    Args:
        plan: What to simulate.
        on_progress: Called now and then with how many have finished and been exported.
    """
    async with fieldwork(plan) as work:
        await interview_all(work, on_progress=on_progress)
        return recount(work)


async def interview_all(
    work: Fieldwork, *, on_progress: Callable[[int, int], object] = lambda *_: None
) -> None:
    """Have everybody take part, and wait until the last interview is exported."""
    chats = [asyncio.create_task(one.take_part(work.payload)) for one in work.people]
    try:
        async with asyncio.timeout(work.plan.finish_within_s):
            while not all(chat.done() for chat in chats):
                on_progress(_finished(work), _exported(work))
                await asyncio.sleep(0.25)
            for chat in chats:
                chat.result()
    except TimeoutError:
        for chat in chats:
            chat.cancel()
        await asyncio.gather(*chats, return_exceptions=True)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(EXPORTED_WITHIN_S):
            while _exported(work) < _finished(work):
                on_progress(_finished(work), _exported(work))
                await asyncio.sleep(0.25)
    # Marks on old keyboards and late exports may still be under way.
    await asyncio.sleep(2)
    on_progress(_finished(work), _exported(work))


def recount(work: Fieldwork) -> Report:
    """Count what became of everything, from the far side's transcripts."""
    with redis.Redis.from_url(work.redis_url) as client:
        interviews = RedisInterviews(client)
        tallies = {one: _tally(work, interviews, one) for one in range(len(work.people))}
    counted = list(tallies.values())
    languages = Counter(
        work.people[number].language for number, one in tallies.items() if one.finished
    )
    told = _speech(work)
    return Report(
        participants=len(counted),
        finished=sum(one.finished for one in counted),
        exported=sum(one.exported for one in counted),
        answers=sum(one.answers for one in counted),
        lost=sum(one.lost for one in counted),
        duplicated=sum(one.duplicated for one in counted),
        disordered=sum(one.disordered for one in counted),
        unanswered=sum(one.unanswered for one in counted),
        repeated_sends=sum(one.repeated_sends for one in counted),
        unsent=sum(one.unsent for one in counted),
        floods=work.server.counters.floods,
        foreign=sum(one.foreign for one in told.values()),
        languages=dict(sorted(languages.items())),
        speech=told,
    )


def _speech(work: Fieldwork) -> dict[str, Speech]:
    """Return in which language people were spoken to, by the one that they speak."""
    detector = Detector(read_languages(catalogues.default_folder()))
    told: dict[str, Speech] = {}
    for one in sorted(work.people, key=lambda one: one.language):
        heard = speech(one.person.transcript(one.bot), {one.language, *one.spoke}, detector)
        told[one.language] = told.get(one.language, Speech()) + heard
    return told


def _tally(work: Fieldwork, interviews: RedisInterviews, number: int) -> Tally:
    one = work.people[number]
    stored = interviews.load(work.participant_of(one), work.plan.study)
    records: tuple[Record, ...] = stored.records if stored else ()
    return tally(one.person.transcript(one.bot), records, work.export_of(one))


def _finished(work: Fieldwork) -> int:
    return sum(one.finished.is_set() for one in work.people)


def _exported(work: Fieldwork) -> int:
    folder = work.plan.home / "exports" / work.plan.study / "interviews"
    return sum(1 for _ in folder.glob("*.json")) if folder.is_dir() else 0
