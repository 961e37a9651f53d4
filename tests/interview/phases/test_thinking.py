"""Thinking, as an interviewer would say it."""

from tellmore.interview import phrases
from tellmore.interview.effects import (
    Ask,
    Explain,
    Probe,
    ProposeProbe,
    Redact,
    Say,
    WaitUntil,
)
from tellmore.interview.events import (
    Chose,
    ClarificationWanted,
    Consented,
    Edited,
    FellSilent,
    Invited,
    ProbeFailed,
    ProbeProposed,
    SentNonText,
    Skipped,
    Undid,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Exchange, Heard, Phase, Spoken
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.study.probe_policy import ProbeKind
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON
from tests.interview.playing import (
    DAY,
    MINUTE,
    ask_back,
    begun,
    enough,
    fail,
    fall_silent,
    feed,
    phrases_of,
    probe,
    say,
)

THANKS = Say(phrase=phrases.ACKNOWLEDGE_3)
SECOND_QUESTION = Ask(question="wish", number=2, total=3)


def test_a_probe_is_put_and_waited_for() -> None:
    played = begun()
    say(played, "1", "Long.")
    kind = ProbeKind.EXAMPLE
    effects = feed(played, ProbeProposed(at=NOON, request=1, text="Why?", kind=kind))
    assert effects == (
        Probe(question="day", text="Why?", kind=kind),
        WaitUntil(timer=played.session.timer, due=NOON + DAY),
    )
    session = played.session
    assert (session.phase, session.probe, session.probes) == (Phase.LISTENING, "Why?", 1)
    assert session.heard == ()
    heard = (Heard(message="1", text="Long."),)
    assert session.exchanges == (Exchange(asked="", heard=heard),)
    assert session.spoken == (Spoken(question="day", messages=("1",)),)


def test_enough_thanks_and_goes_on() -> None:
    played = begun()
    say(played, "1")
    assert enough(played)[:2] == (THANKS, SECOND_QUESTION)
    assert played.session.spoken == (Spoken(question="day", messages=("1",)),)


def test_an_empty_follow_up_is_enough() -> None:
    played = begun()
    say(played, "1")
    assert probe(played, "")[:2] == (THANKS, SECOND_QUESTION)


def test_a_model_that_fails_costs_a_follow_up_and_nothing_else() -> None:
    played = begun()
    say(played, "1")
    assert fail(played)[:2] == (THANKS, SECOND_QUESTION)


def test_a_model_that_never_answers_is_not_waited_for_for_ever() -> None:
    played = begun()
    say(played, "1")
    assert fall_silent(played)[:2] == (THANKS, SECOND_QUESTION)
    assert played.now == NOON + 2 * MINUTE + 2 * MINUTE / 60


def test_after_the_last_probe_of_the_policy_the_next_question_comes() -> None:
    played = begun()
    for number in range(2):
        say(played, f"{number}")
        probe(played)
    say(played, "2")
    assert probe(played, "One more?")[:2] == (THANKS, SECOND_QUESTION)
    assert played.session.probes == 0


def test_thanks_vary_from_question_to_question() -> None:
    played = begun()
    thanks = []
    for number in range(3):
        say(played, f"{number}")
        thanks += phrases_of(enough(played))[:1]
    assert thanks == [phrases.ACKNOWLEDGE_3, phrases.ACKNOWLEDGE_1, phrases.ACKNOWLEDGE_2]


def test_a_second_message_supersedes_the_request() -> None:
    played = begun()
    say(played, "1", "Long.")
    (propose, wait) = say(played, "2", "And wet.")
    assert isinstance(propose, ProposeProbe)
    assert propose.request == 2
    heard = (Heard(message="1", text="Long."), Heard(message="2", text="And wet."))
    assert propose.exchanges == (Exchange(asked="", heard=heard),)
    assert wait == WaitUntil(timer=played.session.timer, due=propose.deadline + MINUTE)


def test_stale_replies_and_timers_change_nothing() -> None:
    played = begun()
    say(played, "1")
    say(played, "2")
    before = played.session
    for event in (
        ProbeProposed(at=NOON, request=1, text="Why?"),
        ClarificationWanted(at=NOON, request=1),
        ProbeFailed(at=NOON, request=1),
        FellSilent(at=NOON, timer=before.timer - 1),
    ):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_the_link_and_old_buttons_disturb_nobody_who_thinks() -> None:
    played = begun()
    say(played, "1")
    before = played.session
    for event in (
        Invited(at=NOON, version="v1"),
        Consented(at=NOON, use=Use.ANALYSIS),
        Chose(at=NOON, question="role", option="work"),
    ):
        assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_asking_back_is_explained_without_using_a_probe() -> None:
    played = begun()
    say(played, "1", "What do you mean?")
    assert ask_back(played) == (
        Explain(question="day"),
        WaitUntil(timer=played.session.timer, due=NOON + DAY),
    )
    session = played.session
    assert (session.phase, session.probes, session.clarified) == (Phase.LISTENING, 0, 1)
    assert (session.heard, session.asked_back) == ((), ("1",))


def test_what_was_asked_back_is_not_sent_to_the_model_again() -> None:
    played = begun()
    say(played, "1", "What do you mean?")
    ask_back(played)
    (propose, _) = say(played, "2", "Long.")
    assert isinstance(propose, ProposeProbe)
    heard = (Heard(message="2", text="Long."),)
    assert propose.exchanges == (Exchange(asked="", heard=heard),)
    assert propose.clarifications == 1


def test_after_two_explanations_the_next_question_comes() -> None:
    played = begun()
    for number in range(2):
        say(played, f"{number}", "What?")
        ask_back(played)
    say(played, "2", "What?")
    assert ask_back(played)[:2] == (THANKS, SECOND_QUESTION)


def test_an_edit_of_what_is_considered_is_considered_anew() -> None:
    played = begun()
    say(played, "1", "Lnog.")
    (propose, _) = feed(played, Edited(at=NOON, message="1", text="Long."))
    assert isinstance(propose, ProposeProbe)
    assert propose.request == 2
    assert propose.exchanges[0].heard == (Heard(message="1", text="Long."),)


def test_an_edit_of_an_earlier_exchange_is_considered_anew_too() -> None:
    played = begun()
    say(played, "1", "Lnog.")
    probe(played)
    say(played, "2", "Rain.")
    (propose, _) = feed(played, Edited(at=NOON, message="1", text="Long."))
    assert isinstance(propose, ProposeProbe)
    assert propose.exchanges[0].heard == (Heard(message="1", text="Long."),)


def test_an_edit_of_an_earlier_answer_is_only_noted() -> None:
    played = begun()
    say(played, "1")
    enough(played)
    say(played, "2")
    request = played.session.request
    assert feed(played, Edited(at=NOON, message="1", text="Better.")) == ()
    assert (played.session.amendments, played.session.request) == (1, request)


def test_a_picture_is_refused_once_and_disturbs_no_request() -> None:
    played = begun()
    say(played, "1")
    request = played.session.request
    picture = SentNonText(at=NOON, message="p", kind="photo")
    assert feed(played, picture) == (Say(phrase=phrases.NON_TEXT),)
    assert feed(played, picture) == ()
    assert (played.session.phase, played.session.request) == (Phase.THINKING, request)


def test_skipping_goes_on_with_the_answer_kept() -> None:
    played = begun()
    say(played, "1")
    effects = feed(played, Skipped(at=NOON))
    assert effects[:2] == (Say(phrase=phrases.SKIPPED), SECOND_QUESTION)
    assert played.session.spoken == (Spoken(question="day", messages=("1",)),)


def test_taking_back_cancels_the_request() -> None:
    played = begun()
    say(played, "1")
    effects = feed(played, Undid(at=NOON))
    assert effects[:2] == (Redact(messages=("1",)), Say(phrase=phrases.UNDONE))
    assert feed(played, ProbeProposed(at=NOON, request=1, text="Why?")) == ()
    assert played.session.probe == ""
