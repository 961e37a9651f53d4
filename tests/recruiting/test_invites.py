"""Invites open what they were made for, and nothing else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmore.recruiting.invites import LIMIT_CHARS, Invite, Refusal, invite_of, token_of

SECRET = b"a secret of some length"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)

KEYS = st.from_regex(r"[a-z0-9-]{1,24}", fullmatch=True)
SOURCES = st.from_regex(r"[a-z0-9-]{0,16}", fullmatch=True)
MINUTES = st.none() | st.integers(min_value=1, max_value=60 * 24 * 365 * 30)


@given(study=KEYS, source=SOURCES, minutes=MINUTES)
def test_a_token_opens_the_invite_it_was_made_of(
    study: str, source: str, minutes: int | None
) -> None:
    expires_at = None if minutes is None else NOON + timedelta(minutes=minutes)
    invite = Invite(study=study, source=source, expires_at=expires_at)
    token = token_of(invite, secret=SECRET)

    assert invite_of(token, secret=SECRET, at=NOON) == invite
    assert len(token) <= LIMIT_CHARS
    assert re.fullmatch(r"[A-Za-z0-9_-]+", token)


@given(study=KEYS, source=SOURCES, place=st.integers(0, 63), letter=st.sampled_from("aZ0_-"))
def test_a_changed_token_opens_nothing(study: str, source: str, place: int, letter: str) -> None:
    token = token_of(Invite(study=study, source=source), secret=SECRET)
    at = place % len(token)
    forged = token[:at] + letter + token[at + 1 :]

    if forged != token:
        assert invite_of(forged, secret=SECRET, at=NOON) is Refusal.UNKNOWN


@given(token=st.text(max_size=80))
def test_any_text_is_refused_without_an_error(token: str) -> None:
    assert invite_of(token, secret=SECRET, at=NOON) is Refusal.UNKNOWN


def test_a_token_of_another_secret_opens_nothing() -> None:
    token = token_of(Invite(study="commute"), secret=b"another secret")

    assert invite_of(token, secret=SECRET, at=NOON) is Refusal.UNKNOWN


def test_an_invite_expires_at_its_minute() -> None:
    invite = Invite(study="commute", expires_at=NOON)
    token = token_of(invite, secret=SECRET)

    assert invite_of(token, secret=SECRET, at=NOON - timedelta(seconds=1)) == invite
    assert invite_of(token, secret=SECRET, at=NOON) is Refusal.EXPIRED


@pytest.mark.parametrize(
    "invite", [Invite(study="Commute"), Invite(study="x" * 25), Invite(study="a", source="ü")]
)
def test_what_does_not_fit_a_link_is_refused_when_the_invite_is_made(invite: Invite) -> None:
    with pytest.raises(ValueError, match="an invite needs a study key"):
        token_of(invite, secret=SECRET)


def test_a_session_notes_study_and_source() -> None:
    assert Invite(study="commute", source="poster").name == "commute/poster"
    assert Invite(study="commute").name == "commute"
