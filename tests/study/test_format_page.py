"""The page on the study format: its example loads, and its tables hold every key."""

import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tellmore.study import toml_shape as shape
from tellmore.study.advice import warnings
from tellmore.study.loading import parse

PAGE = Path(__file__).parents[2] / "docs" / "study-format.md"
KEYS = re.compile(r"(<!-- keys: .* -->\n).*(<!-- end of keys -->)", re.DOTALL)

TABLES: tuple[type[BaseModel], ...] = (
    shape.StudyTable,
    shape.ConsentTable,
    shape.ClosedTable,
    shape.OptionTable,
    shape.TopicTable,
    shape.QuestionTable,
    shape.PointTable,
    shape.ProbingTable,
    shape.FarewellTable,
    shape.PaceTable,
    shape.QuietTable,
    shape.RetentionTable,
)


def _tables(tables: tuple[type[BaseModel], ...]) -> Iterator[str]:
    for table in tables:
        title = (table.__doc__ or "").splitlines()[0].replace("``", "`").rstrip(".")
        yield from (f"### {title}", "", "| Key | If left out | What it is |", "| --- | --- | --- |")
        for name, field in table.model_fields.items():
            key = field.alias or name
            yield f"| `{key}` | {_default(table, key, field)} | {field.description} |"
        yield ""


def _default(table: type[BaseModel], key: str, field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if table is shape.QuietTable:
        return "`+00:00`" if key == "utc_offset" else f"`{value:02}:00`"
    return _shown(value)


def _shown(value: object) -> str:
    match value:
        case None | []:
            return "none"
        case bool():
            return f"`{value}`".lower()
        case timedelta(days=days, seconds=seconds):
            return f"`{days * 24}h`" if 0 < days < 30 else f"`{days}d`" if days else f"`{seconds}s`"
        case list():
            return ", ".join(map(_shown, value))
        case BaseModel():
            return "as below"
        case _:
            return f"`{value}`"


def _written(page: str) -> str:
    tables = "\n".join(_tables(TABLES))
    return KEYS.sub(lambda found: f"{found[1]}\n{tables}\n{found[2]}", page)


def _example() -> str:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return str(example)


def _keys(value: object, path: str = "") -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield f"{path}{key}"
                yield from _keys(inner, f"{path}{key}.")
        case list():
            for inner in value:
                yield from _keys(inner, path)
        case _:
            pass


def _possible(table: type[BaseModel], path: str = "") -> Iterator[str]:
    for key in shape.keys_at(tuple(path.split(".")[:-1])):
        yield f"{path}{key}"
        if any(inner.__name__ in str(_field(table, key).annotation) for inner in TABLES):
            inner = next(t for t in TABLES if t.__name__ in str(_field(table, key).annotation))
            yield from _possible(inner, f"{path}{key}.")


def _field(table: type[BaseModel], key: str) -> FieldInfo:
    return next(field for name, field in table.model_fields.items() if (field.alias or name) == key)


def test_the_tables_of_the_page_are_those_of_the_models() -> None:
    page = PAGE.read_text("utf-8")
    assert page == _written(page)


def test_the_example_of_the_page_is_a_study_that_needs_no_advice() -> None:
    study = parse(_example(), key="tea")
    assert study.order() == ("drinks", "cup", "satisfied", "recommend", "country")
    assert warnings(study) == ()


def test_the_example_of_the_page_has_every_key() -> None:
    used = {
        key.removeprefix("screener.").removeprefix("closing.")
        for key in _keys(tomllib.loads(_example()))
    }
    possible = {
        key.removeprefix("screener.").removeprefix("closing.") for key in _possible(shape.StudyFile)
    }
    assert used == possible


if __name__ == "__main__":
    PAGE.write_text(_written(PAGE.read_text("utf-8")), encoding="utf-8")
