"""What people send that is no text."""

from dataclasses import dataclass
from itertools import count

from tellmore.testing.telegram_server.keyboards import Json

WITH_CAPTION = frozenset({"photo", "voice", "document", "video", "audio", "animation"})
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached thing.

    Attributes:
        kind: The field of ``Message`` that holds it.
        body: What that field holds.
        file_id: Its file, if it has one.
        filename: The file's name.
        content: The file's bytes, for ``getFile``.
    """

    kind: str
    body: object
    file_id: str = ""
    filename: str = ""
    content: bytes = b""


def sticker() -> Attachment:
    """Return a still sticker."""
    body = _file() | {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    }
    return _with_file("sticker", body, body, filename="sticker.webp")


def photo() -> Attachment:
    """Return a photo in two sizes."""
    sizes = [_file() | {"width": side, "height": side, "file_size": side} for side in (90, 800)]
    return _with_file("photo", sizes, sizes[-1], filename="photo.jpg")


def voice(*, seconds: int = 3) -> Attachment:
    """Return a voice message."""
    body = _file() | {"duration": seconds, "mime_type": "audio/ogg"}
    return _with_file("voice", body, body, filename="voice.ogg")


def video_note(*, seconds: int = 3) -> Attachment:
    """Return a round video message."""
    body = _file() | {"length": 240, "duration": seconds}
    return _with_file("video_note", body, body, filename="note.mp4")


def document(*, filename: str = "notes.txt") -> Attachment:
    """Return a file."""
    body = _file() | {"file_name": filename, "mime_type": "text/plain"}
    return _with_file("document", body, body, filename=filename)


def location(*, latitude: float, longitude: float) -> Attachment:
    """Return a place; degrees."""
    return Attachment(kind="location", body={"latitude": latitude, "longitude": longitude})


def contact(*, phone_number: str, first_name: str, user_id: int) -> Attachment:
    """Return a contact card."""
    return Attachment(
        kind="contact",
        body={"phone_number": phone_number, "first_name": first_name, "user_id": user_id},
    )


def poll(*, question: str) -> Attachment:
    """Return an open poll with two options."""
    options = [{"persistent_id": text, "text": text, "voter_count": 0} for text in ("A", "B")]
    body: Json = {
        "id": str(next(_numbers)),
        "question": question,
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
    return Attachment(kind="poll", body=body)


def _file() -> Json:
    number = next(_numbers)
    return {"file_id": f"AgAD{number}", "file_unique_id": f"uAgAD{number}"}


def _with_file(kind: str, body: object, file: Json, *, filename: str) -> Attachment:
    return Attachment(
        kind=kind,
        body=body,
        file_id=str(file["file_id"]),
        filename=filename,
        content=b"made up for a test",
    )
