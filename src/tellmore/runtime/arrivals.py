"""What reaches us from a messaging app, as it is stored before the app is told so."""

import base64
import hashlib
import hmac
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tellmore.errors import OurFault
from tellmore.interview.events import Event
from tellmore.interview.journal import decode_event, encode_event

SHARDS = 64
"""Fixed for ever: participants are spread over this many shards by their id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One way to reach a participant.

    Attributes:
        channel: ``telegram``, ``terminal`` …
        account: Which of our accounts there, e.g. a bot's id.
        chat: The participant's id there.
    """

    channel: str
    account: str
    chat: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.account}:{self.chat}"


def address_from(text: str) -> Address:
    """Return the address that ``str(address)`` wrote.

    Raises:
        OurFault: The text is no address.
    """
    parts = text.split(":", 2)
    if len(parts) != 3:  # noqa: PLR2004 - channel, account, chat
        raise OurFault("a stored address does not have three parts")
    return Address(channel=parts[0], account=parts[1], chat=parts[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The participant opened us, by a link that carries ``payload`` or by none (empty)."""

    at: datetime
    payload: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Every trace was erased; the participant is still to be told.

    Attributes:
        at: When the last trace went.
        receipt: Code of the proof record.
        records: How many records were erased.
        language: In which to tell.
    """

    at: datetime
    receipt: str
    records: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ungrouped:
    """Somebody wrote to us in a group, where no interview is held."""

    at: datetime


Happening = Event | Started | Erased | Ungrouped
"""An event of an interview, or something that is not (yet) inside one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One thing that an app delivered.

    Attributes:
        id: Stable across redeliveries; what duplicates are recognised by. Empty for
            what we made ourselves.
        address: Where it came from and where a reply goes.
        happening: What happened.
        study: Which study it belongs to; empty for the participant's current one.
        hint: Language code that the app reports; empty if none.
        tap: Id by which a tapped button must be acknowledged; empty without one.
        keyboard: Id of the message whose button was tapped; empty without one.
        label: Label of the tapped button; empty without one.
    """

    id: str
    address: Address
    happening: Happening
    study: str = ""
    hint: str = ""
    tap: str = ""
    keyboard: str = ""
    label: str = ""


_OUTSIDE: dict[str, type[Started | Erased | Ungrouped]] = {
    "Started": Started,
    "Erased": Erased,
    "Ungrouped": Ungrouped,
}


def encode_arrival(arrival: Arrival) -> bytes:
    """Return the arrival as JSON, without what is empty."""
    happening = arrival.happening
    if isinstance(happening, Started | Erased | Ungrouped):
        plain_happening = {"t": type(happening).__name__, **msgspec.to_builtins(happening)}
    else:
        plain_happening = encode_event(happening)
    plain: dict[str, Any] = {"i": arrival.id, "a": str(arrival.address), "h": plain_happening}
    optional = {
        "s": arrival.study,
        "l": arrival.hint,
        "tap": arrival.tap,
        "kb": arrival.keyboard,
        "lb": arrival.label,
    }
    plain.update({name: value for name, value in optional.items() if value})
    return msgspec.json.encode(plain)


def decode_arrival(blob: bytes) -> Arrival:
    """Return the arrival that `encode_arrival` wrote.

    Raises:
        OurFault: The bytes are no arrival.
    """
    try:
        plain = msgspec.json.decode(blob)
        kind = _OUTSIDE.get(plain["h"]["t"])
        happening: Happening
        if kind is None:
            happening = decode_event(plain["h"])
        else:
            values = {name: value for name, value in plain["h"].items() if name != "t"}
            happening = msgspec.convert(values, kind)
        return Arrival(
            id=plain["i"],
            address=address_from(plain["a"]),
            happening=happening,
            study=plain.get("s", ""),
            hint=plain.get("l", ""),
            tap=plain.get("tap", ""),
            keyboard=plain.get("kb", ""),
            label=plain.get("lb", ""),
        )
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise OurFault("a stored arrival does not fit") from error


def participant_id(address: Address, *, secret: bytes) -> str:
    """Return the pseudonym of whoever is behind an address: 16 characters of ``a-z2-7``.

    The account is left out: one person who writes to two of our bots is one participant.
    Without the secret nobody can tell from an address which pseudonym is its.
    """
    digest = hmac.digest(secret, f"{address.channel}:{address.chat}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:10]).decode().lower()


def shard_of(participant: str) -> int:
    """Return the shard of a participant, 0 to `SHARDS` - 1."""
    return zlib.crc32(participant.encode()) % SHARDS
