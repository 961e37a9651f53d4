"""A strict local stand-in for Telegram's Bot API, over real HTTP.

It refuses what Telegram refuses, with Telegram's words, so that a bot which lives here lives
there. Tests drive people in the same process::

    async with TelegramServer() as server:
        bot = server.bot("42:SECRET", "interview_bot")   # clients use server.base_url
        ana = server.person(7, "Ana", "es")
        ana.starts(bot, "invite-1")                      # sends "/start invite-1"
        asked = await ana.hears(bot)                     # the bot's next message
        ana.taps(bot, asked.message_id, label="Sí")      # only if the button is there now
        ana.says(bot, "Vivo cerca del río.")
        assert server.counters.floods == 0
        print(ana.transcript(bot))                       # what both sides did, in order

A person also ``sends_photo``, ``sends_voice``, ``sends_sticker``, ``sends_location`` …,
``presses`` reply keyboards, ``edits``, ``deletes``, ``blocks``, ``unblocks``, ``adds`` the bot
to a ``server.group`` and ``deletes_account``. What no real person could do raises
``ImpossibleAct``. ``server.inject`` queues any update, however odd.

Whoever simulates many people listens with ``server.on_delivery(callback)`` or
``async for delivery in server.deliveries()``. Failures come on cue:
``server.fail(DropAfter(), method="sendMessage")`` delivers a message whose sender never
learns of it. ``server.counters`` and ``server.outbox`` tell what happened.

The same as a process of its own, with the control API of ``control`` and ``acts``::

    python -m tellmore.testing.telegram_server --port 8081 --control --bot 42:SECRET=interview_bot
    curl -d '{"act":"person","id":7}' 127.0.0.1:8081/control/act
    curl -d '{"act":"starts","person":7,"bot":"interview_bot"}' 127.0.0.1:8081/control/act
    curl '127.0.0.1:8081/control/transcript?bot=interview_bot&chat=7'

Limits: text is HTML or plain, not Markdown; no inline mode, payments, channels or business
accounts. Whole numbers are read more strictly than Telegram reads them.

Source: the facts of telegram-bot-api 10.0 and tdlib, and
https://core.telegram.org/bots/api, read 2026-11-23.
"""

from tellmore.testing.telegram_server.attachments import Attachment
from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.faults import (
    DropAfter,
    DropBefore,
    Fault,
    Hang,
    MalformedReply,
    ServerError,
    SlowBytes,
    TooManyRequests,
)
from tellmore.testing.telegram_server.groups import Group
from tellmore.testing.telegram_server.keyboards import Button, Keyboard
from tellmore.testing.telegram_server.limits import Limits
from tellmore.testing.telegram_server.people import Person
from tellmore.testing.telegram_server.refusals import ImpossibleAct
from tellmore.testing.telegram_server.server import Deliveries, TelegramServer
from tellmore.testing.telegram_server.transcript import Entry, Happening, Side, Wording
from tellmore.testing.telegram_server.world import Clock, Counters, Delivery, Sent

__all__ = [
    "Attachment",
    "Bot",
    "Button",
    "Clock",
    "Counters",
    "Deliveries",
    "Delivery",
    "DropAfter",
    "DropBefore",
    "Entry",
    "Fault",
    "Group",
    "Hang",
    "Happening",
    "ImpossibleAct",
    "Keyboard",
    "Limits",
    "MalformedReply",
    "Person",
    "Sent",
    "ServerError",
    "Side",
    "SlowBytes",
    "TelegramServer",
    "TooManyRequests",
    "Wording",
]
