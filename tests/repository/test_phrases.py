import ast
from collections.abc import Iterator

from tellmore.interview import phrases
from tests.repository.files import trees

AHEAD = {
    "care_phrases": "translated ahead of the interviewer that meets hard moments",
    "review_phrases": "translated ahead of the summary, the codes and the later parts",
    "page_phrases": "translated ahead of the page behind an invite and the chat in a browser",
}
"""Modules whose phrases nothing says yet, each with the reason why they are kept."""

UNSAID = {
    "HALF_WAY": "translated ahead of the signpost",
    "REASON_1": "translated ahead of the kinds of follow-up that the model proposes",
    "REASON_2": "as above",
    "HOPE_1": "as above",
    "WORD_1": "as above",
}
"""Other phrases that nothing says yet, each with the reason why it is kept."""


def constants() -> dict[str, str]:
    """Return the key of each phrase by the name of its constant."""
    return {
        name: value
        for name, value in vars(phrases).items()
        if name.isupper() and isinstance(value, str)
    }


def used(parsed: dict[str, ast.Module]) -> Iterator[str]:
    """Yield the names that the code takes from `phrases`."""
    for tree in parsed.values():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "phrases"
                and node.attr.isupper()
            ):
                yield node.attr


def sayers() -> dict[str, ast.Module]:
    return {
        name: tree
        for name, tree in trees("src/tellmore/").items()
        if "/testing/" not in name and not name.endswith("phrases.py")
    }


def test_every_phrase_has_one_constant() -> None:
    ahead = {
        value
        for module in AHEAD
        for name, value in vars(vars(phrases)[module]).items()
        if name.isupper() and isinstance(value, str)
    }
    assert sorted((*constants().values(), *ahead)) == sorted(phrases.PHRASES)


def test_every_phrase_is_said_and_every_phrase_that_is_said_exists() -> None:
    said = set(used(sayers())) - {"PHRASES", "MODULES"}

    assert set(constants()) - said == set(UNSAID)
    assert said - set(constants()) == set()


def test_a_phrase_that_does_not_exist_is_noticed() -> None:
    planted = ast.parse("say(phrases.UNHEARD_OF)")

    assert set(used({"a.py": planted})) - set(constants()) == {"UNHEARD_OF"}
