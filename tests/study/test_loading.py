"""Loading: a right study becomes a `Study`; a wrong one says everything that is wrong."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tellmore.errors import InvalidStudy
from tellmore.study.closed_question import ClosedQuestion, Option, Options
from tellmore.study.consent import Consent
from tellmore.study.guide import Point, Question, Topic
from tellmore.study.loading import parse
from tellmore.study.pace import Pace, QuietHours
from tellmore.study.probe_policy import ProbeKind, ProbePolicy
from tellmore.study.study import Study
from tellmore.study.translations import Translation, Translations

SMALL = """\
[study]
title = "Tea"
languages = ["en"]
organisation = "Tea House"
purpose = "We learn how people drink tea."
contact = "tea@example.org"
minutes = 5

[consent]
version = "1"
text = "We ask about tea."

[[screener]]
key = "drinks"
text = "Which do you drink?"
options = [
  { code = "green", text = "Green tea" },
  { code = "black", text = "Black tea" },
]
qualifies = ["green", "black"]

[[topics]]
key = "tea"
title = "Tea"

[[topics.questions]]
key = "cup"
text = "How was your last cup?"
points = [{ key = "taste", about = "The taste.", ask = "How did it taste?" }]
probing = { kinds = ["point"], at_least = 1, at_most = 2 }

[[closing]]
key = "liked"
text = "How did you like this?"
source = "scale"
from = 1
to = 5
low = "Not at all"
high = "Very much"

[pace]
reminders = ["1h", "2h"]
quiet = { from = "21:00", to = "08:00", utc_offset = "+05:30" }
"""

SPANISH = {
    "study.title": ("Tea", "Té"),
    "study.purpose": (
        "We learn how people drink tea.",
        "Queremos saber cómo toma té la gente.",
    ),
    "consent.text": ("We ask about tea.", "Preguntamos sobre el té."),
    "screener.drinks.text": ("Which do you drink?", "¿Cuál toma usted?"),
    "screener.drinks.options.green.text": ("Green tea", "Té verde"),
    "screener.drinks.options.black.text": ("Black tea", "Té negro"),
    "questions.cup.text": ("How was your last cup?", "¿Cómo fue su última taza?"),
    "questions.cup.points.taste.ask": ("How did it taste?", "¿Qué sabor tenía?"),
    "closing.liked.text": ("How did you like this?", "¿Qué le pareció?"),
    "closing.liked.low": ("Not at all", "Nada"),
    "closing.liked.high": ("Very much", "Mucho"),
}


def _spanish(**changed: tuple[str, str]) -> Translations:
    entries = SPANISH | changed
    return {
        name: Translation(of=of, text=text, line=10 * at)
        for at, (name, (of, text)) in enumerate(entries.items(), 1)
    }


def _faults(
    toml: str, *, key: str = "tea", translations: dict[str, Translations] | None = None
) -> tuple[str, ...]:
    with pytest.raises(InvalidStudy) as caught:
        parse(toml, key=key, translations=translations)
    return caught.value.faults


def test_a_study_holds_all_that_its_files_say() -> None:
    toml = SMALL.replace('["en"]', '["en", "es"]')
    study = parse(toml, key="tea", translations={"es": _spanish()})
    assert study == Study(
        key="tea",
        version=study.version,
        title={"en": "Tea", "es": "Té"},
        languages=("en", "es"),
        organisation="Tea House",
        purpose={
            "en": "We learn how people drink tea.",
            "es": "Queremos saber cómo toma té la gente.",
        },
        contact="tea@example.org",
        minutes=5,
        consent=Consent(
            version="1", text={"en": "We ask about tea.", "es": "Preguntamos sobre el té."}
        ),
        screener=(
            ClosedQuestion(
                key="drinks",
                text={"en": "Which do you drink?", "es": "¿Cuál toma usted?"},
                options=(
                    Option(code="green", text={"en": "Green tea", "es": "Té verde"}),
                    Option(code="black", text={"en": "Black tea", "es": "Té negro"}),
                ),
                qualifies=frozenset({"green", "black"}),
            ),
        ),
        topics=(
            Topic(
                key="tea",
                title="Tea",
                questions=(
                    Question(
                        key="cup",
                        text={"en": "How was your last cup?", "es": "¿Cómo fue su última taza?"},
                        points=(
                            Point(
                                key="taste",
                                about="The taste.",
                                ask={"en": "How did it taste?", "es": "¿Qué sabor tenía?"},
                            ),
                        ),
                        probing=ProbePolicy(kinds=(ProbeKind.POINT,), at_least=1, at_most=2),
                    ),
                ),
            ),
        ),
        closing=(
            ClosedQuestion(
                key="liked",
                text={"en": "How did you like this?", "es": "¿Qué le pareció?"},
                options=(
                    Option(code="1", text={"en": "Not at all", "es": "Nada"}),
                    Option(code="2"),
                    Option(code="3"),
                    Option(code="4"),
                    Option(code="5", text={"en": "Very much", "es": "Mucho"}),
                ),
                source=Options.SCALE,
            ),
        ),
        pace=Pace(
            reminders=(timedelta(hours=1), timedelta(hours=2)),
            quiet=QuietHours(start=21, end=8, offset=timedelta(hours=5, minutes=30)),
        ),
    )


def test_what_is_left_out_has_the_default_of_the_value() -> None:
    cut = SMALL.index("[[screener]]"), SMALL.index("[[topics]]")
    toml = SMALL[: cut[0]] + SMALL[cut[1] : SMALL.index("points =")]
    study = parse(toml, key="tea")
    plain = Study(
        key="tea",
        version=study.version,
        title=study.title,
        languages=("en",),
        organisation="Tea House",
        purpose=study.purpose,
        contact="tea@example.org",
        minutes=5,
        consent=Consent(version="1", text={"en": "We ask about tea."}),
        topics=(
            Topic(
                key="tea",
                title="Tea",
                questions=(Question(key="cup", text={"en": "How was your last cup?"}),),
            ),
        ),
    )
    assert study == plain


def test_yes_or_no_has_its_two_codes_and_countries_are_not_listed() -> None:
    toml = SMALL[: SMALL.index("[[closing]]")]
    toml += '[[closing]]\nkey = "again"\ntext = "Again?"\nsource = "yes-no"\n'
    toml += '[[closing]]\nkey = "country"\ntext = "Where?"\nsource = "country"\n'
    assert parse(toml, key="tea").closing == (
        ClosedQuestion(
            key="again",
            text={"en": "Again?"},
            options=(Option(code="yes"), Option(code="no")),
            source=Options.YES_NO,
        ),
        ClosedQuestion(key="country", text={"en": "Where?"}, source=Options.COUNTRY),
    )


PLANTED = tomllib.loads(Path(__file__).with_name("planted_faults.toml").read_text("utf-8"))[
    "planted"
]


@pytest.mark.parametrize("planted", PLANTED, ids=[each["name"] for each in PLANTED])
def test_a_fault_is_said_with_its_line_and_what_is_expected(planted: dict[str, Any]) -> None:
    assert planted["old"] in SMALL
    wrong = SMALL.replace(planted["old"], planted["new"], 1)
    assert list(_faults(wrong)) == planted["faults"]


def test_all_faults_are_said_at_once() -> None:
    toml = SMALL.replace("minutes = 5", "minutes = 0").replace("at_least = 1", "at_least = 3")
    toml = toml.replace('key = "liked"', 'key = "cup"').replace('"21:00"', '"9 pm"')
    assert [fault.split(": expected")[0] for fault in _faults(toml, key="My tea")] == [
        "study.toml",
        "study.toml:7: study.minutes",
        "study.toml:30: topics.tea.questions.cup.probing.at_least",
        "study.toml:33: closing.cup.key",
        "study.toml:43: pace.quiet.from",
    ]


def test_the_folder_names_the_study() -> None:
    assert _faults(SMALL, key="My_tea") == (
        'study.toml: expected a folder named with 1 to 24 of a-z, 0-9 and hyphen; it is "My_tea"',
    )


def test_an_empty_file_lacks_the_tables_that_every_study_has() -> None:
    assert _faults("") == (
        "study.toml:1: consent: expected here; it is missing",
        "study.toml:1: study: expected here; it is missing",
        "study.toml:1: topics: expected here; it is missing",
    )


def test_a_study_without_topics_asks_nothing() -> None:
    toml = "topics = []\n" + SMALL[: SMALL.index("[[topics]]")]
    assert _faults(toml) == (
        "study.toml:1: topics: expected at least one topic; the list is empty",
    )


def test_a_list_of_something_else_than_tables_is_a_fault() -> None:
    toml = "closing = [5]\n" + SMALL[: SMALL.index("[[closing]]")]
    assert _faults(toml) == ("study.toml:1: closing[1]: expected a table; it is the number 5",)


def test_countries_qualify_by_their_codes() -> None:
    toml = SMALL.replace(
        "[[topics]]",
        '[[screener]]\nkey = "c"\ntext = "Where?"\nsource = '
        '"country"\nqualifies = ["KE", "Kenya", "QX"]\n[[topics]]',
        1,
    )
    assert _faults(toml) == (
        (
            'study.toml:26: screener.c.qualifies[2]: expected a country code such as "KE"; '
            'it is "Kenya"'
        ),
        'study.toml:26: screener.c.qualifies[3]: expected a country code such as "KE"; it is "QX"',
    )


# --- Translations ---------------------------------------------------------------------

TWO = SMALL.replace('["en"]', '["en", "es"]')


def test_a_language_without_a_file_is_a_fault() -> None:
    assert _faults(TWO) == (
        'locales/es.po: the study lists the language "es", but this file is missing',
    )


def test_missing_texts_are_counted_in_one_fault_with_the_first_names() -> None:
    some = {name: entry for name, entry in _spanish().items() if "cup" in name}
    assert _faults(TWO, translations={"es": some}) == (
        (
            "locales/es.po: 9 of 11 texts have no translation: study.title, study.purpose, "
            "consent.text and 6 more"
        ),
    )


def test_an_empty_translation_is_a_missing_one() -> None:
    entries = _spanish(**{"study.title": ("Tea", " ")})
    assert _faults(TWO, translations={"es": entries}) == (
        "locales/es.po: 1 of 11 texts have no translation: study.title",
    )


def test_a_translation_of_an_older_wording_is_a_fault() -> None:
    entries = _spanish(**{"study.title": ("Coffee", "Café")})
    assert _faults(TWO, translations={"es": entries}) == (
        "locales/es.po:10: study.title: translates another wording than study.toml has now",
    )


def test_a_translation_has_the_limits_of_its_text() -> None:
    entries = _spanish(**{"closing.liked.low": ("Not at all", "x" * 31)})
    assert _faults(TWO, translations={"es": entries}) == (
        "locales/es.po:100: closing.liked.low: expected at most 30 characters; it has 31",
    )


def test_a_translation_of_no_text_is_a_fault() -> None:
    entries = _spanish(**{"questions.cups.text": ("How?", "¿Cómo?")})
    assert _faults(TWO, translations={"es": entries}) == (
        (
            "locales/es.po:120: questions.cups.text: study.toml has no such text; "
            'did you mean "questions.cup.text"?'
        ),
    )


def test_files_of_languages_that_the_study_does_not_list_are_faults() -> None:
    translations = {"es": _spanish(), "en": _spanish(), "es_MX": _spanish()}
    assert _faults(TWO, translations=translations) == (
        'locales/en.po: "en" is the language of study.toml itself; remove this file',
        'locales/es_MX.po: study.toml, line 3, does not list the language "es_MX"',
    )
