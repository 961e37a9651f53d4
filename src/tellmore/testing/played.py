"""An interview played by hand: a clock, a timer, and the journal kept as fieldwork keeps it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tellmore.interview.effects import (
    Ask,
    AskClosed,
    AskConsent,
    Close,
    Effect,
    Erase,
    Explain,
    Probe,
    Redact,
    Say,
    StopWaiting,
    WaitUntil,
)
from tellmore.interview.events import Edited, Event, FellSilent, Said
from tellmore.interview.journal import Record, Uttered, fold, redact
from tellmore.interview.outcome import Outcome
from tellmore.interview.phrases import PHRASES
from tellmore.interview.session import Session
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.study.study import Study
from tellmore.testing.little_study import LITTLE_STUDY

Step = Callable[[Study, Session, Event], Outcome]
"""What advances an interview; a test of the tests may plant a faulty one."""

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Played:
    """One interview and everything that a fieldwork of one participant would store.

    Attributes:
        study: The study that is played.
        now: The clock; tests and scenarios move it.
        session: Where the interview stands.
        outcome: What the last event led to.
        effects: All effects so far.
        records: The journal; empty once everything is erased.
        due: When the timer runs out; None while nobody is waited for.
    """

    def __init__(
        self, study: Study = LITTLE_STUDY, *, at: datetime = NOON, advance: Step = step
    ) -> None:
        self.study = study
        self._advance = advance
        self.now = at
        self.session = Session()
        self.outcome = Outcome(self.session)
        self.effects: list[Effect] = []
        self.records: list[Record] = []
        self.due: datetime | None = None

    def feed(self, event: Event) -> Outcome:
        """Take one step, and store what comes of it."""
        before = self.session
        self.outcome = self._advance(self.study, before, event)
        self.session = self.outcome.session
        self.effects += self.outcome.effects
        for effect in self.outcome.effects:
            self._carry_out(effect)
        if self.session != before or self.outcome.effects:
            self._keep(before, event)
        if any(isinstance(effect, Erase) for effect in self.outcome.effects):
            self.records = []
        return self.outcome

    def replayed(self) -> Session:
        """Return the session as the journal tells it."""
        return fold(self.records, lambda _version: self.study)

    def wait(self, lasts: timedelta) -> list[tuple[datetime, Outcome]]:
        """Let time pass; return when each timer ran out on the way, and what it led to."""
        until = self.now + lasts
        outcomes = []
        while self.due is not None and self.due <= until:
            self.now, self.due = max(self.now, self.due), None
            silence = FellSilent(at=self.now, timer=self.session.timer)
            outcomes.append((self.now, self.feed(silence)))
        self.now = until
        return outcomes

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case WaitUntil():
                self.due = effect.due
            case StopWaiting():
                self.due = None
            case Redact():
                struck = frozenset(effect.messages)
                self.records = [redact(record, struck) for record in self.records]
            case _:
                pass

    def _keep(self, before: Session, event: Event) -> None:
        if isinstance(event, Said | Edited) and not before.agreed(Use.ANALYSIS):
            event = replace(event, text="")
        said = (_uttered(effect) for effect in self.outcome.effects)
        uttered = tuple(one for one in said if one is not None)
        self.records.append(Record(number=len(self.records) + 1, event=event, uttered=uttered))


def _uttered(effect: Effect) -> Uttered | None:
    match effect:
        case Say():
            return Uttered(key=f"say:{effect.phrase}", text=PHRASES[effect.phrase].text)
        case AskConsent():
            return Uttered(key=f"consent:{effect.use}", text=effect.use)
        case AskClosed():
            return Uttered(key=f"closed:{effect.question}", text=effect.question)
        case Ask():
            return Uttered(key=f"ask:{effect.question}", text=effect.question)
        case Probe():
            return Uttered(key=f"probe:{effect.question}", text=effect.text)
        case Explain():
            return Uttered(key=f"explain:{effect.question}", text=effect.question)
        case Close():
            text = PHRASES[effect.phrase].text if effect.phrase else ""
            return Uttered(key=f"close:{effect.disposition}", text=text)
        case _:
            return None
