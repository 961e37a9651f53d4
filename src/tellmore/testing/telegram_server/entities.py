"""Counts text as Telegram does, trims it, and finds the entities that nobody has to mark up."""

import re
from typing import TypeAlias

Entity: TypeAlias = dict[str, object]
"""One ``MessageEntity``; offsets and lengths are in UTF-16 units."""

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w))"
    r"|(?P<url>https?://[^\s<>\"']+[^\s<>\"'.,!?:;)\]])"
)
_CAN_BE_FOUND = re.compile(r"[/@]")


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, the unit of Telegram's limits and offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return the text without blanks around it, its entities moved and cut to fit."""
    kept = text.rstrip(" \n\t\r")
    trimmed = kept.lstrip(" \n\t\r")
    if len(trimmed) == len(text) or not entities:
        return trimmed, entities
    moved = len(kept) - len(trimmed)
    end = utf16_length(trimmed)
    fitted: list[Entity] = []
    for entity in entities:
        start = int(str(entity["offset"])) - moved
        stop = min(start + int(str(entity["length"])), end)
        start = max(start, 0)
        if stop > start:
            fitted.append({**entity, "offset": start, "length": stop - start})
    return trimmed, fitted


def find_entities(text: str) -> list[Entity]:
    """Return the commands, mentions and links in plain text, in order."""
    if not _CAN_BE_FOUND.search(text):
        return []
    return [
        {
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match[0]),
            "type": str(match.lastgroup),
        }
        for match in _FOUND.finditer(text)
    ]
