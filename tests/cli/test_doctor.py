import asyncio
import json
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
import typer
from typer.testing import CliRunner, Result

from tellmore.cli import checks, redis_checks, telegram_checks
from tellmore.cli.checks import Finding, Verdict
from tellmore.cli.doctor import doctor, examine
from tellmore.exports.failed import FailedJob
from tellmore.runtime.arrivals import SHARDS
from tellmore.settings import Settings, load
from tellmore.stores import embedded, redis_keys
from tellmore.stores.figures import Waiting
from tellmore.testing.telegram_server import Hang, ServerError, TelegramServer

TOKEN = "42:SECRET-of_the_bot"
WEBHOOK = "https://interviews.example/telegram"


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as telegram:
        yield telegram


def by_name(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    named = {finding.name: finding for finding in findings}
    assert len(named) == len(findings), "two findings have one name"
    return named


def verdicts(findings: tuple[Finding, ...]) -> dict[str, str]:
    return {name: finding.verdict.value for name, finding in by_name(findings).items()}


def run(*words: str) -> Result:
    app = typer.Typer()
    app.command()(doctor)
    return CliRunner().invoke(app, list(words))


def test_with_nothing_set_and_nothing_running_it_says_what_to_start(place: Path) -> None:
    result = run("--json")

    said = json.loads(result.stdout.splitlines()[-1])
    assert (result.exit_code, said["healthy"]) == (0, True)
    assert {one["name"]: one["verdict"] for one in said["checks"]} == {
        "settings": "ok",
        "redis": "warn",
        "telegram": "warn",
        "studies": "ok",
        "catalogues": "ok",
        "exports": "ok",
        "secret": "ok",
        "model": "ok",
    }
    assert {"name", "verdict", "says", "mend"} == set(said["checks"][0])
    assert embedded.find(place / "home" / "redis") is None
    assert not (place / "home").exists()


def test_people_get_a_table_with_what_to_mend() -> None:
    result = run()

    assert result.exit_code == 0
    assert "`tellmore up` starts it" in result.stdout
    assert "@BotFather" in result.stdout


def test_a_wrong_setting_is_a_finding_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMORE_TELEGRAM_TOKEN", "not-a-token")

    result = run("--json")

    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert said["healthy"] is False
    assert [one["name"] for one in said["checks"]] == ["settings"]
    assert said["checks"][0]["says"].startswith("TELLMORE_TELEGRAM_TOKEN: ")
    assert "not-a-token" not in result.stdout


async def test_our_own_server_is_fit_and_idle(server: embedded.EmbeddedRedis) -> None:
    findings = await examine(load())

    assert verdicts(findings) == {
        "settings": "ok",
        "redis": "ok",
        "durability": "ok",
        "eviction": "ok",
        "memory": "ok",
        "clock": "ok",
        "processes": "warn",
        "waiting": "ok",
        "dead letters": "ok",
        "failed exports": "ok",
        "overdue exports": "ok",
        "telegram": "warn",
        "studies": "ok",
        "catalogues": "ok",
        "exports": "ok",
        "secret": "ok",
        "model": "ok",
    }
    assert by_name(findings)["redis"].says == f"{server.version} answers"


async def test_what_a_server_was_set_to_is_seen(server: embedded.EmbeddedRedis) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.config_set("appendfsync", "everysec")
        client.config_set("maxmemory-policy", "allkeys-lru")
        client.config_set("maxmemory", client.info("memory")["used_memory"] + 200_000)

    found = by_name(await redis_checks.redis_findings(load()))

    assert found["durability"].says.startswith("`appendfsync everysec`")
    assert found["durability"].verdict is Verdict.WARN
    assert found["eviction"].verdict is Verdict.FAIL
    assert found["memory"].verdict in {Verdict.WARN, Verdict.FAIL}


async def test_dead_letters_waiting_arrivals_and_processes_are_counted(
    server: embedded.EmbeddedRedis,
) -> None:
    with redis.Redis.from_url(server.url) as client:
        letter = {"p": "x", "stream": "in", "reason": "OurFault", "o": "SECRET WORDS"}
        client.xadd(redis_keys.in_shard(3, "dead"), letter)
        client.xadd(redis_keys.in_shard(SHARDS - 1, "in"), {"p": "x", "o": "SECRET WORDS"}, "1-0")
        client.zadd(redis_keys.in_shard(2, "due"), {"x|commute": 1})
        for name in ("conductor-here-1-a", "conductor-here-2-b", "clock-here-3-c"):
            client.hset(redis_keys.health(name), "state", "running")

    found = by_name(await redis_checks.redis_findings(load()))

    assert found["dead letters"].verdict is Verdict.WARN
    assert found["dead letters"].says == "1 could not be handled"
    assert found["waiting"].verdict is Verdict.WARN
    assert found["waiting"].says.startswith("1 arrivals, 0 orders, 0 exports")
    assert found["processes"] == Finding(
        name="processes",
        verdict=Verdict.FAIL,
        says="clock 1, conductor 2; none is exports",
        mend="start `python -m bots.exports`",
    )
    assert "SECRET" not in str(found)


async def test_a_redis_that_refuses_the_connection_is_said_to_be_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    monkeypatch.setenv("TELLMORE_REDIS_URL", f"redis://user:hidden@127.0.0.1:{port}/0")

    (found,) = await redis_checks.redis_findings(load())

    assert found.verdict is Verdict.FAIL
    assert found.says.startswith("no answer from Redis: ")
    assert "hidden" not in str(found)


async def test_a_redis_that_never_answers_is_given_up_within_the_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("TELLMORE_REDIS_URL", f"redis://127.0.0.1:{port}/0")

        async with asyncio.timeout(3):
            (found,) = await redis_checks.redis_findings(load())

    assert found.verdict is Verdict.FAIL
    assert found.says == "no answer from Redis: TimeoutError"


async def test_a_bot_that_telegram_knows_is_named(telegram: TelegramServer) -> None:
    telegram.bot(TOKEN, "interview_bot")
    settings = asking(telegram)

    found = await telegram_checks.telegram(settings)

    assert found == (
        checks.ok("telegram", "@interview_bot answers"),
        checks.ok("telegram delivery", "by polling, 0 updates wait"),
    )


async def test_a_token_that_telegram_does_not_know_fails(telegram: TelegramServer) -> None:
    (found,) = await telegram_checks.telegram(asking(telegram))

    assert found.verdict is Verdict.FAIL
    assert found.says == "Telegram does not know the token"


async def test_each_of_several_bots_has_findings_of_its_own(telegram: TelegramServer) -> None:
    telegram.bot(TOKEN, "one_bot")

    found = await telegram_checks.telegram(asking(telegram, TOKEN, "43:UNKNOWN"))

    assert verdicts(found) == {
        "telegram bot 1": "ok",
        "telegram bot 1 delivery": "ok",
        "telegram bot 2": "fail",
    }


async def test_a_webhook_of_somebody_else_is_told_from_ours(telegram: TelegramServer) -> None:
    bot = telegram.bot(TOKEN, "interview_bot")
    await set_webhook(telegram, "http://127.0.0.1:9/telegram")
    assert bot.webhook is not None

    polling = by_name(await telegram_checks.telegram(asking(telegram)))
    ours = {"telegram_webhook_url": WEBHOOK, "telegram_webhook_secret": "x"}
    hooked = by_name(await telegram_checks.telegram(asking(telegram, **ours)))

    assert polling["telegram delivery"].verdict is Verdict.WARN
    assert "TELLMORE_TELEGRAM_WEBHOOK_URL is empty" in polling["telegram delivery"].says
    assert hooked["telegram delivery"].says == (
        "Telegram delivers elsewhere, not to TELLMORE_TELEGRAM_WEBHOOK_URL"
    )


@pytest.mark.parametrize("fault", [ServerError(), Hang(seconds=30)])
async def test_a_telegram_that_fails_or_hangs_is_a_finding_without_the_token(
    telegram: TelegramServer, fault: ServerError | Hang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_checks, "ANSWER_WITHIN", timedelta(seconds=0.3))
    telegram.bot(TOKEN, "interview_bot")
    telegram.fail(fault, method="getMe")

    (found,) = await telegram_checks.telegram(asking(telegram))

    assert found.verdict is Verdict.FAIL
    assert found.says.startswith(f"no good answer from {telegram.base_url}: ")
    assert "SECRET" not in str(found)


def asking(telegram: TelegramServer, *tokens: str, **others: str) -> Settings:
    tokens = tokens or (TOKEN,)
    return load(telegram_tokens=tokens, telegram_api=telegram.base_url, **others)


async def set_webhook(telegram: TelegramServer, url: str) -> None:
    from aiohttp import ClientSession

    async with ClientSession() as session:
        call = f"{telegram.base_url}/bot{TOKEN}/setWebhook"
        async with session.post(call, json={"url": url}) as reply:
            assert reply.status == 200, await reply.text()


async def test_all_faults_of_studies_are_counted(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = place / "studies" / "mine"
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text("nothing = 1\n", "utf-8")
    monkeypatch.setenv("TELLMORE_STUDIES", str(place / "studies"))

    (found,) = await checks.studies(load())

    assert found.verdict is Verdict.FAIL
    assert " faults, the first: " in found.says
    assert "mine/study.toml" in found.says


async def test_a_folder_without_studies_fails(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMORE_STUDIES", str(place))

    (found,) = await checks.studies(load())

    assert found.verdict is Verdict.FAIL
    assert "holds no folder with a study.toml" in found.says


async def test_a_place_for_exports_that_cannot_be_written_to_fails(place: Path) -> None:
    (place / "exports").write_text("a file, where a folder should be", "utf-8")

    (found,) = await checks.exports(load())

    assert found.verdict is Verdict.FAIL
    assert "cannot be written to" in found.says


async def test_a_store_for_exports_that_is_unknown_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMORE_EXPORTS", "nowhere://key:hidden@bucket")

    (found,) = await checks.exports(load())

    assert found.verdict is Verdict.FAIL
    assert "hidden" not in str(found)


async def test_the_look_at_exports_leaves_no_file_there(place: Path) -> None:
    (found,) = await checks.exports(load())

    assert found.verdict is Verdict.OK
    assert [path for path in (place / "exports").rglob("*") if path.is_file()] == []


async def test_a_secret_that_others_can_read_is_warned_of(place: Path) -> None:
    load().key()
    (kept,) = (await checks.secret(load()),)
    assert kept[0].verdict is Verdict.OK

    (place / "home" / "secret").chmod(0o644)
    (found,) = await checks.secret(load())

    assert found.verdict is Verdict.WARN
    assert found.mend == f"chmod 600 {place / 'home' / 'secret'}"


async def test_a_generated_secret_beside_a_shared_redis_is_warned_of() -> None:
    (found,) = await checks.secret(load(redis_url="redis://elsewhere:6379"))

    assert found.verdict is Verdict.WARN
    assert "TELLMORE_SECRET" in found.mend


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"redis_version": "6.2.14"}, Verdict.FAIL),
        ({"redis_version": "7.0.0"}, Verdict.OK),
        ({"redis_version": "7.2.4", "valkey_version": "9.1.2"}, Verdict.OK),
        ({"redis_version": "10.0"}, Verdict.OK),
        ({}, Verdict.FAIL),
    ],
)
def test_the_version_is_judged(told: dict[str, str], verdict: Verdict) -> None:
    assert redis_checks.judge_version(told).verdict is verdict


@pytest.mark.parametrize(
    ("aof", "fsync", "verdict"),
    [
        (0, "always", Verdict.FAIL),
        (1, "everysec", Verdict.WARN),
        (1, "", Verdict.WARN),
        (1, "always", Verdict.OK),
    ],
)
def test_durability_is_judged(aof: int, fsync: str, verdict: Verdict) -> None:
    assert redis_checks.judge_durability({"aof_enabled": aof}, fsync).verdict is verdict


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"used_memory": 79, "maxmemory": 100}, Verdict.OK),
        ({"used_memory": 80, "maxmemory": 100}, Verdict.WARN),
        ({"used_memory": 95, "maxmemory": 100}, Verdict.FAIL),
        ({"used_memory": 95, "maxmemory": 0, "total_system_memory": 1000}, Verdict.OK),
        ({"used_memory": 950, "maxmemory": 0, "total_system_memory": 1000}, Verdict.FAIL),
        ({"used_memory": 95}, Verdict.OK),
    ],
)
def test_room_in_memory_is_judged(told: dict[str, int], verdict: Verdict) -> None:
    assert redis_checks.judge_memory(told).verdict is verdict


@pytest.mark.parametrize(
    ("before_s", "after_s", "verdict"),
    [
        (0.0, 0.0, Verdict.OK),
        (3.0, -3.0, Verdict.OK),  # a slow answer says nothing about clocks
        (2.5, 2.1, Verdict.WARN),
        (-2.1, -2.5, Verdict.WARN),
        (2.5, 1.9, Verdict.OK),
    ],
)
def test_clocks_are_judged_by_what_is_certain(
    before_s: float, after_s: float, verdict: Verdict
) -> None:
    before, after = timedelta(seconds=before_s), timedelta(seconds=after_s)

    assert redis_checks.judge_clock(before, after).verdict is verdict


def test_whoever_waits_over_a_minute_is_warned_of() -> None:
    waiting = Waiting(arrivals=7)

    assert redis_checks.judge_waiting(waiting, timedelta(seconds=60)).verdict is Verdict.OK
    assert redis_checks.judge_waiting(waiting, timedelta(seconds=61)).verdict is Verdict.WARN


def test_every_role_alive_is_well() -> None:
    health = {f"{role}-here-1-a": {"state": "running"} for role in ("conductor", "clock")}

    assert redis_checks.judge_processes(health, ("conductor", "clock")) == checks.ok(
        "processes", "clock 1, conductor 1"
    )


def test_failed_and_overdue_exports_are_warned_of() -> None:
    job = FailedJob(
        id="export|x",
        function="export_interview",
        failed_at=datetime(2026, 3, 1, tzinfo=UTC),
        error="OSError",
    )

    failed = redis_checks.judge_failed_exports((job, job))
    overdue = redis_checks.judge_overdue(1000)

    assert failed.verdict is overdue.verdict is Verdict.WARN
    assert failed.says == "2 failed, the newest: export_interview, OSError"
    assert overdue.says.startswith("1000 or more closed")
    assert redis_checks.judge_failed_exports(()).verdict is Verdict.OK
    assert redis_checks.judge_overdue(0).verdict is Verdict.OK


def test_only_what_fails_makes_it_unhealthy() -> None:
    well = (checks.ok("a", ""), checks.warn("b", "", ""))

    assert checks.healthy(well)
    assert not checks.healthy((*well, checks.fail("c", "", "")))
