import pytest

from tellmore.testing.telegram_server.refusals import Refusal
from tellmore.testing.telegram_server.wire import Fields, Upload, read_fields

MULTIPART = "multipart/form-data; boundary=XX"


def multipart(*parts: bytes) -> bytes:
    return b"".join(b"--XX\r\n" + part + b"\r\n" for part in parts) + b"--XX--\r\n"


@pytest.mark.parametrize(
    ("query", "kind", "body"),
    [
        ("chat_id=7&text=a%20%C3%B1", "", b""),
        ("", "application/json; charset=utf-8", '{"chat_id":7,"text":"a ñ"}'.encode()),
        ("chat_id=7&text=old", "application/json", '{"text":"a ñ"}'.encode()),
        ("", "application/x-www-form-urlencoded", b"chat_id=7&text=a+%C3%B1"),
        (
            "",
            MULTIPART,
            multipart(
                b'Content-Disposition: form-data; name="chat_id"\r\n\r\n7',
                b'Content-Type: text/plain\r\ncontent-disposition: form-data; name="text"'
                b"\r\n\r\na \xc3\xb1",
            ),
        ),
    ],
)
def test_every_encoding_carries_the_same_call(query: str, kind: str, body: bytes) -> None:
    fields = read_fields(query=query, content_type=kind, body=body)
    assert (fields.integer("chat_id"), fields.text("text")) == (7, "a ñ")


def test_files_come_apart_from_the_fields() -> None:
    body = multipart(
        b'Content-Disposition: form-data; name="document"\r\n\r\nattach://f',
        b'Content-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n\x00\xff\r\n1',
    )
    fields = read_fields(query="", content_type=MULTIPART, body=body)
    assert fields.text("document") == "attach://f"
    assert fields.files == {"f": Upload(filename="a.csv", content=b"\x00\xff\r\n1")}


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("application/json", b'{"text":"\\ud83d"}', "can't parse parameter value"),
        ("application/json", b'{"text":"\xff"}', "can't parse parameter value"),
        ("application/json", b"[1]", "JSON object expected"),
        ("application/x-www-form-urlencoded", b"a=%ff", "strings must be encoded in UTF-8"),
        ("application/x-www-form-urlencoded", b"a=\xff", "strings must be encoded in UTF-8"),
        (
            MULTIPART,
            multipart(b'Content-Disposition: form-data; name="a"\r\n\r\n\xed\xa0\x80'),
            "strings must be encoded in UTF-8",
        ),
        (
            MULTIPART,
            multipart(b"Content-Disposition: form-data\r\n\r\nx"),
            "field name in multipart/form-data not found",
        ),
        (
            MULTIPART,
            b'--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
            "can't find the end of the multipart/form-data",
        ),
        (
            "multipart/form-data",
            b"--XX--",
            "boundary not found in the multipart/form-data",
        ),
    ],
)
def test_malformed_bodies_are_refused(kind: str, body: bytes, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_fields(query="", content_type=kind, body=body)
    assert refused.value.description == f"Bad Request: {reason}"


@pytest.mark.parametrize("value", ["12abc", "1.0", 1.0, True, [1], None, "٣"])
def test_a_whole_number_is_a_whole_number(value: object) -> None:
    with pytest.raises(Refusal, match="invalid limit specified"):
        Fields({"limit": value}).integer("limit")


def test_a_whole_number_may_be_text_or_absent() -> None:
    fields = Fields({"a": "-12", "b": 12, "c": ""})
    assert [fields.integer(name, 5) for name in "abcd"] == [-12, 12, 5, 5]
    assert fields.within("b", 5, 1, 10) == 10
