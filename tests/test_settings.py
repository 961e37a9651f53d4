import multiprocessing
import stat
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from tellmore.errors import InvalidSettings
from tellmore.settings import Settings, load

WRONG = {
    "TELLMORE_REDIS_URL": ("localhost:6379", "must begin with redis://"),
    "TELLMORE_TELEGRAM_TOKEN": ("hello", "as @BotFather gives it"),
    "TELLMORE_TELEGRAM_API": ("api.telegram.org", "must begin with https://"),
    "TELLMORE_TELEGRAM_WEBHOOK_URL": ("example.org/hook", "must begin with https://"),
    "TELLMORE_TELEGRAM_WEBHOOK_PORT": ("70000", "65535"),
    "TELLMORE_TELEGRAM_RATE": ("0", "greater than 0"),
    "TELLMORE_TELEGRAM_CHAT_RATE": ("fast", "number"),
    "TELLMORE_SECRET": ("short", "at least 16 characters"),
    "TELLMORE_MODEL": ("oracle", "use `scripted`, or `claude:`"),
    "TELLMORE_LOG": ("loud", "console|json"),
}
"""A wrong value of each setting that has one, and what the sentence must say of the mend."""

ANYTHING_GOES = {
    "TELLMORE_HOME",
    "TELLMORE_STUDIES",
    "TELLMORE_EXPORTS",
    "TELLMORE_TELEGRAM_WEBHOOK_SECRET",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL",
}
"""Settings of which any text is taken; what it leads to shows when it is used."""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder to be in, and an environment without a setting."""
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def defaults() -> dict[str, object]:
    return {name: field.default for name, field in Settings.model_fields.items()}


def test_every_setting_has_a_wrong_value_here_or_takes_anything() -> None:
    assert {*WRONG, *ANYTHING_GOES} == {
        str(field.validation_alias) for field in Settings.model_fields.values()
    }


@pytest.mark.parametrize("variable", WRONG)
def test_a_wrong_setting_is_one_sentence_with_its_name_and_the_mend(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    value, mend = WRONG[variable]
    monkeypatch.setenv(variable, value)

    with pytest.raises(InvalidSettings) as refused:
        load()

    said = str(refused.value)
    assert said.startswith(f"{variable}: ")
    assert mend in said
    assert "\n" not in said


def test_several_wrong_settings_are_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, (value, _) in WRONG.items():
        monkeypatch.setenv(variable, value)

    with pytest.raises(InvalidSettings) as refused:
        load()

    assert [name for name in WRONG if f"{name}: " not in str(refused.value)] == []


def test_a_secret_or_a_token_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMORE_TELEGRAM_TOKEN", "hunter2")
    monkeypatch.setenv("TELLMORE_SECRET", "hunter3")

    with pytest.raises(InvalidSettings) as refused:
        load()

    assert "hunter" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMORE_TELEGRAM_WEBHOOK_URL", "https://example.org/hook/")

    with pytest.raises(InvalidSettings, match=r"^TELLMORE_TELEGRAM_WEBHOOK_SECRET: is missing"):
        load()
    monkeypatch.setenv("TELLMORE_TELEGRAM_WEBHOOK_SECRET", "x")

    assert load().telegram_webhook_url == "https://example.org/hook"


def test_nothing_set_is_the_defaults() -> None:
    assert load().model_dump() == defaults()


def test_the_file_is_read_and_the_environment_comes_first(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("TELLMORE_TELEGRAM_TOKEN=1:one, 2:two", "TELLMORE_LOG=json", "OF_OTHERS=1", "# ключ")
    (place / ".env").write_text("\n".join(lines), "utf-8")
    monkeypatch.setenv("TELLMORE_LOG", "console")

    settings = load(home=place / "there")

    assert settings.telegram_tokens == ("1:one", "2:two")
    assert settings.log == "console"
    assert settings.redis_folder == place / "there" / "redis"


@pytest.mark.parametrize("name", ["HOME", "LOG", "SECRET", "STUDIES", "EXPORTS", "MODEL"])
def test_a_variable_of_others_is_not_ours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "of somebody else")

    assert load().model_dump() == defaults()


def test_a_set_secret_is_the_key_and_nothing_is_generated(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLMORE_SECRET", "0123456789abcdef")
    one = load().key()
    monkeypatch.setenv("TELLMORE_SECRET", "0123456789abcdeF")

    assert len(one) == 32
    assert load().key() != one
    assert list(place.iterdir()) == []


def test_a_generated_secret_stays_and_is_ours_alone(place: Path) -> None:
    settings = load(home=place / "home")

    assert settings.key() == load(home=place / "home").key()
    assert stat.S_IMODE((place / "home" / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((place / "home").stat().st_mode) == 0o700
    assert [path.name for path in (place / "home").iterdir()] == ["secret"]
    assert load(home=place / "elsewhere").key() != settings.key()


def test_a_file_without_a_secret_is_refused_and_not_written_over(place: Path) -> None:
    (place / "secret").write_text("\n", "utf-8")

    with pytest.raises(InvalidSettings, match="holds no secret; remove it"):
        load(home=place).key()

    assert (place / "secret").read_text("utf-8") == "\n"


def generate(home: Path, together: Barrier, out: Path) -> None:
    together.wait(60)
    key = load(home=home).key()
    (out / key.hex()).touch()


@pytest.mark.slow
def test_eight_processes_that_start_at_once_generate_one_secret(place: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(8)
    out = place / "out"
    out.mkdir()
    home = place / "home"
    starters = [spawn.Process(target=generate, args=(home, together, out)) for _ in range(8)]

    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(90)

    assert [starter.exitcode for starter in starters] == [0] * 8
    assert [path.name for path in out.iterdir()] == [load(home=home).key().hex()]
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    ("value", "models"),
    [
        ("", ("scripted",)),
        ("scripted", ("scripted",)),
        ("claude:claude-haiku-5-5", ("claude:claude-haiku-5-5", "scripted")),
        (
            "claude:claude-sonnet-5-5, claude:claude-haiku-5-5,scripted",
            ("claude:claude-sonnet-5-5", "claude:claude-haiku-5-5", "scripted"),
        ),
    ],
)
def test_the_script_stands_behind_every_model(
    value: str, models: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLMORE_MODEL", value)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "good")
    assert load().models == models


@pytest.mark.parametrize("value", ["scripted,claude:claude-haiku-5-5", "claude:", "claude"])
def test_a_model_that_cannot_be_asked_is_refused(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLMORE_MODEL", value)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "good")
    with pytest.raises(InvalidSettings, match=r"TELLMORE_MODEL: .* is not a model"):
        load()


def test_a_model_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMORE_MODEL", "claude:claude-haiku-5-5")
    with pytest.raises(InvalidSettings, match="ANTHROPIC_API_KEY: is missing"):
        load()
