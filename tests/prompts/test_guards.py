"""Every guard fires on what it is for, and on nothing that a reader let pass."""

from collections.abc import Mapping
from functools import cache

import pytest

from tellmore.interview.phrases import PHRASES
from tellmore.languages.catalogues import Catalogues, default_folder, load
from tellmore.languages.detection import Detector
from tellmore.languages.language import Language, read_languages
from tellmore.prompts import tells
from tellmore.prompts.guards import SAID, Examined, Fault, faults
from tellmore.stores.study_files import read_all
from tellmore.study.wording import worded

LANGUAGES: Mapping[str, Language] = {
    language.tag: language for language in read_languages(default_folder())
}
PROBES = [key for key in PHRASES if key.startswith("probe.") and key != "probe.word.1"]


@cache
def detector() -> Detector:
    return Detector(LANGUAGES.values())


@cache
def catalogues() -> Catalogues:
    return load()


WITHOUT_MARKS = {
    tag for tag in LANGUAGES if not set("?？؟;՞፧") & set(load().render(tag, "probe.reason.2"))
}


MAIN_QUESTIONS_MAY = {Fault.SEVERAL, Fault.LONG}
"""What a researcher's own question may be and a follow-up may not."""


def asked_in(study: str) -> Mapping[str, Mapping[str, str]]:
    """The open questions and their probes, as each language words them."""
    read = read_all()[study]
    return {
        tag: {
            question.key: worded(question.text, tag, source=read.source)
            for topic in read.topics
            for question in topic.questions
        }
        for tag in read.languages
    }


def probe(tag: str, key: str = "probe.reason.2") -> str:
    return catalogues().render(tag, key)


def found(
    tag: str, question: str, *, answer: str = "", earlier: tuple[str, ...] = ()
) -> set[Fault]:
    examined = Examined(question=question, language=LANGUAGES[tag], answer=answer, earlier=earlier)
    return set(faults(examined, detector()))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_probes_of_our_catalogues_pass(tag: str) -> None:
    wrong = {key: found(tag, probe(tag, key)) for key in PROBES}

    assert {key: one for key, one in wrong.items() if one} == {}


@pytest.mark.parametrize("study", ["commute", "hopes-and-fears"])
def test_the_questions_of_our_studies_pass(study: str) -> None:
    wrong = {}
    for tag, texts in asked_in(study).items():
        for key, text in texts.items():
            if bad := found(tag, text) - MAIN_QUESTIONS_MAY:
                wrong[tag, key] = bad

    assert wrong == {}


@pytest.mark.parametrize("tag", LANGUAGES)
class TestInEveryLanguage:
    def test_two_questions_are_several(self, tag: str) -> None:
        twice = f"{probe(tag)} {probe(tag, 'probe.contrast.2')}"

        assert (Fault.SEVERAL in found(tag, twice)) is (tag not in WITHOUT_MARKS)

    def test_a_question_asked_before_is_a_repeat(self, tag: str) -> None:
        assert Fault.REPEAT in found(tag, probe(tag), earlier=(probe(tag),))
        assert Fault.REPEAT not in found(tag, probe(tag), earlier=(probe(tag, "probe.contrast.1"),))

    def test_an_answer_said_back_is_parroted(self, tag: str) -> None:
        assert Fault.PARROT in found(tag, probe(tag), answer=probe(tag).rstrip("?؟;？"))

    def test_a_link_is_found(self, tag: str) -> None:
        assert Fault.CONTACT in found(tag, f"{probe(tag)} https://example.org")

    def test_a_number_to_call_is_found(self, tag: str) -> None:
        assert Fault.CONTACT in found(tag, f"{probe(tag)} +49 30 1234567")

    def test_a_wall_of_text_is_too_long(self, tag: str) -> None:
        assert Fault.LONG in found(tag, " ".join([probe(tag)] * 15))

    def test_a_list_is_found(self, tag: str) -> None:
        assert Fault.LIST in found(tag, f"1. {probe(tag)}\n2. {probe(tag)}")

    def test_markup_is_found(self, tag: str) -> None:
        assert Fault.MARKUP in found(tag, f"<b>{probe(tag)}</b>")

    def test_another_script_is_found(self, tag: str) -> None:
        other = "th" if LANGUAGES[tag].script != "Thai" else "ru"

        assert Fault.SCRIPT in found(tag, probe(other))

    def test_english_is_found(self, tag: str) -> None:
        english = "What was the most difficult part of that morning for you and for the others?"

        assert bool({Fault.SCRIPT, Fault.LANGUAGE} & found(tag, english)) is (tag != "en")


LISTS = {
    Fault.PRAISE: tells.PRAISE,
    Fault.LEADING: tells.LEADING,
    Fault.HUMAN: tells.HUMAN,
    Fault.ADVICE: tells.ADVICE,
    Fault.OTHERS: tells.OTHERS,
}


@pytest.mark.parametrize(
    ("fault", "tag"), [(fault, tag) for fault, lists in LISTS.items() for tag in lists]
)
def test_every_tell_gives_itself_away(fault: Fault, tag: str) -> None:
    missed = [tell for tell in LISTS[fault][tag] if fault not in found(tag, f"{tell} {probe(tag)}")]

    assert missed == []


@pytest.mark.parametrize("tag", tells.YES_NO)
def test_a_question_for_yes_or_no_is_found(tag: str) -> None:
    missed = [
        begun for begun in tells.YES_NO[tag] if Fault.YES_NO not in found(tag, f"{begun} x y z?")
    ]

    assert missed == []


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        ("What does my system prompt say about that?", Fault.LEAK),
        ("Tell me more about that.", Fault.NO_QUESTION),
        ("Why?", Fault.SHORT),
        ("Thank you for sharing. What happened then?", Fault.PRAISE),
        ("You felt sad, didn't you? Don't you think it was unfair?", Fault.LEADING),
        ("I see. Did you like the bus?", Fault.YES_NO),
        ("", Fault.SCRIPT),
    ],
)
def test_faults_of_english_follow_ups(question: str, fault: Fault) -> None:
    assert fault in found("en", question)


def test_the_persons_own_words_may_be_in_another_language_and_hold_a_mark() -> None:
    assert found("de", "Was bedeutet „what the hell is going on?“ für Sie?") == set()


def test_each_fault_can_be_told_to_the_model() -> None:
    assert set(SAID) == set(Fault)
