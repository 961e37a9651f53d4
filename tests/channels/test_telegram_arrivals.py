from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.types import Update
from structlog.testing import capture_logs

from tellmore.channels.telegram_arrivals import LONGEST_CHARS, arrival_of
from tellmore.interview.events import (
    AskedAboutPrivacy,
    Chose,
    Consented,
    Edited,
    Left,
    Said,
    SentNonText,
    Skipped,
)
from tellmore.runtime import buttons
from tellmore.runtime.arrivals import Address, Arrival, Started, Ungrouped
from tellmore.study.consent import Use

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
ANA = {"id": 7, "is_bot": False, "first_name": "Ana", "language_code": "es"}
OURS = {"id": 42, "is_bot": True, "first_name": "Interviewer", "username": "interview_bot"}
CHAT = {"id": 7, "type": "private", "first_name": "Ana"}
GROUP = {"id": -100, "type": "supergroup", "title": "Neighbours"}
HERE = Address(channel="telegram", account="42", chat="7")
THERE = Address(channel="telegram", account="42", chat="-100")

Json = dict[str, Any]


def message(**content: object) -> Json:
    body = {"message_id": 5, "date": int(NOON.timestamp()), "chat": CHAT, "from": ANA}
    return {**body, **content}


def arrival(kind: str, payload: Json) -> Arrival | None:
    update = Update.model_validate({"update_id": 9, kind: payload})
    return arrival_of(update, bot="42", now=LATER, username="interview_bot")


def happening(**content: object) -> object:
    """Return what a message means; None if nothing."""
    found = arrival("message", message(**content))
    return found.happening if found else None


def test_words_are_said_at_the_time_of_their_message() -> None:
    assert arrival("message", message(text="It takes an hour.")) == Arrival(
        id="tg:42:9",
        address=HERE,
        happening=Said(at=NOON, message="5", text="It takes an hour."),
        hint="es",
    )


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/start", ""),
        ("/start abc-_123", "abc-_123"),
        ("/START  abc ", "abc"),
        ("/start@interview_bot abc", "abc"),
        ("/start\nabc", "abc"),
    ],
)
def test_start_opens_us_with_its_payload(text: str, payload: str) -> None:
    assert happening(text=text) == Started(at=NOON, payload=payload)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/skip", Skipped(at=NOON)),
        ("/PRIVACY@interview_bot", AskedAboutPrivacy(at=NOON)),
        ("/started", Said(at=NOON, message="5", text="/started")),
        ("/skip the bus", Said(at=NOON, message="5", text="/skip the bus")),
    ],
)
def test_a_command_alone_is_a_command(text: str, event: object) -> None:
    assert happening(text=text) == event


def test_a_caption_counts_as_words() -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]

    assert happening(photo=photo, caption="The river") == Said(
        at=NOON, message="5", text="The river"
    )


FILE = {"file_id": "f", "file_unique_id": "u"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("photo", [{**FILE, "width": 1, "height": 1}]),
        ("voice", {**FILE, "duration": 1}),
        ("video_note", {**FILE, "duration": 1, "length": 1}),
        ("video", {**FILE, "duration": 1, "width": 1, "height": 1}),
        ("document", FILE),
        ("location", {"latitude": 1.0, "longitude": 1.0}),
        ("contact", {"phone_number": "+1", "first_name": "Ana"}),
        ("dice", {"emoji": "🎲", "value": 1}),
        (
            "sticker",
            {
                **FILE,
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            },
        ),
    ],
)
def test_what_has_no_words_is_sent_without_text(kind: str, body: object) -> None:
    assert happening(**{kind: body}) == SentNonText(at=NOON, message="5", kind=kind)


def test_a_kind_that_telegram_has_yet_to_think_of_is_sent_without_text() -> None:
    assert happening(hologram={"depth": 3}) == SentNonText(at=NOON, message="5", kind="unknown")


@pytest.mark.parametrize(
    "notice",
    [
        {"pinned_message": message(text="a")},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
        {"write_access_allowed": {}},
        {"boost_added": {"boost_count": 1}},
        {"forum_topic_created": {"name": "a", "icon_color": 1}},
        {"users_shared": {"request_id": 1, "users": []}},
    ],
)
def test_notices_that_telegram_writes_itself_mean_nothing(notice: Json) -> None:
    assert arrival("message", message(**notice)) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\u202eb\u2066c", "abc"),
        ("a\r\nb", "a\nb"),
        ("می‌خواهم 👩‍👧", "می‌خواهم 👩‍👧"),
    ],
)
def test_what_stores_and_screens_trip_over_is_taken_out_of_words(text: str, kept: str) -> None:
    assert happening(text=text) == Said(at=NOON, message="5", text=kept)


def test_a_text_without_a_visible_character_is_no_text() -> None:
    assert happening(text="\x00\u202e") == SentNonText(at=NOON, message="5", kind="text")


def test_a_text_of_a_megabyte_is_cut_and_only_its_length_is_logged() -> None:
    with capture_logs() as logs:
        said = happening(text="secret " * 150_000)

    assert isinstance(said, Said)
    assert len(said.text) == LONGEST_CHARS
    assert logs == [{"event": "text cut", "chars": 1_050_000, "log_level": "warning"}]


def test_an_edit_happens_when_it_was_made() -> None:
    body = message(text="Two hours.", edit_date=int(LATER.timestamp()))

    assert arrival("edited_message", body) == Arrival(
        id="tg:42:9", address=HERE, happening=Edited(at=LATER, message="5", text="Two hours.")
    )


def test_an_edit_that_leaves_no_words_means_nothing() -> None:
    assert arrival("edited_message", message(location={"latitude": 1.0, "longitude": 1.0})) is None


def tap(data: str, *, keyboard: list[list[Json]] | None = None, **changes: object) -> Json:
    shown = message(text="Well?", **{"from": OURS})
    if keyboard is not None:
        shown["reply_markup"] = {"inline_keyboard": keyboard}
    body = {"id": "q1", "from": ANA, "message": shown, "chat_instance": "1", "data": data}
    return {**body, **changes}


def test_a_tap_means_what_its_data_say_and_is_told_with_its_label() -> None:
    yes = buttons.agree(Use.ANALYSIS, given=True)
    keyboard = [[{"text": "No", "callback_data": "n"}], [{"text": "Sí", "callback_data": yes}]]

    assert arrival("callback_query", tap(yes, keyboard=keyboard)) == Arrival(
        id="tg:42:9",
        address=HERE,
        happening=Consented(at=LATER, use=Use.ANALYSIS),
        hint="es",
        tap="q1",
        keyboard="5",
        label="Sí",
    )


@pytest.mark.parametrize("data", ["x", "", "q:too:many:parts", "c:nothing:y", "\u202e"])
def test_a_dead_button_is_acknowledged_and_changes_nothing(data: str) -> None:
    found = arrival("callback_query", tap(data, keyboard=[[{"text": "✓", "callback_data": "x"}]]))

    assert found is not None
    assert (found.tap, found.label) == ("q1", "")
    assert found.happening == Chose(at=LATER, question="", option="")


def test_a_tap_on_a_message_too_old_to_be_shown_again_counts_without_a_label() -> None:
    gone = {"chat": CHAT, "message_id": 5, "date": 0}

    found = arrival("callback_query", tap("q:mode:bus", message=gone))

    assert found is not None
    assert found.happening == Chose(at=LATER, question="mode", option="bus")
    assert (found.tap, found.keyboard, found.label) == ("q1", "5", "")


def member(status: str, *, chat: Json = CHAT) -> Json:
    new: Json = {"user": OURS, "status": status}
    if status == "kicked":
        new["until_date"] = 0
    old = {"user": OURS, "status": "member"}
    return {
        "chat": chat,
        "from": ANA,
        "date": int(NOON.timestamp()),
        "old_chat_member": old,
        "new_chat_member": new,
    }


def test_whoever_blocks_us_leaves() -> None:
    assert arrival("my_chat_member", member("kicked")) == Arrival(
        id="tg:42:9", address=HERE, happening=Left(at=NOON)
    )


@pytest.mark.parametrize(
    "change", [member("member"), member("kicked", chat=GROUP), member("left", chat=GROUP)]
)
def test_coming_back_and_what_becomes_of_us_in_groups_mean_nothing_yet(change: Json) -> None:
    assert arrival("my_chat_member", change) is None


@pytest.mark.parametrize(
    "content",
    [
        {"text": "/start"},
        {"text": "/help@interview_bot please"},
        {"text": "Hi @Interview_Bot are you there"},
        {
            "text": "Hi Ann",
            "entities": [{"type": "text_mention", "offset": 3, "length": 3, "user": OURS}],
        },
    ],
)
def test_whoever_calls_us_in_a_group_is_told_where_we_talk(content: Json) -> None:
    assert arrival("message", message(chat=GROUP, **content)) == Arrival(
        id="tg:42:9", address=THERE, happening=Ungrouped(at=NOON), hint="es"
    )


@pytest.mark.parametrize(
    "content",
    [
        {"text": "My phone is 123."},
        {"text": "/help@other_bot"},
        {"text": "Hi @interview_bot_two"},
        {"new_chat_title": "Us"},
    ],
)
def test_what_others_say_in_a_group_is_not_ours(content: Json) -> None:
    assert arrival("message", message(chat=GROUP, **content)) is None


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("message", message(text="Hello", **{"from": OURS})),
        ("message", message(text="/start", chat={"id": -5, "type": "channel", "title": "News"})),
        ("edited_message", message(text="Hello", chat=GROUP)),
        ("channel_post", message(text="/start", chat={"id": -5, "type": "channel", "title": "N"})),
        ("callback_query", tap("P", message=message(chat=GROUP, text="a"))),
        ("callback_query", {"id": "q", "from": ANA, "chat_instance": "1", "data": "P"}),
        ("inline_query", {"id": "1", "from": ANA, "query": "a", "offset": ""}),
        (
            "poll_answer",
            {"poll_id": "1", "user": ANA, "option_ids": [], "option_persistent_ids": []},
        ),
        ("some_day", {"a": 1}),
    ],
)
def test_foreign_updates_mean_nothing(kind: str, payload: Json) -> None:
    assert arrival(kind, payload) is None


def test_a_hint_of_any_length_is_cut_to_a_tags() -> None:
    found = arrival("message", message(text="a", **{"from": {**ANA, "language_code": "x" * 999}}))

    assert found is not None
    assert found.hint == "x" * 35
