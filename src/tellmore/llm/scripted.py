"""The interviewer without a language model: neutral probes by rule, in every language.

It reads an answer's length and shape, never its meaning, and says nothing that a
researcher has not worded: our catalogues' neutral probes, or the study's own points.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tellmore.interview import phrases
from tellmore.interview.session import Exchange
from tellmore.languages.catalogues import Catalogues
from tellmore.languages.words import count_words
from tellmore.runtime.ports import ProbeRequest, Proposal, Verdict
from tellmore.study.guide import Point
from tellmore.study.probe_policy import ProbeKind
from tellmore.study.wording import worded

MODEL = "scripted"

SHORT_WORDS = 8
"""An answer of fewer words is thin: worth one more question."""

LONG_WORDS = 60
"""An answer of more words has said it: probing on would tire."""

_VARIANTS: Mapping[ProbeKind, tuple[str, ...]] = {
    ProbeKind.ELABORATE: (phrases.ELABORATE_1, phrases.ELABORATE_2, phrases.ELABORATE_3),
    ProbeKind.CLARIFY: (phrases.CLARIFY_1, phrases.CLARIFY_2),
    ProbeKind.EXAMPLE: (phrases.EXAMPLE_1, phrases.EXAMPLE_2, phrases.EXAMPLE_3),
    ProbeKind.CONTRAST: (phrases.CONTRAST_1, phrases.CONTRAST_2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedInterviewer:
    """Proposes probes by rule; never fails, never waits."""

    catalogues: Catalogues

    async def propose(self, request: ProbeRequest) -> Proposal:
        """Return a probe, *enough*, or that the participant asked back."""
        return self.consider(request)

    def consider(self, request: ProbeRequest) -> Proposal:
        """Decide as `propose`; pure."""
        settled = self.settled(request)
        if settled:
            return settled
        words = count_words(_newest(request.exchanges))
        if words > LONG_WORDS and request.probes >= request.question.probing.at_least:
            return Proposal(verdict=Verdict.ENOUGH, model=MODEL, reason="full answer")
        return self._probe(request, words=words)

    def settled(self, request: ProbeRequest) -> Proposal | None:
        """Return what the policy or the answer's own words decide, whoever interviews.

        None where a probe is allowed and whether it helps is a matter of judgement.
        """
        said = _newest(request.exchanges)
        words = count_words(said)
        if words <= 2 * SHORT_WORDS and self._asks_back(said, request.language):
            return Proposal(
                verdict=Verdict.CLARIFICATION_WANTED, model=MODEL, reason="asked what is meant"
            )
        reason = _over(request, words=words)
        return Proposal(verdict=Verdict.ENOUGH, model=MODEL, reason=reason) if reason else None

    def _asks_back(self, said: str, language: str) -> bool:
        # Only of short answers: a long one may well hold such words without asking anything.
        ways = _ways(self.catalogues.render(language, phrases.LISTEN_CLARIFICATION))
        plain = _plain(said)
        return any(way in plain for way in ways)

    def _probe(self, request: ProbeRequest, *, words: int) -> Proposal:
        asked = {exchange.asked for exchange in request.exchanges}
        for kind in _kinds(request, words=words):
            for text in self._texts(kind, request):
                if text not in asked:
                    return Proposal(
                        verdict=Verdict.PROBE,
                        text=text,
                        kind=kind,
                        model=MODEL,
                        reason="thin answer" if words < SHORT_WORDS else f"{kind} missing",
                    )
        return Proposal(verdict=Verdict.ENOUGH, model=MODEL, reason="nothing new to ask")

    def _texts(self, kind: ProbeKind, request: ProbeRequest) -> tuple[str, ...]:
        if kind is ProbeKind.POINT:
            return tuple(_point(point, request) for point in request.question.points if point.ask)
        variants = _VARIANTS.get(kind, ())
        # Begin elsewhere for each question, so that not every probe sounds alike.
        start = sum(request.question.key.encode()) % max(len(variants), 1)
        turned = (*variants[start:], *variants[:start])
        return tuple(self.catalogues.render(request.language, key) for key in turned)


def _newest(exchanges: tuple[Exchange, ...]) -> str:
    return "\n".join(heard.text for heard in exchanges[-1].heard) if exchanges else ""


def _over(request: ProbeRequest, *, words: int) -> str:
    """Return why the policy allows no probe; empty where it does."""
    policy = request.question.probing
    if request.probes >= policy.at_most:
        return "probes used up"
    if policy.at_least <= request.probes and request.probes and words < policy.stop_when_short:
        return "short answer to a probe"
    return ""


def _kinds(request: ProbeRequest, *, words: int) -> tuple[ProbeKind, ...]:
    """Order the allowed kinds: after a thin answer elaborating helps most."""
    kinds = request.question.probing.kinds
    if words < SHORT_WORDS and ProbeKind.ELABORATE in kinds and not request.probes:
        return (ProbeKind.ELABORATE, *(k for k in kinds if k is not ProbeKind.ELABORATE))
    start = request.probes % len(kinds) if kinds else 0
    return (*kinds[start:], *kinds[:start])


def _point(point: Point, request: ProbeRequest) -> str:
    return worded(point.ask, request.language, source=request.study.source)


@cache
def _ways(listed: str) -> tuple[str, ...]:
    return tuple(way for way in map(_plain, listed.split("|")) if way)


def _plain(text: str) -> str:
    folded = (
        unicodedata.normalize("NFKC", text)
        .casefold()
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    return " ".join(folded.split())
