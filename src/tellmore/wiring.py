"""The composition root: builds every process from settings; the only module that knows all.

What only one process needs is imported in its function: aiogram takes two seconds to load.

Each function here is one process's life: it opens what it needs, runs until ``stop`` is
set, and closes what it opened. `bots` calls them, and so do tests.
"""

import asyncio
import contextlib
import logging
import os
import platform
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import redis
import structlog
import uvloop

from tellmore.errors import InvalidInput, InvalidSettings, InvalidStudy, Unreachable
from tellmore.languages import catalogues
from tellmore.languages.catalogues import Catalogues
from tellmore.languages.detection import Detector
from tellmore.llm.interviewers import interviewer
from tellmore.runtime.collecting import collect_seldom
from tellmore.runtime.conductor import Conductor
from tellmore.runtime.hearing import Hearing
from tellmore.runtime.performer import Performer
from tellmore.runtime.ports import Channel
from tellmore.runtime.rendering import Speaker
from tellmore.runtime.timekeeper import keep_time
from tellmore.runtime.turns import Turns
from tellmore.settings import Settings
from tellmore.settings import load as load_settings
from tellmore.stores import embedded, figures, study_files
from tellmore.stores.connection import Connection
from tellmore.stores.offsets import RedisOffsets
from tellmore.stores.redis_interviews import RedisExportOrders, RedisInterviews
from tellmore.stores.redis_store import RedisStore
from tellmore.stores.study_shelf import StudyShelf
from tellmore.study.study import Study

log = structlog.get_logger(__name__)

REFRESH_STUDIES_EVERY = timedelta(seconds=10)
REPORT_EVERY = timedelta(seconds=2)
GRACE = timedelta(seconds=12)
"""How long a process may take to end by itself once it is told to."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one clock of the shell


def set_up_logging(settings: Settings) -> None:
    """Log to standard error: for people or for machines, ids and counts, never words."""
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    if settings.log == "json":
        renderer = structlog.processors.JSONRenderer()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Not kept: whoever replaces standard error, as tests do, gets what is said from then on.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def redis_url(settings: Settings) -> str:
    """Return the URL of Redis, starting the embedded one if none is set.

    Raises:
        InvalidSettings: The embedded server cannot serve its folder.
    """
    if settings.redis_url:
        return settings.redis_url
    return embedded.start(settings.redis_folder).url


def process_name(role: str) -> str:
    """Return a name for this process, unlike any other's, now or before."""
    return f"{role}-{platform.node()}-{os.getpid()}-{os.urandom(3).hex()}"


@contextlib.asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Connection]:
    """Open Redis; wait for it if it is away."""
    url = await asyncio.to_thread(redis_url, settings)
    ours = not settings.redis_url
    revive = (lambda: embedded.start(settings.redis_folder)) if ours else None
    connection = await Connection.open(url, revive=revive)
    try:
        await connection.wait_until_up()
        yield connection
    finally:
        await connection.aclose()


@contextlib.asynccontextmanager
async def reporting(connection: Connection, settings: Settings, *, role: str) -> AsyncIterator[str]:
    """Say every two seconds that this process lives; yield its name.

    Where Redis is ours and is gone, start it again: whoever sees it first.
    """
    name = process_name(role)

    async def report() -> None:
        clock = SystemClock()
        while True:
            if connection.away_since is not None and not settings.redis_url:
                await asyncio.to_thread(redis_url, settings)
            with contextlib.suppress(Unreachable):
                await figures.report_health(
                    connection, process=name, state="running", at=clock.now()
                )
            await asyncio.sleep(REPORT_EVERY.total_seconds())

    task = asyncio.create_task(report())
    try:
        yield name
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def studies_of(settings: Settings) -> dict[str, Study]:
    """Return the studies in the settings' folder, or the ready-made ones, by key.

    Raises:
        InvalidStudy: Some have faults.
        InvalidSettings: There are none.
    """
    found = study_files.read_all(settings.studies)
    if not found:
        raise InvalidSettings(
            f"TELLMORE_STUDIES: {settings.studies} holds no folder with a study.toml"
        )
    for study in found.values():
        if study.held_back:
            # Said where the operator looks: participants of these languages see others instead.
            log.warning("languages_held_back", study=study.key, languages=study.held_back)
    return found


async def telegram_links(settings: Settings, payloads: Sequence[str]) -> list[str]:
    """Return the links that open each payload at each of our bots.

    Raises:
        InvalidSettings: Telegram does not know a token.
        Unreachable: Telegram does not answer.
    """
    from tellmore.channels import telegram_bots

    links: list[str] = []
    for token in settings.telegram_tokens:
        async with telegram_bots.bot_of(token, api=settings.telegram_api) as bot:
            name = await telegram_bots.username_of(bot)
        links += [f"https://t.me/{name}?start={payload}" for payload in payloads]
    return links


async def shelf_of(connection: Connection, settings: Settings) -> StudyShelf:
    """Return the studies, read and kept.

    Raises:
        InvalidStudy: A study's files have faults.
    """
    shelf = StudyShelf(connection, lambda: studies_of(settings))
    await shelf.refresh()
    return shelf


async def conduct(settings: Settings, stop: asyncio.Event) -> None:
    """Be a conductor until ``stop`` is set."""
    from tellmore.channels.pacing import Pace
    from tellmore.channels.telegram_sender import TelegramSender

    async with contextlib.AsyncExitStack() as stack:
        connection = await stack.enter_async_context(connected(settings))
        name = await stack.enter_async_context(reporting(connection, settings, role="conductor"))
        spoken = await asyncio.to_thread(catalogues.load)
        pace = Pace(per_bot=settings.telegram_rate, per_chat=settings.telegram_chat_rate)
        channels: dict[str, Channel] = {}
        if settings.telegram_tokens:
            sender = TelegramSender(
                tokens=settings.telegram_tokens,
                api=settings.telegram_api,
                pace=pace,
                describe=spoken.render,
            )
            channels["telegram"] = await stack.enter_async_context(sender)
        shelf = await shelf_of(connection, settings)
        collect_seldom()
        async with _in_background(lambda: _refresh(shelf)):
            log.info("conducting", process=name, studies=shelf.keys())
            await conduct_with(
                channels,
                connection=connection,
                settings=settings,
                shelf=shelf,
                spoken=spoken,
                stop=stop,
                who=name,
                on_share=pace.set_share,
            )


async def conduct_with(
    channels: Mapping[str, Channel],
    *,
    connection: Connection,
    settings: Settings,
    shelf: StudyShelf,
    spoken: Catalogues,
    stop: asyncio.Event,
    who: str,
    on_share: Callable[[float], None] = lambda _: None,
) -> None:
    """Conduct over ``channels`` until ``stop`` is set."""
    store = RedisStore(connection, secret=settings.key())
    detector = Detector(spoken.languages)
    conductor = Conductor(
        store=store,
        turns=Turns(
            studies=shelf,
            journals=store,
            speaker=Speaker(catalogues=spoken),
            hearing=Hearing(catalogues=spoken, detector=detector),
            secret=settings.key(),
        ),
        clock=SystemClock(),
        who=who,
        on_share=on_share,
    )

    models = settings.models[:-1]  # the script stands behind them all
    async with interviewer(
        models,
        spoken=spoken,
        detector=detector,
        clock=SystemClock(),
        key=settings.anthropic_api_key,
        base_url=settings.anthropic_base_url,
    ) as proposing:

        def performer_in(group: asyncio.TaskGroup) -> Performer:
            return Performer(
                store=store,
                channels=channels,
                interviewer=proposing,
                studies=shelf,
                clock=SystemClock(),
                group=group,
            )

        await conductor.run(stop, performer_in)


async def _refresh(shelf: StudyShelf) -> None:
    """Take edited studies up while running; one with faults leaves the old one in force."""
    while True:
        await asyncio.sleep(REFRESH_STUDIES_EVERY.total_seconds())
        try:
            await shelf.refresh()
        except InvalidStudy as fault:
            log.warning("studies not taken up", faults=len(fault.faults), first=fault.faults[0])
        except Unreachable:
            continue


@contextlib.asynccontextmanager
async def _in_background(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def wake_interviews(settings: Settings, stop: asyncio.Event) -> None:
    """Be the clock until ``stop`` is set."""
    async with (
        connected(settings) as connection,
        reporting(connection, settings, role="clock") as name,
    ):
        log.info("keeping time", process=name)
        store = RedisStore(connection, secret=settings.key())
        await keep_time(store, SystemClock(), stop)


async def receive_telegram(settings: Settings, stop: asyncio.Event) -> None:
    """Receive from Telegram until ``stop`` is set.

    Raises:
        InvalidSettings: There is no token, or Telegram does not know it.
    """
    from tellmore.channels import telegram_process

    if not settings.telegram_tokens:
        raise InvalidSettings(
            "TELLMORE_TELEGRAM_TOKEN: is missing; get one from @BotFather in Telegram"
        )
    spoken = await asyncio.to_thread(catalogues.load)
    async with (
        connected(settings) as connection,
        reporting(connection, settings, role="telegram") as name,
    ):
        collect_seldom()
        log.info("receiving", process=name, bots=len(settings.telegram_tokens))
        await telegram_process.receive(
            tokens=settings.telegram_tokens,
            api=settings.telegram_api,
            inbox=RedisStore(connection, secret=settings.key()),
            offsets=RedisOffsets(connection),
            clock=SystemClock(),
            wait_until_up=connection.wait_until_up,
            webhook=telegram_process.webhook_at(
                settings.telegram_webhook_url,
                secret=settings.telegram_webhook_secret,
                port=settings.telegram_webhook_port,
            ),
            menus=telegram_process.menus_in(spoken),
            stop=stop,
        )


def export(*, role: str) -> None:
    """Be the export worker until SIGTERM or SIGINT; then finish the job at hand and end.

    What must be mended by a person ends it with one sentence and exit code 2.
    """
    from tellmore.exports import jobs, worker
    from tellmore.exports.destinations import destination_at
    from tellmore.exports.relay import Relay

    try:
        settings = load_settings()
        set_up_logging(settings)
        url = redis_url(settings)
        destination = destination_at(settings.exports)
    except InvalidInput as fault:
        sys.stderr.write(f"{role}: {fault}\n")
        raise SystemExit(2) from None
    client = redis.Redis.from_url(url)
    name = process_name(role)
    jobs.configure(
        jobs.Surroundings(
            interviews=RedisInterviews(client), destination=destination, secret=settings.key()
        )
    )
    stop = threading.Event()
    relay = Relay(RedisExportOrders(client), client, clock=SystemClock())
    threads = [
        threading.Thread(target=relay.run, args=(stop,), name="relay"),
        threading.Thread(target=_report_from_thread, args=(client, name, stop), name="report"),
    ]
    for thread in threads:
        thread.start()
    log.info("exporting", process=name)
    try:
        # A client of its own: the worker waits longer for a reply than others should.
        worker.work(worker.export_worker(redis.Redis.from_url(url), name=name))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    log.info("ended", role=role)


def _report_from_thread(client: redis.Redis, name: str, stop: threading.Event) -> None:
    while not stop.wait(REPORT_EVERY.total_seconds()):
        with contextlib.suppress(redis.RedisError):
            figures.report_health_now(client, process=name, state="running", at=SystemClock().now())


def interviews_of(settings: Settings) -> RedisInterviews:
    """Return the stored interviews, for commands that read them."""
    return RedisInterviews(redis.Redis.from_url(redis_url(settings)))


Life = Callable[[Settings, asyncio.Event], Awaitable[None]]
"""One process: runs until the event is set."""


def live(life: Life, *, role: str) -> None:
    """Run one process from the environment until SIGTERM or SIGINT; then end cleanly.

    What must be mended by a person ends it with one sentence and exit code 2.
    """
    try:
        settings = load_settings()
        set_up_logging(settings)
        uvloop.run(_until_told(life, settings))
    except* InvalidInput as faults:
        _end_with_sentences(role, faults)
    log.info("ended", role=role)


async def _until_told(life: Life, settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    living = asyncio.ensure_future(life(settings, stop))
    told = asyncio.ensure_future(stop.wait())
    await asyncio.wait({living, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not living.done():
        await asyncio.wait({living}, timeout=GRACE.total_seconds())
    if not living.done():
        # It was not under way yet, or the far side does not let it end: nothing is lost.
        living.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await living


def _end_with_sentences(role: str, faults: BaseExceptionGroup[InvalidInput]) -> NoReturn:
    for fault in _leaves(faults):
        sys.stderr.write(f"{role}: {fault}\n")
    raise SystemExit(2)


def _leaves(group: BaseExceptionGroup[InvalidInput]) -> Iterator[BaseException]:
    for fault in group.exceptions:
        if isinstance(fault, BaseExceptionGroup):
            yield from _leaves(fault)
        else:
            yield fault
