"""The scripted interviewer: neutral, within the policy, in the participant's language."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tellmore.interview import phrases
from tellmore.interview.session import Exchange, Heard
from tellmore.languages import catalogues
from tellmore.llm.scripted import ScriptedInterviewer
from tellmore.runtime.ports import ProbeRequest, Verdict
from tellmore.study.consent import Consent
from tellmore.study.guide import Point, Question, Topic
from tellmore.study.probe_policy import ProbeKind, ProbePolicy
from tellmore.study.study import Study

SPOKEN = catalogues.load()
INTERVIEWER = ScriptedInterviewer(catalogues=SPOKEN)
LANGUAGES = SPOKEN.tags
QUESTION = Question(
    key="way",
    text={"en": "How do you get to work?"},
    points=(Point(key="mood", about="how it feels", ask={"en": "How does it feel?"}),),
    probing=ProbePolicy(kinds=(ProbeKind.EXAMPLE, ProbeKind.ELABORATE, ProbeKind.POINT), at_most=2),
)
STUDY = Study(
    key="little",
    title={"en": "Little"},
    languages=("en",),
    organisation="us",
    purpose={"en": "To test."},
    contact="privacy@tellmore.example",
    minutes=3,
    consent=Consent(version="1", text={"en": "Agree?"}),
    topics=(Topic(key="t", title="T", questions=(QUESTION,)),),
)
MIDDLING = "I take the bus most days, and sometimes I walk there with a friend"


def request(*answers: str, asked: str = "", language: str = "en", probes: int = 0) -> ProbeRequest:
    heard = tuple(Heard(message=str(n), text=text) for n, text in enumerate(answers))
    return ProbeRequest(
        study=STUDY,
        question=QUESTION,
        language=language,
        exchanges=(Exchange(asked=asked, heard=heard),),
        probes=probes,
        clarifications=0,
        deadline=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thin_answer_is_asked_to_be_elaborated_in_its_language(language: str) -> None:
    proposal = INTERVIEWER.consider(request("42", language=language))

    elaborations = {
        SPOKEN.render(language, key)
        for key in (phrases.ELABORATE_1, phrases.ELABORATE_2, phrases.ELABORATE_3)
    }
    assert (proposal.verdict, proposal.kind) == (Verdict.PROBE, ProbeKind.ELABORATE)
    assert proposal.text in elaborations


def test_a_middling_answer_gets_the_preferred_kind() -> None:
    assert INTERVIEWER.consider(request(MIDDLING)).kind is ProbeKind.EXAMPLE


def test_a_full_answer_is_enough() -> None:
    assert INTERVIEWER.consider(request(MIDDLING * 10)).verdict is Verdict.ENOUGH


def test_probes_end_at_the_policy_whatever_was_said() -> None:
    assert INTERVIEWER.consider(request("no", probes=2)).verdict is Verdict.ENOUGH


def test_a_short_answer_to_a_probe_ends_the_probing() -> None:
    assert INTERVIEWER.consider(request("nothing", probes=1)).verdict is Verdict.ENOUGH


def test_a_wanted_probe_is_asked_even_after_a_full_answer() -> None:
    eager = replace(QUESTION, probing=replace(QUESTION.probing, at_least=1))
    wanted = replace(request(MIDDLING * 10), question=eager)

    assert INTERVIEWER.consider(wanted).verdict is Verdict.PROBE


def test_no_probe_is_asked_twice() -> None:
    texts: list[str] = []
    exchanges: tuple[Exchange, ...] = (
        Exchange(asked="", heard=(Heard(message="1", text=MIDDLING),)),
    )
    patient = replace(QUESTION, probing=replace(QUESTION.probing, at_most=9))
    for probes in range(9):
        asking = replace(request(MIDDLING), question=patient, exchanges=exchanges, probes=probes)
        proposal = INTERVIEWER.consider(asking)
        if proposal.verdict is not Verdict.PROBE:
            break
        texts.append(proposal.text)
        answer = (Heard(message=str(probes + 2), text=MIDDLING),)
        exchanges = (*exchanges, Exchange(asked=proposal.text, heard=answer))

    assert len(texts) == len(set(texts)) == 7  # three examples, three elaborations, one point
    assert "How does it feel?" in texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_back_is_understood_in_every_language(language: str) -> None:
    ways = SPOKEN.render(language, phrases.LISTEN_CLARIFICATION).split("|")
    verdicts = {
        way: INTERVIEWER.consider(request(f"{way.capitalize()}?", language=language)).verdict
        for way in ways
    }

    assert set(verdicts.values()) == {Verdict.CLARIFICATION_WANTED}, verdicts


def test_the_same_words_in_a_long_answer_ask_nothing() -> None:
    long = f"{MIDDLING}, and my boss says what do you mean you are late again, every week"

    assert INTERVIEWER.consider(request(long)).verdict is not Verdict.CLARIFICATION_WANTED
