"""What may stand in a request, and how the service words what may not.

The shape is pydantic's business; `refuse` checks what must hold beyond it.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tellmore.testing.messages_server.models import MODELS, Model
from tellmore.testing.messages_server.schemas import refusals_of_schema

LARGEST_BYTES = 32 * 2**20
_MOST_BREAKPOINTS = 4
_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}


class Refusal(Exception):
    """The service says no.

    Attributes:
        status: Of HTTP.
        message: What the service says.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def kind_of(status: int) -> str:
    """Return the type of error that belongs to a status."""
    return _KINDS.get(status, "api_error")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CacheControl(_Part):
    """Where a prefix ends that is to be cached."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] = "5m"


class TextBlock(_Part):
    """One block of text."""

    type: Literal["text"]
    text: Annotated[str, StringConstraints(min_length=1)]
    cache_control: CacheControl | None = None


class Message(_Part):
    """What one side said."""

    role: Literal["user", "assistant"]
    content: Annotated[str, StringConstraints(min_length=1)] | list[TextBlock]

    @property
    def blocks(self) -> list[TextBlock]:
        """The content as blocks."""
        if isinstance(self.content, str):
            return [TextBlock(type="text", text=self.content)]
        return self.content


class Format(_Part):
    """What the reply must look like."""

    type: Literal["json_schema"]
    schema_: dict[str, Any] = Field(alias="schema")


class OutputConfig(_Part):
    """How the model answers."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = None
    format: Format | None = None


class Thinking(_Part):
    """Whether the model thinks first."""

    type: Literal["adaptive", "disabled", "between_tools"]


class Metadata(_Part):
    """About the request."""

    user_id: Annotated[str, StringConstraints(max_length=256)] | None = None


class Request(_Part):
    """``POST /v1/messages``."""

    model: str
    max_tokens: Annotated[int, Field(ge=1)]
    messages: Annotated[list[Message], Field(min_length=1, max_length=100_000)]
    system: str | list[TextBlock] = ""
    cache_control: CacheControl | None = None
    output_config: OutputConfig = OutputConfig()
    thinking: Thinking | None = None
    metadata: Metadata = Metadata()
    stop_sequences: list[str] = Field(default_factory=list)
    service_tier: Literal["auto", "standard_only"] = "auto"
    stream: Literal[False] = False

    @property
    def system_blocks(self) -> list[TextBlock]:
        """The system prompt as blocks."""
        if isinstance(self.system, str):
            return [TextBlock(type="text", text=self.system)] if self.system else []
        return self.system

    @property
    def blocks(self) -> list[TextBlock]:
        """All text in the order of the prefix: the system's, then the messages'."""
        return [*self.system_blocks, *(block for one in self.messages for block in one.blocks)]


def read(body: object) -> Request:
    """Return the request, or raise what the service would answer.

    Raises:
        Refusal: Something is wrong; the first fault is named.
    """
    if not isinstance(body, dict):
        raise Refusal(400, "body: Input should be a valid dictionary")
    for name in ("temperature", "top_p", "top_k"):
        if name in body:
            raise Refusal(400, f"{name}: is not supported; steer the model by its prompt")
    try:
        request = Request.model_validate(body)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in detail["loc"])
        raise Refusal(400, f"{where}: {detail['msg']}") from None
    model = MODELS.get(request.model)
    if model is None:
        raise Refusal(404, f"model: {request.model}")
    for fault in _faults(request, model):
        raise Refusal(400, fault)
    return request


def _faults(request: Request, model: Model) -> Iterator[str]:
    if request.messages[0].role != "user":
        yield 'messages: first message must use the "user" role'
    if request.messages[-1].role == "assistant":
        yield "messages: this model does not continue a reply; the last message must be the user's"
    if request.max_tokens > model.output_tokens:
        limit = f"{request.max_tokens} > {model.output_tokens}"
        yield f"max_tokens: {limit}, which is the longest reply of {model.id}"
    marked = sum(block.cache_control is not None for block in request.blocks)
    marked += request.cache_control is not None
    if marked > _MOST_BREAKPOINTS:
        yield f"A maximum of 4 blocks with cache_control may be provided. Found {marked}."
    if model.always_thinks and request.thinking and request.thinking.type == "disabled":
        yield f"thinking.type: {model.id} does not support disabled thinking"
    if request.output_config.format:
        yield from (
            f"output_config.format.schema: {fault}"
            for fault in refusals_of_schema(request.output_config.format.schema_)
        )
