"""Invites: short signed tokens by which participants enter a study."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

LIMIT_CHARS = 64
"""Longest token. Source: Telegram, deep linking, ``start`` parameter, read 2026-11-23."""

_SIGNATURE_CHARS = 12
_TOKEN = re.compile(
    r"(?P<study>[a-z0-9-]{1,24})_(?P<source>[a-z0-9-]{0,16})_(?P<expiry>[0-9a-z]{0,7})_"
    r"(?P<signature>[A-Za-z0-9_-]{12})"
)


class Refusal(StrEnum):
    """Why a token opens nothing."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A way into a study.

    Attributes:
        study: The study's key.
        source: Where it is shared, ``[a-z0-9-]``, at most 16 characters; may be empty.
        expires_at: From when on it opens nothing; None for never. Whole minutes.
    """

    study: str
    source: str = ""
    expires_at: datetime | None = None

    @property
    def name(self) -> str:
        """What a session notes of the invite: study and source."""
        return f"{self.study}/{self.source}" if self.source else self.study


def token_of(invite: Invite, *, secret: bytes) -> str:
    """Return the invite as a token of at most 64 characters of ``[A-Za-z0-9_-]``.

    Raises:
        ValueError: The study's key or the source has other characters or is too long.
    """
    expiry = ""
    if invite.expires_at is not None:
        expiry = _base36(int(invite.expires_at.timestamp()) // 60)
    body = f"{invite.study}_{invite.source}_{expiry}"
    token = f"{body}_{_signature(body, secret)}"
    if not _TOKEN.fullmatch(token):
        raise ValueError(
            f"`{invite.study}` / `{invite.source}`: an invite needs a study key of up to 24 and "
            "a source of up to 16 characters of a-z, 0-9 and -"
        )
    return token


def invite_of(token: str, *, secret: bytes, at: datetime) -> Invite | Refusal:
    """Return the invite behind a token, or why there is none. Never raises."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return Refusal.UNKNOWN
    body = token[: -_SIGNATURE_CHARS - 1]
    if not hmac.compare_digest(_signature(body, secret), parts["signature"]):
        return Refusal.UNKNOWN
    expires_at = None
    if parts["expiry"]:
        expires_at = datetime.fromtimestamp(int(parts["expiry"], 36) * 60, UTC)
        if at >= expires_at:
            return Refusal.EXPIRED
    return Invite(study=parts["study"], source=parts["source"], expires_at=expires_at)


def _signature(body: str, secret: bytes) -> str:
    digest = hmac.digest(secret, b"invite:" + body.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:9]).decode()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
