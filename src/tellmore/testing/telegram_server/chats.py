"""One chat as Telegram keeps it: its messages, its keyboards and all that happened."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tellmore.testing.telegram_server.keyboards import Json, Keyboard, visible_keyboard
from tellmore.testing.telegram_server.transcript import Entry, Happening, Side, Wording


@dataclass(slots=True, kw_only=True)
class Profile:
    """One person's account.

    Attributes:
        user: The ``User`` object.
        deleted: Whether the account was deleted.
    """

    user: Json
    deleted: bool = False

    @property
    def id(self) -> int:
        """Return the user's id."""
        number = self.user["id"]
        assert isinstance(number, int)  # noqa: S101 - narrows the JSON type; we built it
        return number


@dataclass(slots=True, kw_only=True)
class Message:
    """One message.

    Attributes:
        body: The ``Message`` object, as it stands now.
        by: Who sent it.
        raw: Its text or caption as it was sent, with markup.
        content: ``text``, or the kind of thing attached.
        earlier: Former wordings.
        deleted: Whether it is gone.
    """

    body: Json
    by: Side
    raw: str
    content: str = "text"
    earlier: list[Wording] = field(default_factory=list)
    deleted: bool = False

    @property
    def id(self) -> int:
        """Return the message's id."""
        number = self.body["message_id"]
        assert isinstance(number, int)  # noqa: S101 - narrows the JSON type; we built it
        return number

    @property
    def sent_at(self) -> int:
        """Return when it was sent, in unix seconds."""
        date = self.body["date"]
        assert isinstance(date, int)  # noqa: S101 - narrows the JSON type; we built it
        return date

    @property
    def text(self) -> str:
        """Return what is visible: the text or the caption."""
        return str(self.body.get("text") or self.body.get("caption") or "")

    @property
    def markup(self) -> Json | None:
        """Return the inline keyboard that is on it now."""
        markup = self.body.get("reply_markup")
        return markup if isinstance(markup, dict) else None

    @property
    def keyboard(self) -> Keyboard:
        """Return the inline buttons that are on it now."""
        return visible_keyboard(self.markup)

    def quoted(self) -> Json:
        """Return it as a reply to it shows it: without what it replied to itself."""
        return {key: value for key, value in self.body.items() if key != "reply_to_message"}

    def entry(self) -> Entry:
        """Return it as a line of the transcript."""
        return Entry(
            kind=Happening.MESSAGE,
            by=self.by,
            at=datetime.fromtimestamp(self.sent_at, UTC),
            message_id=self.id,
            text=self.text,
            raw=self.raw,
            keyboard=self.keyboard,
            content=self.content,
            earlier=tuple(self.earlier),
            deleted=self.deleted,
        )


class Chat:
    """A private chat or a group, as one bot sees it.

    Attributes:
        body: The ``Chat`` object.
        profile: The person of a private chat; None in a group.
        messages: Every message that is still there.
        bot_status: ``member``, ``left`` or ``kicked``; a private chat is ``kicked`` when blocked.
        migrated_to: The supergroup that a group became; 0 if none.
        reply_keyboard: The reply keyboard that stands now.
    """

    __slots__ = (
        "_happened",
        "_unheard",
        "_waiters",
        "body",
        "bot_status",
        "id",
        "is_group",
        "messages",
        "migrated_to",
        "profile",
        "reply_keyboard",
        "started",
    )

    def __init__(self, *, body: Json, profile: Profile | None, remember: int | None) -> None:
        self.body = body
        number = body["id"]
        assert isinstance(number, int)  # noqa: S101 - narrows the JSON type; we built it
        self.id = number
        self.profile = profile
        self.is_group = profile is None
        self.messages: dict[int, Message] = {}
        self.bot_status = "member"
        self.migrated_to = 0
        self.reply_keyboard: Json | None = None
        self.started = False
        self._happened: deque[Message | Entry] = deque(maxlen=remember)
        self._unheard: deque[Message] = deque(maxlen=remember)
        self._waiters: deque[asyncio.Future[None]] = deque()

    def add(self, message: Message) -> None:
        """Keep a new message; wake whoever waits to hear from the bot."""
        happened = self._happened
        if happened.maxlen is not None and len(happened) == happened.maxlen:
            oldest = happened[0]
            if isinstance(oldest, Message):
                self.messages.pop(oldest.id, None)
        happened.append(message)
        self.messages[message.id] = message
        if message.by is Side.BOT:
            self._unheard.append(message)
            while self._waiters:
                waiter = self._waiters.popleft()
                if not waiter.done():
                    waiter.set_result(None)

    def note(self, entry: Entry) -> None:
        """Keep something that is not a message."""
        self._happened.append(entry)

    def delete(self, message_id: int) -> None:
        """Take a message away; the transcript still shows that it was there."""
        self.messages.pop(message_id).deleted = True

    def transcript(self) -> list[Entry]:
        """Return all that happened, in order, each message as it stands now."""
        return [
            happened.entry() if isinstance(happened, Message) else happened
            for happened in self._happened
        ]

    async def next_from_bot(self, *, timeout_s: float) -> Message:
        """Return the oldest message from the bot that was not returned before.

        Raises:
            TimeoutError: Nothing came within ``timeout_s`` seconds.
        """
        async with asyncio.timeout(timeout_s):
            while not self._unheard:
                waiter = asyncio.get_running_loop().create_future()
                self._waiters.append(waiter)
                await waiter
        return self._unheard.popleft()
