"""An echo bot with a counter per user on python-telegram-bot, 256 updates at a time."""

import asyncio
import os
from typing import Any

import uvloop
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

CONCURRENT_UPDATES = 256


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Count the message, then send it back."""
    if update.message is None or context.user_data is None:
        return
    context.user_data["count"] = context.user_data.get("count", 0) + 1
    await update.message.reply_text(update.message.text or "")


async def main() -> None:
    """Poll until killed."""
    app: Application[Any, Any, Any, Any, Any, Any] = (
        Application.builder()
        .token(os.environ["BENCH_TOKEN"])
        .base_url(os.environ["BENCH_API"] + "/bot")
        .concurrent_updates(CONCURRENT_UPDATES)
        .job_queue(None)
        .build()
    )
    app.add_handler(MessageHandler(filters.TEXT, echo))
    async with app:
        await app.start()
        if app.updater is None:
            raise SystemExit("the application was built without an updater")
        await app.updater.start_polling()
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
