"""A model as interviewer, over HTTP with the real SDK: guarded, bounded and never silent."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from tellmore.interview.session import Exchange, Heard
from tellmore.languages import catalogues
from tellmore.languages.detection import Detector
from tellmore.languages.glossary import read_glossaries
from tellmore.languages.language import read_languages
from tellmore.llm.claude import Claude
from tellmore.llm.model_interviewer import ModelInterviewer
from tellmore.llm.scripted import MODEL, ScriptedInterviewer
from tellmore.runtime.ports import ProbeRequest, Verdict
from tellmore.stores.study_files import read_all
from tellmore.study.probe_policy import ProbeKind
from tellmore.testing.messages_server import (
    Asked,
    Broken,
    Cut,
    Fault,
    Hang,
    MessagesServer,
    Page,
    Reply,
    Status,
)

NAME = "claude-haiku-5-5"
LISTED = {one.tag: one for one in read_languages(catalogues.default_folder())}
SPOKEN = catalogues.load()
GLOSSARIES = read_glossaries(catalogues.default_folder())
DETECTOR = Detector(LISTED.values())
STUDY = read_all()["commute"]
TRIP = next(
    question for topic in STUDY.topics for question in topic.questions if question.key == "trip"
)
ANSWER = "I took the bus to the market and it was quite full, as it is on most days"
GOOD = "What was it like inside the bus that morning?"
THEN = datetime(2026, 1, 1, tzinfo=UTC)


def reply(question: str = GOOD, **changed: object) -> dict[str, object]:
    return {
        "covered": [],
        "answer": "substantive",
        "next": "probe",
        "kind": TRIP.probing.kinds[0],
        "question": question,
        "language": "en",
        "distress": False,
        "wants_to_stop": False,
    } | changed


@dataclass
class Model:
    """Answers with each reply in turn, the last one for ever."""

    replies: list[dict[str, object]] = field(default_factory=lambda: [reply()])
    asked: list[Asked] = field(default_factory=list[Asked])

    def __call__(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        return Reply(json=self.replies[min(len(self.asked), len(self.replies)) - 1])


class FixedClock:
    def now(self) -> datetime:
        return THEN


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
async def server(model: Model) -> AsyncIterator[MessagesServer]:
    async with MessagesServer(keys=("good",)) as server:
        server.answer = model
        yield server


@pytest.fixture
async def interviewer(server: MessagesServer) -> AsyncIterator[ModelInterviewer]:
    async with Claude(NAME, key="good", base_url=server.base_url) as claude:
        yield ModelInterviewer(
            model=claude,
            scripted=ScriptedInterviewer(catalogues=SPOKEN),
            languages=LISTED,
            glossaries=GLOSSARIES,
            detector=DETECTOR,
            clock=FixedClock(),
        )


def request(
    answer: str = ANSWER, *, probes: int = 0, language: str = "en", within: float = 20
) -> ProbeRequest:
    return ProbeRequest(
        study=STUDY,
        question=TRIP,
        language=language,
        exchanges=(Exchange(asked="", heard=(Heard(message="1", text=answer),)),),
        probes=probes,
        clarifications=0,
        deadline=THEN + timedelta(seconds=within),
    )


async def test_a_good_follow_up_is_proposed_with_who_wrote_it(
    interviewer: ModelInterviewer,
) -> None:
    proposal = await interviewer.propose(request())

    assert (proposal.verdict, proposal.text) == (Verdict.PROBE, GOOD)
    assert (proposal.kind, proposal.model) == (TRIP.probing.kinds[0], NAME)
    assert proposal.reason == "substantive answer"


async def test_no_model_is_asked_once_the_probes_are_used_up(
    interviewer: ModelInterviewer, model: Model
) -> None:
    proposal = await interviewer.propose(request(probes=TRIP.probing.at_most))

    assert (proposal.verdict, proposal.reason) == (Verdict.ENOUGH, "probes used up")
    assert model.asked == []


async def test_what_people_ask_back_in_known_words_needs_no_model(
    interviewer: ModelInterviewer, model: Model
) -> None:
    proposal = await interviewer.propose(request("what do you mean"))

    assert proposal.verdict is Verdict.CLARIFICATION_WANTED
    assert model.asked == []


async def test_a_refused_follow_up_is_tried_once_more_with_the_fault_named(
    interviewer: ModelInterviewer, model: Model
) -> None:
    model.replies = [reply("That is interesting. What was it like inside?"), reply()]
    proposal = await interviewer.propose(request())

    assert (proposal.text, proposal.model) == (GOOD, NAME)
    assert "it praises, thanks or pities" in model.asked[1].said[-1]


async def test_after_two_bad_follow_ups_the_script_takes_over(
    interviewer: ModelInterviewer, model: Model
) -> None:
    model.replies = [reply("Did you enjoy it? And why?")]
    proposal = await interviewer.propose(request())

    assert (proposal.verdict, proposal.model) == (Verdict.PROBE, MODEL)
    assert proposal.reason.startswith("unusable; ")
    assert len(model.asked) == 2


async def test_a_kind_that_the_study_does_not_want_is_refused(
    interviewer: ModelInterviewer, model: Model
) -> None:
    unwanted = next(kind for kind in ProbeKind if kind not in TRIP.probing.kinds)
    model.replies = [reply(kind=unwanted), reply()]
    proposal = await interviewer.propose(request())

    assert proposal.kind in TRIP.probing.kinds
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"next": "enough", "kind": "", "question": ""}, Verdict.ENOUGH),
        ({"next": "explain", "kind": "", "question": ""}, Verdict.CLARIFICATION_WANTED),
        ({"distress": True}, Verdict.ENOUGH),
        ({"wants_to_stop": True}, Verdict.ENOUGH),
    ],
)
async def test_without_a_follow_up_none_is_asked(
    interviewer: ModelInterviewer, model: Model, said: dict[str, object], verdict: Verdict
) -> None:
    model.replies = [reply() | said]
    proposal = await interviewer.propose(request())

    assert (proposal.verdict, proposal.text) == (verdict, "")


async def test_the_studys_least_number_of_probes_is_kept_whatever_the_model_says(
    interviewer: ModelInterviewer, model: Model
) -> None:
    model.replies = [reply(next="enough", kind="", question="")]
    wanted = replace(TRIP, probing=replace(TRIP.probing, at_least=1))
    proposal = await interviewer.propose(replace(request(), question=wanted))

    assert (proposal.verdict, proposal.model) == (Verdict.PROBE, MODEL)


@pytest.mark.parametrize(
    "fault",
    [
        Status(401),
        Status(429),
        Status(500),
        Status(529),
        Hang(),
        Cut(),
        Cut(after=20),
        Page(),
        Broken(stop_reason="refusal", text=""),
        Broken(stop_reason="max_tokens"),
        Broken(text="Sure! Here is a question."),
        Broken(text=""),
    ],
    ids=str,
)
async def test_whatever_fails_the_script_asks_in_the_participants_language(
    server: MessagesServer, interviewer: ModelInterviewer, fault: Fault
) -> None:
    server.fail(fault, times=50)
    proposal = await interviewer.propose(request("basi", language="sw", within=0.75))

    assert (proposal.verdict, proposal.model) == (Verdict.PROBE, MODEL)
    assert proposal.text in {SPOKEN.render("sw", f"probe.elaborate.{n}") for n in (1, 2, 3)}


async def test_after_the_deadline_nothing_is_sent(
    interviewer: ModelInterviewer, model: Model
) -> None:
    proposal = await interviewer.propose(request(within=-1))

    assert proposal.model == MODEL
    assert proposal.reason.startswith("unreachable; ")
    assert model.asked == []
