import pytest

from tests.cli.conftest import Run


def test_help_names_every_command_and_offers_completion(run: Run) -> None:
    ended = run("--help")

    assert ended.code == 0
    commands = "rehearse demo up invite study export doctor dead-letters replay simulate"
    assert [name for name in commands.split() if name not in ended.out] == []
    assert "--show-completion" in ended.out


@pytest.mark.parametrize("words", [("brew",), ("invite",), ("invite", "a", "b"), ("up", "--fast")])
def test_what_cannot_be_understood_is_a_usage_error(run: Run, words: tuple[str, ...]) -> None:
    ended = run(*words)

    assert ended.code == 2
    assert "Usage: " in ended.err
    assert "Traceback" not in ended.err


def test_nothing_asked_shows_what_can_be_asked(run: Run) -> None:
    ended = run()

    assert "tellmore rehearse commute" in ended.out + ended.err
