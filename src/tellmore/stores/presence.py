"""Keeps whether Redis is there, and says so once each way."""

from datetime import UTC, datetime

import structlog

log = structlog.get_logger(__name__)


class Presence:
    """Whether the server answers, as the last exchange found it.

    Attributes:
        away_since: Since when it has not answered; None while it does.
        answers: How many exchanges it answered.
    """

    __slots__ = ("answers", "away_since")

    def __init__(self) -> None:
        self.away_since: datetime | None = None
        self.answers = 0

    def lost(self, reason: str) -> None:
        """Note an exchange without an answer."""
        if self.away_since is None:
            self.away_since = _now()
            log.warning("redis away", reason=reason)

    def answered(self) -> None:
        """Note an exchange with an answer."""
        self.answers += 1
        if self.away_since is not None:
            away = _now() - self.away_since
            self.away_since = None
            log.info("redis back", away_s=round(away.total_seconds(), 3))


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - for people to read; nothing is decided by it
