"""What the server says no with: Telegram's own codes and sentences."""

from tellmore.errors import InvalidInput, TheirFault


class Refusal(TheirFault):
    """The answer to a call that Telegram would not grant.

    Attributes:
        code: The HTTP status, repeated in the body as ``error_code``.
        description: Telegram's sentence.
        parameters: ``retry_after`` in seconds or ``migrate_to_chat_id``; empty for most.
        delay_s: How long the server holds the answer back, in seconds.
    """

    def __init__(
        self,
        code: int,
        description: str,
        *,
        parameters: dict[str, int] | None = None,
        delay_s: float = 0.0,
    ) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters or {}
        self.delay_s = delay_s

    def body(self) -> dict[str, object]:
        """Return the JSON that the client reads."""
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class ImpossibleAct(InvalidInput):
    """A simulated person tried what no person could do, such as tapping a button that is gone."""


def bad_request(reason: str) -> Refusal:
    """Return a 400; the first letter is lowered unless the reason is a CODE, as Telegram does.

    Source: telegram-bot-api ``fail_query_with_error``, version 10.0, read 2026-11-23.
    """
    second = reason[1:2]
    if second != "_" and not ("A" <= second <= "Z"):
        reason = reason[:1].lower() + reason[1:]
    return Refusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refusal:
    """Return a 403."""
    return Refusal(403, f"Forbidden: {reason}")


def too_many_requests(retry_after_s: int, *, delay_s: float = 0.0) -> Refusal:
    """Return a 429 that asks the client to wait ``retry_after_s`` seconds."""
    return Refusal(
        429,
        f"Too Many Requests: retry after {retry_after_s}",
        parameters={"retry_after": retry_after_s},
        delay_s=delay_s,
    )
