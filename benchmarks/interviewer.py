"""tellmore as a contestant: full durable interview turns, by the processes of its Procfile."""

import asyncio
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import redis

from benchmarks.contestant import Entry, Place
from benchmarks.persons import Aside, BotMessage, Press, Reaction, Ready, Repeat, Reply, Write
from benchmarks.processes import Command
from tellmore.interview.events import Said
from tellmore.recruiting.invites import Invite, token_of
from tellmore.runtime.arrivals import Address, address_from, shard_of
from tellmore.settings import Settings
from tellmore.stores import redis_keys
from tellmore.stores.redis_interviews import RedisInterviews

STUDY = "bench"
QUESTIONS = 40
SECRET = "a secret for the benchmark alone"
LIFTED = "100000"
"""Messages a second: the far side of the benchmark has no limits, for nobody."""

ROLES = ("telegram", "conductor", "clock")
"""Exports work on finished interviews; the benchmark's end before they are finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewer:
    """A study of many open questions, one probe at most, no waiting for more messages.

    A turn is a participant's message until the next question or probe: stored before it is
    acknowledged, stepped twice (the answer, the follow-up), committed twice, sent.
    """

    name: str
    conductors: int = 1

    async def enter(self, place: Place) -> Entry:
        """Write the study; return the processes and the invite."""
        folder = place.folder / "studies" / STUDY
        folder.mkdir(parents=True)
        (folder / "study.toml").write_text(_study(), "utf-8")
        env = {
            "TELLMORE_HOME": str(place.folder / "home"),
            "TELLMORE_REDIS_URL": place.redis,
            "TELLMORE_TELEGRAM_API": place.api,
            "TELLMORE_TELEGRAM_TOKEN": place.token,
            "TELLMORE_TELEGRAM_RATE": LIFTED,
            "TELLMORE_TELEGRAM_CHAT_RATE": LIFTED,
            "TELLMORE_STUDIES": str(folder.parent),
            "TELLMORE_SECRET": SECRET,
            "TELLMORE_LOG": "json",
        }
        roles = [*ROLES, *(["conductor"] * (self.conductors - 1))]
        commands = [
            Command(
                name=f"{self.name}-{role}-{number}",
                argv=(sys.executable, "-m", f"bots.{role}"),
                env=env,
            )
            for number, role in enumerate(roles)
        ]
        invite = token_of(Invite(study=STUDY), secret=_key())
        return Entry(
            commands=commands,
            person="benchmarks.interviewer:Interviewed",
            options={"invite": invite},
            turns_each=QUESTIONS - 2,
        )

    async def consumed(self, place: Place) -> Mapping[int, Sequence[str]] | None:
        """Return what stands in the journals, by chat."""
        return await asyncio.to_thread(_journalled, place.redis)


class Interviewed:
    """Taps the first button until the questions begin; then each new message is a reply."""

    def __init__(self, *, chat: int, invite: str) -> None:
        self.chat = chat
        self._invite = invite
        self._began = False
        self._last = ""
        self._questions: set[str] = set()

    def warm_up(self) -> Write | None:
        """Come through the invite."""
        return Write(text=f"/start {self._invite}")

    def hear(self, message: BotMessage) -> Reaction:
        """Take a message for what it is."""
        if message.text == self._last or message.text in self._questions:
            return Repeat()
        self._last = message.text
        if "Question " in message.text:  # each is asked once; probes come again elsewhere
            self._questions.add(message.text)
        if message.buttons and not self._began:
            return Press(message=message, data=message.buttons[0].data)
        if not self._began:
            self._began = "Question 1?" in message.text
            return Ready() if self._began else Aside()
        return Reply()


def _study() -> str:
    questions = "\n".join(
        f'[[topics.questions]]\nkey = "q{number}"\ntext = "Question {number}?"\n'
        'probing = { kinds = ["elaborate"], at_most = 1 }\n'
        for number in range(1, QUESTIONS + 1)
    )
    return f"""
[study]
title = "Benchmark"
languages = ["en"]
organisation = "the tellmore project"
purpose = "To measure."
contact = "privacy@tellmore.example"
minutes = 5

[consent]
version = "1"
text = "We measure."
quotation = false

[pace]
settle = "0s"

[[topics]]
key = "all"
title = "All"

{questions}
"""


def _key() -> bytes:
    return Settings.model_validate({"TELLMORE_SECRET": SECRET}).key()


def _journalled(url: str) -> Mapping[int, Sequence[str]]:
    texts: dict[int, list[str]] = defaultdict(list)
    with redis.Redis.from_url(url) as client:
        for interview in RedisInterviews(client).each(STUDY):
            chat = int(_address(client, interview.participant).chat)
            texts[chat] += [
                record.event.text
                for record in interview.records
                if isinstance(record.event, Said) and record.event.text
            ]
    return texts


def _address(client: redis.Redis, participant: str) -> Address:
    stored = client.hget(redis_keys.participant(shard_of(participant), participant), "a")
    return address_from(stored.decode() if isinstance(stored, bytes) else str(stored))
