"""JSON schemas of replies: what the service takes of them, and a reply that fits one.

Source: https://platform.claude.com/docs/en/build-with-claude/structured-outputs, read
2026-11-23: objects are closed, and bounds of numbers, lengths and patterns are not taken.
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

_UNTAKEN = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "maxItems", "uniqueItems", "patternProperties"),
)
_MOST_ITEMS_ASKED = 1
_WORDS = ("river", "morning", "road", "market", "letter", "window", "bread", "song")


def refusals_of_schema(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the service does not take of a schema."""
    for keyword in _UNTAKEN:
        if keyword in schema:
            yield f"property '{keyword}' is not supported"
    if schema.get("minItems", 0) > _MOST_ITEMS_ASKED:
        yield "'minItems' values other than 0 or 1 are not supported"
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        yield "For 'object' type, 'additionalProperties' must be explicitly set to false"
    for inner in _inner(schema):
        yield from refusals_of_schema(inner)


def sample(schema: Mapping[str, Any], random: Random) -> object:
    """Return something that fits ``schema``, the same for the same ``random``."""
    return _sample(schema, random, schema.get("$defs", {}))


def _sample(schema: Mapping[str, Any], random: Random, known: Mapping[str, Any]) -> object:
    match schema:
        case {"$ref": str(name)}:
            return _sample(known[name.rpartition("/")[2]], random, known)
        case {"const": value}:
            return value
        case {"enum": [*values]}:
            return random.choice(values)
        case {"anyOf": [first, *_]}:
            return _sample(first, random, known)
        case {"type": "object"}:
            inner = schema.get("properties", {})
            return {name: _sample(one, random, known) for name, one in inner.items()}
        case {"type": "array", "items": items}:
            return [_sample(items, random, known) for _ in range(random.randint(1, 3))]
        case _:
            return _scalar(schema.get("type"), random)


def _scalar(kind: object, random: Random) -> object:
    match kind:
        case "integer":
            return random.randint(0, 9)
        case "number":
            return round(random.random(), 3)
        case "boolean":
            return random.random() < 1 / 2
        case "string":
            return f"{random.choice(_WORDS)} and {random.choice(_WORDS)}"
        case _:
            return None


def _inner(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in ("properties", "$defs"):
        yield from schema.get(key, {}).values()
    for key in ("anyOf", "allOf"):
        yield from schema.get(key, ())
    if isinstance(items := schema.get("items"), dict):
        yield items
