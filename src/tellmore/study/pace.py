"""How patient an interview is: settling, reminders, quiet hours, expiry."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Hours of the day in which nobody is reminded.

    Attributes:
        start: Hour at which quiet begins, 0 to 23, in the study's clock.
        end: Hour at which it ends, 0 to 23; may lie on the next day.
        offset: The study's clock minus UTC.
    """

    start: int = 21
    end: int = 9
    offset: timedelta = timedelta()

    def after(self, at: datetime) -> datetime:
        """Return the first instant from ``at`` on that is not quiet."""
        if self.start == self.end:
            return at
        local = at + self.offset
        since_start = timedelta(
            hours=(local.hour - self.start) % 24, minutes=local.minute, seconds=local.second
        )
        quiet = timedelta(hours=(self.end - self.start) % 24)
        return at + (quiet - since_start) if since_start < quiet else at


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The times of an interview.

    Attributes:
        settle: Wait after a message for the rest of the thought, before following up.
        reminders: Silence before each reminder; the last one's length also passes before
            the interview counts as broken off.
        quiet: When nobody is reminded.
        patience: Silence before break-off where a study sends no reminders.
        thinking: Longest wait for a follow-up; then the next question comes.
        expiry: How long after the invite an interview can still be taken up.
    """

    settle: timedelta = timedelta(seconds=2)
    reminders: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=48))
    quiet: QuietHours = field(default_factory=QuietHours)
    patience: timedelta = timedelta(hours=48)
    thinking: timedelta = timedelta(seconds=60)
    expiry: timedelta = timedelta(days=30)
