from collections.abc import Callable
from pathlib import Path

import pytest

from tellmore.errors import OurFault
from tellmore.interview.phrases import PHRASES
from tellmore.languages.catalogues import load, plural_of

Translate = Callable[[str, dict[str, list[str]]], Path]

ARABIC_DAYS = ["{n} zero", "one", "two", "{n} few", "{n} many", "{n} other"]


def test_only_languages_with_a_catalogue_are_spoken(folder: Path, translate: Translate) -> None:
    translate("ar", {})
    assert load(folder).tags == ("en", "ar")


def test_a_language_is_described_by_the_listing(folder: Path, translate: Translate) -> None:
    translate("ar", {})
    arabic = load(folder).language("ar")
    assert arabic is not None
    assert (arabic.endonym, arabic.english, arabic.rtl, arabic.script) == (
        "العربية",
        "Arabic",
        True,
        "Arab",
    )
    assert load(folder).language("fr") is None


def test_a_phrase_is_said_in_the_language(folder: Path, translate: Translate) -> None:
    translate("pt", {"tap": ["Toque num botão."]})
    assert load(folder).render("pt", "tap") == "Toque num botão."


def test_a_missing_phrase_falls_back_along_the_chain_to_english(
    folder: Path, translate: Translate
) -> None:
    translate("pt", {"tap": ["Toque."], "button.yes": ["Sim"]})
    translate("pt-PT", {"tap": ["Carregue."]})
    ours = load(folder)
    assert [ours.render("pt-PT", key) for key in ("tap", "button.yes", "button.no")] == [
        "Carregue.",
        "Sim",
        "No",
    ]


def test_a_language_that_we_lack_is_answered_in_english(folder: Path) -> None:
    assert load(folder).render("tlh", "button.yes") == "Yes"


def test_a_fuzzy_phrase_counts_as_missing(folder: Path, translate: Translate) -> None:
    path = translate("pt", {"button.yes": ["Talvez"]})
    text = path.read_text("utf-8")
    path.write_text(text.replace('msgctxt "button.yes"', '#, fuzzy\nmsgctxt "button.yes"'), "utf-8")
    assert load(folder).render("pt", "button.yes") == "Yes"


def test_a_plural_with_an_empty_form_counts_as_missing(folder: Path, translate: Translate) -> None:
    translate("pt", {"privacy.kept": ["{n} dia", ""]})
    assert load(folder).render("pt", "privacy.kept", n=1).startswith("Your answers")


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 zero"),
        (1, "one"),
        (2, "two"),
        (3, "3 few"),
        (10, "10 few"),
        (11, "11 many"),
        (99, "99 many"),
        (100, "100 other"),
        (102, "102 other"),
        (103, "103 few"),
    ],
)
def test_arabic_has_six_forms(folder: Path, translate: Translate, n: int, said: str) -> None:
    translate("ar", {"privacy.kept": ARABIC_DAYS})
    assert load(folder).render("ar", "privacy.kept", n=n) == said


def test_a_value_is_never_read_as_a_template(folder: Path) -> None:
    said = load(folder).render("en", "consent.purpose", title="{purpose}{0}%s", purpose="{title}")
    assert said == "The study is called “{purpose}{0}%s”. {title}"


def test_names_are_isolated_in_a_language_from_right_to_left(
    folder: Path, translate: Translate
) -> None:
    translate("ar", {"consent.purpose": ["«{title}» {purpose}"]})
    said = load(folder).render("ar", "consent.purpose", title="Work", purpose="عمل")
    assert said == "«\u2068Work\u2069» \u2068عمل\u2069"


def test_names_of_the_other_direction_are_isolated(folder: Path) -> None:
    ours = load(folder)
    assert [ours.render("en", "language.changed", language=name) for name in ("العربية", "sw")] == [
        "From now on I will write in \u2068العربية\u2069.",
        "From now on I will write in sw.",
    ]


def test_codes_and_links_and_numbers_are_never_isolated(folder: Path, translate: Translate) -> None:
    translate(
        "ar",
        {
            "privacy.contact": ["إلى {contact}"],
            "privacy.who": ["{organisation} تدير"],
            "delete.done": ["{n} {receipt}"] * 6,
        },
    )
    ours = load(folder)
    assert [
        ours.render("ar", "privacy.contact", contact="a@example.org"),
        ours.render("ar", "privacy.who", organisation="example.org"),
        ours.render("ar", "delete.done", n=1234, receipt="7F3K-92QX"),
    ] == ["إلى a@example.org", "example.org تدير", "1234 7F3K-92QX"]


@pytest.mark.parametrize(
    ("key", "n"), [("no.such", None), ("privacy.who", None), ("privacy.kept", None)]
)
def test_what_only_a_bug_can_cause_crashes_loudly(folder: Path, key: str, n: int | None) -> None:
    with pytest.raises(OurFault):
        load(folder).render("en", key, n=n)


def test_a_catalogue_outside_the_listing_is_refused(folder: Path, translate: Translate) -> None:
    path = translate("pt", {})
    stranger = folder / "xx" / "LC_MESSAGES"
    stranger.mkdir(parents=True)
    (stranger / "tellmore.po").write_bytes(path.read_bytes())
    with pytest.raises(OurFault, match="xx"):
        load(folder)


def test_a_broken_catalogue_is_refused(folder: Path, translate: Translate) -> None:
    path = translate("pt", {})
    path.write_text('msgid "never closed\n', "utf-8")
    with pytest.raises(OurFault, match=r"tellmore\.po"):
        load(folder)


@pytest.mark.parametrize("listing", ["", "[[language]]\ntag = 'en'\n", "tag = "])
def test_a_broken_listing_is_refused(tmp_path: Path, listing: str) -> None:
    (tmp_path / "languages.toml").write_text(listing, "utf-8")
    with pytest.raises(OurFault, match=r"languages\.toml"):
        load(tmp_path)


def test_broken_plural_forms_are_refused() -> None:
    with pytest.raises(OurFault):
        plural_of("nplurals=2; plural=__import__('os');")


def test_without_a_folder_our_own_catalogues_are_read() -> None:
    ours = load()
    assert ours.tags[0] == "en"
    assert all(ours.render("en", p.key, n=1, **VALUES) for p in PHRASES.values())


VALUES = dict.fromkeys(
    (
        *("app", "code", "contact", "helpline", "language", "link", "organisation"),
        *("purpose", "receipt", "title", "total", "word"),
    ),
    "x",
)
