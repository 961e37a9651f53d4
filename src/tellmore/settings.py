"""All settings, read once from the environment and ``.env``; nothing else reads either."""

import contextlib
import hashlib
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tellmore.errors import InvalidSettings

SHORTEST_SECRET = 16
"""Characters; `python -c "import secrets; print(secrets.token_urlsafe(32))"` makes one."""

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
SCRIPTED = "scripted"
"""The interviewer that needs no model: the last resort of every other."""

_MODEL = re.compile(r"claude:[a-z0-9][a-z0-9._-]*")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TOKEN_HINT = "as @BotFather gives it: digits, a colon, and about 35 letters and digits"  # noqa: S105 - a hint


class Settings(BaseSettings):
    """What can be set; each field's description is what the README says of it."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
    )

    redis_url: str = Field(
        default="",
        validation_alias="TELLMORE_REDIS_URL",
        description="Redis or Valkey: `redis://`, `rediss://`, `unix://`; empty: embedded",
    )
    home: Path = Field(
        default=Path(".tellmore"),
        validation_alias="TELLMORE_HOME",
        description="Folder of the embedded server's data and of the generated secret",
    )
    telegram_tokens: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        validation_alias="TELLMORE_TELEGRAM_TOKEN",
        description="Bot token from @BotFather; several with commas between serve the same",
    )
    telegram_api: str = Field(
        default="https://api.telegram.org",
        validation_alias="TELLMORE_TELEGRAM_API",
        description="Base URL of the Bot API, for self-hosted servers",
    )
    telegram_webhook_url: str = Field(
        default="",
        validation_alias="TELLMORE_TELEGRAM_WEBHOOK_URL",
        description="Public `https://` URL at which Telegram reaches us; empty polls instead",
    )
    telegram_webhook_secret: str = Field(
        default="",
        validation_alias="TELLMORE_TELEGRAM_WEBHOOK_SECRET",
        description="Secret that Telegram sends with each webhook, 1 to 256 of `A-Za-z0-9_-`",
    )
    telegram_webhook_port: int = Field(
        default=8081,
        ge=0,
        le=65535,
        validation_alias="TELLMORE_TELEGRAM_WEBHOOK_PORT",
        description="Local port on which webhooks are received, behind your proxy",
    )
    telegram_rate: float = Field(
        default=30.0,
        gt=0,
        validation_alias="TELLMORE_TELEGRAM_RATE",
        description="Messages a second and bot; Telegram allows 30 unless you pay for more",
    )
    telegram_chat_rate: float = Field(
        default=1.0,
        gt=0,
        validation_alias="TELLMORE_TELEGRAM_CHAT_RATE",
        description="Messages a second and chat; Telegram allows 1",
    )
    studies: Path | None = Field(
        default=None,
        validation_alias="TELLMORE_STUDIES",
        description="Folder of studies; empty uses the ready-made ones",
    )
    exports: str = Field(
        default="exports",
        validation_alias="TELLMORE_EXPORTS",
        description="Folder or fsspec URL to which finished interviews are written",
    )
    secret: str = Field(
        default="",
        validation_alias="TELLMORE_SECRET",
        description="Key of pseudonyms and signatures, 16 characters or more; empty: generated",
    )
    models: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("scripted",),
        validation_alias="TELLMORE_MODEL",
        description="Who asks the follow-ups: `scripted` or `claude:<model id>`; several with "
        "commas between take over from one another, `scripted` always last",
    )
    anthropic_api_key: str = Field(
        default="",
        validation_alias="ANTHROPIC_API_KEY",
        description="Key of the Claude models, for follow-ups and `tellmore study translate`",
    )
    anthropic_base_url: str = Field(
        default="",
        validation_alias="ANTHROPIC_BASE_URL",
        description="Base URL of the Messages API; empty for Anthropic's own",
    )
    log: str = Field(
        default="console",
        pattern="^(console|json)$",
        validation_alias="TELLMORE_LOG",
        description="`console` for people, `json` for machines",
    )

    @field_validator("telegram_tokens", "models", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the environment holds
        return (
            tuple(t.strip() for t in value.split(",") if t.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("telegram_tokens")
    @classmethod
    def _are_tokens(cls, tokens: tuple[str, ...]) -> tuple[str, ...]:
        for token in tokens:
            bot, colon, key = token.partition(":")
            if not (
                bot.isdecimal()
                and colon
                and key
                and key.replace("-", "").replace("_", "").isalnum()
            ):
                raise ValueError(f"is not a bot token; put it {_TOKEN_HINT}")
        return tokens

    @field_validator("studies", mode="before")
    @classmethod
    def _none_if_empty(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the environment holds
        return value or None

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: str) -> str:
        if url and not url.startswith(("redis://", "rediss://", "unix://", "redis+cluster://")):
            raise ValueError("must begin with redis://, rediss:// or unix://, or be empty")
        return url

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _is_header(cls, secret: str) -> str:
        if secret and not _WEBHOOK_SECRET.fullmatch(secret):
            raise ValueError("must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -")
        return secret

    @field_validator("telegram_api", "telegram_webhook_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// on your own network)")
        return url.rstrip("/")

    @field_validator("secret")
    @classmethod
    def _is_long(cls, secret: str) -> str:
        if secret and len(secret) < SHORTEST_SECRET:
            raise ValueError(f"must have at least {SHORTEST_SECRET} characters, or be empty")
        return secret

    @field_validator("models")
    @classmethod
    def _are_known(cls, models: tuple[str, ...]) -> tuple[str, ...]:
        *first, last = models or (SCRIPTED,)
        named = (*first, *(() if last == SCRIPTED else (last,)))
        for model in named:
            if not _MODEL.fullmatch(model):
                raise ValueError(
                    f"`{model}` is not a model that this version knows; use `scripted`, or "
                    "`claude:` and a model's id, such as `claude:claude-sonnet-5-5`"
                )
        return (*named, SCRIPTED)

    @model_validator(mode="after")
    def _webhook_has_secret(self) -> "Settings":
        if self.telegram_webhook_url and not self.telegram_webhook_secret:
            raise ValueError(
                "TELLMORE_TELEGRAM_WEBHOOK_SECRET: is missing; set any long random word beside "
                "TELLMORE_TELEGRAM_WEBHOOK_URL"
            )
        return self

    @model_validator(mode="after")
    def _models_have_keys(self) -> "Settings":
        if self.models != (SCRIPTED,) and not self.anthropic_api_key:
            raise ValueError(
                f"ANTHROPIC_API_KEY: is missing; `{self.models[0]}` in TELLMORE_MODEL needs a key "
                "of https://platform.claude.com"
            )
        return self

    @property
    def redis_folder(self) -> Path:
        """Where the embedded server keeps its data."""
        return self.home / "redis"

    def key(self) -> bytes:
        """Return the secret's bytes, generating one on the first start."""
        if self.secret:
            return hashlib.sha256(self.secret.encode()).digest()
        return hashlib.sha256(_kept_secret(self.home / "secret").encode()).digest()


def load(**overrides: Any) -> Settings:  # noqa: ANN401 - any field of Settings
    """Return the settings.

    Args:
        overrides: Fields to set from the command line instead.

    Raises:
        InvalidSettings: One is wrong; the message says which and how to mend it.
    """
    named = {
        str(Settings.model_fields[field].validation_alias): value
        for field, value in overrides.items()
    }
    try:
        return Settings(**named)
    except ValidationError as error:
        raise InvalidSettings("; ".join(_sentence(fault) for fault in error.errors())) from None


def _sentence(fault: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    message = str(fault["msg"]).removeprefix("Value error, ")
    name = ".".join(str(part) for part in fault["loc"])
    known = {field: str(spec.validation_alias) for field, spec in Settings.model_fields.items()}
    shown = known.get(name, name)
    return f"{shown}: {message}" if shown else message


def _kept_secret(path: Path) -> str:
    """Return the generated secret, made once and readable by us alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        # Linked into place whole, so that of several processes that start at once one wins.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    kept = path.read_text("ascii").strip()
    if len(kept) < SHORTEST_SECRET:
        raise InvalidSettings(f"{path}: holds no secret; remove it, or set TELLMORE_SECRET")
    return kept
