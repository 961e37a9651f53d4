"""Whether people were spoken to in their language."""

from datetime import UTC, datetime

import pytest

from tellmore.languages.catalogues import default_folder
from tellmore.languages.detection import Detector
from tellmore.languages.language import read_languages
from tellmore.testing.spoken import Speech, speech
from tellmore.testing.telegram_server import Entry, Happening, Side

DETECTOR = Detector(read_languages(default_folder()))


def told(text: str, *, by: Side = Side.BOT) -> Entry:
    return Entry(kind=Happening.MESSAGE, by=by, at=datetime(2026, 11, 1, tzinfo=UTC), text=text)


@pytest.mark.parametrize(
    ("text", "speaks", "kind"),
    [
        ("Could you tell me more about that, please?", {"en"}, "own"),
        ("Könnten Sie mir bitte mehr darüber erzählen?", {"de"}, "own"),
        ("Could you tell me more about that, please?", {"de"}, "foreign"),
        ("Could you tell me more about that, please?", {"de", "en"}, "own"),
        ("Ik zou graag willen weten hoe uw dag is geweest.", {"af"}, "likely"),
        ("Danke. /delete", {"de"}, "short"),
        ("https://example.org/a/long/address/that/is/no/language", {"de"}, "short"),
    ],
)
def test_each_message_is_judged(text: str, speaks: set[str], kind: str) -> None:
    assert speech([told(text)], speaks, DETECTOR) == Speech(messages=1, **{kind: 1})


def test_what_people_write_themselves_is_not_judged() -> None:
    chat = [told("Could you tell me more about that?", by=Side.PERSON), told("Danke.")]

    assert speech(chat, {"de"}, DETECTOR) == Speech(messages=1, short=1)
