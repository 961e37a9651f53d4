"""The two big Python clients work against the server as they do against Telegram."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import telegram
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)

from tellmore.testing.telegram_server import (
    Bot,
    Button,
    Happening,
    Person,
    Side,
    TelegramServer,
    TooManyRequests,
)
from tests.testing.telegram_server.calling import eventually


@pytest.fixture
async def aiogram(server: TelegramServer, bot: Bot) -> AsyncIterator[AiogramBot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.base_url))
    async with AiogramBot(bot.token, session=session) as client:
        yield client


async def test_aiogram_interviews_a_person(aiogram: AiogramBot, bot: Bot, ana: Person) -> None:
    me = await aiogram.get_me()
    assert (me.id, me.username) == (42, "interview_bot")

    [start] = await aiogram.get_updates(timeout=1)
    assert start.message is not None
    assert start.message.text == "/start"
    assert start.message.entities is not None
    assert start.message.entities[0].type == "bot_command"

    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Sí", callback_data="yes")]]
    )
    asked = await aiogram.send_message(
        7, "¿Quiere <b>participar</b>?", parse_mode="HTML", reply_markup=keyboard
    )
    heard = await ana.hears(bot)
    assert heard.message_id == asked.message_id
    assert heard.text == "¿Quiere participar?"
    assert heard.keyboard == ((Button(label="Sí", data="yes"),),)

    ana.taps(bot, asked.message_id, label="Sí")
    [tap] = await aiogram.get_updates(offset=start.update_id + 1, timeout=1)
    assert tap.callback_query is not None
    assert tap.callback_query.data == "yes"
    assert await tap.callback_query.as_(aiogram).answer("Gracias")
    await aiogram.edit_message_text("Gracias", chat_id=7, message_id=asked.message_id)

    document = await aiogram.send_document(
        7, BufferedInputFile(b"a,b\n1,2\n", "answers.csv"), caption="Su copia"
    )
    assert document.document is not None
    assert await aiogram.download(document.document.file_id) is not None

    assert [(e.kind, e.by, e.text) for e in ana.transcript(bot)] == [
        (Happening.MESSAGE, Side.PERSON, "/start"),
        (Happening.MESSAGE, Side.BOT, "Gracias"),
        (Happening.TAP, Side.PERSON, "Sí"),
        (Happening.TOAST, Side.BOT, "Gracias"),
        (Happening.MESSAGE, Side.BOT, "Su copia"),
    ]


async def test_aiogram_understands_refusals(
    aiogram: AiogramBot, server: TelegramServer, bot: Bot, ana: Person
) -> None:
    server.fail(TooManyRequests(retry_after_s=7), method="sendMessage")
    with pytest.raises(TelegramRetryAfter) as slow:
        await aiogram.send_message(7, "a")
    assert slow.value.retry_after == 7
    ana.blocks(bot)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await aiogram.send_message(7, "a")


async def test_aiogram_reads_every_kind_of_update(
    aiogram: AiogramBot, bot: Bot, ana: Person
) -> None:
    ana.sends_sticker(bot)
    ana.sends_photo(bot, caption="río")
    ana.sends_voice(bot)
    ana.sends_document(bot)
    ana.sends_location(bot, latitude=1.5, longitude=2.5)
    ana.sends_contact(bot)
    ana.sends_poll(bot)
    ana.edits(bot, ana.says(bot, "uno"), "dos")
    ana.blocks(bot)
    ana.unblocks(bot)
    updates = await aiogram.get_updates()
    assert [
        update.message.content_type if update.message else update.event_type
        for update in updates
    ] == [
        "text", "sticker", "photo", "voice", "document", "location", "contact", "poll", "text",
        "edited_message", "my_chat_member", "my_chat_member",
    ]  # fmt: skip
    assert updates[-2].my_chat_member is not None
    assert updates[-2].my_chat_member.new_chat_member.status == "kicked"


@pytest.mark.usefixtures("ana")
async def test_aiogram_presents_the_bot(aiogram: AiogramBot) -> None:
    commands = [BotCommand(command="help", description="Ayuda")]
    await aiogram.set_my_commands(commands, language_code="es")
    [told] = await aiogram.get_my_commands(language_code="es")
    assert (told.command, told.description) == ("help", "Ayuda")
    assert await aiogram.get_my_commands() == []
    await aiogram.set_my_description("Una entrevista", language_code="es")
    assert (await aiogram.get_my_description(language_code="es")).description == "Una entrevista"
    assert (await aiogram.get_chat(7)).first_name == "Ana"
    assert (await aiogram.get_webhook_info()).url == ""


async def test_python_telegram_bot_interviews_a_person(
    server: TelegramServer, bot: Bot, ana: Person
) -> None:
    client = telegram.Bot(
        bot.token, base_url=f"{server.base_url}/bot", base_file_url=f"{server.base_url}/file/bot"
    )
    async with client:
        assert client.username == "interview_bot"
        [start] = await client.get_updates(timeout=1)
        assert start.message is not None
        assert start.message.text == "/start"
        keyboard = telegram.InlineKeyboardMarkup.from_button(
            telegram.InlineKeyboardButton("Sí", callback_data="yes")
        )
        asked = await client.send_message(7, "<i>¿Sí?</i>", "HTML", reply_markup=keyboard)
        ana.taps(bot, asked.message_id, data="yes")
        [tap] = await client.get_updates(offset=start.update_id + 1, timeout=1)
        assert tap.callback_query is not None
        assert tap.callback_query.data == "yes"
        assert await tap.callback_query.answer("Gracias")
        await asked.edit_reply_markup(None)
        with pytest.raises(telegram.error.BadRequest, match=r"[Mm]essage is not modified"):
            await asked.edit_reply_markup(None)
        ana.deletes_account()
        with pytest.raises(telegram.error.Forbidden, match="deactivated"):
            await client.send_message(7, "hola")


async def test_aiogram_waiting_poll_wakes_at_once(
    aiogram: AiogramBot, bot: Bot, ana: Person
) -> None:
    [start] = await aiogram.get_updates()
    waiting = asyncio.create_task(
        aiogram.get_updates(offset=start.update_id + 1, timeout=50, request_timeout=60)
    )
    await eventually(lambda: bot.poller._waiting is not None)
    ana.says(bot, "hola")
    async with asyncio.timeout(5):
        [update] = await waiting
    assert update.message is not None
    assert update.message.text == "hola"
