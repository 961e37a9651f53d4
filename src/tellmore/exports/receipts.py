"""The code by which a participant can ask about an erasure, when nothing else is left."""

import hashlib
import hmac

from tellmore.runtime.interviews import ErasureOrder

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that is misread
_BITS = 5
_GROUPS, _GROUP_CHARS = 4, 4


def receipt(order: ErasureOrder, *, secret: bytes) -> str:
    """Return the receipt of an erasure, e.g. ``7F3K-92QX-0RTM-4WDA``; 80 bits.

    The same order gives the same receipt, however often it is carried out. Without the
    secret it leads back to nobody.
    """
    number = int.from_bytes(_digest("receipt", order, secret))
    digits = [_ALPHABET[number >> (_BITS * at) & 31] for at in range(_GROUPS * _GROUP_CHARS)]
    groups = (digits[at : at + _GROUP_CHARS] for at in range(0, len(digits), _GROUP_CHARS))
    return "-".join("".join(group) for group in groups)


def withdrawal_mark(order: ErasureOrder, *, secret: bytes) -> str:
    """Return the name of the file that says an interview was withdrawn: 32 hexadecimal digits.

    It is the same for the same order, and nothing ties it to the receipt.
    """
    return _digest("withdrawal", order, secret)[:16].hex()


def _digest(purpose: str, order: ErasureOrder, secret: bytes) -> bytes:
    parts = (purpose, order.study, order.participant, order.at.isoformat())
    return hmac.digest(secret, "|".join(parts).encode(), hashlib.sha256)
