"""Each rule finds the fault that was planted for it, and nothing else."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tellmore.errors import OurFault
from tellmore.languages import po_files
from tellmore.languages.catalogues import default_folder
from tellmore.languages.gate import RULES, faults, visible_length
from tellmore.languages.language import LISTING
from tellmore.languages.signing import sign
from tellmore.study.standing import State

NEEDS_COMMANDS = "needs the commands ['/delete', '/mydata']"
Plant = Callable[..., tuple[str, ...]]


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """Two of our own catalogues, which have no fault."""
    listed = (default_folder() / LISTING).read_text("utf-8")
    (tmp_path / LISTING).write_text(listed.replace('"live"', '"beta"'), "utf-8")
    for tag in ("ar", "es"):
        path = po_files.catalogue_path(tmp_path, tag)
        path.parent.mkdir(parents=True)
        written = po_files.catalogue_path(default_folder(), tag).read_text("utf-8")
        # Without marks: a planted fault would break the seal as well, and be two faults.
        path.write_text(re.sub(r"^# state: .*\n", "", written, flags=re.MULTILINE), "utf-8")
    return tmp_path


@pytest.fixture
def plant(ours: Path) -> Plant:
    """Let a catalogue say something else; return the gate's faults."""

    def say(
        tag: str, key: str, *forms: str, flags: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        path = po_files.catalogue_path(ours, tag)
        catalogue = po_files.read_catalogue(path, tag)
        message = next(one for one in catalogue if one.context == key)
        message.string = forms if isinstance(message.string, tuple) else forms[0]
        message.flags |= flags
        path.write_bytes(po_files.written(catalogue, po_files.read_header(path), ()))
        return faults(ours, RULES)

    return say


@pytest.fixture
def edit(ours: Path) -> Callable[[str, str, str], tuple[str, ...]]:
    """Change a catalogue's text; return the gate's faults."""

    def change(tag: str, old: str, new: str) -> tuple[str, ...]:
        path = po_files.catalogue_path(ours, tag)
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        return faults(ours, RULES)

    return change


Edit = Callable[[str, str, str], tuple[str, ...]]


def test_our_own_catalogues_have_no_fault(ours: Path) -> None:
    assert faults(ours, RULES) == ()


@pytest.mark.parametrize(
    ("tag", "key", "said", "fault"),
    [
        ("es", "tap", "", "is empty"),
        ("es", "tap", "Toque un botón. ", "begins or ends with a space"),
        ("es", "closed.already", "¡Gracias! Envíe /mydata.", NEEDS_COMMANDS),
        ("es", "closed.already", "Envíe /mis_datos o /delete.", NEEDS_COMMANDS),
        ("es", "progress", "{n}", "needs the placeholders ['n', 'total']"),
        ("es", "progress", "{n} {n} {total}", "needs the placeholders ['n', 'total']"),
        ("es", "tap", "Toque {0}", "has a brace that is no placeholder"),
        ("es", "tap", "Toque ｛n｝", "has a brace that is no placeholder"),
        ("es", "button.agree", "Estoy de acuerdo", "has 16 characters; 15 fit"),
        ("es", "language.more", "Ver más idiomas…", "has 16 characters; 15 fit"),
        ("es", "page.here", "Aquí mismo, en el navegador", "has 27 characters; 25 fit"),
        ("es", "command.skip", "Omitir " + "x" * 54, "has 61 characters; 60 fit"),
        ("es", "button.agree", "No, gracias", "reads the same as button.decline"),
        ("es", "tap", "Please tap one of the buttons.", "is left in English"),
        ("ar", "tap", "Por favor, toque.", "is mostly not written in Arab"),
        ("es", "tap", "Toque\u202e uno.", "has control characters"),
        ("es", "tap", "Toque\x00 uno.", "has control characters"),
        ("ar", "tap", "\u2068اضغط", "has an isolate that is not closed, or closed twice"),
        ("ar", "tap", "\u2069اضغط\u2068", "has an isolate that is not closed, or closed twice"),
        ("es", "tap", "Toque un boto\u0301n.", "is not in Unicode normal form C"),
        ("ar", "tap", "اضغط ٣", "has other digits than 0 to 9"),
        ("es", "listen.clarification", "a|b||c", "has an empty or a repeated way"),
        ("es", "listen.clarification", "a|b|c", "needs at least 4 ways, separated by |"),
        ("es", "listen.clarification", "a|b|c|D", "is not in lower case"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(plant: Plant, tag: str, key: str, said: str, fault: str) -> None:
    assert plant(tag, key, said) == (f"{tag}: {key}: {fault}",)


def test_a_plural_with_too_few_forms_is_found(plant: Plant) -> None:
    assert plant("ar", "privacy.kept", *["{n} يوم"] * 5, "") == ("ar: privacy.kept: is empty",)


def test_a_form_for_many_numbers_must_say_the_number(plant: Plant) -> None:
    forms = ("{n} يوم", "يوم", "يومين", "أيام", "{n} يوما", "{n} يوم")
    assert plant("ar", "privacy.kept", *forms) == (
        "ar: privacy.kept: needs the placeholders ['n']",
    )


def test_a_fuzzy_phrase_is_found(plant: Plant) -> None:
    assert plant("es", "tap", "Toque.", flags=frozenset({"fuzzy"})) == (
        "es: tap: is fuzzy: its English wording changed, or nobody was sure",
    )


def test_other_plural_forms_than_the_listings_are_found(edit: Edit) -> None:
    assert edit("es", "plural=(n != 1);", "plural=(n > 1);") == (
        "es: header: Plural-Forms must be 'nplurals=2; plural=(n != 1);'",
    )


def test_a_wrong_number_of_forms_is_found(edit: Edit) -> None:
    found = edit("es", "nplurals=2; plural=(n != 1);", "nplurals=3; plural=(n != 1);")
    assert "es: header: Plural-Forms must be 'nplurals=2; plural=(n != 1);'" in found
    assert "es: consent.age: has 3 forms instead of 2" in found


def test_the_wrong_language_in_the_header_is_found(edit: Edit) -> None:
    assert edit("es", "Language: es", "Language: pt") == ("es: header: Language must be 'es'",)


def test_a_missing_and_an_unknown_phrase_are_found(edit: Edit) -> None:
    assert edit("es", 'msgctxt "tap"', 'msgctxt "tip"') == (
        "es: tap: is missing",
        "es: tip: is not said any more",
    )


def test_a_translation_of_an_older_wording_is_found(edit: Edit) -> None:
    assert edit("es", 'msgid "Please tap one', 'msgid "Tap one') == (
        "es: tap: translates an older English wording; update the catalogues",
    )


def test_a_language_outside_the_listing_is_found(ours: Path) -> None:
    (ours / "es").rename(ours / "xx")
    assert faults(ours, RULES) == ("xx: header: languages.toml does not name this language",)


def test_an_unreadable_catalogue_is_found_and_the_others_are_still_judged(
    ours: Path, plant: Plant
) -> None:
    po_files.catalogue_path(ours, "ar").write_text('msgid "\n', "utf-8")
    found = plant("es", "tap", "")
    assert (found[0].startswith("ar: header: "), found[1:]) == (True, ("es: tap: is empty",))


def make_live(folder: Path, tag: str) -> None:
    path = folder / LISTING
    before, name, after = path.read_text("utf-8").partition(f'tag = "{tag}"')
    path.write_text(before + name + after.replace('status = "beta"', 'status = "live"', 1), "utf-8")


def test_a_signed_catalogue_can_be_live(ours: Path) -> None:
    sign(ours, "es", State.ADJUDICATED)
    make_live(ours, "es")

    assert faults(ours, RULES) == ()


def test_a_live_language_with_a_draft_is_found(ours: Path) -> None:
    sign(ours, "es", State.REVIEWED)
    sign(ours, "es", State.DRAFTED, ["tap"])
    make_live(ours, "es")

    assert faults(ours, RULES) == (
        "es: tap: waits for a reader, but the language is live; make it beta",
    )


def test_a_change_after_the_reading_is_found(ours: Path, plant: Plant) -> None:
    sign(ours, "ar", State.REVIEWED)

    assert plant("ar", "tap", "يُرجى لمس زر.") == (
        "ar: tap: has changed since it was reviewed; have it read again and sign",
    )


@pytest.mark.parametrize(
    ("mark", "fault"),
    [
        ("reviewed", "is reviewed, but unsealed; run tellmore locales sign"),
        ("great", "has the unknown state “great”; known are drafted, adjudicated, reviewed"),
    ],
)
def test_a_mark_that_cannot_be_true_is_found(edit: Edit, mark: str, fault: str) -> None:
    name = 'msgctxt "tap"'

    assert edit("ar", name, f"# state: {mark}\n{name}") == (f"ar: tap: {fault}",)


@pytest.mark.parametrize(
    ("tag", "keys", "said"),
    [
        ("xx", [], "does not name the language xx"),
        ("es", ["nonsense"], "no phrase nonsense"),
        ("es", ["tap"], "translate first: tap"),
    ],
)
def test_nothing_is_signed_that_nobody_can_have_read(
    ours: Path, plant: Plant, tag: str, keys: list[str], said: str
) -> None:
    plant("es", "tap", "")

    with pytest.raises(OurFault, match=said):
        sign(ours, tag, State.REVIEWED, keys)


def test_an_unknown_script_is_found(ours: Path) -> None:
    listing = ours / LISTING
    text = listing.read_text("utf-8")
    listing.write_text(text.replace('script = "Arab"', 'script = "Zyyy"'), "utf-8")
    assert faults(ours, RULES) == ("ar: header: the gate does not know the script Zyyy",)


def test_marks_belong_to_their_letter() -> None:
    assert [visible_length(text) for text in ("हाँ", "شكرًا", "abc")] == [1, 4, 3]
