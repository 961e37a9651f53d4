from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from tellmore.testing.telegram_server import (
    Bot,
    Button,
    Happening,
    Limits,
    Person,
    TelegramServer,
)
from tests.testing.telegram_server.calling import Api

BAD = "Bad Request: "
YES = {"inline_keyboard": [[{"text": "Sí", "callback_data": "y"}]]}
NOT_MODIFIED = (
    BAD + "message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)
TOO_OLD = BAD + "query is too old and response timeout expired or query ID is invalid"


class SetClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return self.at.timestamp()


async def test_an_edit_keeps_the_earlier_wording(api: Api, bot: Bot, ana: Person) -> None:
    number = await api.send("uno", reply_markup=YES)
    edited = await api.result(
        "editMessageText", chat_id=ana.id, message_id=number, text="<b>dos</b>", parse_mode="HTML"
    )
    assert isinstance(edited, dict)
    assert edited["text"] == "dos"
    assert edited["edit_date"] >= edited["date"]
    assert "reply_markup" not in edited
    entry = ana.transcript(bot)[-1]
    assert (entry.text, entry.raw, entry.keyboard) == ("dos", "<b>dos</b>", ())
    assert [(each.text, each.raw) for each in entry.earlier] == [("uno", "uno")]


async def test_buttons_alone_can_be_changed(api: Api, bot: Bot, ana: Person) -> None:
    number = await api.send("uno")
    call = {"chat_id": ana.id, "message_id": number}
    await api.result("editMessageReplyMarkup", **call, reply_markup=YES)
    assert ana.transcript(bot)[-1].keyboard == ((Button(label="Sí", data="y"),),)
    assert await api.refusal("editMessageReplyMarkup", **call, reply_markup=YES) == NOT_MODIFIED
    await api.result("editMessageReplyMarkup", **call)
    assert ana.transcript(bot)[-1].keyboard == ()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"message_id": 2, "text": "uno", "reply_markup": YES}, NOT_MODIFIED),
        ({"message_id": 2, "text": ""}, BAD + "message text is empty"),
        ({"message_id": 99, "text": "a"}, BAD + "message to edit not found"),
        ({"message_id": 1, "text": "a"}, BAD + "message can't be edited"),
        ({"message_id": "2x", "text": "a"}, BAD + "invalid message_id specified"),
        ({"text": "a"}, BAD + "message identifier is not specified"),
        (
            {"message_id": 2, "text": "a", "reply_markup": {"keyboard": [["A"]]}},
            BAD + "inline keyboard expected",
        ),
    ],
)
async def test_refused_edits(api: Api, ana: Person, fields: dict[str, object], reason: str) -> None:
    await api.send("uno", reply_markup=YES)
    assert await api.refusal("editMessageText", chat_id=ana.id, **fields) == reason


async def test_same_text_with_other_buttons_is_an_edit(api: Api, bot: Bot, ana: Person) -> None:
    number = await api.send("uno", reply_markup=YES)
    await api.result("editMessageText", chat_id=ana.id, message_id=number, text="uno")
    entry = ana.transcript(bot)[-1]
    assert (entry.keyboard, entry.earlier) == ((), ())


async def test_deleted_messages_stay_in_the_transcript(api: Api, bot: Bot, ana: Person) -> None:
    number = await api.send("uno")
    assert await api.result("deleteMessage", chat_id=ana.id, message_id=number) is True
    refusal = await api.refusal("deleteMessage", chat_id=ana.id, message_id=number)
    assert refusal == BAD + "message to delete not found"
    [_, gone, deletion] = ana.transcript(bot)
    assert (gone.text, gone.deleted) == ("uno", True)
    assert (deletion.kind, deletion.message_id) == (Happening.DELETION, number)


async def test_a_tap_is_answered_once(api: Api, bot: Bot, ana: Person) -> None:
    number = await api.send("uno", reply_markup=YES)
    query = ana.taps(bot, number, data="y")
    assert await api.result("answerCallbackQuery", callback_query_id=query, text="Gracias")
    assert await api.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD
    assert await api.refusal("answerCallbackQuery", callback_query_id="5") == TOO_OLD
    assert await api.refusal("answerCallbackQuery") == TOO_OLD
    long = await api.refusal("answerCallbackQuery", callback_query_id="5", text="a" * 201)
    assert long == BAD + "MESSAGE_TOO_LONG"
    entry = ana.transcript(bot)[-1]
    assert (entry.kind, entry.text, entry.message_id) == (Happening.TOAST, "Gracias", number)


async def test_old_taps_and_old_messages_are_beyond_reach() -> None:
    clock = SetClock()
    async with (
        TelegramServer(limits=Limits.none(), clock=clock, ticks=clock.ticks) as server,
        aiohttp.ClientSession() as session,
    ):
        bot = server.bot("42:A", "a_bot")
        ana = server.person(7)
        ana.starts(bot)
        api = Api(session=session, base_url=server.base_url, token=bot.token)
        number = await api.send("uno", reply_markup=YES)
        young, old = ana.taps(bot, number), ana.taps(bot, number)
        clock.at += timedelta(seconds=149)
        await api.result("answerCallbackQuery", callback_query_id=young)
        clock.at += timedelta(seconds=1)
        assert await api.refusal("answerCallbackQuery", callback_query_id=old) == TOO_OLD
        assert [list(update)[1] for update in await api.updates()] == ["message"]
        clock.at += timedelta(hours=23, minutes=57)
        assert len(await api.updates()) == 1
        clock.at += timedelta(minutes=1)
        assert await api.updates(timeout=0, offset=0) == []
        clock.at += timedelta(hours=24)
        refusal = await api.refusal("deleteMessage", chat_id=7, message_id=number)
        assert refusal == BAD + "message can't be deleted for everyone"
