"""Orders in the outbox: what was committed and is still to be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tellmore.errors import OurFault
from tellmore.interview.effects import ProposeProbe
from tellmore.runtime.arrivals import Address, address_from
from tellmore.runtime.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Deliver ``message``."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeTap:
    """Tell the app that a tap was taken."""

    tap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkChoice:
    """Leave only what was chosen on the keyboard that was tapped."""

    keyboard: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Have the interviewer propose a probe in the session of ``study``."""

    study: str
    version: str
    language: str
    effect: ProposeProbe


Task = Send | AcknowledgeTap | MarkChoice | Propose


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One thing to do.

    Attributes:
        id: ``participant:version:index`` of the effect: the idempotency key.
        participant: Whose.
        address: Where.
        at: When it was committed.
        task: What.
    """

    id: str
    participant: str
    address: Address
    at: datetime
    task: Task


_TASKS: dict[str, type[Task]] = {
    kind.__name__: kind for kind in (Send, AcknowledgeTap, MarkChoice, Propose)
}


def encode_order(order: Order) -> bytes:
    """Return the order as JSON."""
    plain: dict[str, Any] = {
        "i": order.id,
        "p": order.participant,
        "a": str(order.address),
        "at": order.at,
        "t": type(order.task).__name__,
        "o": order.task,
    }
    return msgspec.json.encode(plain)


def decode_order(blob: bytes) -> Order:
    """Return the order that `encode_order` wrote.

    Raises:
        OurFault: The bytes are no order.
    """
    try:
        plain = msgspec.json.decode(blob)
        return Order(
            id=plain["i"],
            participant=plain["p"],
            address=address_from(plain["a"]),
            at=msgspec.convert(plain["at"], datetime),
            task=msgspec.convert(plain["o"], _TASKS[plain["t"]]),
        )
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise OurFault("a stored order does not fit") from error
