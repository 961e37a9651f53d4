"""How one simulated person talks to a bot, and recognises its replies.

A contestant names the class that plays its persons; the far side makes one per chat.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button under a message."""

    label: str
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotMessage:
    """What the bot sent to one chat.

    Attributes:
        message_id: Unique on the far side.
        text: As it would be shown.
        buttons: In reading order; empty without a keyboard.
    """

    message_id: int
    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """During the warm-up: the person writes this."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """During the warm-up: the person presses this inline button."""

    message: BotMessage
    data: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The warm-up is over: from now on the person's messages are measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The bot replied.

    Attributes:
        to: The person's message that it replies to; empty for all that are still open,
            as an interviewer's next question does. There may be none: whoever wrote twice
            in a silence gets two questions, and the first is taken as the reply to both.
    """

    to: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The bot said again what it had said before."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Neither a reply nor something to react to."""


Reaction = Write | Press | Ready | Reply | Repeat | Aside


class Person(Protocol):
    """One person in one chat."""

    def warm_up(self) -> Write | None:
        """Return how the person begins; None if there is nothing to get through first."""
        ...

    def hear(self, message: BotMessage) -> Reaction:
        """Return what the person makes of a message."""
        ...


class Echoed:
    """A person who expects every message back, word by word."""

    def __init__(self, *, chat: int) -> None:
        self.chat = chat

    def warm_up(self) -> Write | None:
        """Return None: an echo bot asks for nothing first."""
        return None

    def hear(self, message: BotMessage) -> Reaction:
        """Return a reply to the very message that came back."""
        return Reply(to=message.text)
