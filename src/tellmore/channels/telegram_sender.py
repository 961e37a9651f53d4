"""Speaks on Telegram: splits, paces, and tells what refusals mean."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from tellmore.channels.limits import TELEGRAM
from tellmore.channels.pacing import Pace
from tellmore.channels.telegram_calls import Answer, TelegramCalls, raise_if_refused
from tellmore.channels.telegram_markup import Part, keyboard_of, parts_of
from tellmore.errors import Gone, Rejected, TheirFault
from tellmore.runtime.arrivals import Address
from tellmore.runtime.commands import COMMANDS
from tellmore.runtime.messages import Attachment, Message

_TICK = "\N{CHECK MARK}"

DEAD_BUTTON = "x"
"""Data of the button that shows what was chosen: a tap on it means nothing."""

_TRIES_PER_PART = 3
_PAUSE = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=1)


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
        self._calls = TelegramCalls(tokens=tokens, api=api)
        self._pace = pace
        self._describe = describe

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._calls.aclose()

    # --- the channel ---

    async def send(self, address: Address, message: Message) -> None:
        """Deliver one message; see `tellmore.runtime.ports.Channel`.

        A text that is too long goes in several parts, the buttons below the last. A file whose
        words are too long for a caption follows them.
        """
        parts = _parts(message)
        if not parts:
            raise Rejected("the message is blank")
        for part in parts[:-1]:
            await self._part(address, part, again=part is not parts[0])
        await self._part(
            address,
            parts[-1],
            keyboard=keyboard_of(message.buttons) if message.buttons else None,
            file=message.attachment,
            again=len(parts) > 1,
        )
        if message.commands_in:
            await self._show_menu(address, message.commands_in)

    async def show_typing(self, address: Address) -> None:
        """Show, for some seconds, that the interviewer is writing. Never raises."""
        body = {"chat_id": address.chat, "action": "typing"}
        with contextlib.suppress(TheirFault):
            await self._do(address, "sendChatAction", body)

    async def acknowledge_tap(self, address: Address, *, tap: str) -> None:
        """Stop the button's spinner; this does not count against the pace."""
        with contextlib.suppress(Rejected, Gone):
            await self._do(address, "answerCallbackQuery", {"callback_query_id": tap})

    async def mark_choice(self, address: Address, *, keyboard: str, label: str) -> None:
        """Leave only what was chosen on the keyboard: nobody taps twice, and it is on record."""
        if not keyboard.isdecimal() or not label:
            return
        chosen = label if label.startswith(_TICK) else f"{_TICK} {label}"
        row = [[{"text": chosen, "callback_data": DEAD_BUTTON}]]
        body = {
            "chat_id": address.chat,
            "message_id": keyboard,
            "reply_markup": {"inline_keyboard": row},
        }
        await self._pace.turn(address.account, address.chat)
        with contextlib.suppress(Rejected, Gone):
            await self._do(address, "editMessageReplyMarkup", body)

    # --- parts ---

    async def _part(
        self,
        address: Address,
        part: Part,
        *,
        keyboard: dict[str, Any] | None = None,
        file: Attachment | None = None,
        again: bool,
    ) -> None:
        """Deliver one part of a message.

        Args:
            address: Where.
            part: What.
            keyboard: The buttons below.
            file: The file above.
            again: Try again here. Given up, a later part would have those before it sent twice.
        """
        for tries_left in reversed(range(_TRIES_PER_PART if again else 1)):
            try:
                await self._try(address, part, keyboard, file)
            except (Gone, Rejected):
                raise
            except TheirFault as fault:
                wait = fault.retry_after or _PAUSE
                if not tries_left or wait > _LONGEST_WAIT:
                    raise
                await asyncio.sleep(wait.total_seconds())
            else:
                return

    async def _try(
        self,
        address: Address,
        part: Part,
        keyboard: dict[str, Any] | None,
        file: Attachment | None,
    ) -> None:
        await self._pace.turn(address.account, address.chat)
        answer = await self._say(address, part.html, keyboard, file, mode="HTML")
        if answer.minds_markup:
            await self._pace.turn(address.account, address.chat)
            answer = await self._say(address, part.plain, keyboard, file)
        self._heed(address, answer)

    async def _say(
        self,
        address: Address,
        text: str,
        keyboard: dict[str, Any] | None,
        file: Attachment | None,
        *,
        mode: str = "",
    ) -> Answer:
        fields: dict[str, Any] = {"chat_id": address.chat}
        if text:
            fields["caption" if file else "text"] = text
        if mode:
            fields["parse_mode"] = mode
        if file is None:
            if keyboard:
                fields["reply_markup"] = keyboard
            return await self._calls.call(address.account, "sendMessage", fields)
        if keyboard:
            fields["reply_markup"] = orjson.dumps(keyboard).decode()
        form = aiohttp.FormData(fields, quote_fields=False)
        form.add_field(
            "document",
            file.text.encode(errors="replace"),
            filename=file.name,
            content_type="application/octet-stream",
        )
        return await self._calls.call(address.account, "sendDocument", form)

    # --- calls ---

    async def _do(self, address: Address, method: str, body: dict[str, Any]) -> None:
        self._heed(address, await self._calls.call(address.account, method, body))

    def _heed(self, address: Address, answer: Answer) -> None:
        try:
            raise_if_refused(answer)
        except TheirFault as fault:
            if fault.retry_after is not None:
                wait_s = fault.retry_after.total_seconds()
                self._pace.told_to_wait(address.account, address.chat, wait_s)
            raise

    async def _show_menu(self, address: Address, language: str) -> None:
        """Show the menu of commands in a language to one chat; best effort."""
        menu = [
            {"command": command.name, "description": self._describe(language, command.phrase)}
            for command in COMMANDS
        ]
        body = {"commands": menu, "scope": {"type": "chat", "chat_id": address.chat}}
        # A refusal says nothing about messages: those need not wait for it.
        with contextlib.suppress(TheirFault):
            await self._calls.call(address.account, "setMyCommands", body)


def _parts(message: Message) -> tuple[Part, ...]:
    """Return a message as parts; its file goes with the last, which may be blank."""
    if message.attachment is None:
        return parts_of(message)
    caption = parts_of(message, limit=TELEGRAM.caption_units)
    return caption if len(caption) == 1 else (*parts_of(message), Part(html="", plain=""))
