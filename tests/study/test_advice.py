"""Advice on wording: seen where it is due, and silent on good questions."""

import pytest

from tellmore.stores.study_files import read_all
from tellmore.study.advice import warnings
from tellmore.study.consent import Consent
from tellmore.study.guide import Question, Topic
from tellmore.study.probe_policy import ProbeKind, ProbePolicy
from tellmore.study.study import Study


def _study(text: str, *, language: str = "en", probing: ProbePolicy | None = None) -> Study:
    question = Question(key="q", text={language: text}, probing=probing or ProbePolicy())
    return Study(
        key="s",
        title={language: "S"},
        languages=(language,),
        organisation="O",
        purpose={language: "P"},
        contact="a@example.org",
        minutes=5,
        consent=Consent(version="1", text={language: "C"}),
        topics=(Topic(key="t", title="T", questions=(question,)),),
    )


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("What was it? How was it?", "asks more than one thing at a time (en)"),
        ("Do you use AI?", 'can be answered with yes or no; begin with "how" or "what"'),
        ("Think back. Is it good?", 'can be answered with yes or no; begin with "how" or "what"'),
        ("Have you tried?", 'can be answered with yes or no; begin with "how" or "what"'),
        ("Don't you like it?", "leads to an answer; ask without one in mind"),
        ("Don’t you like it?", "leads to an answer; ask without one in mind"),
        ("Do you agree with that?", "leads to an answer; ask without one in mind"),
        ("You like it, right?", "leads to an answer; ask without one in mind"),
        ("Why do you use it?", '"why" can sound like a reproach; ask "what" or "how"'),
    ],
)
def test_doubtful_forms_are_seen(text: str, advice: str) -> None:
    assert warnings(_study(text)) == (f"questions.q.text: {advice}",)


@pytest.mark.parametrize(
    "text",
    [
        "How was it?",
        "Could you tell me about your day?",
        "Tell me about your day.",
        "Doing this, what matters most to you?",
        "Thinking of that: what, if anything, is missing?",
    ],
)
def test_good_forms_pass(text: str) -> None:
    assert warnings(_study(text)) == ()


def test_two_questions_are_seen_in_other_scripts() -> None:
    study = _study("ما هذا؟ كيف كان؟", language="ar")
    assert warnings(study) == ("questions.q.text: asks more than one thing at a time (ar)",)


def test_english_forms_are_not_sought_in_other_languages() -> None:
    assert warnings(_study("Do czego to służy?", language="pl")) == ()


def test_raising_points_needs_a_point_that_can_be_raised() -> None:
    probing = ProbePolicy(kinds=(ProbeKind.POINT,))
    assert warnings(_study("How was it?", probing=probing)) == (
        'questions.q: follows up with "point", but no point says how to ask',
    )


def test_our_own_studies_follow_the_advice() -> None:
    assert {key: warnings(study) for key, study in read_all().items()} == {
        "commute": (),
        "hopes-and-fears": (),
    }
