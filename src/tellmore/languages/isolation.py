"""Text that others wrote, made harmless for the sentence that it stands in.

Source: Unicode Standard Annex 9 (bidirectional algorithm), read 2026-11-23: an isolate
lets a name of either direction stand in a sentence without moving its neighbours.
"""

import re
import unicodedata

OPEN = "\u2068"
"""First strong isolate: the direction is that of the first letter inside."""

CLOSE = "\u2069"
"""Pop directional isolate."""

_DIRECTION = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_BIDI_CONTROLS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_C0_AND_C1 = (*range(0x20), *range(0x7F, 0xA0))
_REMOVED = re.compile(
    "["
    + "".join(
        re.escape(chr(code)) for code in (*_C0_AND_C1, *_BIDI_CONTROLS) if chr(code) not in "\n\t"
    )
    + "\ud800-\udfff]"
)
_BARE = re.compile(r"/\w+|[@#]\w+|\S*(://|@)\S*|[\w-]+(\.[\w-]+)+(/\S*)?")


def strip_controls(text: str) -> str:
    """Return ``text`` without what no reader sees but a store or a screen trips over.

    Gone are NUL and the other control characters but line feed and tab, lone surrogates,
    and bidi embeddings, overrides and isolates. Joiners stay: Persian, Hindi and emoji
    need them. A carriage return becomes a line feed.
    """
    return _REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def isolate(text: str) -> str:
    """Return ``text`` such that its direction cannot move the words around it."""
    return f"{OPEN}{strip_controls(text)}{CLOSE}" if text else ""


def direction(text: str) -> str:
    """Return ``"ltr"`` or ``"rtl"``, after the first letter; "" if there is none."""
    for character in text:
        found = _DIRECTION.get(unicodedata.bidirectional(character))
        if found:
            return found
    return ""


def bare(text: str) -> bool:
    """Whether ``text`` is a link, an address, a command or a mention.

    Apps find these by themselves and stop doing so beside invisible characters, which
    would also be copied along.
    """
    return _BARE.fullmatch(text.strip()) is not None
