"""Has a language model draft the translations that a study still lacks.

Each draft is checked as a researcher's own would be; what is wrong with it is told to the
model once. What is then still wrong is handed over with the fault, for a person to mend.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tellmore.languages.catalogues import SOURCE
from tellmore.languages.gate import faults_of_writing
from tellmore.languages.glossary import Glossary
from tellmore.languages.language import Language
from tellmore.prompts import translating
from tellmore.prompts.prompt import Usage
from tellmore.prompts.translating import Wanted
from tellmore.runtime.ports import LanguageModel
from tellmore.study.texts import Text
from tellmore.study.translations import Translations

MOST_TEXTS = 25
"""Texts to a request: few enough that no reply is broken off, even in Burmese."""

_PATIENCE = timedelta(minutes=5)
_TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One text as the model translated it.

    Attributes:
        text: The source.
        said: The translation; empty if the model gave none.
        fault: What is wrong with it, in English; empty if nothing was found.
        usable: Whether the study could run with it; a fault may be mere advice.
    """

    text: Text
    said: str
    fault: str = ""
    usable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """The drafts for one language.

    Attributes:
        drafts: In the order of the study.
        usage: What they cost.
        model: The model that wrote them.
    """

    drafts: tuple[Draft, ...] = ()
    usage: Usage = field(default_factory=Usage)
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyTranslator:
    """Drafts one study's translations.

    Attributes:
        model: Who drafts.
        study: Every text of the study.
        source: Tag of the language that it is written in.
        languages: Every language that we know, by tag.
        glossaries: The words of languages, by tag.
    """

    model: LanguageModel
    study: Sequence[Text]
    source: str
    languages: Mapping[str, Language]
    glossaries: Mapping[str, Glossary]

    async def drafts(self, tag: str, present: Translations) -> Drafts:
        """Return drafts of what the translation into ``tag`` lacks or has of an older wording.

        Raises:
            TheirFault: The model gave no usable reply.
        """
        done = Drafts()
        wanted = tuple(lacking(self.study, present))
        for begin in range(0, len(wanted), MOST_TEXTS):
            ours = await self._some(tag, wanted[begin : begin + MOST_TEXTS])
            done = Drafts(
                drafts=(*done.drafts, *ours.drafts),
                usage=done.usage + ours.usage,
                model=ours.model,
            )
        return done

    async def _some(self, tag: str, wanted: Sequence[Wanted]) -> Drafts:
        settled: dict[str, Draft] = {}
        usage, model = Usage(), ""
        open_: Sequence[Wanted] = wanted
        for _ in range(_TRIES):
            completion = await self.model.complete(
                translating.prompt(
                    open_,
                    study=self.study,
                    source=self._english(self.source),
                    target=self.languages[tag],
                    glossary=self.glossaries.get(tag),
                ),
                within=_PATIENCE,
            )
            usage, model = usage + completion.usage, completion.model
            said = translating.read(completion.value, open_)
            tried = {one.text.name: self._checked(tag, one, said) for one in open_}
            settled |= tried
            open_ = [
                replace(one, fault=draft.fault, tried=draft.said)
                for one in open_
                if (draft := tried[one.text.name]).fault
            ]
            if not open_:
                break
        return Drafts(
            drafts=tuple(settled[one.text.name] for one in wanted), usage=usage, model=model
        )

    def _checked(self, tag: str, wanted: Wanted, said: Mapping[str, str]) -> Draft:
        text = wanted.text
        ours = said.get(text.name, "")
        if wrong := (text.limits.wrong(ours) if ours else "expected a translation; there is none"):
            return Draft(text=text, said=ours, fault=wrong, usable=False)
        if self.source != SOURCE:
            return Draft(text=text, said=ours)  # the rules of writing compare with English
        faults = faults_of_writing(tag, {text.name: (text.text, ours)})
        said_of_it = [fault.partition(": ")[2].partition(": ")[2] for fault in faults]
        return Draft(text=text, said=ours, fault="; ".join(said_of_it))

    def _english(self, tag: str) -> str:
        known = self.languages.get(tag)
        return known.english if known else tag


def lacking(study: Sequence[Text], present: Translations) -> Iterator[Wanted]:
    """Yield the texts that have no translation, or one of an older wording."""
    for text in study:
        have = present.get(text.name)
        if have is None or not have.text.strip():
            yield Wanted(text=text)
        elif have.of.strip() != text.text:
            yield Wanted(text=text, was=(have.of.strip(), have.text.strip()))
