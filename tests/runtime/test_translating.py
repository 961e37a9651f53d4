"""Drafting a study's translations: what is asked, what is checked, what is handed over."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tellmore.errors import Unusable
from tellmore.languages.catalogues import default_folder
from tellmore.languages.language import read_languages
from tellmore.prompts.prompt import Completion, Prompt, Usage
from tellmore.runtime.translating import MOST_TEXTS, Draft, StudyTranslator
from tellmore.study.texts import LABEL, SENTENCE, Text
from tellmore.study.translations import Translation

TITLE = Text(name="title", path=(), text="Tea", limits=LABEL)
PURPOSE = Text(name="purpose", path=(), text="We learn about tea.", limits=SENTENCE)
LANGUAGES = {language.tag: language for language in read_languages(default_folder())}

Says = Callable[[Mapping[str, str]], Mapping[str, str]]
"""What the model says of the texts that it is asked for, by name."""


@dataclass(slots=True)
class Model:
    """Answers from a list, in the shape that is asked for; keeps what it was told."""

    says: list[Mapping[str, str]]
    told: list[list[dict[str, object]]] = field(default_factory=list[list[dict[str, object]]])

    async def complete(self, prompt: Prompt, *, within: timedelta) -> Completion:
        assert within > timedelta(minutes=1)
        self.told.append(json.loads(prompt.said[-1])["texts"])
        said = [{"name": name, "translation": text} for name, text in self.says.pop(0).items()]
        return Completion(value={"translations": said}, model="m", usage=Usage(fresh=10, written=5))


def translator(model: Model, *study: Text, source: str = "en") -> StudyTranslator:
    return StudyTranslator(
        model=model, study=study, source=source, languages=LANGUAGES, glossaries={}
    )


async def test_every_text_that_lacks_is_drafted() -> None:
    model = Model([{"title": "Chai", "purpose": "Tunajifunza kuhusu chai."}])
    done = await translator(model, TITLE, PURPOSE).drafts("sw", {})

    assert done.drafts == (
        Draft(text=TITLE, said="Chai"),
        Draft(text=PURPOSE, said="Tunajifunza kuhusu chai."),
    )
    assert (done.usage, done.model) == (Usage(fresh=10, written=5), "m")


async def test_what_is_there_stays_and_what_is_older_is_done_again() -> None:
    present = {
        "title": Translation(text="Chai", of="Tea", line=1),
        "purpose": Translation(text="Kuhusu chai.", of="About tea.", line=2),
    }
    model = Model([{"purpose": "Tunajifunza kuhusu chai."}])
    done = await translator(model, TITLE, PURPOSE).drafts("sw", present)

    assert [draft.text.name for draft in done.drafts] == ["purpose"]
    assert model.told[0][0]["translation of the older text"] == "Kuhusu chai."


async def test_a_whole_translation_asks_nobody() -> None:
    present = {"title": Translation(text="Chai", of="Tea", line=1)}

    assert (await translator(Model([]), TITLE).drafts("sw", present)).drafts == ()


async def test_a_fault_is_told_once_and_mended() -> None:
    model = Model([{"title": "Chai na **maisha**"}, {"title": "Chai"}])
    done = await translator(model, TITLE).drafts("sw", {})

    assert done.drafts == (Draft(text=TITLE, said="Chai"),)
    assert done.usage.written == 10
    assert model.told[1][0]["your last try"] == "Chai na **maisha**"
    assert "expected plain text" in str(model.told[1][0]["what is wrong with it"])


async def test_only_the_faulty_ones_are_asked_again() -> None:
    model = Model([{"title": "Chai", "purpose": "Tunajifunza  kuhusu chai."}, {"purpose": "Chai."}])
    done = await translator(model, TITLE, PURPOSE).drafts("sw", {})

    assert [draft.said for draft in done.drafts] == ["Chai", "Chai."]
    assert [len(texts) for texts in model.told] == [2, 1]


async def test_what_stays_wrong_is_handed_over_with_its_fault() -> None:
    long = "Chai " * 10
    model = Model([{"title": long, "purpose": "Kuhusu  chai."}] * 2)
    done = await translator(model, TITLE, PURPOSE).drafts("sw", {})

    assert done.drafts == (
        Draft(
            text=TITLE,
            said=long.strip(),
            fault="expected at most 30 characters; it has 49",
            usable=False,
        ),
        Draft(text=PURPOSE, said="Kuhusu  chai.", fault="has a double space"),
    )


async def test_what_the_model_leaves_out_is_no_draft_that_could_run() -> None:
    done = await translator(Model([{}, {}]), TITLE).drafts("sw", {})

    assert done.drafts == (
        Draft(text=TITLE, said="", fault="expected a translation; there is none", usable=False),
    )


async def test_a_long_study_is_asked_in_parts() -> None:
    study = [Text(name=f"t{n}", path=(), text="Tea", limits=LABEL) for n in range(MOST_TEXTS + 1)]
    model = Model(
        [{text.name: "Chai" for text in study[:MOST_TEXTS]}, {study[MOST_TEXTS].name: "Chai"}]
    )
    done = await translator(model, *study).drafts("sw", {})

    assert [draft.said for draft in done.drafts] == ["Chai"] * (MOST_TEXTS + 1)
    assert done.usage.written == 10


async def test_a_study_in_another_language_is_drafted_too() -> None:
    model = Model([{"title": "Tea"}])
    title = Text(name="title", path=(), text="Té", limits=LABEL)

    assert (await translator(model, title, source="es").drafts("en", {})).drafts[0].said == "Tea"


async def test_a_model_that_fails_is_not_hidden() -> None:
    class Failing(Model):
        async def complete(self, prompt: Prompt, *, within: timedelta) -> Completion:
            raise Unusable("no JSON")

    with pytest.raises(Unusable):
        await translator(Failing([]), TITLE).drafts("sw", {})
