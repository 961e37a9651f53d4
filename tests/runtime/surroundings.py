"""A small study, spoken in English and Arabic, and what a turn needs around it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from tellmore.errors import OurFault
from tellmore.languages import catalogues
from tellmore.languages.detection import Detector
from tellmore.runtime.hearing import Hearing
from tellmore.runtime.rendering import Speaker
from tellmore.runtime.turns import Turns
from tellmore.study.closed_question import ClosedQuestion, Option, Options
from tellmore.study.consent import Consent
from tellmore.study.guide import Question, Topic
from tellmore.study.probe_policy import ProbePolicy
from tellmore.study.study import Study

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECRET = b"a secret of some length"

SPOKEN = catalogues.load()


def little_study(**changes: object) -> Study:
    """Return a study with every kind of question in it."""
    values: dict[str, object] = {
        "key": "little",
        "version": "v1",
        "title": {"en": "Getting about", "ar": "التنقل"},
        "languages": ("en", "ar"),
        "organisation": "the tellmore project",
        "purpose": {
            "en": "We want to learn how people travel.",
            "ar": "نريد أن نعرف كيف يتنقل الناس.",
        },
        "contact": "privacy@tellmore.example",
        "minutes": 5,
        "consent": Consent(
            version="1", text={"en": "We keep it.", "ar": "نحفظها."}, minimum_age=18
        ),
        "screener": (
            ClosedQuestion(
                key="mode",
                text={"en": "How do you travel?", "ar": "كيف تتنقل؟"},
                options=(
                    Option(code="bus", text={"en": "By bus", "ar": "بالحافلة"}),
                    Option(code="none", text={"en": "Not at all", "ar": "لا أتنقل"}),
                ),
                qualifies=frozenset({"bus"}),
            ),
        ),
        "topics": (
            Topic(
                key="way",
                title="The way",
                questions=(
                    Question(
                        key="way",
                        text={"en": "What is your way like?", "ar": "كيف يكون طريقك؟"},
                        probing=ProbePolicy(at_most=1),
                    ),
                    Question(
                        key="wish",
                        text={"en": "What would you change?", "ar": "ما الذي تغيره؟"},
                        probing=ProbePolicy(at_most=0),
                    ),
                ),
            ),
        ),
        "closing": (
            ClosedQuestion(
                key="country",
                text={"en": "Where do you live?", "ar": "أين تعيش؟"},
                source=Options.COUNTRY,
            ),
            ClosedQuestion(
                key="rating",
                text={"en": "How was it?", "ar": "كيف كان؟"},
                source=Options.SCALE,
                options=tuple(
                    Option(code=str(n), text={"en": "bad", "ar": "سيئ"} if n == 1 else {})
                    for n in range(1, 8)
                ),
            ),
        ),
        "farewell": {"en": "Travel well!", "ar": "رحلة سعيدة!"},
    }
    return Study(**{**values, **changes})  # type: ignore[arg-type] # the values fit field by field


@dataclass
class ShelfInMemory:
    """Studies that are simply there."""

    studies: dict[str, Study] = field(default_factory=dict)

    async def current(self, key: str) -> Study | None:
        return self.studies.get(key)

    async def pinned(self, version: str) -> Study:
        for study in self.studies.values():
            if study.version == version:
                return study
        raise OurFault(f"version {version} was never kept")

    def keys(self) -> tuple[str, ...]:
        return tuple(self.studies)


@dataclass
class JournalsInMemory:
    """Journals that are simply there."""

    lines: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)

    async def journal(self, participant: str, study: str) -> tuple[bytes, ...]:
        return tuple(self.lines.get((participant, study), ()))


def turns_of(study: Study, journals: JournalsInMemory) -> Turns:
    """Return what decides turns in one study."""
    return Turns(
        studies=ShelfInMemory({study.key: study}),
        journals=journals,
        speaker=Speaker(catalogues=SPOKEN),
        hearing=Hearing(catalogues=SPOKEN, detector=Detector(SPOKEN.languages)),
        secret=SECRET,
    )
