"""Versions: any change of content is another one; a kept study comes back as it was."""

import pytest

from tellmore.stores.study_files import read_all
from tellmore.study.keeping import dump, restore
from tellmore.study.loading import parse
from tellmore.study.translations import Translation

TOML = """\
[study]
title = "Tea"
languages = ["en", "es"]
organisation = "Tea House"
purpose = "We learn about tea."
contact = "tea@example.org"
minutes = 5

[consent]
version = "1"
text = "We ask."

[[topics]]
key = "tea"
title = "Tea"

[[topics.questions]]
key = "cup"
text = "How was it?"
"""
SPANISH = {
    "study.title": ("Tea", "Té"),
    "study.purpose": ("We learn about tea.", "Sobre el té."),
    "consent.text": ("We ask.", "Preguntamos."),
    "questions.cup.text": ("How was it?", "¿Cómo fue?"),
}


def _version(
    toml: str = TOML, *, key: str = "tea", changed: dict[str, tuple[str, str]] | None = None
) -> str:
    entries = (SPANISH | (changed or {})).items()
    spanish = {name: Translation(of=of, text=text, line=1) for name, (of, text) in entries}
    return parse(toml, key=key, translations={"es": spanish}).version


@pytest.mark.parametrize("key", ["commute", "hopes-and-fears"])
def test_a_kept_study_comes_back_as_it_was(key: str) -> None:
    study = read_all()[key]
    assert restore(dump(study)) == study
    assert dump(restore(dump(study))) == dump(study)


def test_a_version_is_sixteen_hexadecimal_digits() -> None:
    assert len(_version()) == 16
    assert int(_version(), base=16) > 0


def test_the_order_of_keys_comments_and_tables_does_not_make_a_version() -> None:
    study, consent, topics = TOML.split("\n\n", 2)
    head, *keys = study.splitlines()
    shuffled = "\n".join(["# Tea!", head, *reversed(keys)])
    assert _version(f"{topics}\n\n{consent}\n\n{shuffled}") == _version()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minutes = 5", "minutes = 6"),
        ('"Tea House"', '"Teahouse"'),
        ("tea@example.org", "t@example.org"),
        ('version = "1"', 'version = "2"'),
        ('version = "1"', 'version = "1"\nrelease = true'),
        ('key = "cup"\n', 'key = "cup"\nprobing = { at_most = 1 }\n'),
        ('title = "Tea"\n\n[[topics.', 'title = "Teas"\n\n[[topics.'),
        ("[consent]", '[pace]\nsettle = "3s"\n\n[consent]'),
        ("[consent]", '[retention]\nkeep = "30d"\n\n[consent]'),
    ],
)
def test_any_change_of_content_makes_another_version(old: str, new: str) -> None:
    assert TOML.count(old) == 1
    assert _version(TOML.replace(old, new)) != _version()


def test_a_changed_translation_makes_another_version() -> None:
    assert _version(changed={"questions.cup.text": ("How was it?", "¿Qué tal fue?")}) != _version()


def test_another_name_makes_another_version() -> None:
    assert _version(key="coffee") != _version()


def test_a_study_kept_before_a_field_was_added_can_still_be_read() -> None:
    study = read_all()["commute"]
    older = dump(study).replace(b',"partial_from":0.5', b"")
    assert older != dump(study)
    assert restore(older) == study
