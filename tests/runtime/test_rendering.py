"""What participants see: joined, in their language, with what they can tap."""

import pytest

from tellmore.interview import phrases
from tellmore.interview.effects import (
    Ask,
    AskClosed,
    AskConsent,
    Close,
    ConfirmDeletion,
    Effect,
    Explain,
    GiveData,
    OfferLanguages,
    Probe,
    Say,
    StopWaiting,
)
from tellmore.interview.session import Disposition, Session
from tellmore.runtime.messages import Message, Style
from tellmore.runtime.rendering import Speaker, Spoken
from tellmore.study.consent import Use
from tests.runtime.surroundings import SPOKEN, little_study

STUDY = little_study()
SPEAKER = Speaker(catalogues=SPOKEN)


def speak(*effects: Effect, language: str = "en", held: str = "") -> Spoken:
    return SPEAKER.speak(STUDY, Session(language=language), effects, language=language, held=held)


def one(*effects: Effect, language: str = "en") -> Message:
    (message,) = speak(*effects, language=language).messages
    return message


def labels(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.buttons]


def test_a_main_question_comes_word_for_word_below_its_place() -> None:
    message = one(Ask(question="way", number=1, total=2))

    assert [(p.text, p.style) for p in message.paragraphs] == [
        ("1 of 2", Style.QUIET),
        ("What is your way like?", Style.STRONG),
    ]


def test_what_one_step_says_is_one_message_until_there_are_buttons() -> None:
    said = speak(
        Say(phrase=phrases.ACKNOWLEDGE_1),
        AskClosed(question="mode"),
        Say(phrase=phrases.TAP),
        StopWaiting(),
    )

    assert [len(message.paragraphs) for message in said.messages] == [2, 1]
    assert [uttered.key for uttered in said.uttered] == [
        "say:acknowledge.1",
        "closed:mode",
        "say:tap",
    ]


def test_nothing_to_say_is_no_message() -> None:
    assert speak(StopWaiting()) == Spoken(messages=(), uttered=())


def test_consent_says_who_asks_that_it_is_an_ai_and_why() -> None:
    message = one(AskConsent(use=Use.AGE))

    assert "AI interviewer" in message.text
    assert "the tellmore project" in message.text
    assert "We want to learn how people travel." in message.text
    assert labels(message)[0] == ["Yes", "No"]


def test_the_study_s_own_words_of_consent_stand_in_the_form() -> None:
    message = one(AskConsent(use=Use.ANALYSIS))

    assert "We keep it." in message.text
    assert labels(message)[0] == ["I agree", "No, thanks"]


def test_languages_are_offered_by_their_own_names() -> None:
    assert labels(one(OfferLanguages())) == [["English", "العربية"]]


def test_a_scale_is_a_row_of_numbers_with_its_ends_in_words() -> None:
    message = one(AskClosed(question="rating"))

    assert labels(message) == [["1", "2", "3", "4", "5", "6", "7"]]
    assert "1 = bad" in message.text


def test_likely_countries_are_offered_and_any_other_can_be_written() -> None:
    message = one(AskClosed(question="country"), language="ar")

    assert any("مصر" in row for row in labels(message))
    assert SPOKEN.render("ar", phrases.COUNTRY_WRITE) in message.text


def test_an_unknown_country_is_asked_for_again_by_name() -> None:
    position = STUDY.order().index("country")
    session = Session(language="en", order=STUDY.order(), position=position)
    effects = (Say(phrase=phrases.TAP), AskClosed(question="country"))
    (message,) = SPEAKER.speak(STUDY, session, effects, language="en").messages

    assert message.text.startswith("I do not know this name.")


def test_options_are_in_the_participant_s_language() -> None:
    assert labels(one(AskClosed(question="mode"), language="ar")) == [["بالحافلة", "لا أتنقل"]]


def test_help_lists_every_command() -> None:
    text = one(Say(phrase=phrases.HELP)).text

    assert all(f"/{name} - " in text for name in ("skip", "undo", "pause", "stop", "delete"))


def test_privacy_says_who_what_how_long_and_whom_to_ask() -> None:
    text = one(Say(phrase=phrases.PRIVACY_WHO)).text

    assert "365 days" in text
    assert "privacy@tellmore.example" in text


def test_a_probe_is_said_as_it_was_proposed() -> None:
    assert one(Probe(question="way", text="And <b>then</b>?", kind=None)).text == (
        "And <b>then</b>?"
    )


def test_an_explanation_repeats_the_question() -> None:
    assert one(Explain(question="way")).text.endswith("What is your way like?")


def test_deletion_is_asked_with_two_buttons() -> None:
    assert labels(one(ConfirmDeletion())) == [["Yes, delete", "No, keep"]]


def test_data_come_as_a_file() -> None:
    (message,) = speak(GiveData(), held="{}").messages

    assert message.attachment is not None
    assert (message.attachment.name, message.attachment.text) == ("little.json", "{}")


@pytest.mark.parametrize(
    ("close", "farewell"),
    [
        (Close(disposition=Disposition.COMPLETE, phrase=phrases.CLOSED_COMPLETE), True),
        (Close(disposition=Disposition.REFUSAL, phrase=phrases.CLOSED_REFUSAL), False),
    ],
)
def test_only_those_who_completed_get_the_study_s_farewell(close: Close, *, farewell: bool) -> None:
    assert ("Travel well!" in one(close).text) is farewell


def test_a_silent_end_says_nothing() -> None:
    assert speak(Close(disposition=Disposition.BREAK_OFF)).messages == ()


def test_a_language_that_we_lack_is_spoken_in_english() -> None:
    assert (SPEAKER.language_for("tlh"), SPEAKER.language_for("ar-EG")) == ("en", "ar")
