import pytest

from tellmore.languages.words import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("…", 0),
        ("one", 1),
        ("I don't know", 3),
        ("मैं बस से जाता हूँ", 5),
        ("أذهب بالحافلة", 2),
        ("我坐公共汽车上班", 4),
        ("ฉันไปทำงาน", 5),
        ("bus 42, then walk", 4),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert count_words(text) == words
