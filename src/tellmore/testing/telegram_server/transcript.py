"""What happened in one chat, in order, as both sides saw it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tellmore.testing.telegram_server.keyboards import Keyboard


class Side(StrEnum):
    """Who did it."""

    BOT = "bot"
    PERSON = "person"


class Happening(StrEnum):
    """What was done."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETION = "deletion"
    ACTION = "action"
    DRAFT = "draft"
    TAP = "tap"
    TOAST = "toast"
    REACTION = "reaction"
    BLOCK = "block"
    UNBLOCK = "unblock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One wording of a message.

    Attributes:
        text: What is visible, without markup.
        raw: What was sent, with markup.
        at: When.
    """

    text: str
    raw: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened.

    Attributes:
        kind: What.
        by: Who did it.
        at: When, in UTC.
        message_id: The message concerned; None for chat actions, blocks and drafts.
        text: A message's text or caption as visible now; else the tapped label, the toast,
            the action's name.
        raw: A message's text as it was sent, with markup; a tap's callback data.
        keyboard: The buttons on the message as they stand now.
        content: ``text``, or the kind of thing attached: ``photo``, ``document`` ….
        earlier: A message's former wordings, oldest first.
        deleted: Whether the message is gone.
    """

    kind: Happening
    by: Side
    at: datetime
    message_id: int | None = None
    text: str = ""
    raw: str = ""
    keyboard: Keyboard = ()
    content: str = ""
    earlier: tuple[Wording, ...] = ()
    deleted: bool = False
