"""Names at a destination; none leads elsewhere."""

import pytest

from tellmore.errors import OurFault
from tellmore.exports import layout


def test_everything_of_a_study_lies_in_its_folder() -> None:
    assert [
        layout.interview("days", "p1"),
        layout.transcript("days", "p1"),
        layout.withdrawal("days", "0" * 32),
        layout.in_study("days", "turns.csv"),
    ] == [
        "days/interviews/p1.json",
        "days/transcripts/p1.md",
        f"days/withdrawn/{'0' * 32}.json",
        "days/turns.csv",
    ]


@pytest.mark.parametrize(
    "key", ["", ".", "..", "../x", "a/b", "/a", "a\0", "A", "a b", ".a", "a\n"]
)
def test_a_key_that_could_lead_elsewhere_is_refused(key: str) -> None:
    for name in (layout.study_key, layout.participant_key):
        with pytest.raises(OurFault, match="does not fit into a path"):
            name(key)
    with pytest.raises(OurFault, match="a mark key does not fit into a path"):
        layout.withdrawal("days", key)
