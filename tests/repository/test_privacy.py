import re
from pathlib import PurePath

import pytest

from tests.repository.files import ROOT, tracked

TOLD = {
    "a path of somebody's machine": re.compile(r"(?<![\w.~}])/(?:root|home|work|Users)/\w"),
    "a bot's token": re.compile(r"\b[0-9]{8,10}:[A-Za-z0-9_-]{35}\b"),
    "a key": re.compile(r"\b(?:sk-ant-|ghp_|github_pat_|AKIA|xox[bp]-)[A-Za-z0-9_-]{10}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "a registry": re.compile(
        r"(?:pypi[.]org|pythonhosted[.]org|npmjs[.]|index[-]url|extra[-]index|j[f]rog|art[i]factory)"
    ),
}
"""What no file may tell, by what it is. None of these patterns matches itself."""

PLANTED = {
    "a path of somebody's machine": "see /" + "home/ana/notes",
    "a bot's token": "12345678" + ":" + "A" * 35,
    "a key": "sk-" + "ant-0123456789",
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "a registry": "https://pypi" + ".org/simple",
}


def told(text: str) -> list[str]:
    return [what for what, pattern in TOLD.items() if pattern.search(text)]


def test_no_file_tells_of_machines_secrets_or_registries() -> None:
    found = {}
    for name in tracked():
        try:
            text = (ROOT / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if what := told(text):
            found[name] = what

    assert found == {}


def test_no_file_that_holds_secrets_or_data_is_tracked() -> None:
    private = {".env", "dump.rdb", "secret", ".netrc", ".pypirc"}

    assert [name for name in tracked() if PurePath(name).name in private] == []


@pytest.mark.parametrize("what", TOLD)
def test_what_may_not_be_told_is_noticed(what: str) -> None:
    assert told(PLANTED[what]) == [what]


@pytest.mark.parametrize(
    "harmless", ["42:SECRET", "https://example.org/home/", "{home}/home/x", "src/work/a"]
)
def test_what_may_be_told_passes(harmless: str) -> None:
    assert told(harmless) == []
