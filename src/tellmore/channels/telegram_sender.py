"""Speaks on Telegram.

Calls go out as plain JSON over one pool of connections: building and validating them as
aiogram's models costs as much again as the call, and a conductor that does not load aiogram
starts two seconds sooner and is a third of the size. Reading Telegram's own types is
another matter: `telegram_receiver` leaves that to aiogram.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from tellmore.channels.pacing import Pace
from tellmore.channels.telegram_markup import keyboard_of, parts_of
from tellmore.errors import Gone, Rejected, TheirFault, Unreachable
from tellmore.runtime.arrivals import Address
from tellmore.runtime.commands import COMMANDS
from tellmore.runtime.messages import Attachment, Message

_JSON = {"Content-Type": "application/json"}
_TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5)

_GONE = ("bot was blocked", "user is deactivated", "chat not found", "bot can't initiate")
_FINE = ("message is not modified", "query is too old", "query id is invalid")

_TICK = "\N{CHECK MARK}"

DEAD_BUTTON = "x"
"""Data of the button that shows what was chosen: a tap on it means nothing."""


class TelegramSender:
    """The channel ``telegram``, for all of our bots."""

    def __init__(
        self,
        *,
        tokens: Sequence[str],
        api: str,
        pace: Pace,
        describe: Callable[[str, str], str],
    ) -> None:
        """Speak through the bots of ``tokens``.

        Args:
            tokens: One a bot.
            api: Base URL of the Bot API.
            pace: How fast.
            describe: The words of a phrase in a language, for the menu of commands.
        """
        self._tokens = {token.partition(":")[0]: token for token in tokens}
        self._api = api
        self._pace = pace
        self._describe = describe
        self._http: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        """Open the connections."""
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=_TIMEOUT
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self._http.close()

    # --- the channel ---

    async def send(self, address: Address, message: Message) -> None:
        """Deliver one message; see `tellmore.runtime.ports.Channel`."""
        if message.commands_in:
            await self._show_menu(address, message.commands_in)
        if message.attachment is not None:
            await self._send_file(address, message, message.attachment)
            return
        parts = parts_of(message)
        for part in parts:
            body: dict[str, Any] = {"chat_id": address.chat, "text": part, "parse_mode": "HTML"}
            if message.buttons and part is parts[-1]:
                body["reply_markup"] = keyboard_of(message.buttons)
            await self._pace.turn(address.account, address.chat)
            await self._call(address, "sendMessage", body)

    async def show_typing(self, address: Address) -> None:
        """Show, for some seconds, that the interviewer is writing. Never raises."""
        with contextlib.suppress(TheirFault):
            await self._call(
                address, "sendChatAction", {"chat_id": address.chat, "action": "typing"}
            )

    async def acknowledge_tap(self, address: Address, *, tap: str) -> None:
        """Stop the button's spinner; this does not count against the pace."""
        await self._call(address, "answerCallbackQuery", {"callback_query_id": tap})

    async def mark_choice(self, address: Address, *, keyboard: str, label: str) -> None:
        """Leave only what was chosen on the keyboard: nobody taps twice, and it is on record."""
        chosen = label if label.startswith(_TICK) else f"{_TICK} {label}"
        row = [[{"text": chosen, "callback_data": DEAD_BUTTON}]]
        body = {
            "chat_id": address.chat,
            "message_id": int(keyboard),
            "reply_markup": {"inline_keyboard": row},
        }
        await self._pace.turn(address.account, address.chat)
        with contextlib.suppress(Rejected):
            await self._call(address, "editMessageReplyMarkup", body)

    # --- calls ---

    async def _call(self, address: Address, method: str, body: dict[str, Any]) -> None:
        await self._post(address, method, orjson.dumps(body), _JSON)

    async def _post(
        self,
        address: Address,
        method: str,
        body: bytes | aiohttp.FormData,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        token = self._tokens.get(address.account)
        if token is None:
            raise TheirFault(f"bot {address.account} has no token here")
        url = f"{self._api}/bot{token}/{method}"
        try:
            async with self._http.post(url, data=body, headers=headers) as response:
                reply = await response.read()
                status = response.status
        # No causes below: these errors hold the URL, and with it the token.
        except aiohttp.ClientConnectorError:
            raise TheirFault("Telegram cannot be reached") from None
        except (aiohttp.ClientError, TimeoutError):
            raise Unreachable("Telegram did not answer") from None
        if status != 200:  # noqa: PLR2004 - OK
            self._refused(address, status, reply)

    def _refused(self, address: Address, status: int, reply: bytes) -> None:
        """Raise what a refusal means to us; some mean nothing."""
        try:
            said = orjson.loads(reply)
            description = str(said.get("description", ""))
            wait = said.get("parameters", {}).get("retry_after")
        except (orjson.JSONDecodeError, AttributeError):
            description, wait = "", None
        lowered = description.lower()
        if status == 429:  # noqa: PLR2004 - Too Many Requests
            seconds = float(wait or 1)
            self._pace.told_to_wait(address.account, address.chat, seconds)
            raise TheirFault("Telegram says wait", retry_after=timedelta(seconds=seconds))
        if any(fine in lowered for fine in _FINE):
            return
        if any(gone in lowered for gone in _GONE):
            raise Gone("the participant cannot be reached")
        if status >= 500 or status == 401:  # noqa: PLR2004 - theirs, or a token to mend
            raise TheirFault(f"Telegram answered {status}")
        raise Rejected(f"Telegram answered {status}: {description[:80]}")

    # --- what is rare ---

    async def _send_file(self, address: Address, message: Message, file: Attachment) -> None:
        form = aiohttp.FormData()
        form.add_field("chat_id", address.chat)
        form.add_field("caption", message.text)
        form.add_field(
            "document",
            file.text.encode(),
            filename=file.name,
            content_type="application/octet-stream",
        )
        await self._pace.turn(address.account, address.chat)
        await self._post(address, "sendDocument", form)

    async def _show_menu(self, address: Address, language: str) -> None:
        """Show the menu of commands in a language to one chat; best effort."""
        menu = [
            {"command": command.name, "description": self._describe(language, command.phrase)}
            for command in COMMANDS
        ]
        scope = {"type": "chat", "chat_id": address.chat}
        with contextlib.suppress(TheirFault):
            await self._call(address, "setMyCommands", {"commands": menu, "scope": scope})
