"""Delivers one bot's updates to its webhook: lanes, retries and all.

A chat's messages and edits are one lane: strictly one after the other, the next only after a
2xx. Taps and membership changes have lanes of their own and may overtake.

Source: telegram-bot-api 10.0, ``WebhookActor.cpp``, read 2026-11-23.
"""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

import aiohttp
import orjson

from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.updates import Update, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_LONGEST_WAIT_S = 60.0
_LONGEST_RETRY_AFTER_S = 3600.0
_GONE_FOR = timedelta(hours=23)
_ANSWER_TIMEOUT_S = 60.0
pause = asyncio.sleep  # what a test may replace to see the waits
_SILENT_METHODS = {"deletewebhook", "setwebhook", "close", "logout"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """What ``setWebhook`` was told."""

    url: str
    secret_token: str
    max_connections: int
    ip_address: str


class Webhook:
    """Delivers updates until it is closed.

    Attributes:
        settings: What the bot asked for.
        last_error_at: Unix seconds of the last failed delivery; 0 if none failed.
        last_error: What went wrong then.
        max_in_flight: The most deliveries that were under way at once.
    """

    def __init__(
        self,
        settings: WebhookSettings,
        *,
        queue: UpdateQueue,
        pace: float,
        seed: int,
        unix: Callable[[], float],
        perform: Callable[[Json], None],
        removed: Callable[[], None],
    ) -> None:
        self.settings = settings
        self.last_error_at = 0
        self.last_error = ""
        self.max_in_flight = 0
        self._queue = queue
        self._pace = pace
        self._random = random.Random(seed)
        self._unix = unix
        self._perform = perform
        self._removed = removed
        self._lanes: defaultdict[str, deque[Update]] = defaultdict(deque)
        self._last_loaded = 0
        self._in_flight = 0
        self._gone_since: float | None = None
        self._slots = asyncio.Semaphore(settings.max_connections)
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def wake(self) -> None:
        """Take up what is new."""
        for update in self._queue.after(self._last_loaded):
            self._last_loaded = update.id
            lane = self._lanes[update.lane]
            lane.append(update)
            if len(lane) == 1:
                task = asyncio.get_running_loop().create_task(self._drive(update.lane))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Stop delivering; what is undelivered stays in the queue."""
        for task in tuple(self._tasks):
            task.cancel()
        if self._session is not None:
            closing = asyncio.get_running_loop().create_task(self._session.close())
            self._tasks.add(closing)
            closing.add_done_callback(self._tasks.discard)
            self._session = None

    async def closed(self) -> None:
        """Wait until nothing is under way any more."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _drive(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            await self._deliver(lane[0])
            lane.popleft()
        del self._lanes[name]

    async def _deliver(self, update: Update) -> None:
        delay_s, failures = 1.0, 0
        while not update.taken and update.expires_at > self._unix():
            async with self._slots:
                retry_after_s = await self._attempt(update)
            if retry_after_s is None:
                break
            wait_s = retry_after_s
            if not retry_after_s and failures:
                longest = self._random.uniform(_LONGEST_WAIT_S, 2 * _LONGEST_WAIT_S)
                wait_s = delay_s = min(longest, delay_s * 2)
            failures += 1
            await pause(wait_s * self._pace)
        update.taken = True

    async def _attempt(self, update: Update) -> float | None:
        """Send once; return None on success, else the seconds that the far side asked for."""
        self._in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self._in_flight)
        try:
            return await self._post(update)
        except (aiohttp.ClientError, TimeoutError):
            self._note("Connection refused or closed")
            return 0.0
        finally:
            self._in_flight -= 1

    async def _post(self, update: Update) -> float | None:
        headers = {"Content-Type": "application/json"}
        if self.settings.secret_token:
            headers[SECRET_HEADER] = self.settings.secret_token
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=_ANSWER_TIMEOUT_S),
            )
        posting = self._session.post(
            self.settings.url, data=update.body, headers=headers, allow_redirects=False
        )
        async with posting as answer:
            body = await answer.read()
            if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                self._gone_since = None
                self._obey(answer.content_type, body)
                return None
            self._note(f"Wrong response from the webhook: {answer.status} {answer.reason}")
            self._count_gone(answer.status)
            asked = answer.headers.get("Retry-After", "")
            return min(float(asked), _LONGEST_RETRY_AFTER_S) if asked.isdigit() else 0.0

    def _obey(self, content_type: str, body: bytes) -> None:
        """Carry out the method call that an answer may hold; nobody learns its result."""
        if not body:
            return
        call: object = None
        if content_type == "application/json":
            try:
                call = orjson.loads(body)
            except orjson.JSONDecodeError:
                return
        elif content_type == "application/x-www-form-urlencoded":
            call = dict(parse_qsl(body.decode(errors="replace")))
        if not isinstance(call, dict):
            return
        method = str(call.get("method", "")).lower()
        if method and method not in _SILENT_METHODS and not method.startswith("get"):
            self._perform(call)

    def _note(self, error: str) -> None:
        self.last_error_at = int(self._unix())
        self.last_error = error

    def _count_gone(self, status: int) -> None:
        if status != HTTPStatus.GONE:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = self._unix()
        elif self._unix() > self._gone_since + _GONE_FOR.total_seconds():
            self._removed()
