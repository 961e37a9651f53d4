"""Our processes with one safeguard taken out each: the chaos test must notice."""

import asyncio
import importlib
import os
import sys
from collections.abc import Callable, Sequence

from aiogram.methods import GetUpdates
from aiogram.types import Update

from tellmore.channels import telegram_receiver
from tellmore.runtime.arrivals import Arrival
from tellmore.runtime.ports import Inbox
from tellmore.stores import redis_store
from tellmore.stores.scripts import Script


def without(old: str, new: str) -> Callable[[], None]:
    """Return what takes ``old`` out of the commit script."""

    def patch() -> None:
        source = redis_store._COMMIT.source
        assert old in source, "the commit script has changed: mend the mutant"
        redis_store._COMMIT = Script("commit", source.replace(old, new))

    return patch


def offset_before_store() -> None:
    """Acknowledge to Telegram first, store then: what every tutorial does."""
    stored = telegram_receiver.store

    async def late(inbox: Inbox, arrivals: Sequence[Arrival], **named: object) -> None:
        await asyncio.sleep(0.5)
        await stored(inbox, arrivals, **named)  # type: ignore[arg-type] # passed on as it came

    take = telegram_receiver.Receiver._take

    async def hasty(
        self: telegram_receiver.Receiver, updates: Sequence[Update | dict[str, object]]
    ) -> int:
        numbers = [
            u.update_id if isinstance(u, Update) else int(str(u["update_id"])) for u in updates
        ]
        offset = max(numbers, default=0)
        await self._offsets.save(self._name, offset + 1)
        await self._bot(GetUpdates(offset=offset + 1, limit=1, timeout=0))
        return await take(self, updates)

    telegram_receiver.store = late
    telegram_receiver.Receiver._take = hasty  # type: ignore[method-assign]


MUTANTS: dict[str, Callable[[], None]] = {
    "no-dedupe": without(
        "if ARGV[3] ~= '' and redis.call('ZSCORE'", "if false and redis.call('ZSCORE'"
    ),
    "no-version-check": without("if version ~= ARGV[2] then", "if false then"),
    "no-fence": without("if redis.call('GET', KEYS[1]) ~= ARGV[1] then", "if false then"),
    "offset-before-store": offset_before_store,
}


def main() -> None:
    """Run the process named in BOT, with the safeguard named in MUTANT taken out."""
    MUTANTS[os.environ["MUTANT"]]()
    sys.argv = [os.environ["BOT"]]
    importlib.import_module(os.environ["BOT"]).main()


if __name__ == "__main__":
    main()
