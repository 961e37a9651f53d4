import asyncio

import pytest

from tellmore.testing.telegram_server import (
    Bot,
    Delivery,
    Happening,
    ImpossibleAct,
    Person,
    Side,
    TelegramServer,
    attachments,
)
from tests.testing.telegram_server.calling import Api

YES_NO = {
    "inline_keyboard": [
        [{"text": "Sí", "callback_data": "y"}, {"text": "No", "callback_data": "n"}],
        [{"text": "Web", "url": "https://example.org"}],
    ]
}


async def test_a_start_carries_its_payload_as_a_command(
    api: Api, server: TelegramServer, bot: Bot
) -> None:
    server.person(7, "Ana", "es", last_name="Ruiz", username="ana").starts(bot, "invite-1")
    [update] = await api.updates()
    message = update["message"]
    assert isinstance(message, dict)
    assert message.pop("date") > 0
    assert message == {
        "message_id": 1,
        "from": {
            "id": 7,
            "is_bot": False,
            "first_name": "Ana",
            "last_name": "Ruiz",
            "username": "ana",
            "language_code": "es",
        },
        "chat": {
            "id": 7,
            "first_name": "Ana",
            "last_name": "Ruiz",
            "username": "ana",
            "type": "private",
        },
        "text": "/start invite-1",
        "entities": [{"offset": 0, "length": 6, "type": "bot_command"}],
    }


async def test_only_buttons_that_are_there_now_can_be_tapped(
    api: Api, bot: Bot, ana: Person
) -> None:
    number = await api.send("¿Sí?", reply_markup=YES_NO)
    ana.taps(bot, number, data="y")
    ana.taps(bot, number, label="Sí")
    ana.taps(bot, number, index=0)
    datas = [update["callback_query"]["data"] for update in (await api.updates())[1:]]
    assert datas == ["y", "y", "y"]
    for data, label, index in (("z", None, 0), (None, "sí", 0), (None, None, 3), (None, "Web", 0)):
        with pytest.raises(ImpossibleAct):
            ana.taps(bot, number, data=data, label=label, index=index)
    await api.result("editMessageReplyMarkup", chat_id=7, message_id=number)
    with pytest.raises(ImpossibleAct, match="No such button"):
        ana.taps(bot, number, data="y")
    await api.result("deleteMessage", chat_id=7, message_id=number)
    with pytest.raises(ImpossibleAct, match="message is gone"):
        ana.taps(bot, number, data="y")


@pytest.mark.parametrize("text", ["", " \n", "a" * 4097, "😀" * 2049, "\ud83d"])
async def test_what_nobody_can_type(bot: Bot, ana: Person, text: str) -> None:
    number = ana.says(bot, "uno")
    with pytest.raises(ImpossibleAct):
        ana.says(bot, text)
    with pytest.raises(ImpossibleAct):
        ana.edits(bot, number, text)
    assert len(ana.transcript(bot)) == 2


async def test_an_edit_shows_both_wordings(api: Api, bot: Bot, ana: Person) -> None:
    number = ana.says(bot, "uno")
    ana.edits(bot, number, "dos")
    entry = ana.transcript(bot)[-1]
    assert (entry.text, [each.text for each in entry.earlier]) == ("dos", ["uno"])
    edited = (await api.updates())[-1]["edited_message"]
    assert isinstance(edited, dict)
    assert (edited["message_id"], edited["text"]) == (number, "dos")
    for impossible in ("dos", " dos "):
        with pytest.raises(ImpossibleAct, match="must change"):
            ana.edits(bot, number, impossible)
    theirs = await api.send("hola")
    with pytest.raises(ImpossibleAct, match="own text"):
        ana.edits(bot, theirs, "tres")
    with pytest.raises(ImpossibleAct, match="own text"):
        ana.edits(bot, ana.sends_sticker(bot), "tres")


async def test_captions_and_albums(api: Api, bot: Bot, ana: Person) -> None:
    ana.sends_photo(bot, caption="río", media_group="5")
    ana.sends_photo(bot, media_group="5")
    ana.sends_voice(bot, caption="oiga")
    messages = [update["message"] for update in (await api.updates())[1:]]
    shown = [(message.get("caption"), message.get("media_group_id")) for message in messages]
    assert shown == [("río", "5"), (None, "5"), ("oiga", None)]
    with pytest.raises(ImpossibleAct, match="no caption"):
        ana.sends(bot, attachments.sticker(), caption="no")


async def test_blocking_is_told_and_ends_talking(api: Api, bot: Bot, ana: Person) -> None:
    ana.blocks(bot)
    with pytest.raises(ImpossibleAct, match="unblock it first"):
        ana.says(bot, "uno")
    with pytest.raises(ImpossibleAct):
        ana.blocks(bot)
    ana.starts(bot)
    with pytest.raises(ImpossibleAct):
        ana.unblocks(bot)
    changes = [
        (change["old_chat_member"]["status"], change["new_chat_member"]["status"])
        for update in await api.updates()
        if isinstance(change := update.get("my_chat_member"), dict)
    ]
    assert changes == [("member", "kicked"), ("kicked", "member")]
    assert [entry.kind for entry in ana.transcript(bot)] == [
        Happening.MESSAGE,
        Happening.BLOCK,
        Happening.UNBLOCK,
        Happening.MESSAGE,
    ]


async def test_the_deleted_do_nothing_more(api: Api, bot: Bot, ana: Person) -> None:
    ana.deletes_account()
    with pytest.raises(ImpossibleAct, match="deleted"):
        ana.says(bot, "uno")
    assert len(await api.updates()) == 1


async def test_groups_have_privacy(api: Api, server: TelegramServer, bot: Bot, ana: Person) -> None:
    group = server.group(-100_5, "Vecinos", kind="supergroup")
    with pytest.raises(ImpossibleAct, match="not in the group"):
        ana.says(bot, "hola", group=group)
    ana.adds(bot, group)
    mine = await api.send("¿Sí?", chat_id=group.id, reply_markup=YES_NO)
    for text in ("hola", "/help", "oye @interview_bot"):
        ana.says(bot, text, group=group)
    ana.says(bot, "sí", group=group, reply_to=mine)
    ana.taps(bot, mine, data="y", group=group)
    updates = (await api.updates())[1:]
    assert [list(update)[1] for update in updates] == [
        "my_chat_member", "message", "message", "message", "callback_query",
    ]  # fmt: skip
    said = [entry.text for entry in group.transcript(bot) if entry.by is Side.PERSON]
    assert said == ["hola", "/help", "oye @interview_bot", "sí", "Sí"]
    assert [update["message"]["chat"]["type"] for update in updates[1:4]] == ["supergroup"] * 3
    group.upgrades(bot, -1009)
    moved = await api.call("sendMessage", chat_id=group.id, text="a")
    assert moved["parameters"] == {"migrate_to_chat_id": -1009}


async def test_a_bot_without_privacy_hears_all_until_it_is_removed(
    server: TelegramServer, api: Api
) -> None:
    open_bot = server.bot("43:B", "open_bot", reads_groups=True)
    eva, group = server.person(9), server.group(-6)
    eva.adds(open_bot, group)
    eva.says(open_bot, "hola", group=group)
    eva.removes(open_bot, group)
    theirs = Api(session=api.session, base_url=api.base_url, token=open_bot.token)
    kinds = [list(update)[1] for update in await theirs.updates()]
    assert kinds == ["my_chat_member", "message", "my_chat_member"]
    refusal = await theirs.refusal("sendMessage", chat_id=-6, text="a")
    assert refusal == "Forbidden: bot was kicked from the group chat"


async def test_each_message_is_heard_once(api: Api, bot: Bot, ana: Person) -> None:
    waiting = asyncio.create_task(ana.hears(bot))
    await api.send("uno")
    await api.send("dos")
    assert [(await waiting).text, (await ana.hears(bot)).text] == ["uno", "dos"]
    with pytest.raises(TimeoutError):
        await ana.hears(bot, timeout_s=0.01)


async def test_listeners_learn_at_once_what_bots_do(
    api: Api, server: TelegramServer, ana: Person
) -> None:
    heard: list[Delivery] = []
    stop = server.on_delivery(heard.append)
    stream = server.deliveries()
    number = await api.send("uno")
    await api.result("sendChatAction", chat_id=7, action="typing")
    await api.result("editMessageText", chat_id=ana.id, message_id=number, text="dos")
    stop()
    await api.send("tres")
    shown = [(each.bot, each.chat_id, each.entry.kind, each.entry.text) for each in heard]
    assert shown == [
        ("interview_bot", 7, Happening.MESSAGE, "uno"),
        ("interview_bot", 7, Happening.ACTION, "typing"),
        ("interview_bot", 7, Happening.EDIT, "dos"),
    ]
    assert [await anext(stream) for _ in range(3)] == heard
    assert (await anext(stream)).entry.text == "tres"
    stream.close()


async def test_a_server_may_forget() -> None:
    async with TelegramServer(remember=3) as server:
        bot = server.bot("42:A", "a_bot")
        eva = server.person(9)
        for number in range(5):
            eva.says(bot, str(number))
        assert [entry.text for entry in eva.transcript(bot)] == ["2", "3", "4"]


async def test_nobody_registers_nonsense(server: TelegramServer) -> None:
    for act in (
        lambda: server.bot("nonsense", "a_bot"),
        lambda: server.person(0),
        lambda: server.group(5),
        lambda: server.registry.known_person(99),
        lambda: server.registry.world.find_bot("nobody"),
    ):
        with pytest.raises(ImpossibleAct):
            act()
