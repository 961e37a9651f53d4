import aiohttp
import pytest

from tellmore.testing.telegram_server import (
    Bot,
    Entry,
    Happening,
    Limits,
    Person,
    TelegramServer,
)
from tests.testing.telegram_server.calling import Api

BAD = "Bad Request: "


async def test_a_message_comes_back_as_it_stands(api: Api, ana: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Sí", "callback_data": "y"}]]}
    message = await api.result(
        "sendMessage",
        chat_id=ana.id,
        text=" <b>uno</b>\n",
        parse_mode="HTML",
        reply_markup=keyboard,
        reply_parameters={"message_id": 1},
    )
    assert isinstance(message, dict)
    assert message.pop("date") > 0
    assert message.pop("reply_to_message")["text"] == "/start"
    assert message == {
        "message_id": 2,
        "from": {
            "id": 42,
            "is_bot": True,
            "first_name": "interview_bot",
            "username": "interview_bot",
        },
        "chat": {"id": 7, "first_name": "Ana", "type": "private"},
        "text": "uno",
        "entities": [{"offset": 0, "length": 3, "type": "bold"}],
        "reply_markup": keyboard,
    }


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a" * 32769}, "text is too long"),
        ({"text": "a", "parse_mode": "wiki"}, "unsupported parse_mode"),
        (
            {"text": "1 < 2", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "" at byte offset 2',
        ),
        (
            {"text": "a", "entities": [{"offset": 5, "length": 1, "type": "bold"}]},
            "receive an entity with incorrect offset 5",
        ),
        ({"text": "a", "chat_id": ""}, "chat_id is empty"),
        ({"text": "a", "chat_id": 8}, "chat not found"),
        ({"text": "a", "chat_id": "7x"}, "chat not found"),
        ({"text": "a", "chat_id": "@ana"}, "chat not found"),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_refused_messages(
    api: Api, server: TelegramServer, ana: Person, fields: dict[str, object], reason: str
) -> None:
    assert await api.refusal("sendMessage", **{"chat_id": ana.id, **fields}) == BAD + reason
    assert server.outbox == []
    assert server.counters.refusals == {BAD + reason: 1}


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "a" * 4096},
        {"text": "😀" * 2048},
        {"text": "<b>" + "a" * 4096 + "</b>", "parse_mode": "HTML"},
        {"text": "1 < 2 & 3"},
        {"text": "R&D", "parse_mode": "html"},
        {"text": "a", "reply_parameters": {"message_id": 9, "allow_sending_without_reply": True}},
        {"text": "ab", "entities": [{"offset": 1, "length": 1, "type": "bold"}]},
    ],
)
async def test_messages_at_the_edge_are_taken(
    api: Api, ana: Person, fields: dict[str, object]
) -> None:
    await api.result("sendMessage", chat_id=ana.id, **fields)


async def test_nobody_can_be_written_to_before_they_start(
    api: Api, server: TelegramServer, bot: Bot
) -> None:
    eva = server.person(9)
    assert await api.refusal("sendMessage", chat_id=9, text="a") == BAD + "chat not found"
    eva.starts(bot)
    await api.send("a", chat_id=9)


async def test_blocked_and_deleted_people_cannot_be_written_to(
    api: Api, bot: Bot, ana: Person
) -> None:
    ana.blocks(bot)
    for method, fields in (
        ("sendMessage", {"text": "a"}),
        ("sendChatAction", {"action": "typing"}),
        ("editMessageText", {"text": "a", "message_id": 1}),
    ):
        refusal = await api.refusal(method, chat_id=ana.id, **fields)
        assert refusal == "Forbidden: bot was blocked by the user"
    ana.unblocks(bot)
    await api.send("a")
    ana.deletes_account()
    refusal = await api.refusal("sendMessage", chat_id=ana.id, text="a")
    assert refusal == "Forbidden: user is deactivated"


async def test_floods_are_refused_and_counted() -> None:
    now = 100.0
    limits = Limits(per_bot_burst=4)
    async with (
        TelegramServer(limits=limits, ticks=lambda: now) as server,
        aiohttp.ClientSession() as session,
    ):
        bot = server.bot("42:A", "a_bot")
        people = [server.person(number) for number in (1, 2)]
        for person in people:
            person.starts(bot)
        api = Api(session=session, base_url=server.base_url, token=bot.token)
        for _ in range(3):
            await api.send("a", chat_id=1)
        refused = await api.call("sendMessage", chat_id=1, text="a")
        assert refused["parameters"] == {"retry_after": 1}
        await api.send("a", chat_id=2)
        await api.refusal("sendMessage", chat_id=2, text="a")
        assert server.counters.floods == 2
        assert len(server.outbox) == 4
        now += 1
        await api.send("a", chat_id=1)
        await api.send("a", chat_id=2)
        assert server.counters.floods == 2


async def test_chat_actions_are_seen(api: Api, bot: Bot, ana: Person) -> None:
    assert await api.result("sendChatAction", chat_id=ana.id, action="typing") is True
    [_, entry] = ana.transcript(bot)
    assert (entry.kind, entry.text) == (Happening.ACTION, "typing")
    refusal = await api.refusal("sendChatAction", chat_id=ana.id, action="thinking")
    assert refusal == BAD + "wrong parameter action in request"


async def test_documents_are_uploaded_sent_again_and_downloaded(api: Api, ana: Person) -> None:
    form = aiohttp.FormData({"chat_id": "7", "caption": "<i>copia</i>", "parse_mode": "HTML"})
    form.add_field("document", b"a,b\n", filename="a.csv")
    url = f"{api.base_url}/bot{api.token}/sendDocument"
    async with api.session.post(url, data=form) as answer:
        sent = (await answer.json())["result"]
    assert sent["caption"] == "copia"
    assert sent["document"]["file_name"] == "a.csv"
    assert sent["document"]["file_size"] == 4
    file_id = sent["document"]["file_id"]
    again = await api.result("sendDocument", chat_id=ana.id, document=file_id)
    assert isinstance(again, dict)
    assert again["document"] == sent["document"]
    found = await api.result("getFile", file_id=file_id)
    assert isinstance(found, dict)
    url = f"{api.base_url}/file/bot{api.token}/{found['file_path']}"
    async with api.session.get(url) as answer:
        assert await answer.read() == b"a,b\n"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "there is no document in the request"),
        ({"document": "nope"}, "wrong file identifier/HTTP URL specified"),
        ({"document": "attach://nope"}, "wrong file identifier/HTTP URL specified"),
        ({"document": "x", "caption": "a" * 1025}, "message caption is too long"),
    ],
)
async def test_refused_documents(
    api: Api, ana: Person, fields: dict[str, object], reason: str
) -> None:
    assert await api.refusal("sendDocument", chat_id=ana.id, **fields) == BAD + reason


async def test_reply_keyboards_stand_until_removed(api: Api, bot: Bot, ana: Person) -> None:
    await api.send("a", reply_markup={"keyboard": [["Sí", "No"]]})
    await api.send("b")
    assert [[button.label for button in row] for row in ana.reply_keyboard(bot)] == [["Sí", "No"]]
    ana.presses(bot, "No")
    assert ana.transcript(bot)[-1].text == "No"
    await api.send("c", reply_markup={"remove_keyboard": True})
    assert ana.reply_keyboard(bot) == ()


async def test_drafts_and_reactions(api: Api, bot: Bot, ana: Person) -> None:
    await api.result("sendMessageDraft", chat_id=ana.id, draft_id=1, text="¿Qué")
    await api.result("sendMessageDraft", chat_id=ana.id, draft_id=1)
    heart = [{"type": "emoji", "emoji": "❤"}]
    await api.result("setMessageReaction", chat_id=ana.id, message_id=1, reaction=heart)
    kinds: list[Entry] = ana.transcript(bot)[1:]
    assert [(entry.kind, entry.text) for entry in kinds] == [
        (Happening.DRAFT, "¿Qué"),
        (Happening.DRAFT, ""),
        (Happening.REACTION, "❤"),
    ]
    refusal = await api.refusal("sendMessageDraft", chat_id=ana.id, text="a")
    assert refusal == BAD + "DRAFT_ID_INVALID"
    refusal = await api.refusal(
        "setMessageReaction", chat_id=ana.id, message_id=1, reaction=heart * 2
    )
    assert refusal == BAD + "REACTIONS_TOO_MANY"
