import pytest

from tellmore.testing.telegram_server import Person
from tests.testing.telegram_server.calling import Api

BAD = "Bad Request: "
HELP = {"command": "help", "description": "Ayuda"}


async def test_commands_are_kept_per_scope_and_language(api: Api, ana: Person) -> None:
    chat = {"type": "chat", "chat_id": ana.id}
    await api.result("setMyCommands", commands=[HELP])
    await api.result("setMyCommands", commands=[HELP] * 100, language_code="es")
    await api.result(
        "setMyCommands", commands=[{"command": " /stop", "description": " Fin "}], scope=chat
    )
    assert await api.result("getMyCommands") == [HELP]
    assert await api.result("getMyCommands", language_code="es") == [HELP] * 100
    assert await api.result("getMyCommands", scope=chat) == [
        {"command": "stop", "description": "Fin"}
    ]
    assert await api.result("getMyCommands", language_code="fr") == []
    await api.result("deleteMyCommands", language_code="es")
    await api.result("setMyCommands", commands=[], scope=chat)
    assert await api.result("getMyCommands", language_code="es") == []
    assert await api.result("getMyCommands", scope=chat) == []
    assert await api.result("getMyCommands") == [HELP]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"commands": [HELP], "language_code": "pt-br"}, "invalid language code specified"),
        ({"commands": [HELP], "language_code": "ES"}, "invalid language code specified"),
        ({"commands": [HELP], "language_code": "fil"}, "invalid language code specified"),
        ({"commands": [HELP] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{**HELP, "command": "Help"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{**HELP, "command": "a-b"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{**HELP, "command": "a" * 33}]}, "command length must not exceed 32"),
        ({"commands": [{**HELP, "command": "/"}]}, "command must be non-empty"),
        (
            {"commands": [{**HELP, "description": " "}]},
            "command description must be non-empty",
        ),
        (
            {"commands": [{**HELP, "description": "a" * 257}]},
            "command description length must not exceed 256",
        ),
        (
            {"commands": [{"command": "a"}]},
            "can't parse BotCommand: Can't find field \"description\"",
        ),
        ({"commands": ["help"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": {}}, "expected an Array of BotCommand"),
        ({"commands": "["}, "can't parse commands JSON object"),
        (
            {"commands": [HELP], "scope": {"type": "everyone"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": [HELP], "scope": {"type": "chat", "chat_id": 99}}, "chat not found"),
    ],
)
async def test_refused_commands(api: Api, fields: dict[str, object], reason: str) -> None:
    assert await api.refusal("setMyCommands", **fields) == BAD + reason


@pytest.mark.parametrize(
    ("name", "method", "limit"),
    [
        ("name", "MyName", 64),
        ("description", "MyDescription", 512),
        ("short_description", "MyShortDescription", 120),
    ],
)
async def test_names_and_descriptions_per_language(
    api: Api, name: str, method: str, limit: int
) -> None:
    await api.result(f"set{method}", **{name: "x" * limit})
    await api.result(f"set{method}", **{name: "hola"}, language_code="es")
    assert await api.result(f"get{method}", language_code="es") == {name: "hola"}
    assert await api.result(f"get{method}", language_code="fr") == {name: "x" * limit}
    await api.result(f"set{method}", language_code="es")
    assert await api.result(f"get{method}", language_code="es") == {name: "x" * limit}
    assert "too long" in await api.refusal(f"set{method}", **{name: "x" * (limit + 1)})
    refusal = await api.refusal(f"set{method}", **{name: "x"}, language_code="spa")
    assert refusal == BAD + "invalid language code specified"
