"""What a translation's mark says, and when it stops being true."""

import pytest

from tellmore.study.standing import Standing, State, mark, seal, sealed, standing

SOURCE, SAID = ("Thank you.",), ("Asante.",)

PO = """\
# The interviewer's sentences.
msgid ""
msgstr ""

# state: drafted
#. Said at the end.
msgctxt "thanks"
msgid "Thank you."
msgstr "Asante."

# A translator's remark.
msgctxt "bye"
msgid "Goodbye."
msgstr "Kwaheri."
"""


def read(state: State) -> Standing:
    return standing([f"state: {sealed(state, SOURCE, SAID)}"])


@pytest.mark.parametrize("state", [State.ADJUDICATED, State.REVIEWED])
def test_what_was_read_waits_for_nobody(state: State) -> None:
    assert not read(state).waits(SOURCE, SAID)
    assert not read(state).broken(SOURCE, SAID)


@pytest.mark.parametrize(
    ("source", "said"), [(("Thanks.",), SAID), (SOURCE, ("Ahsante.",)), (SOURCE, (*SAID, "x"))]
)
def test_a_change_after_the_reading_breaks_the_seal(
    source: tuple[str, ...], said: tuple[str, ...]
) -> None:
    assert read(State.REVIEWED).broken(source, said)
    assert read(State.REVIEWED).waits(source, said)


def test_a_draft_waits_and_has_no_seal() -> None:
    assert sealed(State.DRAFTED, SOURCE, SAID) == "drafted"
    assert read(State.DRAFTED).waits(SOURCE, SAID)


def test_what_a_person_wrote_without_a_mark_waits_for_nobody() -> None:
    assert not standing(["A translator's remark."]).waits(SOURCE, SAID)


def test_a_mark_without_a_seal_is_believed() -> None:
    assert not standing(["state: reviewed"]).waits(SOURCE, SAID)


def test_a_misspelled_state_is_unknown_and_waits() -> None:
    found = standing(["state: reveiwed"])

    assert not found.known
    assert found.waits(SOURCE, SAID)


def test_the_seal_tells_source_from_translation() -> None:
    assert seal(("a", "b"), ("c",)) != seal(("a",), ("b", "c"))


def test_marks_are_set_and_all_else_stays() -> None:
    marked = mark(PO, {"thanks": "reviewed 00000000", "bye": "drafted"})

    assert marked == PO.replace("# state: drafted", "# state: reviewed 00000000").replace(
        "# A translator's remark.", "# state: drafted\n# A translator's remark."
    )
    assert mark(PO, {}) == PO
