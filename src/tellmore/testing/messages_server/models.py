"""What each model takes and what it refuses.

Source: the SDK's list of models and the pages on thinking, effort and prompt caching at
https://platform.claude.com/docs, read 2026-11-23.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model.

    Attributes:
        id: Its name in requests.
        context_tokens: What fits, the reply included.
        output_tokens: The longest reply.
        cache_from_tokens: The shortest prefix that is cached.
        always_thinks: Whether ``thinking`` cannot be switched off.
    """

    id: str
    context_tokens: int = 1_000_000
    output_tokens: int = 64_000
    cache_from_tokens: int = 512
    always_thinks: bool = False


MODELS = {
    model.id: model
    for model in (
        Model(id="claude-haiku-5-5"),
        Model(id="claude-sonnet-5-5", always_thinks=True),
        Model(id="claude-opus-5-5", output_tokens=128_000, always_thinks=True),
    )
}
"""Models of the present generation, by id."""
