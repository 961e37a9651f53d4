"""A language model as interviewer, within what the study allows and the guards let pass.

The policy is asked first, and costs nothing; then the model; then the guards. A follow-up that
a guard refuses is tried once more with the fault named. Where nothing good comes in time, the
rules of the scripted interviewer take over, so that there is never silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from tellmore.errors import TheirFault, Unreachable, Unusable
from tellmore.languages.detection import Detector
from tellmore.languages.glossary import Glossary
from tellmore.languages.language import Language
from tellmore.llm.scripted import ScriptedInterviewer
from tellmore.prompts.guards import SAID, Examined, faults
from tellmore.prompts.probing import Asked, Next, Proposed, prompt, read
from tellmore.runtime.ports import Clock, LanguageModel, ProbeRequest, Proposal, Verdict
from tellmore.study.wording import worded

TRIES = 2
"""How often the model is asked about one answer: once, and once more with the fault named."""


HEADROOM = timedelta(milliseconds=250)
"""Left of the deadline when the model is given up: the script must still be heard in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInterviewer:
    """Proposes what a model writes, if it may be asked and the guards let it pass.

    Attributes:
        model: Writes the follow-ups.
        scripted: Decides what needs no model, and takes over when the model fails.
        languages: By tag.
        glossaries: By tag; a language may lack one.
        detector: Tells languages apart, for the guards.
        clock: Tells how long is left.
    """

    model: LanguageModel
    scripted: ScriptedInterviewer
    languages: Mapping[str, Language]
    glossaries: Mapping[str, Glossary]
    detector: Detector
    clock: Clock

    async def propose(self, request: ProbeRequest) -> Proposal:
        """Return one proposal; never fails."""
        settled = self.scripted.settled(request)
        if settled:
            return settled
        try:
            return await self._asked(request)
        except TheirFault as fault:
            instead = self.scripted.consider(request)
            return replace(instead, reason=f"{_name(fault)}; {instead.reason}")

    async def _asked(self, request: ProbeRequest) -> Proposal:
        asked = Asked(
            study=request.study,
            question=request.question,
            language=self.languages[request.language],
            glossary=self.glossaries.get(request.language),
            exchanges=request.exchanges,
            probes_left=request.question.probing.at_most - request.probes,
        )
        for _ in range(TRIES):
            left = request.deadline - HEADROOM - self.clock.now()
            if left.total_seconds() <= 0:
                raise Unreachable("the deadline has passed")
            done = await self.model.complete(prompt(asked), within=left)
            proposed = read(done.value)
            wrong = self._fault(proposed, request)
            if not wrong:
                return self._proposal(proposed, request, model=done.model)
            asked = replace(asked, fault=wrong, tried=proposed.question)
        raise Unusable(asked.fault)

    def _fault(self, proposed: Proposed, request: ProbeRequest) -> str:
        """Return what is wrong with a proposal, in English for the model; empty if nothing is."""
        if not _probes(proposed):
            return ""
        if proposed.kind not in request.question.probing.kinds:
            return "that kind of follow-up is not allowed here"
        main = worded(request.question.text, request.language, source=request.study.source)
        answer = request.exchanges[-1].heard if request.exchanges else ()
        examined = Examined(
            question=proposed.question,
            language=self.languages[request.language],
            answer="\n".join(heard.text for heard in answer),
            earlier=(main, *(one.asked for one in request.exchanges if one.asked)),
        )
        found = faults(examined, self.detector)
        return SAID[found[0]] if found else ""

    def _proposal(self, proposed: Proposed, request: ProbeRequest, *, model: str) -> Proposal:
        if _probes(proposed):
            return Proposal(
                verdict=Verdict.PROBE,
                text=proposed.question.strip(),
                kind=proposed.kind or None,
                model=model,
                reason=f"{proposed.answer} answer",
            )
        if proposed.next is Next.EXPLAIN:
            return Proposal(
                verdict=Verdict.CLARIFICATION_WANTED, model=model, reason="asked what is meant"
            )
        if request.probes < request.question.probing.at_least:
            return self.scripted.consider(request)
        return Proposal(verdict=Verdict.ENOUGH, model=model, reason=f"{proposed.answer} answer")


def _probes(proposed: Proposed) -> bool:
    return proposed.next is Next.PROBE and not proposed.distress and not proposed.wants_to_stop


def _name(fault: TheirFault) -> str:
    return type(fault).__name__.lower()
