"""The same acts over HTTP, and the server as a process of its own."""

import asyncio
import json
import signal
import sys

import aiohttp
import pytest

from tellmore.testing.telegram_server import Bot, TelegramServer
from tests.testing.telegram_server.calling import Api, Json

ALL_ACTS = [
    {"act": "bot", "token": "43:B", "username": "other_bot"},
    {"act": "person", "id": 7, "first_name": "Ana", "language_code": "es"},
    {"act": "starts", "person": 7, "bot": "interview_bot", "payload": "p"},
    {"act": "says", "person": 7, "bot": "42:TEST-SECRET", "text": "uno"},
    {"act": "edits", "person": 7, "bot": "@interview_bot", "message_id": 2, "text": "dos"},
    *(
        {"act": "sends", "person": 7, "bot": "interview_bot", "kind": kind}
        for kind in (
            "sticker", "photo", "voice", "video_note", "document", "location", "contact", "poll",
        )
    ),
    {"act": "deletes", "person": 7, "bot": "interview_bot", "message_id": 2},
    {"act": "group", "id": -5, "person": 7, "bot": "interview_bot"},
    {"act": "says", "person": 7, "bot": "interview_bot", "text": "/help", "group": -5},
    {"act": "update", "bot": "interview_bot", "update": {"odd": 1}},
    {"act": "blocks", "person": 7, "bot": "interview_bot"},
    {"act": "unblocks", "person": 7, "bot": "interview_bot"},
    {"act": "deletes_account", "person": 7},
]  # fmt: skip


async def control(api: Api, acts: object) -> tuple[int, Json]:
    async with api.session.post(f"{api.base_url}/control/act", json=acts) as answer:
        body: Json = await answer.json()
        return answer.status, body


async def look(api: Api, what: str) -> object:
    async with api.session.get(f"{api.base_url}/control/{what}") as answer:
        assert answer.status == 200
        return await answer.json()


async def test_every_act_works_over_http(api: Api) -> None:
    status, body = await control(api, ALL_ACTS)
    assert (status, len(body["results"])) == (200, len(ALL_ACTS))
    kinds = [list(update)[1] for update in await api.updates()]
    assert kinds == (
        ["message"] * 2 + ["edited_message"] + ["message"] * 8 + ["my_chat_member", "message"]
        + ["odd", "my_chat_member", "my_chat_member"]
    )  # fmt: skip


async def test_taps_presses_transcript_outbox_and_counters(api: Api) -> None:
    await control(api, ALL_ACTS[1:3])
    number = await api.send(
        "¿<b>Sí</b>?",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "Sí", "callback_data": "y"}]]},
    )
    tap = {"act": "taps", "person": 7, "bot": "interview_bot", "message_id": number}
    status, _ = await control(api, tap)
    assert status == 200
    await api.send("a", reply_markup={"keyboard": [["A"]]})
    status, _ = await control(
        api, {"act": "presses", "person": 7, "bot": "interview_bot", "label": "A"}
    )
    assert status == 200
    entries = await look(api, "transcript?bot=interview_bot&chat=7")
    assert isinstance(entries, list)
    assert [(entry["kind"], entry["by"], entry["text"]) for entry in entries] == [
        ("message", "person", "/start p"),
        ("message", "bot", "¿Sí?"),
        ("tap", "person", "Sí"),
        ("message", "bot", "a"),
        ("message", "person", "A"),
    ]
    assert entries[1]["raw"] == "¿<b>Sí</b>?"
    assert entries[1]["keyboard"] == [[{"label": "Sí", "data": "y", "url": ""}]]
    outbox = await look(api, "outbox?after=1")
    assert isinstance(outbox, list)
    assert [sent["message"]["text"] for sent in outbox] == ["a"]
    assert await look(api, "counters") == {
        "calls": {"sendMessage": 2},
        "refusals": {},
        "floods": 0,
        "deliveries": 2,
        "faults": 0,
        "waiting": {"interview_bot": 3},
    }


@pytest.mark.parametrize(
    "how",
    ["too_many_requests", "server_error", "drop_before", "drop_after", "malformed_reply"],
)
async def test_faults_on_cue_over_http(api: Api, how: str) -> None:
    fails = {"act": "fails", "how": how, "method": "getMe", "bot": "interview_bot", "times": None}
    assert (await control(api, fails))[0] == 200
    with pytest.raises((aiohttp.ClientError, AssertionError, ValueError)):
        await api.result("getMe")
    assert (await control(api, {"act": "recovers"}))[0] == 200
    await api.result("getMe")


async def test_impossible_and_malformed_acts_say_so(api: Api) -> None:
    status, body = await control(api, [ALL_ACTS[1], {"act": "blocks", "person": 7, "bot": "x"}])
    assert (status, body["results"]) == (409, [{"id": 7}])
    for malformed in (
        {"act": "flies"},
        {"act": "says", "person": "7"},
        5,
        {"act": "recovers", "x": 1},
    ):
        assert (await control(api, malformed))[0] == 400
    for impossible in (
        {"act": "sends", "person": 7, "bot": "interview_bot", "kind": "thoughts"},
        {"act": "fails", "how": "strangely"},
        {"act": "starts", "person": 99, "bot": "interview_bot"},
    ):
        assert (await control(api, impossible))[0] == 409
    async with api.session.get(f"{api.base_url}/control/nothing") as answer:
        assert answer.status == 404
    async with api.session.get(f"{api.base_url}/control/transcript?bot=x") as answer:
        assert answer.status == 409


async def test_deliveries_stream_line_by_line(api: Api, server: TelegramServer, bot: Bot) -> None:
    server.person(7).starts(bot)
    async with api.session.get(f"{api.base_url}/control/deliveries") as stream:
        await api.send("uno")
        line = json.loads(await stream.content.readline())
        assert (line["chat_id"], line["entry"]["text"]) == (7, "uno")
        await server.__aexit__(None, None, None)
        assert await stream.content.readline() == b""


async def test_control_can_be_shut() -> None:
    async with (
        TelegramServer(control=False) as server,
        aiohttp.ClientSession() as session,
        session.get(f"{server.base_url}/control/counters") as answer,
    ):
        assert answer.status == 404


async def test_it_runs_as_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tellmore.testing.telegram_server", "--control", "--no-limits",
        "--bot", "42:A=a_bot", stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        base_url = json.loads(await process.stdout.readline())["base_url"]
        api = Api(session=session, base_url=base_url, token="42:A")
        await control(
            api, [{"act": "person", "id": 7}, {"act": "starts", "person": 7, "bot": "a_bot"}]
        )
        for _ in range(70):
            await api.send("a")
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
