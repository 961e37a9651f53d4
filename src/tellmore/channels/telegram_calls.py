"""Calls of Telegram's Bot API, as plain JSON over one pool of connections.

Building and validating calls as aiogram's models costs as much again as the call, and a
process that does not load aiogram starts two seconds sooner and is a third of the size.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson

from tellmore.errors import Gone, Rejected, TheirFault, Unreachable

_JSON = {"Content-Type": "application/json"}
_TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5)

_GONE = ("chat not found", "user not found", "user is deactivated", "bot was blocked")
_FINE = ("message is not modified", "query is too old", "query id is invalid")
_TOKEN_TO_MEND = {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}
_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Telegram answered.

    Attributes:
        status: The HTTP status.
        description: Telegram's sentence; empty where it granted the call.
        retry_after: How long to wait; None if it did not say.
    """

    status: int
    description: str = ""
    retry_after: timedelta | None = None

    @property
    def minds_markup(self) -> bool:
        """Whether it was the markup that was refused, not the words."""
        return "can't parse entities" in self.description.lower()


class TelegramCalls:
    """Calls by all of our bots."""

    def __init__(self, *, tokens: Sequence[str], api: str) -> None:
        """Prepare calls.

        Args:
            tokens: One a bot.
            api: Base URL of the Bot API.
        """
        self._tokens = {token.partition(":")[0]: token for token in tokens}
        self._api = api
        self._http: aiohttp.ClientSession | None = None

    async def aclose(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()

    async def call(self, bot: str, method: str, body: dict[str, Any] | aiohttp.FormData) -> Answer:
        """Make one call and return what was answered, refusals too.

        Args:
            bot: Id of the bot that calls.
            method: As Telegram names it.
            body: Parameters, or a form with a file.

        Raises:
            Rejected: The parameters cannot be written as JSON.
            TheirFault: The call never reached Telegram.
            Unreachable: Nobody knows whether Telegram carried it out.
        """
        token = self._tokens.get(bot)
        if token is None:
            raise TheirFault(f"bot {bot} has no token here")
        content = body if isinstance(body, aiohttp.FormData) else _json(body)
        if self._http is None:
            connector = aiohttp.TCPConnector(limit=0)
            self._http = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT)
        posting = self._http.post(
            f"{self._api}/bot{token}/{method}",
            data=content,
            headers=_JSON if isinstance(content, bytes) else None,
        )
        # No causes below: these errors hold the URL, and with it the token.
        try:
            async with posting as response:
                return _read(response.status, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise TheirFault("Telegram cannot be reached") from None
        except (aiohttp.ClientError, OSError):
            raise Unreachable("Telegram did not answer") from None


def raise_if_refused(answer: Answer) -> None:
    """Raise what a refusal means to us; some mean nothing.

    Raises:
        Gone: The participant blocked us or the account is deleted.
        Rejected: Telegram will never grant the call.
        TheirFault: It may later.
    """
    lowered = answer.description.lower()
    if answer.status == HTTPStatus.OK or any(fine in lowered for fine in _FINE):
        return
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = answer.retry_after or timedelta(seconds=1)
        raise TheirFault("Telegram says wait", retry_after=wait)
    if answer.status == HTTPStatus.FORBIDDEN or any(gone in lowered for gone in _GONE):
        raise Gone("the participant cannot be reached")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in _TOKEN_TO_MEND:
        raise TheirFault(f"Telegram answered {answer.status}")
    # What stands in quotation marks may be words of the message.
    said = re.sub(r'"[^"]*"?', '"…"', answer.description)[:_SHOWN_CHARS]
    raise Rejected(f"Telegram answered {answer.status}: {said}")


def _json(body: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        raise Rejected("the call cannot be written as JSON") from None


def _read(status: int, reply: bytes) -> Answer:
    try:
        told = orjson.loads(reply)
        description = str(told.get("description", ""))
        seconds = (told.get("parameters") or {}).get("retry_after")
        granted = told["ok"] is True
    except (orjson.JSONDecodeError, AttributeError, KeyError):
        description, seconds, granted = "", None, False
    if status == HTTPStatus.OK and not granted:
        raise Unreachable("Telegram's answer cannot be read")
    wait = timedelta(seconds=seconds) if isinstance(seconds, int | float) else None
    return Answer(status=status, description=description, retry_after=wait)
