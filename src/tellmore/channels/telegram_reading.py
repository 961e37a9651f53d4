"""Reads updates one by one, so that one which cannot be read harms no other."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

import orjson
import structlog
from aiogram.types import Update

from tellmore.channels.telegram_arrivals import arrival_of
from tellmore.runtime.arrivals import Arrival

log = structlog.get_logger(__name__)

RawUpdate: TypeAlias = dict[str, Any]
"""An update as JSON, whatever is in it; only its id is known to be there."""

OnPoison: TypeAlias = Callable[[str, str, str], None]
"""Told of the bot, the update's or arrival's id, and the class of what went wrong."""


def told_of(bot: str, update: str, error: str) -> None:
    """Log an update that cannot be handled: its id, never its words."""
    log.error("update cannot be handled", bot=bot, update=update, error=error)


def updates_in(reply: object) -> list[RawUpdate] | None:
    """Return the updates in the body of a reply to ``getUpdates``; None if it is no such body."""
    if not isinstance(reply, dict) or reply.get("ok") is not True:
        return None
    found = reply.get("result")
    if not isinstance(found, list):
        return None
    return [each for each in found if isinstance(each, dict) and _has_id(each)]


def read_update(
    update: Update | RawUpdate,
    *,
    bot: str,
    now: datetime,
    username: str = "",
    on_poison: OnPoison = told_of,
) -> Arrival | None:
    """Return what an update means; None if it means nothing or cannot be read.

    Args:
        update: As aiogram read it, or as JSON.
        bot: Id of the bot that received it.
        now: For what carries no time of its own.
        username: The bot's, by which it is called in groups.
        on_poison: Told of an update that cannot be read.
    """
    try:
        read = update if isinstance(update, Update) else Update.model_validate(_whole(update))
        return arrival_of(read, bot=bot, now=now.astimezone(UTC), username=username)
    except Exception as error:  # noqa: BLE001 - whatever one update does, the others must come through
        number = update.update_id if isinstance(update, Update) else update.get("update_id")
        on_poison(bot, str(number) if isinstance(number, int) else "", type(error).__name__)
        return None


def _has_id(update: RawUpdate) -> bool:
    number = update.get("update_id")
    return isinstance(number, int) and not isinstance(number, bool)


def _whole(update: RawUpdate) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return an update without halves of characters, which pydantic takes nowhere."""
    return orjson.loads(json.dumps(update, ensure_ascii=False).encode(errors="ignore"))
