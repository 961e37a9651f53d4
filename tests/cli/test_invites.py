import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from tellmore.recruiting.invites import Invite, Refusal, invite_of
from tellmore.settings import load
from tellmore.testing.telegram_server import TelegramServer
from tests.cli.conftest import Run

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def opened(token: str, *, at: datetime = LONG_AGO) -> Invite | Refusal:
    return invite_of(token, secret=load().key(), at=at)


def test_without_a_bot_the_links_last_part_is_printed(run: Run) -> None:
    ended = run("invite", "commute", "--source", "flyer")

    assert ended.code == 0
    assert opened(ended.out.strip()) == Invite(study="commute", source="flyer")
    assert "TELLMORE_TELEGRAM_TOKEN" in ended.err


def test_days_let_it_expire(run: Run) -> None:
    token = json.loads(run("invite", "commute", "--days", "3", "--json").out)["token"]

    invite = opened(token)
    assert isinstance(invite, Invite)
    assert invite.expires_at is not None
    assert opened(token, at=invite.expires_at - timedelta(days=2)) == invite
    assert opened(token, at=invite.expires_at) is Refusal.EXPIRED


async def test_each_bot_has_a_link(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async with TelegramServer() as telegram:
        telegram.bot("42:ONE", "one_bot")
        telegram.bot("43:TWO", "two_bot")
        monkeypatch.setenv("TELLMORE_TELEGRAM_API", telegram.base_url)
        monkeypatch.setenv("TELLMORE_TELEGRAM_TOKEN", "42:ONE, 43:TWO")

        ended = await asyncio.to_thread(run, "invite", "commute", "--json")

    said = json.loads(ended.out)
    assert said["links"] == [
        f"https://t.me/{name}?start={said['token']}" for name in ("one_bot", "two_bot")
    ]


async def test_a_token_that_telegram_does_not_know_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with TelegramServer() as telegram:
        monkeypatch.setenv("TELLMORE_TELEGRAM_API", telegram.base_url)
        monkeypatch.setenv("TELLMORE_TELEGRAM_TOKEN", "42:UNKNOWN")

        ended = await asyncio.to_thread(run, "invite", "commute")

    assert ended.code == 2
    assert "UNKNOWN" not in ended.sentence


def test_a_study_that_does_not_exist_is_answered_with_those_that_do(run: Run) -> None:
    ended = run("invite", "nothing")

    assert ended.code == 2
    assert ended.sentence == ("there is no study `nothing`; there are: commute, hopes-and-fears")


@pytest.mark.parametrize("source", ["Über uns", "a" * 17, "a_b"])
def test_a_source_that_does_not_fit_a_link_is_one_sentence(run: Run, source: str) -> None:
    ended = run("invite", "commute", "--source", source)

    assert ended.code == 2
    assert "a source of up to 16 characters of a-z, 0-9 and -" in ended.sentence


@pytest.mark.parametrize("days", ["-1", "soon"])
def test_days_that_are_none_are_refused(run: Run, days: str) -> None:
    ended = run("invite", "commute", "--days", days)

    assert ended.code == 2
    assert "--days" in ended.err
    assert "Traceback" not in ended.err


def test_a_wrong_setting_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMORE_TELEGRAM_TOKEN", "a-made-up-token")

    ended = run("invite", "commute")

    assert ended.code == 2
    assert ended.sentence.startswith("TELLMORE_TELEGRAM_TOKEN: is not a bot token; ")
    assert "a-made-up-token" not in ended.sentence
