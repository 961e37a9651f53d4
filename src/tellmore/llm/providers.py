"""Which language model a setting names; each provider's library loads only when asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tellmore.errors import InvalidSettings
from tellmore.runtime.ports import LanguageModel


@asynccontextmanager
async def language_model(
    spec: str, *, key: str, base_url: str = ""
) -> AsyncIterator[LanguageModel]:
    """Open the language model that ``spec`` names; close its connections at the end.

    Args:
        spec: ``claude:<model id>``.
        key: The provider's API key.
        base_url: Where its API is; empty for the provider's own.

    Raises:
        InvalidSettings: There is no such provider, or the key is missing.
    """
    provider, _, model = spec.partition(":")
    if provider != "claude" or not model:
        raise InvalidSettings(
            f'expected a model such as "claude:claude-sonnet-5-5"; it is "{spec}"'
        )
    if not key:
        raise InvalidSettings(f"{spec} needs a key; set ANTHROPIC_API_KEY")
    from tellmore.llm.claude import Claude

    async with Claude(model, key=key, base_url=base_url) as claude:
        yield claude
