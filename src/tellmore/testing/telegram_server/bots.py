"""One registered bot: account, updates, chats and how it presents itself."""

from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

from tellmore.testing.telegram_server.chats import Chat
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.limits import FloodGauge, Limits
from tellmore.testing.telegram_server.polling import Poller
from tellmore.testing.telegram_server.updates import UpdateQueue
from tellmore.testing.telegram_server.webhooks import Webhook

_FIRST_UPDATE = 100_000_000


@dataclass(slots=True, kw_only=True)
class Tap:
    """One press of an inline button that the bot may still answer."""

    chat: Chat
    message_id: int
    expires_at: float


class Bot:
    """A bot as Telegram knows it.

    Attributes:
        token: What opens the API.
        id: The bot's user id, the part of the token before the colon.
        username: Without the ``@``.
        reads_groups: Whether privacy mode is off: it sees all that is said in its groups.
        updates: What it has not taken yet.
        webhook: Where updates are delivered; None while it polls.
        chats: Every chat that it is or was in.
        taps: Presses by ``callback_query_id``.
        commands: By scope (as JSON text) and language code.
        texts: Names and descriptions, by method argument and language code.
    """

    def __init__(
        self,
        *,
        token: str,
        username: str,
        first_name: str,
        reads_groups: bool,
        limits: Limits,
        unix: Callable[[], float],
        ticks: Callable[[], float],
    ) -> None:
        self.token = token
        self.id = int(token.partition(":")[0])
        self.username = username
        self.reads_groups = reads_groups
        self.user: Json = {
            "id": self.id,
            "is_bot": True,
            "first_name": first_name,
            "username": username,
        }
        self.updates = UpdateQueue(
            first_id=_FIRST_UPDATE + crc32(token.encode()) % _FIRST_UPDATE, unix=unix
        )
        self.poller = Poller(self.updates, ticks=ticks)
        self.updates.woken = self.poller.wake
        self.webhook: Webhook | None = None
        self.next_webhook_change = float("-inf")
        self.gauge = FloodGauge(limits)
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.logged_out = False
        self._last_message_id = 0

    def next_message_id(self) -> int:
        """Return a new id; like Telegram's, one sequence for all chats of the bot."""
        self._last_message_id += 1
        return self._last_message_id

    def stop_webhook(self) -> None:
        """Deliver nothing more by webhook."""
        if self.webhook is not None:
            self.webhook.close()
            self.webhook = None
        self.updates.woken = self.poller.wake

    def start_webhook(self, webhook: Webhook) -> None:
        """Deliver all updates, also those that wait, by webhook."""
        self.stop_webhook()
        self.webhook = webhook
        self.updates.woken = webhook.wake
        webhook.wake()

    def close(self) -> None:
        """Let go of every client."""
        self.stop_webhook()
        self.poller.close()
