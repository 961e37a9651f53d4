"""Speaks on Telegram.

The four calls that every turn makes go out as plain JSON over one pool of connections:
building and validating them as aiogram's models costs as much again as the call. What is
rare (files, command menus) goes by aiogram.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeChat, BufferedInputFile

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
        self._bots: dict[str, Bot] = {}
        self._session: AiohttpSession

    async def __aenter__(self) -> Self:
        """Open the connections."""
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=_TIMEOUT, json_serialize=_dumps
        )
        self._session = AiohttpSession(api=TelegramAPIServer.from_base(self._api))
        self._bots = {bot: Bot(token, session=self._session) for bot, token in self._tokens.items()}
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self._http.close()
        await self._session.close()

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

    async def acknowledge_tap(
        self, address: Address, *, tap: str, keyboard: str, label: str
    ) -> None:
        """Stop the button's spinner, and leave only what was chosen on the keyboard."""
        await self._call(address, "answerCallbackQuery", {"callback_query_id": tap})
        if not label:
            return
        chosen = label if label.startswith("✓") else f"✓ {label}"
        row = [[{"text": chosen, "callback_data": DEAD_BUTTON}]]
        body = {
            "chat_id": address.chat,
            "message_id": int(keyboard),
            "reply_markup": {"inline_keyboard": row},
        }
        with contextlib.suppress(Rejected):
            await self._call(address, "editMessageReplyMarkup", body)

    # --- calls ---

    async def _call(self, address: Address, method: str, body: dict[str, Any]) -> None:
        token = self._tokens.get(address.account)
        if token is None:
            raise TheirFault(f"bot {address.account} has no token here")
        url = f"{self._api}/bot{token}/{method}"
        try:
            async with self._http.post(url, data=_bytes(body), headers=_JSON) as response:
                reply = await response.read()
                status = response.status
        except aiohttp.ClientConnectorError as error:
            raise TheirFault("Telegram cannot be reached") from _bare(error)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable("Telegram did not answer") from _bare(error)
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
        await self._pace.turn(address.account, address.chat)
        document = BufferedInputFile(file.text.encode(), filename=file.name)
        bot = self._bots[address.account]
        try:
            await bot.send_document(
                int(address.chat), document, caption=message.text, request_timeout=60
            )
        except TelegramAPIError as error:
            if any(gone in str(error).lower() for gone in _GONE):
                raise Gone("the participant cannot be reached") from _bare(error)
            wait = getattr(error, "retry_after", None)
            after = timedelta(seconds=wait) if wait else None
            raise TheirFault("the file was not taken", retry_after=after) from _bare(error)

    async def _show_menu(self, address: Address, language: str) -> None:
        """Show the menu of commands in a language to one chat; best effort."""
        menu = [
            BotCommand(command=command.name, description=self._describe(language, command.phrase))
            for command in COMMANDS
        ]
        scope = BotCommandScopeChat(chat_id=int(address.chat))
        with contextlib.suppress(TelegramAPIError, asyncio.TimeoutError):
            await self._bots[address.account].set_my_commands(menu, scope, request_timeout=10)


def _bytes(body: dict[str, Any]) -> bytes:
    return orjson.dumps(body)


def _dumps(body: Any) -> str:  # noqa: ANN401 - whatever aiohttp is given
    return orjson.dumps(body).decode()


def _bare(error: Exception) -> Exception | None:
    """Return no cause at all: these libraries put the URL, and with it the token, into it."""
    del error
    return None
