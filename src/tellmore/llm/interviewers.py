"""Which interviewer the settings ask for: models, the script behind them, or the script alone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from tellmore.languages.catalogues import Catalogues, default_folder
from tellmore.languages.detection import Detector
from tellmore.languages.glossary import read_glossaries
from tellmore.llm.chain import Chain
from tellmore.llm.model_interviewer import ModelInterviewer
from tellmore.llm.providers import language_model
from tellmore.llm.scripted import ScriptedInterviewer
from tellmore.runtime.ports import Clock, Interviewer


@asynccontextmanager
async def interviewer(
    models: Sequence[str],
    *,
    spoken: Catalogues,
    detector: Detector,
    clock: Clock,
    key: str,
    base_url: str = "",
) -> AsyncIterator[Interviewer]:
    """Open the models and yield who asks the follow-ups; close the connections at the end.

    Args:
        models: As `language_model` takes them, the preferred one first; none for the script.
        spoken: The catalogues.
        detector: Tells languages apart.
        clock: Tells how long is left of a turn.
        key: The provider's API key.
        base_url: Where its API is; empty for the provider's own.

    Raises:
        InvalidSettings: A model cannot be opened.
    """
    scripted = ScriptedInterviewer(catalogues=spoken)
    if not models:
        yield scripted
        return
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(language_model(one, key=key, base_url=base_url))
            for one in models
        ]
        yield ModelInterviewer(
            model=Chain(models=opened, clock=clock),
            scripted=scripted,
            languages={one.tag: one for one in spoken.languages},
            glossaries=read_glossaries(default_folder()),
            detector=detector,
            clock=clock,
        )
