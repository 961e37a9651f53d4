"""Turns text with HTML tags into visible text with entities, refusing what Telegram refuses.

An ``&`` that opens no known entity stays as it is; a ``<`` that opens no tag is an error.

Source: tdlib ``parse_html`` and https://core.telegram.org/bots/api#html-style, read 2026-11-23.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from tellmore.testing.telegram_server.entities import Entity, utf16_length
from tellmore.testing.telegram_server.refusals import bad_request

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PLAIN = re.compile(r"[^<&]+")
_REFERENCE = re.compile(
    r"&(?:#x(?P<hex>[0-9a-fA-F]{1,6})|#(?P<dec>[0-9]{1,7})|(?P<name>[a-zA-Z]+));?"
)
_TAG_NAME = re.compile(r"[^\s>]*")
_SPACES = re.compile(r"\s*")
_ATTRIBUTE = re.compile(r"""[^\s=>/"']*""")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_LARGEST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


@dataclass(slots=True, kw_only=True)
class _OpenTag:
    name: str
    attributes: dict[str, str]
    offset: int
    begins: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the visible text and its entities, offsets in UTF-16 units.

    Raises:
        Refusal: ``can't parse entities: …``, with the offset in bytes as Telegram counts.
    """
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._visible: list[str] = []
        self._units = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        source = self._source
        while self._at < len(source):
            here = source[self._at]
            if here == "<":
                self._tag()
            elif here == "&":
                self._show(self._reference())
            else:
                self._show(self._take(_PLAIN))
        if self._open:
            self._refuse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        self._entities.sort(key=_by_place)
        return "".join(self._visible), self._entities

    def _show(self, text: str) -> None:
        self._visible.append(text)
        self._units += utf16_length(text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match[0]

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _reference(self) -> str:
        match = _REFERENCE.match(self._source, self._at)
        decoded = "" if match is None else _decode(match)
        if match is None or not decoded:
            self._at += 1
            return "&"
        self._at = match.end()
        return decoded

    def _tag(self) -> None:
        begins = self._at
        self._at += 1
        if self._peek() == "/":
            self._end_tag(begins)
        else:
            self._start_tag(begins)

    def _start_tag(self, begins: int) -> None:
        name = self._take(_TAG_NAME).lower()
        if not self._peek():
            self._refuse_at("Unclosed start tag", begins)
        if name not in _STYLES:
            self._refuse_at(f'Unsupported start tag "{name}"', begins)
        attributes: dict[str, str] = {}
        while True:
            self._take(_SPACES)
            if self._peek() == ">":
                break
            self._attribute(name, attributes, begins)
        self._at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse_at('Tag "span" must have class "tg-spoiler"', begins)
        self._open.append(
            _OpenTag(
                name=name, attributes=attributes, offset=self._units, begins=len(self._visible)
            )
        )

    def _attribute(self, tag: str, attributes: dict[str, str], begins: int) -> None:
        name = self._take(_ATTRIBUTE)
        if not self._peek():
            self._refuse_at("Unclosed start tag", begins)
        if not name:
            self._refuse_at(f'Empty attribute name in the tag "{tag}"', begins)
        self._take(_SPACES)
        if self._peek() != "=":
            if tag == "blockquote" and name == "expandable":
                attributes[name] = "1"
                return
            self._refuse_at(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begins
            )
        self._at += 1
        self._take(_SPACES)
        attributes[name] = self._attribute_value()
        if not self._peek():
            self._refuse_at("Unclosed start tag", begins)

    def _attribute_value(self) -> str:
        begins = self._at
        quote = self._peek()
        if quote not in {"'", '"'}:
            value = self._take(_TOKEN).lower()
            if self._peek() and self._peek() != ">" and not self._peek().isspace():
                self._refuse_at("Unexpected end of name token", begins)
            return value
        self._at += 1
        parts: list[str] = []
        while self._peek() not in {"", quote}:
            if self._peek() == "&":
                parts.append(self._reference())
            else:
                parts.append(self._peek())
                self._at += 1
        self._at += 1
        return "".join(parts)

    def _end_tag(self, begins: int) -> None:
        if not self._open:
            self._refuse_at("Unexpected end tag", begins)
        self._at += 1
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACES)
        if self._peek() != ">":
            self._refuse_at("Unclosed end tag", begins)
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.name:
            offset = len(self._source[:begins].encode())
            self._refuse(
                f"Unmatched end tag at byte offset {offset},"
                f' expected "</{opened.name}>", found "</{name}>"'
            )
        if self._units > opened.offset:
            self._close(opened)

    def _close(self, opened: _OpenTag) -> None:
        entity: Entity = {
            "offset": opened.offset,
            "length": self._units - opened.offset,
            "type": _STYLES[opened.name],
        }
        if opened.name == "a":
            inside = "".join(self._visible[opened.begins :])
            entity["url"] = opened.attributes.get("href") or inside
        elif opened.name == "tg-emoji":
            emoji = opened.attributes.get("emoji-id", "")
            if not emoji.isdigit():
                self._refuse("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = emoji
        elif opened.name == "tg-time":
            entity["unix_time"] = int(opened.attributes.get("unix", "0"))
        elif opened.name == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.name == "pre":
            self._adopt_language(entity)
        language = opened.attributes.get("class", "")
        if opened.name == "code" and language.startswith("language-"):
            entity["language"] = language.removeprefix("language-")
        self._entities.append(entity)

    def _adopt_language(self, entity: Entity) -> None:
        if not self._entities:
            return
        inner = self._entities[-1]
        same = (inner["offset"], inner["length"]) == (entity["offset"], entity["length"])
        if same and inner["type"] == "code" and "language" in inner:
            entity["language"] = self._entities.pop()["language"]

    def _refuse_at(self, reason: str, begins: int) -> NoReturn:
        self._refuse(f"{reason} at byte offset {len(self._source[:begins].encode())}")

    def _refuse(self, reason: str) -> NoReturn:
        raise bad_request(f"can't parse entities: {reason}")


def _by_place(entity: Entity) -> tuple[int, int]:
    offset, length = entity["offset"], entity["length"]
    assert isinstance(offset, int)  # noqa: S101 - narrows the JSON type; we built it
    assert isinstance(length, int)  # noqa: S101 - the same
    return offset, -length


def _decode(match: re.Match[str]) -> str:
    if name := match["name"]:
        return _NAMED.get(name, "")
    code = int(match["hex"], 16) if match["hex"] else int(match["dec"])
    if code in _SURROGATES:
        raise bad_request(
            "can't parse entities: Text contains invalid Unicode characters after decoding"
            " HTML entities, check for unmatched surrogate code units"
        )
    return chr(code) if 0 < code < _LARGEST_CODE_POINT else ""
