from typing import Any

from pydantic.fields import FieldInfo

from tellmore.settings import Settings
from tests.repository.files import between, text_of


def rows(table: str) -> list[list[str]]:
    """Return the cells of a Markdown table's rows, without its head."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def shown(default: Any) -> str:  # noqa: ANN401 - whatever a setting may be
    if isinstance(default, tuple):
        default = ",".join(default)
    if default in {None, ""}:
        return ""
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def wanted(fields: dict[str, FieldInfo]) -> list[list[str]]:
    return [
        [f"`{field.validation_alias}`", shown(field.default), str(field.description)]
        for field in fields.values()
    ]


def settings_table(readme: str) -> list[list[str]]:
    inside = between(readme, "<!-- settings", "<!-- end of settings -->")
    return rows(inside.partition("-->")[2])


def test_the_readme_lists_every_setting_with_its_default_and_what_it_is() -> None:
    assert settings_table(text_of("README.md")) == wanted(Settings.model_fields)


def test_a_setting_that_the_readme_lacks_or_words_otherwise_is_noticed() -> None:
    readme = text_of("README.md")
    lacking = readme.replace("| `TELLMORE_LOG` |", "| `TELLMORE_LOGS` |")
    other = readme.replace("| `console` | `console` for", "| `json` | `console` for")

    assert readme not in {lacking, other}
    assert settings_table(lacking) != wanted(Settings.model_fields)
    assert settings_table(other) != wanted(Settings.model_fields)
