"""Several language models, one after the other, until one answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tellmore.errors import TheirFault, Unreachable
from tellmore.prompts.prompt import Completion, Prompt
from tellmore.runtime.ports import Clock, LanguageModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Asks the first model; if it fails, the next.

    Each gets an equal share of the time that is left, so that one that hangs leaves the
    others some; the last gets all.

    Attributes:
        models: The preferred one first; at least one.
        clock: Tells how long is left.
    """

    models: Sequence[LanguageModel]
    clock: Clock

    async def complete(self, prompt: Prompt, *, within: timedelta) -> Completion:
        """Return the reply of the first model that gives one.

        Raises:
            TheirFault: None did; the fault is the last one's.
        """
        until = self.clock.now() + within
        fault: TheirFault = Unreachable("no model was asked")
        for index, model in enumerate(self.models):
            share = (until - self.clock.now()) / (len(self.models) - index)
            if share <= timedelta():
                break
            try:
                return await model.complete(prompt, within=share)
            except TheirFault as failed:
                fault = failed
        raise fault
