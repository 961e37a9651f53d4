"""The commands that a participant can send at any time, the same in every language and app."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tellmore.interview import phrases
from tellmore.interview.events import (
    AskedAboutPrivacy,
    AskedForData,
    AskedForDeletion,
    AskedForHelp,
    AskedForLanguages,
    Event,
    Paused,
    Resumed,
    Skipped,
    Stopped,
    Undid,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: its name without the slash, the phrase that describes it, its event."""

    name: str
    phrase: str
    event: Callable[[datetime], Event]


COMMANDS: tuple[Command, ...] = (
    Command(name="skip", phrase=phrases.COMMAND_SKIP, event=lambda at: Skipped(at=at)),
    Command(name="undo", phrase=phrases.COMMAND_UNDO, event=lambda at: Undid(at=at)),
    Command(name="pause", phrase=phrases.COMMAND_PAUSE, event=lambda at: Paused(at=at)),
    Command(name="resume", phrase=phrases.COMMAND_RESUME, event=lambda at: Resumed(at=at)),
    Command(
        name="language",
        phrase=phrases.COMMAND_LANGUAGE,
        event=lambda at: AskedForLanguages(at=at),
    ),
    Command(
        name="privacy",
        phrase=phrases.COMMAND_PRIVACY,
        event=lambda at: AskedAboutPrivacy(at=at),
    ),
    Command(name="mydata", phrase=phrases.COMMAND_MYDATA, event=lambda at: AskedForData(at=at)),
    Command(name="stop", phrase=phrases.COMMAND_STOP, event=lambda at: Stopped(at=at)),
    Command(name="delete", phrase=phrases.COMMAND_DELETE, event=lambda at: AskedForDeletion(at=at)),
    Command(name="help", phrase=phrases.COMMAND_HELP, event=lambda at: AskedForHelp(at=at)),
)
"""In the order in which an app's menu shows them."""

_BY_NAME: Mapping[str, Command] = {command.name: command for command in COMMANDS}


def event_of(text: str, *, at: datetime) -> Event | None:
    """Return what a message means that is a command of ours; None if it is none.

    A command stands alone: ``/skip``, also as ``/skip@our_bot`` and in any case. Words
    after it make it an answer that happens to start with a slash.
    """
    if not text.startswith("/") or len(text.split()) != 1:
        return None
    name = text[1:].strip().partition("@")[0].lower()
    command = _BY_NAME.get(name)
    return command.event(at) if command else None
