"""Listening, as an interviewer would say it."""

from dataclasses import replace

from tellmore.interview import phrases
from tellmore.interview.effects import Ask, Close, Probe, ProposeProbe, Redact, Say, WaitUntil
from tellmore.interview.events import (
    Chose,
    Consented,
    Edited,
    FellSilent,
    Invited,
    Paused,
    ProbeProposed,
    SentNonText,
    Skipped,
    Undid,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Disposition, Exchange, Heard, Phase, Spoken
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON
from tests.interview.playing import (
    DAY,
    MINUTE,
    ask_back,
    begun,
    enough,
    fall_silent,
    feed,
    phrases_of,
    probe,
    say,
)

SECOND = MINUTE / 60
FIRST_QUESTION = Ask(question="day", number=1, total=3)


def test_an_answer_is_considered_after_it_has_settled() -> None:
    played = begun()
    timer = played.session.timer + 1
    assert say(played, "1", "Long.") == (
        ProposeProbe(
            request=1,
            question="day",
            exchanges=(Exchange(asked="", heard=(Heard(message="1", text="Long."),)),),
            probes=0,
            clarifications=0,
            due=NOON + 2 * SECOND,
            deadline=NOON + 62 * SECOND,
        ),
        WaitUntil(timer=timer, due=NOON + 122 * SECOND),
    )
    assert played.session.phase is Phase.THINKING


def test_the_answer_to_a_probe_is_considered_with_what_went_before() -> None:
    played = begun()
    say(played, "1", "Long.")
    probe(played, "What made it long?")
    (propose, _) = say(played, "2", "Rain.")
    assert isinstance(propose, ProposeProbe)
    assert (propose.request, propose.probes) == (2, 1)
    assert propose.exchanges == (
        Exchange(asked="", heard=(Heard(message="1", text="Long."),)),
        Exchange(asked="What made it long?", heard=(Heard(message="2", text="Rain."),)),
    )


def test_a_message_that_comes_twice_is_heard_once() -> None:
    played = begun()
    say(played, "1")
    probe(played)
    before = played.session
    assert say(played, "1", "Once more") == ()
    assert played.session == before


def test_a_skip_goes_on_without_an_answer() -> None:
    played = begun()
    effects = feed(played, Skipped(at=NOON))
    assert effects[:2] == (
        Say(phrase=phrases.SKIPPED),
        Ask(question="wish", number=2, total=3),
    )
    assert played.session.spoken == ()


def test_skipping_a_probe_keeps_the_answer() -> None:
    played = begun()
    say(played, "1")
    probe(played)
    feed(played, Skipped(at=NOON))
    assert played.session.spoken == (Spoken(question="day", messages=("1",)),)
    assert (played.session.current, played.session.probe, played.session.probes) == ("wish", "", 0)


def test_taking_back_strikes_the_whole_answer_out() -> None:
    played = begun()
    say(played, "1")
    probe(played)
    effects = feed(played, Undid(at=NOON))
    assert effects[:3] == (Redact(messages=("1",)), Say(phrase=phrases.UNDONE), FIRST_QUESTION)
    assert (played.session.spoken, played.session.exchanges, played.session.probes) == ((), (), 0)


def test_taking_back_with_nothing_said_yet_goes_to_the_answer_before() -> None:
    played = begun()
    say(played, "1")
    enough(played)
    effects = feed(played, Undid(at=NOON))
    assert effects[:3] == (Redact(messages=("1",)), Say(phrase=phrases.UNDONE), FIRST_QUESTION)


def test_a_skip_can_be_taken_back() -> None:
    played = begun()
    feed(played, Skipped(at=NOON))
    effects = feed(played, Undid(at=NOON))
    assert effects[0] == FIRST_QUESTION
    assert played.session.current == "day"


def test_a_picture_gets_the_question_again() -> None:
    effects = feed(begun(), SentNonText(at=NOON, message="1", kind="photo"))
    assert effects[:2] == (Say(phrase=phrases.NON_TEXT), FIRST_QUESTION)


def test_the_link_again_resumes_with_the_open_probe_word_for_word() -> None:
    played = begun()
    say(played, "1")
    probe(played, "What made it long?")
    effects = feed(played, Invited(at=NOON, version="v1"))
    assert effects[:2] == (
        Say(phrase=phrases.RESUMED),
        Probe(question="day", text="What made it long?", kind=None),
    )
    assert played.session.probes == 1


def test_the_link_after_a_break_considers_what_was_said_before_it() -> None:
    played = begun()
    say(played, "1")
    feed(played, Paused(at=NOON))
    effects = feed(played, Invited(at=NOON, version="v1"))
    assert isinstance(effects[0], ProposeProbe)
    assert (played.session.phase, played.session.paused) == (Phase.THINKING, False)


def test_an_edit_of_the_open_answer_replaces_its_words() -> None:
    played = begun()
    say(played, "1", "Lnog.")
    probe(played)
    feed(played, Edited(at=NOON, message="1", text="Long."))
    assert played.session.exchanges[0].heard == (Heard(message="1", text="Long."),)
    assert played.session.amendments == 0


def test_reminders_wait_longer_each_time_and_never_come_at_night() -> None:
    played = begun()
    played.now += 10 * 60 * MINUTE
    say(played, "1")
    probe(played)
    dues = []
    for _ in range(2):
        dues.append(played.due)
        fall_silent(played)
    dues.append(played.due)
    morning = NOON + 2 * DAY - 3 * 60 * MINUTE
    assert dues == [morning, morning + 2 * DAY, morning + 4 * DAY]


def test_the_last_reminder_says_so_and_then_it_is_a_break_off_in_silence() -> None:
    played = begun()
    assert phrases_of(fall_silent(played)) == [phrases.REMINDER]
    assert phrases_of(fall_silent(played)) == [phrases.REMINDER_LAST]
    assert fall_silent(played)[0] == Close(disposition=Disposition.BREAK_OFF)


def test_enough_answers_make_a_break_off_a_partial() -> None:
    study = replace(LITTLE_STUDY, partial_from=0.3)
    played = begun(study)
    say(played, "1")
    enough(played)
    while played.due:
        fall_silent(played)
    assert played.session.disposition is Disposition.PARTIAL


def test_without_reminders_patience_decides() -> None:
    pace = replace(LITTLE_STUDY.pace, reminders=(), patience=3 * DAY)
    played = begun(replace(LITTLE_STUDY, pace=pace))
    assert played.due == NOON + 3 * DAY
    assert fall_silent(played)[0] == Close(disposition=Disposition.BREAK_OFF)


def test_a_timer_that_was_replaced_reminds_nobody() -> None:
    played = begun()
    before = played.session
    played.now += DAY
    assert feed(played, FellSilent(at=played.now, timer=before.timer - 1)) == ()
    assert played.session == before


def test_nothing_comes_of_old_buttons_and_late_replies() -> None:
    before = begun().session
    for event in (
        Consented(at=NOON, use=Use.ANALYSIS),
        Chose(at=NOON, question="role", option="work"),
        ProbeProposed(at=NOON, request=before.request, text="Why?"),
    ):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_asking_back_is_answered_but_is_no_answer() -> None:
    played = begun()
    say(played, "1", "What do you mean?")
    ask_back(played)
    assert played.session.asked_back == ("1",)
    feed(played, Skipped(at=NOON))
    assert played.session.left == ()
