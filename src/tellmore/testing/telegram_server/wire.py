"""Reads one Bot API call off the wire: query, JSON, form or multipart, strictly UTF-8."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

import orjson

from tellmore.testing.telegram_server.refusals import Refusal, bad_request

_NAME = re.compile(rb'[;\s]name="([^"]*)"')
_FILE_NAME = re.compile(rb'[;\s]filename="([^"]*)"')
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?')
_INTEGER = re.compile(r"-?[0-9]{1,19}\Z")
_INVALID_UTF8 = "strings must be encoded in UTF-8"
_FILE_LIMIT_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file that came with a multipart call."""

    filename: str
    content: bytes


class Fields:
    """A call's parameters. Telegram keeps all of them as text, whatever the encoding."""

    __slots__ = ("_raw", "files")

    def __init__(self, raw: dict[str, object], files: dict[str, Upload] | None = None) -> None:
        self._raw = raw
        self.files = files or {}

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    def text(self, name: str) -> str:
        """Return the parameter as text; empty when it is absent."""
        value = self._raw.get(name, "")
        if type(value) is str:
            return value
        return orjson.dumps(value).decode()

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; stricter than Telegram, which reads ``12abc`` as 12.

        Raises:
            Refusal: The parameter is there and is no whole number.
        """
        value = self._raw.get(name)
        if type(value) is int:
            return value
        text = self.text(name)
        if not text:
            return default
        if not _INTEGER.match(text):
            raise bad_request(f"invalid {name} specified")
        return int(text)

    def within(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number, moved into ``low..high``."""
        return min(max(self.integer(name, default), low), high)

    def flag(self, name: str) -> bool:
        """Return whether the parameter says yes."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str, complaint: str) -> object | None:
        """Return the decoded parameter; None when it is absent or empty.

        Raises:
            Refusal: It is not JSON; ``complaint`` is the reason given.
        """
        value = self._raw.get(name, "")
        if type(value) is not str:
            return value
        if not value:
            return None
        try:
            decoded: object = orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad_request(complaint) from None
        return decoded


def read_fields(*, query: str, content_type: str, body: bytes) -> Fields:
    """Return the parameters of a call; the body wins over the query string.

    Raises:
        Refusal: The body is malformed or is not UTF-8.
    """
    raw: dict[str, object] = dict(_form(query)) if query else {}
    if not body:
        return Fields(raw)
    kind = content_type.lower()
    if kind.startswith("multipart/form-data"):
        files: dict[str, Upload] = {}
        _read_multipart(content_type, body, raw, files)
        return Fields(raw, files)
    if kind.startswith("application/json"):
        raw.update(_json_object(body))
    elif kind.startswith("application/x-www-form-urlencoded"):
        raw.update(_form(_utf8(body)))
    return Fields(raw)


def _json_object(body: bytes) -> dict[str, object]:
    if not body.lstrip().startswith(b"{"):
        raise Refusal(400, "Bad Request: JSON object expected")
    try:
        decoded: dict[str, object] = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad_request("can't parse parameter value") from None
    return decoded


def _form(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise bad_request(_INVALID_UTF8) from None


def _read_multipart(
    content_type: str, body: bytes, raw: dict[str, object], files: dict[str, Upload]
) -> None:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise bad_request("boundary not found in the multipart/form-data")
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())[1:]:
        if part.startswith(b"--"):
            return
        head, blank, value = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if not blank or name is None:
            raise bad_request("field name in multipart/form-data not found")
        filename = _FILE_NAME.search(head)
        if filename is None:
            raw[_utf8(name[1])] = _utf8(value)
            continue
        if len(value) > _FILE_LIMIT_BYTES:
            raise Refusal(413, "Request Entity Too Large")
        files[_utf8(name[1])] = Upload(filename=_utf8(filename[1]), content=value)
    raise bad_request("can't find the end of the multipart/form-data")


def _utf8(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise bad_request(_INVALID_UTF8) from None
