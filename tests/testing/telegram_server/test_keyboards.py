import pytest

from tellmore.testing.telegram_server.keyboards import (
    Button,
    Markup,
    read_markup,
    visible_keyboard,
)
from tellmore.testing.telegram_server.refusals import Refusal
from tellmore.testing.telegram_server.wire import Fields


def read(markup: object) -> Markup:
    return read_markup(Fields({"reply_markup": markup}))


def inline(*buttons: object) -> object:
    return {"inline_keyboard": [list(buttons)]}


def test_inline_buttons_as_a_person_sees_them() -> None:
    shown = visible_keyboard(
        read(
            inline(
                {"text": "Sí", "callback_data": "é" * 32},
                {"text": "Web", "url": "https://example.org"},
            )
        ).inline
    )
    assert shown == (
        (Button(label="Sí", data="é" * 32), Button(label="Web", url="https://example.org")),
    )


def test_reply_buttons_may_be_plain_strings() -> None:
    markup = read('{"keyboard":[["A",{"text":"B"}]],"resize_keyboard":true}')
    assert visible_keyboard(markup.reply) == ((Button(label="A"), Button(label="B")),)


def test_no_markup_and_empty_rows_show_nothing() -> None:
    assert read_markup(Fields({})) == Markup()
    assert read({"inline_keyboard": [[]]}) == Markup()
    assert read({"remove_keyboard": True}) == Markup(removes=True)


_WHERE = "can't parse inline keyboard button"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ([], "object expected as reply markup"),
        (None, "object expected as reply markup"),
        (
            {"inline_keyboard": {}},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": ["A"]}, 'field "keyboard" must be an Array of Arrays'),
        (
            {"keyboard": [[1]]},
            "can't parse keyboard button: KeyboardButton must be a String or an Object",
        ),
        ({"keyboard": [[" "]]}, "keyboard button text must be non-empty"),
        (inline("A"), f"{_WHERE}: InlineKeyboardButton must be an Object"),
        (inline({"callback_data": "x"}), f'{_WHERE}: Can\'t find field "text"'),
        (
            inline({"text": "A"}),
            f"{_WHERE}: Text buttons are unallowed in the inline keyboard",
        ),
        (
            inline({"text": "A", "callback_data": 5}),
            f'{_WHERE}: Field "callback_data" must be of type String',
        ),
        (
            inline({"text": " ", "callback_data": "x"}),
            "inline keyboard button text must be non-empty",
        ),
        (inline({"text": "A", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
        (
            inline({"text": "A", "url": "http://localhost/"}),
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        (
            inline({"text": "A", "url": "ftp://a.org"}),
            "inline keyboard button URL 'ftp://a.org' is invalid: Unsupported URL protocol",
        ),
        (inline(*[{"text": "A", "callback_data": "x"}] * 9), "reply markup is too long"),
        (
            {"inline_keyboard": [[{"text": "A", "callback_data": "x"}]] * 101},
            "reply markup is too long",
        ),
    ],
)
def test_what_telegram_refuses(markup: object, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(markup)
    assert refused.value.description == f"Bad Request: {reason}"
