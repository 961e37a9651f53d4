"""An adversarial world around one interview, and the laws that every interview obeys."""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tellmore.interview.answers import open_messages
from tellmore.interview.effects import (
    Ask,
    AskClosed,
    AskConsent,
    Close,
    Effect,
    Erase,
    Explain,
    Export,
    Probe,
    ProposeProbe,
    Redact,
    WaitUntil,
)
from tellmore.interview.events import (
    AskedAboutPrivacy,
    AskedForData,
    AskedForDeletion,
    AskedForHelp,
    AskedForLanguages,
    Chose,
    ClarificationWanted,
    Consented,
    Declined,
    DeletionCancelled,
    DeletionConfirmed,
    Edited,
    Event,
    Exported,
    FellSilent,
    Invited,
    LanguageChosen,
    Left,
    Paused,
    ProbeFailed,
    ProbeProposed,
    Resumed,
    Said,
    SentNonText,
    Skipped,
    Stopped,
    Undid,
)
from tellmore.interview.funnel import stages
from tellmore.interview.journal import (
    decode_event,
    decode_record,
    decode_session,
    encode_event,
    encode_record,
    encode_session,
)
from tellmore.interview.moves import GRACE, pending_use
from tellmore.interview.outcome import Outcome
from tellmore.interview.phases.closed import can_reopen
from tellmore.interview.session import Disposition, Phase, Session
from tellmore.interview.step import step
from tellmore.interview.transcript import transcript
from tellmore.study.consent import Use
from tellmore.study.probe_policy import ProbePolicy
from tellmore.study.study import Study
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import Played, Step

LATENESS = st.sampled_from([0, 0, 0, 1, 2])
LANGUAGES = st.sampled_from(["en", "de", "xx", ""])
WORDS = st.sampled_from(["Rain.", "It was long.", "", "تعب", "\x00<b>"])
QUESTIONS_PUT = Ask | AskClosed | AskConsent | Probe | Explain
ACTS = Invited | Said | SentNonText | Resumed | Consented | Declined | Chose | Skipped | Undid
REPEATABLE = (
    ProbeProposed | ClarificationWanted | ProbeFailed | FellSilent | Said | Consented | Declined
)
ONCE_OR_REPEATED = (
    LanguageChosen | Invited | Resumed | FellSilent | Undid | SentNonText | DeletionCancelled
)
"""What puts a main question again that is already open."""


class Part(StrEnum):
    """What a study may have or not."""

    SCREENER = "screener"
    CLOSING = "closing"
    AGE = "age"
    QUOTATION = "quotation"
    RELEASE = "release"


def study_with(
    parts: AbstractSet[Part], *, probes: tuple[int, int, int], reminders: int, days: int
) -> Study:
    """Return the little study with only these ``parts``, open for ``days``."""
    topic = LITTLE_STUDY.topics[0]
    questions = tuple(
        replace(question, probing=ProbePolicy(at_most=at_most))
        for question, at_most in zip(topic.questions, probes, strict=True)
    )
    consent = replace(
        LITTLE_STUDY.consent,
        minimum_age=18 if Part.AGE in parts else 0,
        quotation=Part.QUOTATION in parts,
        release=Part.RELEASE in parts,
    )
    pace = replace(
        LITTLE_STUDY.pace,
        reminders=tuple(timedelta(hours=24 * nth) for nth in range(1, reminders + 1)),
        expiry=timedelta(days=days),
    )
    return replace(
        LITTLE_STUDY,
        screener=LITTLE_STUDY.screener if Part.SCREENER in parts else (),
        closing=LITTLE_STUDY.closing if Part.CLOSING in parts else (),
        topics=(replace(topic, questions=questions),),
        consent=consent,
        pace=pace,
    )


def is_stale(session: Session, event: Event) -> bool:
    """Tell whether the event answers a request or timer that was replaced."""
    match event:
        case ProbeProposed() | ClarificationWanted() | ProbeFailed():
            return event.request != session.request
        case FellSilent():
            return event.timer != session.timer
        case _:
            return False


def known(session: Session) -> set[str]:
    """Return the ids of all messages that the session remembers."""
    noted = {message for spoken in session.spoken for message in spoken.messages}
    return noted | set(open_messages(session))


class AnyInterview(RuleBasedStateMachine):
    """Duplicates, stale replies, timers, edits, withdrawals, in any order."""

    def __init__(self, advance: Step = step) -> None:
        super().__init__()
        self.advance = advance
        self.played = Played(advance=advance)
        self.patient = False
        self.said: list[str] = []
        self.writes = ""
        self.texts: dict[str, str] = {}
        self.owed: set[str] = set()
        self.asked_for_probe: Counter[str] = Counter()
        self.reached: Counter[str] = Counter()
        self.furthest = -1
        self.armed: WaitUntil | None = None
        self.steps = 0

    @initialize(
        parts=st.sets(st.sampled_from(Part)),
        probes=st.tuples(*[st.integers(0, 3)] * 3),
        reminders=st.integers(0, 2),
        days=st.sampled_from([1, 30]),
        patient=st.booleans(),
        head_start=st.integers(0, 25),
        hour=st.integers(0, 23),
    )
    def choose_world(
        self,
        parts: set[Part],
        probes: tuple[int, int, int],
        reminders: int,
        days: int,
        patient: bool,
        head_start: int,
        hour: int,
    ) -> None:
        """Half the worlds never end an interview early, and all go well for a while."""
        study = study_with(parts, probes=probes, reminders=reminders, days=days)
        self.played = Played(study, advance=self.advance)
        self.patient = patient
        self.played.now += timedelta(hours=hour)
        for _ in range(head_start):
            self.feed(self._hoped_for())

    # --- What can happen --------------------------------------------------------------

    @property
    def session(self) -> Session:
        """Where the interview stands."""
        return self.played.session

    @property
    def now(self) -> datetime:
        """The clock."""
        return self.played.now

    @rule()
    def cooperate(self) -> None:
        """Do what the interviewer hopes for."""
        self.feed(self._hoped_for())

    @rule()
    def cooperate_on(self) -> None:
        """Do it a few times."""
        for _ in range(4):
            self.feed(self._hoped_for())

    def _hoped_for(self) -> Event:
        session, at = self.session, self.now
        use = pending_use(self.played.study, session)
        match session.phase:
            case Phase.INVITING if session.version:
                return LanguageChosen(at=at, language="en")
            case Phase.CLOSED if not can_reopen(session):
                return AskedForHelp(at=at)
            case Phase.INVITING | Phase.CLOSED:
                return Invited(at=at, version="v1", language="en")
            case Phase.SCREENING | Phase.CLOSING if session.current:
                question = self.played.study.closed(session.current)
                return Chose(at=at, question=question.key, option=question.options[0].code)
            case Phase.LISTENING:
                return self._new_message("All of it.")
            case Phase.THINKING:
                return ProbeProposed(at=at, request=session.request, text="Why?")
            case _:
                return Consented(at=at, use=use or Use.ANALYSIS)

    def _new_message(self, text: str) -> Said:
        message = f"m{len(self.said)}"
        self.said.append(message)
        return Said(at=self.now, message=message, text=text, written=self.writes)

    @rule(language=st.sampled_from(["", "en", "de"]))
    def write_in(self, language: str) -> None:
        """Go on writing in another language, or in one that nobody can tell."""
        self.writes = language

    @rule(language=LANGUAGES)
    def invite(self, language: str) -> None:
        """Come by the link, perhaps again."""
        self.feed(Invited(at=self.now, version="v1", language=language))

    @rule(language=LANGUAGES)
    def choose_language(self, language: str) -> None:
        """Change the language."""
        self.feed(LanguageChosen(at=self.now, language=language))

    @rule(use=st.sampled_from(Use))
    def consent(self, use: Use) -> None:
        """Agree to something, asked or not."""
        self.feed(Consented(at=self.now, use=use))

    @rule(use=st.sampled_from(Use))
    def decline(self, use: Use) -> None:
        """Decline something, asked or not."""
        if not self.patient or use is Use.QUOTATION:
            self.feed(Declined(at=self.now, use=use))

    @rule(
        question=st.sampled_from(["role", "use", "rating", "day", "gone", ""]),
        option=st.sampled_from(["work", "other", "yes", "5", "AT", ""]),
    )
    def choose(self, question: str, option: str) -> None:
        """Tap an old or new button."""
        if not self.patient or option != "other":
            self.feed(Chose(at=self.now, question=question, option=option))

    @rule(option=st.integers(0, 2))
    def tap(self, option: int) -> None:
        """Tap one of the buttons that are shown."""
        if self.session.phase in {Phase.SCREENING, Phase.CLOSING} and self.session.current:
            question = self.played.study.closed(self.session.current)
            options = question.options[: 2 if self.patient else None]
            code = options[option % len(options)].code
            self.feed(Chose(at=self.now, question=question.key, option=code))

    @rule(text=WORDS)
    def say(self, text: str) -> None:
        """Write anything at any moment."""
        self.feed(self._new_message(text))

    @rule(first=WORDS, second=WORDS)
    def say_at_once(self, first: str, second: str) -> None:
        """Send one thought as two messages."""
        for text in (first, second):
            self.feed(self._new_message(text))

    @precondition(lambda self: self.said)
    @rule(which=st.integers(0, 5))
    def deliver_again(self, which: int) -> None:
        """Deliver an older message a second time."""
        message = self.said[-1 - which % len(self.said)]
        if message in self.owed:
            self.feed(Said(at=self.now, message=message, text="Again."))

    @rule(which=st.integers(0, 5), text=WORDS)
    def edit(self, which: int, text: str) -> None:
        """Edit a message, perhaps one that nobody ever heard."""
        message = self.said[-which] if 0 < which <= len(self.said) else "unheard"
        self.feed(Edited(at=self.now, message=message, text=text))

    @rule(kind=st.sampled_from([SentNonText, Skipped, Undid, Paused, Resumed]))
    def act(self, kind: type[SentNonText | Skipped | Undid | Paused | Resumed]) -> None:
        """Send a picture, skip, take back, take a break, go on."""
        if kind is SentNonText:
            self.feed(SentNonText(at=self.now, message="picture", kind="photo"))
        else:
            self.feed(kind(at=self.now))  # type: ignore[call-arg]  # only a picture has more

    @rule(kind=st.sampled_from([AskedForHelp, AskedAboutPrivacy, AskedForLanguages, AskedForData]))
    def ask(
        self,
        kind: type[AskedForHelp | AskedAboutPrivacy | AskedForLanguages | AskedForData],
    ) -> None:
        """Ask for something that changes nothing."""
        self.feed(kind(at=self.now))

    @precondition(lambda self: not self.patient)
    @rule(kind=st.sampled_from([Stopped, Left]))
    def end(self, kind: type[Stopped | Left]) -> None:
        """Stop, or block the interviewer."""
        self.feed(kind(at=self.now))

    @rule(kind=st.sampled_from([AskedForDeletion, DeletionCancelled]))
    def hesitate(self, kind: type[AskedForDeletion | DeletionCancelled]) -> None:
        """Ask for deletion, or change one's mind."""
        self.feed(kind(at=self.now))

    @precondition(lambda self: not self.patient)
    @rule()
    def confirm_deletion(self) -> None:
        """Tap “Yes, delete”, now or on an old message."""
        self.feed(DeletionConfirmed(at=self.now))

    @rule(text=st.sampled_from(["Why?", "How so?", "", None]), lateness=LATENESS)
    def propose(self, text: str | None, lateness: int) -> None:
        """Let the model answer, mostly in time, sometimes too late."""
        request = self.session.request - lateness
        self.feed(ProbeProposed(at=self.now, request=request, text=text))

    @rule(lateness=LATENESS)
    def find_a_question(self, lateness: int) -> None:
        """Let the model find that the participant asked back."""
        request = self.session.request - lateness
        self.feed(ClarificationWanted(at=self.now, request=request))

    @rule(lateness=LATENESS)
    def fail(self, lateness: int) -> None:
        """Let the model fail."""
        self.feed(ProbeFailed(at=self.now, request=self.session.request - lateness))

    @rule(lateness=LATENESS)
    def fall_silent(self, lateness: int) -> None:
        """Let a timer fire, sometimes one that was replaced, sometimes too early."""
        if not self.patient or lateness or self.session.phase is Phase.THINKING:
            self.feed(FellSilent(at=self.now, timer=self.session.timer - lateness))

    @precondition(lambda self: not self.patient)
    @rule(times=st.integers(1, 4))
    def stay_silent(self, times: int) -> None:
        """Let timers run out when they are due."""
        for _ in range(times):
            if self.armed is not None:
                self.played.now = max(self.now, self.armed.due)
                self.feed(FellSilent(at=self.now, timer=self.session.timer))

    @rule(text=WORDS)
    def regret(self, text: str) -> None:
        """Say something, say it otherwise, take it back."""
        self.feed(self._new_message(text))
        self.feed(Edited(at=self.now, message=self.said[-1], text=f"{text} Or not."))
        self.feed(Undid(at=self.now))

    @rule(hours=st.sampled_from([1, 20, 24 * 40]))
    def wait(self, hours: int) -> None:
        """Let time pass, up to what the world's patience allows."""
        if not self.patient or hours == 1:
            self.played.now += timedelta(hours=hours)

    @rule(revision=st.integers(0, 3))
    def export(self, revision: int) -> None:
        """Finish an export."""
        self.feed(Exported(at=self.now, revision=revision))

    # --- What must hold ---------------------------------------------------------------

    def feed(self, event: Event) -> None:
        """Step once, and check the laws that compare before with after."""
        study, before = self.played.study, self.session
        outcome = self.played.feed(event)
        after = outcome.session
        self.steps += 1
        assert outcome == self.advance(study, before, event), "same arguments, same outcome"
        self.reached.update(stages(study, before, after))
        self._arm(outcome.effects)
        self.nothing_comes_of_what_is_stale(before, event, outcome)
        self.nothing_comes_of_a_second_delivery(event, outcome)
        self.closed_is_closed(before, event, outcome)
        self.nothing_is_asked_before_consent(outcome)
        self.questions_come_in_order(before, event, outcome)
        self.probes_stay_within_the_policy(event, outcome)
        self.one_question_is_open_and_timed(event, outcome)
        self.closing_happens_once(before, outcome)
        self.no_word_is_lost(before, event, outcome)
        self.the_model_hears_everything(outcome)
        self.storing_changes_nothing(event)
        self.withdrawal_is_possible_at_any_moment()
        if self.steps % 8 == 0:
            self.the_journal_is_the_record()
        self.played.now += timedelta(seconds=3)

    def teardown(self) -> None:
        """Check what is only worth checking at the end."""
        self.the_journal_is_the_record()
        self.the_funnel_adds_up()

    def _arm(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, WaitUntil):
                self.armed = effect
        if self.played.due is None:
            self.armed = None

    def nothing_comes_of_what_is_stale(
        self, before: Session, event: Event, outcome: Outcome
    ) -> None:
        """Late replies and timers are harmless."""
        if is_stale(before, event):
            assert outcome == Outcome(before), "a stale reply or timer changed something"

    def nothing_comes_of_a_second_delivery(self, event: Event, outcome: Outcome) -> None:
        """A reply, a timer, a message or a tap that comes twice counts once."""
        heard = not isinstance(event, Said) or event.message in known(outcome.session)
        if isinstance(event, REPEATABLE | Chose) and heard:
            again = self.advance(self.played.study, outcome.session, event)
            assert again == Outcome(outcome.session), "a repeated event changed something"

    def closed_is_closed(self, before: Session, event: Event, outcome: Outcome) -> None:
        """Only the documented endings are taken back, and only by who comes in time."""
        if before.disposition is Disposition.WITHDRAWN:
            assert outcome == Outcome(before), "something happened after the withdrawal"
        if before.phase is not Phase.CLOSED or outcome.session.phase is Phase.CLOSED:
            return
        assert before.disposition in {
            Disposition.BREAK_OFF,
            Disposition.PARTIAL,
            Disposition.REFUSAL,
        }, "a closed interview opened"
        assert isinstance(event, ACTS), "nobody came, yet the interview went on"
        if before.stopped:
            assert isinstance(event, Invited | Resumed), "a word undid /stop"
        assert before.expires_at is not None
        assert event.at < before.expires_at, "an interview went on after its time"

    def nothing_is_asked_before_consent(self, outcome: Outcome) -> None:
        """The ethics board's law."""
        agreed = {agreement.use for agreement in outcome.session.agreements if agreement.given}
        needed = {Use.ANALYSIS} | ({Use.AGE} if self.played.study.consent.minimum_age else set())
        if not needed <= agreed:
            asked = [e for e in outcome.effects if isinstance(e, QUESTIONS_PUT | ProposeProbe)]
            assert all(isinstance(e, AskConsent) for e in asked), "asked before consent"
            assert not known(outcome.session), "heard before consent"

    def questions_come_in_order(self, before: Session, event: Event, outcome: Outcome) -> None:
        """Every question is put, in order, once but for those who come back or take back."""
        after = outcome.session
        if after.disposition is Disposition.WITHDRAWN:
            return
        moved = after.position - before.position
        assert moved in {-1, 0, 1}, "a question was jumped over"
        assert moved >= 0 or isinstance(event, Undid), "went back without being told to"
        for effect in outcome.effects:
            if isinstance(effect, Ask):
                assert effect.question == after.order[after.position]
                asked = [q.key for q in self.played.study.questions()]
                assert (effect.number, effect.total) == (
                    asked.index(effect.question) + 1,
                    len(asked),
                )
                if moved == 0:
                    reopened = before.phase is Phase.CLOSED
                    assert reopened or isinstance(event, ONCE_OR_REPEATED), "asked twice"
        if moved == 1 and after.position < len(after.order):
            assert any(isinstance(e, Ask | AskClosed) for e in outcome.effects), "not asked"
        self.furthest = max(self.furthest, after.position)

    def probes_stay_within_the_policy(self, event: Event, outcome: Outcome) -> None:
        """The researcher's law."""
        question = outcome.session.current
        if any(isinstance(effect, Redact) for effect in outcome.effects):
            self.asked_for_probe[question] = 0
        if not isinstance(event, ProbeProposed):
            return
        if any(isinstance(effect, Probe) for effect in outcome.effects):
            self.asked_for_probe[question] += 1
            at_most = self.played.study.question(question).probing.at_most
            assert self.asked_for_probe[question] <= at_most, "one probe too many"

    def one_question_is_open_and_timed(self, event: Event, outcome: Outcome) -> None:
        """No interview waits for ever, and none asks two things at once."""
        put = [effect for effect in outcome.effects if isinstance(effect, QUESTIONS_PUT)]
        waits = [effect for effect in outcome.effects if isinstance(effect, WaitUntil)]
        assert len(put) <= 1, "two questions at once"
        assert len(waits) == 1 if put else len(waits) <= 1, "a question without a timer"
        after, pace = outcome.session, self.played.study.pace
        for wait in waits:
            assert wait.due > event.at, "a timer in the past"
            assert wait.timer == after.timer, "a timer that is stale from the start"
            late = after.expires_at and wait.due == max(after.expires_at, event.at + GRACE)
            if after.phase is not Phase.THINKING:
                assert late or pace.quiet.after(wait.due) == wait.due, "a reminder at night"
        if after.phase is not Phase.CLOSED and after.version:
            assert self.armed is not None, "an open interview without a timer"
            assert self.armed.timer == after.timer, "an open interview with a stale timer"
        assert after.reminded <= len(pace.reminders), "one reminder too many"
        assert not (after.paused and after.phase in {Phase.THINKING, Phase.CLOSED})

    def closing_happens_once(self, before: Session, outcome: Outcome) -> None:
        """The accountant's law."""
        closes = [effect for effect in outcome.effects if isinstance(effect, Close)]
        exports = [effect for effect in outcome.effects if isinstance(effect, Export)]
        after = outcome.session
        is_closed = after.phase is Phase.CLOSED
        assert is_closed == (after.disposition is not None) == (after.closed_at is not None)
        withdrawn = after.disposition is Disposition.WITHDRAWN
        if before.phase is not Phase.CLOSED:
            assert len(closes) == (is_closed and not withdrawn), "not closed exactly once"
        assert len(closes) <= len(exports) <= 1
        erased = any(isinstance(effect, Erase) for effect in outcome.effects)
        assert before.deleting or not erased, "erased without a question"
        for export in exports:
            assert is_closed, "exported before the end"
            assert export.revision == after.revision == before.revision + 1

    def no_word_is_lost(self, before: Session, event: Event, outcome: Outcome) -> None:
        """Whatever was said after consent is kept until it is taken back."""
        if isinstance(event, Said) and before.agreed(Use.ANALYSIS):
            self.owed.add(event.message)
            if event.message not in known(before):
                self.texts[event.message] = event.text
        if isinstance(event, Edited):
            self.texts[event.message] = event.text
        for effect in outcome.effects:
            if isinstance(effect, Redact):
                self.owed -= set(effect.messages)
                assert not known(outcome.session) & set(effect.messages), "kept what was undone"
        if outcome.session.disposition is Disposition.WITHDRAWN:
            self.owed.clear()
        assert self.owed == known(outcome.session), "a message was lost, or came from nowhere"
        for exchange in outcome.session.exchanges:
            for heard in exchange.heard:
                assert heard.text == self.texts[heard.message], "not what was said last"

    def the_model_hears_everything(self, outcome: Outcome) -> None:
        """A follow-up is to the whole answer."""
        for effect in outcome.effects:
            if isinstance(effect, ProposeProbe):
                heard = [heard for exchange in effect.exchanges for heard in exchange.heard]
                assert tuple(h.message for h in heard) == open_messages(outcome.session)
                assert [h.text for h in heard] == [self.texts[h.message] for h in heard]
                question = effect.question
                answered = set(
                    next((s.messages for s in self.session.spoken if s.question == question), ())
                )
                unheard = answered - {h.message for h in heard} - set(self.session.asked_back)
                assert not unheard, "the model did not hear everything"
                assert effect.request == outcome.session.request
                assert effect.due < effect.deadline

    def storing_changes_nothing(self, event: Event) -> None:
        """What is read back is what was written."""
        assert decode_session(encode_session(self.session)) == self.session
        assert decode_event(encode_event(event)) == event
        for record in self.played.records[-1:]:
            assert decode_record(encode_record(record)) == record

    def withdrawal_is_possible_at_any_moment(self) -> None:
        """Two steps, and nothing is left but that it happened."""
        if self.session.disposition is Disposition.WITHDRAWN:
            return
        study = self.played.study
        asked = self.advance(study, self.session, AskedForDeletion(at=self.now))
        outcome = self.advance(study, asked.session, DeletionConfirmed(at=self.now))
        erased = outcome.session
        assert sum(isinstance(effect, Erase) for effect in outcome.effects) == 1, "not erased"
        assert erased.disposition is Disposition.WITHDRAWN
        assert (known(erased), erased.choices, erased.agreements) == (set(), (), ())
        for event in (self._new_invite(), Said(at=self.now, message="late", text="Late.")):
            assert self.advance(study, erased, event) == Outcome(erased), "not the end"

    def _new_invite(self) -> Invited:
        return Invited(at=self.now, version="v1", language="en")

    def the_journal_is_the_record(self) -> None:
        """Replaying the journal gives the session; its transcript has every word."""
        if self.session.disposition is Disposition.WITHDRAWN:
            assert self.played.records == [], "something is left of what was erased"
            return
        assert self.played.replayed() == self.session, "the journal tells something else"
        turns = transcript(self.played.records)
        shown = {turn.message for turn in turns if turn.kind == "answer" and not turn.withdrawn}
        assert shown == known(self.session), "the transcript has other messages"

    def the_funnel_adds_up(self) -> None:
        """Stages count once; who is closed now is closed minus reopened."""
        ended = {
            disposition: self.reached[f"closed:{disposition}"]
            - self.reached[f"reopened:{disposition}"]
            for disposition in Disposition
        }
        assert ended == {one: one is self.session.disposition for one in Disposition}
        once = {stage: n for stage, n in self.reached.items() if not stage.startswith(("cl", "re"))}
        assert set(once.values()) <= {1}, "a stage was counted twice"
