"""A small study with one of everything, for tests and scenarios."""

from datetime import timedelta

from tellmore.study.closed_question import ClosedQuestion, Option, Options
from tellmore.study.consent import Consent
from tellmore.study.guide import Question, Topic
from tellmore.study.pace import Pace, QuietHours
from tellmore.study.probe_policy import ProbePolicy
from tellmore.study.study import Study


def _bilingual(english: str, german: str) -> dict[str, str]:
    return {"en": english, "de": german}


def _question(key: str, english: str, german: str, *, probes: int) -> Question:
    text = _bilingual(english, german)
    return Question(key=key, text=text, probing=ProbePolicy(at_most=probes))


def _option(code: str, english: str, german: str) -> Option:
    return Option(code=code, text=_bilingual(english, german))


ROLE = ClosedQuestion(
    key="role",
    text=_bilingual("What do you do most?", "Was machst du meistens?"),
    options=(
        _option("work", "Work", "Arbeiten"),
        _option("learn", "Learn", "Lernen"),
        _option("other", "Something else", "Etwas anderes"),
    ),
    qualifies=frozenset({"work", "learn"}),
)

USE = ClosedQuestion(
    key="use",
    text=_bilingual("Have you used an AI?", "Hast du eine KI benutzt?"),
    options=(Option(code="yes"), Option(code="no")),
    source=Options.YES_NO,
)

RATING = ClosedQuestion(
    key="rating",
    text=_bilingual("How was this interview?", "Wie war dieses Interview?"),
    options=tuple(Option(code=str(number)) for number in range(1, 6)),
    source=Options.SCALE,
)

QUESTIONS = (
    _question("day", "How was your day?", "Wie war dein Tag?", probes=2),
    _question("wish", "What do you wish for?", "Was wünschst du dir?", probes=1),
    _question("more", "What else matters to you?", "Was ist dir noch wichtig?", probes=0),
)

LITTLE_STUDY = Study(
    key="days",
    version="v1",
    title=_bilingual("Days", "Tage"),
    languages=("en", "de"),
    organisation="the Example Institute",
    purpose=_bilingual("We want to know how days go.", "Wir wollen wissen, wie Tage sind."),
    contact="privacy@example.org",
    minutes=5,
    consent=Consent(
        version="2026-01",
        text=_bilingual("Your answers are analysed.", "Deine Antworten werden ausgewertet."),
        minimum_age=18,
        quotation=True,
        release=True,
    ),
    screener=(ROLE, USE),
    topics=(Topic(key="life", title="Life", questions=QUESTIONS),),
    closing=(RATING,),
    farewell=_bilingual("We will publish what we learn.", "Wir veröffentlichen, was wir lernen."),
    pace=Pace(
        settle=timedelta(seconds=2),
        reminders=(timedelta(hours=24), timedelta(hours=48)),
        quiet=QuietHours(start=21, end=9),
        thinking=timedelta(seconds=60),
        expiry=timedelta(days=30),
    ),
)
"""Age, consent, quotation, release; two screening questions, three open ones with two, one
and no follow-up, one closing question; English and German."""
