from datetime import UTC, datetime

import pytest

from tellmore.channels.telegram_reading import read_update, updates_in
from tellmore.interview.events import Said
from tests.channels.test_telegram_arrivals import LATER, NOON, Json, message

Told = list[tuple[str, str, str]]


def read(update: Json) -> tuple[object, Told]:
    """Return what an update means, and what was told of it."""
    told: Told = []
    arrival = read_update(
        update, bot="42", now=LATER, on_poison=lambda *poison: told.append(poison)
    )
    return arrival.happening if arrival else None, told


def test_an_update_in_json_is_read_like_any_other() -> None:
    said = Said(at=NOON, message="5", text="Hello")

    assert read({"update_id": 9, "message": message(text="Hello")}) == (said, [])


def test_halves_of_characters_are_left_out() -> None:
    update = {"update_id": 9, "message": message(text="a\ud83db \ude42")}

    assert read(update) == (Said(at=NOON, message="5", text="ab "), [])


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 9, "message": {"text": "my phone is 12"}},
        {"update_id": 9, "message": "my phone is 12"},
        {"update_id": 9, "message": message(text=["my phone is 12"])},
        {"update_id": 9, "message": message(text="a", date=10**30)},
        {"update_id": 9, "edited_message": message(text="a", edit_date=10**17)},
        {"update_id": 9, "callback_query": {"id": 1}},
    ],
)
def test_what_cannot_be_read_is_told_of_by_its_id_alone(update: Json) -> None:
    meaning, [(bot, number, error)] = read(update)

    assert (meaning, bot, number) == (None, "42", "9")
    assert "phone" not in error


@pytest.mark.parametrize("update", [{}, {"update_id": "nine", "message": {}}])
def test_an_update_without_an_id_is_told_of_without_one(update: Json) -> None:
    meaning, [(_, number, _)] = read(update)

    assert (meaning, number) == (None, "")


def test_the_time_is_made_utc() -> None:
    update = {"update_id": 9, "message": message(text="a", date=0)}

    assert read(update)[0] == Said(at=datetime(1970, 1, 1, tzinfo=UTC), message="5", text="a")


def test_the_updates_of_a_reply_are_those_with_an_id() -> None:
    good = {"update_id": 1, "message": "whatever"}
    reply = {"ok": True, "result": [good, {}, 7, None, {"update_id": "2"}, {"update_id": True}]}

    assert updates_in(reply) == [good]


@pytest.mark.parametrize(
    "reply",
    ["<html>", None, [], {}, {"ok": False, "result": []}, {"ok": True}, {"ok": True, "result": 7}],
)
def test_a_reply_without_updates_has_none(reply: object) -> None:
    assert updates_in(reply) is None
