"""An echo bot with a counter per user, as aiogram's documentation leads to.

State in `RedisStorage`, order by `RedisEventIsolation`, default polling. One thing is set
for it: as many Redis connections as it asks for. With redis-py's own limit of 100 it drops
messages whenever more are being handled.
"""

import os

import uvloop
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import Message

REDIS_CONNECTIONS = 2000


async def echo(message: Message, state: FSMContext) -> None:
    """Count the message, then send it back."""
    known = await state.get_data()
    await state.update_data(count=known.get("count", 0) + 1, last=message.text)
    await message.answer(message.text or "")


async def main() -> None:
    """Poll until killed."""
    api = TelegramAPIServer.from_base(os.environ["BENCH_API"])
    bot = Bot(os.environ["BENCH_TOKEN"], session=AiohttpSession(api=api))
    connections = {"max_connections": REDIS_CONNECTIONS}
    storage = RedisStorage.from_url(os.environ["BENCH_REDIS"], connection_kwargs=connections)
    dispatcher = Dispatcher(storage=storage, events_isolation=storage.create_isolation())
    dispatcher.message.register(echo, F.text)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    uvloop.run(main())
