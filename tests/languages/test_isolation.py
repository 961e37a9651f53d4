import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmore.languages.isolation import bare, direction, isolate, strip_controls


def test_what_no_reader_sees_is_gone() -> None:
    dirty = "a\x00b\x07\x1bc\x7f\x85\ud800d\udfff\u202ee\u2066f\u2069\u202c"
    assert strip_controls(dirty) == "abcdef"


def test_lines_and_tabs_and_joiners_stay() -> None:
    text = "می\u200cخواهم\tक्\u200dष\n👩\u200d🌾\u200f\u200e"
    assert strip_controls(text) == text


def test_a_carriage_return_becomes_a_line_feed() -> None:
    assert strip_controls("a\r\nb\rc") == "a\nb\nc"


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_is_left_can_be_stored_and_is_stable(text: str) -> None:
    clean = strip_controls(text)
    clean.encode()
    assert (strip_controls(clean), "\x00" in clean) == (clean, False)


def test_an_isolate_holds_one_pair_however_dirty_the_text() -> None:
    assert isolate("\u2068x\u202e") == "\u2068x\u2069"


def test_nothing_is_isolated_as_nothing() -> None:
    assert isolate("") == ""


@pytest.mark.parametrize(
    ("text", "found"), [("abc", "ltr"), ("12 שלום abc", "rtl"), ("سلام", "rtl"), ("12 !", "")]
)
def test_the_first_letter_gives_the_direction(text: str, found: str) -> None:
    assert direction(text) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a?b", True),
        ("privacy@example.org", True),
        ("example.org", True),
        ("/privacy", True),
        ("@name", True),
        ("Acme Inc. and sons", False),
        ("Université", False),
        ("see example.org", False),
    ],
)
def test_links_and_commands_are_known(text: str, *, expected: bool) -> None:
    assert bare(text) is expected
