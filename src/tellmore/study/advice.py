"""What a careful colleague would say about a study's wording: advice, never a fault."""

import re
from collections.abc import Iterator

from tellmore.study.guide import Question
from tellmore.study.probe_policy import ProbeKind
from tellmore.study.study import Study
from tellmore.study.wording import Wording

_QUESTION_MARKS = re.compile(
    "[?\uff1f\u061f\u055e\u1367]"
)  # also full-width, Arabic, Armenian, Ethiopic
_INVITES = re.compile(
    r"(could|can|would|will) you (please )?(tell|describe|explain|share)\b", re.IGNORECASE
)
_CLOSED = re.compile(
    r"(do|does|did|is|are|was|were|have|has|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(don't|isn't|aren't|doesn't|didn't|haven't|wouldn't|shouldn't) "
    r"|(do|would) you agree\b",
    re.IGNORECASE,
)
_TAGGED = re.compile(r"[,;] (right|isn't it|don't you|no|ok)\?$", re.IGNORECASE)
_WHY = re.compile(r"why\b", re.IGNORECASE)


def warnings(study: Study) -> tuple[str, ...]:
    """Return advice on the study's open questions and on what it may ask after them.

    Each begins with the name of the text, as translations use it. Compound questions are
    seen in every language, the forms of English questions where English is written in.

    Source: the handbooks of qualitative interviewing agree on open, neutral "how" and
    "what" questions, one at a time; "why" asks for a justification.
    """
    return tuple(
        warning for question in study.questions() for warning in _question(question, study)
    )


def _question(question: Question, study: Study) -> Iterator[str]:
    name = f"questions.{question.key}"
    texts = [(f"{name}.text", question.text)]
    texts += [(f"{name}.points.{point.key}.ask", point.ask) for point in question.points]
    for place, wording in texts:
        yield from _compound(place, wording)
        english = wording.get("en", "")
        if english and study.source.split("-")[0] == "en":
            yield from (f"{place}: {advice}" for advice in _form(english.replace("\u2019", "'")))
    raised = any(point.ask for point in question.points)
    if ProbeKind.POINT in question.probing.kinds and not raised:
        yield f'{name}: follows up with "point", but no point says how to ask'


def _compound(place: str, wording: Wording) -> Iterator[str]:
    for language, text in wording.items():
        if len(_QUESTION_MARKS.findall(text)) > 1:
            yield f"{place}: asks more than one thing at a time ({language})"


def _form(text: str) -> Iterator[str]:
    asked = _asked(text)
    if _LEADING.match(asked) or _TAGGED.search(asked):
        yield "leads to an answer; ask without one in mind"
    elif _CLOSED.match(asked) and not _INVITES.match(asked):
        yield 'can be answered with yes or no; begin with "how" or "what"'
    elif _WHY.match(asked):
        yield '"why" can sound like a reproach; ask "what" or "how"'


def _asked(text: str) -> str:
    """Return the last sentence with a question mark, or nothing."""
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    return next((each for each in reversed(sentences) if each.endswith("?")), "")
