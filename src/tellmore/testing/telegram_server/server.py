"""The server itself: listens on the loopback, and lets tests act as people."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.control import Control
from tellmore.testing.telegram_server.dispatch import perform_silently
from tellmore.testing.telegram_server.faults import Fault, FaultPlan
from tellmore.testing.telegram_server.front import Front
from tellmore.testing.telegram_server.groups import Group
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.limits import Limits
from tellmore.testing.telegram_server.people import Person
from tellmore.testing.telegram_server.registry import Registry
from tellmore.testing.telegram_server.world import Clock, Counters, Delivery, Sent, World

_BACKLOG = 1024
_SHUTDOWN_S = 1.0


class TelegramServer:
    """A Bot API server of our own, for as long as its ``async with`` block.

    Attributes:
        registry: Who exists.
        counters: What was counted.
        faults: What goes wrong on cue.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        clock: Clock | None = None,
        ticks: Callable[[], float] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        control: bool = True,
        remember: int | None = None,
        seed: int = 0,
    ) -> None:
        """Prepare a server.

        Args:
            limits: What it tolerates; Telegram's published limits by default.
            clock: Tells dates of messages and lifetimes of updates and taps; the real one by
                default.
            ticks: Steady seconds for flood limits and the throttle of ``getUpdates``; the
                real ones by default.
            host: Where to listen.
            port: Where to listen; 0 takes a free one.
            control: Whether ``/control/…`` is open.
            remember: How many happenings a chat, and messages the outbox, keep; None for all.
            seed: Of callback ids, retry waits and faults with a chance.
        """
        world = World(
            limits=limits or Limits(), clock=clock, ticks=ticks, remember=remember, seed=seed
        )
        world.perform = lambda bot, call: perform_silently(world, bot, call)
        self.registry = Registry(world)
        self._world = world
        self._host = host
        self._port = port
        self._control = control
        self._front: Front | None = None
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        control = Control(self.registry) if self._control else None
        front = self._front = Front(self._world, control)
        runner = self._runner = web.ServerRunner(
            web.Server(front.serve, access_log=None), shutdown_timeout=_SHUTDOWN_S
        )
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port, backlog=_BACKLOG)
        await site.start()
        self._port = runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._front is not None and self._runner is not None:
            self._front.stop()
            webhooks = [bot.webhook for bot in self._world.bots.values() if bot.webhook]
            for bot in self._world.bots.values():
                bot.close()
            await asyncio.gather(*(webhook.closed() for webhook in webhooks))
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """Return what stands before ``/bot<token>/<method>``, without a slash at the end."""
        return f"http://{self._host}:{self._port}"

    @property
    def counters(self) -> Counters:
        """Return what was counted."""
        return self._world.counters

    @property
    def faults(self) -> FaultPlan:
        """Return what goes wrong on cue."""
        return self._world.faults

    @property
    def outbox(self) -> list[Sent]:
        """Return everything that bots sent, in order."""
        return list(self._world.outbox)

    def bot(
        self, token: str, username: str, *, first_name: str = "", reads_groups: bool = False
    ) -> Bot:
        """Return the bot of the token, registered if it is new."""
        return self.registry.bot(token, username, first_name=first_name, reads_groups=reads_groups)

    def person(
        self,
        number: int,
        first_name: str = "Sam",
        language_code: str | None = None,
        *,
        last_name: str = "",
        username: str = "",
    ) -> Person:
        """Return the person of the id, registered if new."""
        return self.registry.person(
            number, first_name, language_code, last_name=last_name, username=username
        )

    def group(self, number: int, title: str = "Group", *, kind: str = "group") -> Group:
        """Return the group of the id, registered if new."""
        return self.registry.group(number, title, kind=kind)

    def fail(
        self,
        fault: Fault,
        *,
        method: str = "",
        chat_id: int | None = None,
        bot: Bot | None = None,
        times: int | None = 1,
        chance: float = 1.0,
    ) -> None:
        """Let coming calls fail; see ``FaultPlan.add``."""
        self._world.faults.add(
            fault,
            method=method,
            chat_id=chat_id,
            token=None if bot is None else bot.token,
            times=times,
            chance=chance,
        )

    def inject(self, bot: Bot, update: Json, *, lane: str = "raw") -> int:
        """Queue an update as it is given, however odd; return its id."""
        valid_s = self._world.limits.update_valid.total_seconds()
        return bot.updates.push_raw(update, valid_s=valid_s, lane=lane)

    def on_delivery(self, listener: Callable[[Delivery], None]) -> Callable[[], None]:
        """Call ``listener`` at once with each thing that a bot does in a chat.

        Returns:
            What to call to hear no more.
        """
        self._world.listeners.append(listener)
        return lambda: self._world.listeners.remove(listener)

    def deliveries(self) -> "Deliveries":
        """Return everything that bots do in chats from now on, as an async iterator."""
        return Deliveries(self._world)


class Deliveries:
    """Hears from its making until its closing, whether or not anybody iterates yet."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue()
        world.listeners.append(self._queue.put_nowait)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Delivery:
        return await self._queue.get()

    def close(self) -> None:
        """Hear no more."""
        self._world.listeners.remove(self._queue.put_nowait)
