import pytest

from tellmore.channels.limits import TELEGRAM
from tellmore.channels.telegram_markup import Part, keyboard_of, parts_of, units
from tellmore.runtime.messages import Button, Message, Paragraph, Style

LIMIT = TELEGRAM.text_units


def says(*texts: str) -> Message:
    return Message(paragraphs=tuple(Paragraph(text=text) for text in texts))


def plain(message: Message) -> list[str]:
    return [part.plain for part in parts_of(message)]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_styles_become_tags_and_markup_in_words_stays_words() -> None:
    message = Message(
        paragraphs=(
            Paragraph(text="2 < 3 & <b>no</b>"),
            Paragraph(text="Why?", style=Style.STRONG),
            Paragraph(text="1 of 4", style=Style.QUIET),
        )
    )

    assert parts_of(message) == (
        Part(
            html="2 &lt; 3 &amp; &lt;b&gt;no&lt;/b&gt;\n\n<b>Why?</b>\n\n<i>1 of 4</i>",
            plain="2 < 3 & <b>no</b>\n\nWhy?\n\n1 of 4",
        ),
    )


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("río", 3), ("🙂", 2), ("👩‍👩‍👧", 8), ("\ud83d", 1)]
)
def test_length_is_counted_in_utf_16_units(text: str, length: int) -> None:
    assert units(text) == length


@pytest.mark.parametrize(
    "text",
    [
        "a" * LIMIT,
        "🙂" * (LIMIT // 2),
        "&" * LIMIT,  # five times as long with markup, which does not count
    ],
)
def test_what_just_fits_goes_in_one_part(text: str) -> None:
    assert plain(says(text)) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "a" * (LIMIT + 1),
        "a" + "🙂" * LIMIT,
        "word " * 3000,
        "Sentence one. Sentence two? " * 500,
        "سطر طويل جدا. " * 1000,
        "क्षत्रिय " * 2000,
        "漢字。" * 4000,
        ("line\n" * 10) + "x" * 9000,
        "a" * 1_000_000,
    ],
)
def test_what_is_too_long_goes_in_parts_that_fit_and_nothing_is_lost(text: str) -> None:
    parts = plain(says(text))

    assert all(0 < units(part) <= LIMIT for part in parts)
    assert squeezed("".join(parts)) == squeezed(text)


def test_paragraphs_are_kept_together_as_far_as_they_fit() -> None:
    a, b, c = "a" * 2000, "b" * 2000, "c" * 2000

    assert plain(says(a, b, c)) == [f"{a}\n\n{b}", c]


def test_two_paragraphs_and_the_blank_line_between_them_fit_exactly() -> None:
    a, b = "a" * 2048, "b" * 2046

    assert plain(says(a, b)) == [f"{a}\n\n{b}"]
    assert plain(says(a, b + "b")) == [a, b + "b"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x" * 3000 + " end of it.", "Then " + "y" * 2000),
        ("x" * 3000 + " is it?", "Yes " + "y" * 2000),
        ("x" * 3000 + "。", "次" + "y" * 2000),
        ("x" * 3000 + " a. b", "y" * 2000),  # no sentence ends in the later half: a blank does
        ("Short. " + "x" * 4000, "y" * 200),
    ],
)
def test_a_cut_falls_behind_a_sentence_or_a_word(before: str, after: str) -> None:
    separator = "" if before.endswith("。") else " "

    assert plain(says(before + separator + after))[0] in {before, before.removesuffix(" b")}


def test_a_line_break_is_the_best_place_to_cut() -> None:
    text = "a" * 2500 + "\n" + "b. " * 800

    assert plain(says(text))[0] == "a" * 2500


@pytest.mark.parametrize("shift", range(8))
@pytest.mark.parametrize("cluster", ["👩‍👩‍👧", "👍🏽", "e\u0301", "க்ஷி", "❤️"])
def test_no_cut_parts_an_emoji_or_a_letter_from_its_marks(cluster: str, shift: int) -> None:
    text = "a" * shift + cluster * 3000

    first, *others = plain(says(text))

    assert first[shift:].replace(cluster, "") == ""
    assert "".join([first, *others]) == text


def test_blank_paragraphs_leave_no_trace() -> None:
    assert plain(says(" ", "a", "\n\n", "b ")) == ["a\n\nb"]
    assert parts_of(says(" ", "")) == ()


def test_halves_of_characters_are_left_out() -> None:
    assert plain(says("a\ud83db")) == ["ab"]


def test_direction_marks_stay() -> None:
    text = "مرحبا \u2068Ana\u2069، \u200fنعم"

    assert plain(says(text)) == [text]


def test_buttons_become_a_keyboard_whose_rows_are_never_too_wide() -> None:
    buttons = tuple(Button(label=str(n), data=f"q:n:{n}") for n in range(11))

    rows = keyboard_of((buttons, buttons[:1]))["inline_keyboard"]

    assert [[button["text"] for button in row] for row in rows] == [
        ["0", "1", "2", "3", "4", "5", "6", "7"],
        ["8", "9", "10"],
        ["0"],
    ]
    assert rows[0][0] == {"text": "0", "callback_data": "q:n:0"}
