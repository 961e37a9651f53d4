"""What can be wished for at any moment, as a participant would say it."""

import pytest
from msgspec.structs import replace

from tellmore.interview import phrases
from tellmore.interview.effects import (
    Ask,
    AskConsent,
    Close,
    ConfirmDeletion,
    Effect,
    Erase,
    Export,
    GiveData,
    OfferLanguages,
    ProposeProbe,
    Say,
    StopWaiting,
    WaitUntil,
)
from tellmore.interview.events import (
    AskedAboutPrivacy,
    AskedForData,
    AskedForDeletion,
    AskedForHelp,
    AskedForLanguages,
    Consented,
    DeletionCancelled,
    DeletionConfirmed,
    Event,
    Exported,
    Invited,
    LanguageChosen,
    Left,
    Paused,
    ProbeProposed,
    Resumed,
    Said,
    SentNonText,
    Stopped,
)
from tellmore.interview.outcome import Outcome
from tellmore.interview.session import Disposition, Phase, Session
from tellmore.interview.step import step
from tellmore.study.consent import Use
from tellmore.testing.little_study import LITTLE_STUDY
from tellmore.testing.played import NOON, Played
from tests.interview.playing import (
    DAY,
    at_closing,
    begun,
    break_off,
    enough,
    fall_silent,
    feed,
    invited,
    phrases_of,
    probe,
    say,
    tap,
)

FIRST_QUESTION = Ask(question="day", number=1, total=3)


def thinking() -> Played:
    played = begun()
    say(played, "1")
    return played


def closed() -> Played:
    played = begun()
    feed(played, Left(at=NOON))
    return played


def erased() -> Played:
    played = thinking()
    feed(played, AskedForDeletion(at=NOON))
    feed(played, DeletionConfirmed(at=NOON + DAY))
    return played


@pytest.mark.parametrize("place", [Played, invited, begun, thinking, at_closing, closed])
def test_help_privacy_languages_and_data_disturb_nothing(place: type[Played]) -> None:
    session = place().session
    answers: dict[Event, Effect] = {
        AskedForHelp(at=NOON): Say(phrase=phrases.HELP),
        AskedAboutPrivacy(at=NOON): Say(phrase=phrases.PRIVACY_WHO),
        AskedForLanguages(at=NOON): OfferLanguages(),
        AskedForData(at=NOON): GiveData(),
    }
    for event, effect in answers.items():
        outcome = step(LITTLE_STUDY, session, event)
        assert outcome == Outcome(replace(session, choosing=outcome.session.choosing), (effect,))
        assert outcome.session.choosing == (session.choosing or effect == OfferLanguages())


def test_another_language_repeats_the_main_question_in_its_reviewed_wording() -> None:
    played = thinking()
    probe(played)
    effects = feed(played, LanguageChosen(at=NOON, language="de"))
    assert effects[:2] == (Say(phrase=phrases.LANGUAGE_CHANGED), FIRST_QUESTION)
    assert (played.session.language, played.session.probe) == ("de", "")
    assert played.session.probes == 1


def test_the_same_language_again_keeps_the_probe() -> None:
    played = thinking()
    probe(played, "Why?")
    feed(played, LanguageChosen(at=NOON, language="en"))
    assert played.session.probe == "Why?"


def test_another_language_while_thinking_asks_the_model_anew() -> None:
    played = thinking()
    effects = feed(played, LanguageChosen(at=NOON, language="de"))
    assert effects[0] == Say(phrase=phrases.LANGUAGE_CHANGED)
    assert isinstance(effects[1], ProposeProbe)
    assert feed(played, ProbeProposed(at=NOON, request=1, text="Why?")) == ()


def test_a_language_that_the_study_has_not_changes_nothing() -> None:
    before = begun().session
    event = LanguageChosen(at=NOON, language="fr")
    assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_another_language_after_the_end_is_noted() -> None:
    played = closed()
    assert feed(played, LanguageChosen(at=NOON, language="de")) == (
        Say(phrase=phrases.LANGUAGE_CHANGED),
    )
    assert played.session.language == "de"


def test_another_language_counts_as_a_word_of_the_participant() -> None:
    played = begun()
    fall_silent(played)
    feed(played, LanguageChosen(at=played.now, language="de"))
    assert played.session.reminded == 0


def test_deletion_takes_two_steps() -> None:
    played = thinking()
    assert feed(played, AskedForDeletion(at=NOON)) == (ConfirmDeletion(),)
    assert played.session.deleting
    assert feed(played, DeletionConfirmed(at=NOON)) == (
        Say(phrase=phrases.DELETE_STARTED),
        StopWaiting(),
        Erase(),
    )


def test_of_a_withdrawn_interview_nothing_is_left_but_that_it_was() -> None:
    assert erased().session == Session(
        phase=Phase.CLOSED,
        version="v1",
        invite="poster",
        language="en",
        request=1,
        timer=7,
        opened_at=NOON,
        expires_at=NOON + 30 * DAY,
        closed_at=NOON + DAY,
        disposition=Disposition.WITHDRAWN,
    )


def test_deletion_after_an_export_remembers_which_exports_there_are() -> None:
    played = at_closing()
    feed(played, Stopped(at=NOON))
    feed(played, Exported(at=NOON, revision=1))
    feed(played, AskedForDeletion(at=NOON))
    feed(played, DeletionConfirmed(at=NOON))
    assert (played.session.revision, played.session.exported) == (1, 1)


@pytest.mark.parametrize(
    "event",
    [
        Invited(at=NOON, version="v1"),
        Said(at=NOON, message="9", text="Hello?"),
        SentNonText(at=NOON, message="p", kind="photo"),
        Consented(at=NOON, use=Use.AGE),
        AskedForHelp(at=NOON),
        AskedForDeletion(at=NOON),
        DeletionConfirmed(at=NOON),
        Resumed(at=NOON),
        Exported(at=NOON, revision=1),
    ],
    ids=lambda event: type(event).__name__,
)
def test_nothing_comes_after_a_withdrawal(event: Event) -> None:
    before = erased().session
    assert step(LITTLE_STUDY, before, event) == Outcome(before)


def test_an_old_button_to_delete_asks_again_before_it_erases() -> None:
    played = begun()
    assert feed(played, DeletionConfirmed(at=NOON)) == (ConfirmDeletion(),)
    assert feed(played, DeletionConfirmed(at=NOON))[-1] == Erase()


def test_going_on_withdraws_the_wish_to_delete() -> None:
    played = begun()
    feed(played, AskedForDeletion(at=NOON))
    say(played, "1")
    assert not played.session.deleting


def test_who_keeps_everything_goes_on_where_it_was() -> None:
    played = begun()
    feed(played, AskedForDeletion(at=NOON))
    effects = feed(played, DeletionCancelled(at=NOON))
    assert effects[:2] == (Say(phrase=phrases.DELETE_KEPT), FIRST_QUESTION)
    assert played.session.deleting is False


@pytest.mark.parametrize("place", [Played, thinking, closed])
def test_where_nothing_is_open_keeping_is_only_confirmed(place: type[Played]) -> None:
    played = place()
    feed(played, AskedForDeletion(at=NOON))
    assert feed(played, DeletionCancelled(at=NOON)) == (Say(phrase=phrases.DELETE_KEPT),)
    assert played.session.deleting is False


def test_keeping_what_nobody_wanted_to_delete_changes_nothing() -> None:
    before = begun().session
    assert step(LITTLE_STUDY, before, DeletionCancelled(at=NOON)) == Outcome(before)


def test_a_break_puts_no_question() -> None:
    played = begun()
    fall_silent(played)
    effects = feed(played, Paused(at=played.now))
    assert effects == (
        Say(phrase=phrases.PAUSED),
        WaitUntil(timer=played.session.timer, due=played.now + DAY),
    )
    assert (played.session.paused, played.session.reminded) == (True, 0)


def test_a_break_while_thinking_cancels_the_request_and_keeps_the_words() -> None:
    played = thinking()
    feed(played, Paused(at=NOON))
    assert (played.session.phase, played.session.request) == (Phase.LISTENING, 2)
    assert feed(played, ProbeProposed(at=NOON, request=1, text="Why?")) == ()
    (propose, _) = feed(played, Resumed(at=NOON))
    assert isinstance(propose, ProposeProbe)
    assert [heard.message for heard in propose.exchanges[0].heard] == ["1"]
    assert not played.session.paused


def test_going_on_puts_the_open_question_again() -> None:
    played = begun()
    feed(played, Paused(at=NOON))
    effects = feed(played, Resumed(at=NOON))
    assert effects[:2] == (Say(phrase=phrases.RESUMED), FIRST_QUESTION)
    assert not played.session.paused


def test_going_on_while_thinking_changes_nothing() -> None:
    before = thinking().session
    assert step(LITTLE_STUDY, before, Resumed(at=NOON)) == Outcome(before)


def test_during_a_break_people_are_still_reminded_and_break_off() -> None:
    played = begun()
    feed(played, Paused(at=NOON))
    assert phrases_of(fall_silent(played)) == [phrases.REMINDER]
    break_off(played)
    assert (played.session.disposition, played.session.paused) == (Disposition.BREAK_OFF, False)


def test_stop_ends_at_once_and_says_what_is_kept() -> None:
    played = thinking()
    assert feed(played, Stopped(at=NOON)) == (
        Close(disposition=Disposition.BREAK_OFF, phrase=phrases.CLOSED_STOPPED),
        StopWaiting(),
        Export(revision=1),
    )
    assert played.session.stopped
    assert feed(played, ProbeProposed(at=NOON, request=1, text="Why?")) == ()


def test_stop_after_half_of_the_questions_is_a_partial() -> None:
    played = thinking()
    enough(played)
    say(played, "2")
    feed(played, Stopped(at=NOON))
    assert played.session.disposition is Disposition.PARTIAL


def test_stop_after_all_questions_is_complete() -> None:
    played = at_closing()
    feed(played, Stopped(at=NOON))
    assert played.session.disposition is Disposition.COMPLETE


def test_who_blocks_is_told_nothing() -> None:
    assert feed(thinking(), Left(at=NOON)) == (
        Close(disposition=Disposition.BREAK_OFF),
        StopWaiting(),
        Export(revision=1),
    )


def test_who_blocks_before_consent_has_broken_off() -> None:
    played = invited()
    feed(played, Left(at=NOON))
    assert played.session.disposition is Disposition.BREAK_OFF


def test_blocking_after_the_end_changes_nothing() -> None:
    before = closed().session
    assert step(LITTLE_STUDY, before, Left(at=NOON)) == Outcome(before)


def test_an_export_is_noted_and_never_unnoted() -> None:
    played = at_closing()
    tap(played, "5")
    feed(played, Stopped(at=NOON))
    say(played, "r")
    assert played.session.revision == 2
    noted = []
    for revision in (1, 2, 1, 9):
        assert feed(played, Exported(at=NOON, revision=revision)) == ()
        noted.append(played.session.exported)
    assert noted == [1, 2, 2, 2]


def test_stop_before_consent_leaves_the_door_open() -> None:
    played = invited()
    feed(played, Stopped(at=NOON))
    assert not played.session.stopped
    assert say(played, "1")[1] == AskConsent(use=Use.AGE)
