"""Runs the server as a process of its own, until it is stopped.

The first line on standard output is ``{"base_url": …}``: from then on it answers.
"""

import argparse
import asyncio
import json
import signal
import sys

import uvloop

from tellmore.testing.telegram_server.limits import Limits
from tellmore.testing.telegram_server.server import TelegramServer


def main(arguments: list[str] | None = None) -> None:
    """Run until SIGINT or SIGTERM."""
    uvloop.run(_run(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tellmore.testing.telegram_server",
        description="A strict local stand-in for Telegram's Bot API.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--control", action="store_true", help="open /control/…")
    parser.add_argument("--no-limits", action="store_true", help="no flood control")
    parser.add_argument("--remember", type=int, help="happenings that a chat keeps")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--bot",
        action="append",
        default=[],
        metavar="TOKEN=USERNAME",
        help="register a bot; may be repeated",
    )
    return parser


async def _run(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    server = TelegramServer(
        limits=Limits.none() if options.no_limits else Limits(),
        host=options.host,
        port=options.port,
        control=options.control,
        remember=options.remember,
        seed=options.seed,
    )
    for bot in options.bot:
        token, _, username = bot.partition("=")
        server.bot(token, username or "test_bot")
    async with server:
        sys.stdout.write(json.dumps({"base_url": server.base_url}) + "\n")
        sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    main()
