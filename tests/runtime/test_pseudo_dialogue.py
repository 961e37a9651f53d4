"""A whole dialogue in accented English: nothing is said that is not in a catalogue."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tellmore.interview.events import (
    AskedAboutPrivacy,
    AskedForData,
    AskedForDeletion,
    AskedForHelp,
    AskedForLanguages,
    Chose,
    Consented,
    DeletionCancelled,
    Event,
    Paused,
    ProbeProposed,
    Resumed,
    Said,
    SentNonText,
    Skipped,
    Stopped,
    Undid,
)
from tellmore.languages import catalogues
from tellmore.languages.catalogues import default_folder
from tellmore.languages.detection import Detector
from tellmore.languages.pseudo import ACCENTED, accented, whole, write
from tellmore.recruiting.invites import Invite, token_of
from tellmore.runtime.arrivals import Started
from tellmore.runtime.hearing import Hearing
from tellmore.runtime.messages import Message
from tellmore.runtime.orders import Send
from tellmore.runtime.ports import Commit
from tellmore.runtime.rendering import Speaker
from tellmore.study.consent import Use
from tellmore.study.keeping import dump, restore
from tellmore.study.study import Study
from tests.runtime.surroundings import NOON, SECRET, ShelfInMemory, little_study
from tests.runtime.test_turns import Chat

NAMES = re.compile(r"the tellmore project|privacy@tellmore\.example|/[a-z]+")
"""What stands in sentences and is nobody's to translate."""

DIALOGUE: tuple[Event, ...] = (
    Consented(at=NOON, use=Use.AGE),
    AskedAboutPrivacy(at=NOON),
    Said(at=NOON, message="0", text="Hm?"),
    Consented(at=NOON, use=Use.ANALYSIS),
    Consented(at=NOON, use=Use.QUOTATION),
    Chose(at=NOON, question="mode", option="bus"),
    SentNonText(at=NOON, message="1", kind="photo"),
    AskedForHelp(at=NOON),
    AskedForLanguages(at=NOON),
    Paused(at=NOON),
    Resumed(at=NOON),
    Undid(at=NOON),
    Said(at=NOON, message="2", text="Long and wet."),
    ProbeProposed(at=NOON, request=1, text=None),
    Undid(at=NOON),
    Skipped(at=NOON),
    Said(at=NOON, message="3", text="A roof."),
    ProbeProposed(at=NOON, request=2, text=None),
    AskedForData(at=NOON),
    AskedForDeletion(at=NOON),
    DeletionCancelled(at=NOON),
    Stopped(at=NOON),
    Said(at=NOON, message="4", text="Hello again?"),
)


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    write(default_folder(), tmp_path)
    spoken = catalogues.load(tmp_path)
    chat = Chat()
    study = in_disguise(little_study())
    chat.turns = replace(
        chat.turns,
        studies=ShelfInMemory({study.key: study}),
        speaker=Speaker(catalogues=spoken),
        hearing=Hearing(catalogues=spoken, detector=Detector(spoken.languages)),
    )
    return chat


def in_disguise(study: Study) -> Study:
    """Return a study whose every wording is accented English."""
    kept = dump(study).decode()
    worded = re.sub(
        r'"ar":"(?:[^"\\]|\\.)*","en":"((?:[^"\\]|\\.)*)"',
        lambda found: f'"en":"{found[1]}","{ACCENTED}":"{accented(found[1])}"',
        kept,
    )
    return replace(restore(worded.encode()), languages=("en", ACCENTED))


def sent(commit: Commit) -> Iterator[Message]:
    yield from (one.task.message for one in commit.orders if isinstance(one.task, Send))


async def test_everything_that_is_said_comes_from_a_catalogue(chat: Chat) -> None:
    token = token_of(Invite(study="little", source="poster"), secret=SECRET)
    heard = list(sent(await chat.hears(Started(at=NOON, payload=token), hint=ACCENTED)))
    assert chat.session.language == ACCENTED
    for event in DIALOGUE:
        heard += sent(await chat.hears(event, hint=ACCENTED))
    texts = [one.text for one in heard]
    texts += [
        button.label
        for one in heard
        for row in one.buttons
        for button in row
        if not button.data.startswith("l:")
    ]

    assert len(heard) > len(DIALOGUE) / 2
    assert [text for text in texts if not whole(NAMES.sub("", text))] == []
