from tellmore.testing.telegram_server import Bot, Person, TelegramServer
from tests.testing.telegram_server.calling import Api


async def test_private_chats_cannot_be_left_and_groups_can(
    api: Api, server: TelegramServer, bot: Bot, ana: Person
) -> None:
    refusal = await api.refusal("leaveChat", chat_id=ana.id)
    assert refusal == "Bad Request: chat member status can't be changed in private chats"
    group = server.group(-5, "Vecinos")
    ana.adds(bot, group)
    assert await api.result("leaveChat", chat_id=-5) is True
    refusal = await api.refusal("sendMessage", chat_id=-5, text="a")
    assert refusal == "Forbidden: bot is not a member of the group chat"


async def test_chats_and_files_that_nobody_knows(api: Api, ana: Person) -> None:
    chat = await api.result("getChat", chat_id=ana.id)
    assert isinstance(chat, dict)
    assert (chat["id"], chat["type"], chat["first_name"]) == (7, "private", "Ana")
    assert await api.refusal("getChat", chat_id=8) == "Bad Request: chat not found"
    assert await api.refusal("getFile") == "Bad Request: file_id not specified"
    assert await api.refusal("getFile", file_id="x") == (
        "Bad Request: wrong file_id or the file is temporarily unavailable"
    )
