"""The lines of keys: every shape of TOML that a study can be written in."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tellmore.study.toml_lines import Path, lines, nearest

TEXT = '''\
# a comment with [brackets] and "quotes"
top = 1

[a]  # another
plain = "x # no comment"
"quoted key" = 'y'
dotted.key = """
several ] } lines \\"
"""
list = [
  "one", # comment ]
  { inner = 1, deep = { er = [2] } },
]

[[many]]
key = "first"
[many.sub]
k = \'\'\'it\'s ""\'\'\'
[[many.inner]]
k = 1
[[many.inner]]
k = 2
[[many]]
key = 2026-11-01T10:00:00Z
empty = []
none = {}
'''


def test_every_key_has_its_line() -> None:
    assert lines(TEXT) == {
        (): 1,
        ("top",): 2,
        ("a",): 4,
        ("a", "plain"): 5,
        ("a", "quoted key"): 6,
        ("a", "dotted"): 7,
        ("a", "dotted", "key"): 7,
        ("a", "list"): 10,
        ("a", "list", 0): 11,
        ("a", "list", 1): 12,
        ("a", "list", 1, "inner"): 12,
        ("a", "list", 1, "deep"): 12,
        ("a", "list", 1, "deep", "er"): 12,
        ("a", "list", 1, "deep", "er", 0): 12,
        ("many",): 15,
        ("many", 0): 15,
        ("many", 0, "key"): 16,
        ("many", 0, "sub"): 17,
        ("many", 0, "sub", "k"): 18,
        ("many", 0, "inner"): 19,
        ("many", 0, "inner", 0): 19,
        ("many", 0, "inner", 0, "k"): 20,
        ("many", 0, "inner", 1): 21,
        ("many", 0, "inner", 1, "k"): 22,
        ("many", 1): 23,
        ("many", 1, "key"): 24,
        ("many", 1, "empty"): 25,
        ("many", 1, "none"): 26,
    }


def test_lines_that_end_as_on_windows_count_once() -> None:
    assert lines(TEXT.replace("\n", "\r\n")) == lines(TEXT)


def test_what_does_not_stand_has_the_line_of_what_encloses_it() -> None:
    assert nearest(lines(TEXT), ("many", 0, "sub", "absent", 3)) == 17


def _paths(value: object, path: Path = ()) -> set[Path]:
    match value:
        case dict():
            inner: list[tuple[str | int, object]] = list(value.items())
        case list():
            inner = list(enumerate(value))
        case _:
            inner = []
    return {path}.union(*(_paths(each, (*path, step)) for step, each in inner))


_texts = st.text(st.sampled_from("ab\"'#[]{}=,.\\ \nж"), max_size=6)
_values = st.recursive(
    st.integers() | st.booleans() | _texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab-", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        case list():
            return "[\n" + "".join(f"{_toml(each)},\n" for each in value) + "]"
        case dict():
            return "{" + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + "}"
        case _:
            return str(value)


@given(st.dictionaries(st.text("abc_", min_size=1, max_size=3), _values, max_size=4))
def test_exactly_the_paths_that_tomllib_reads_have_lines(document: dict[str, Any]) -> None:
    text = "".join(f"{key} = {_toml(value)}\n" for key, value in document.items())
    assert set(lines(text)) == _paths(tomllib.loads(text))
