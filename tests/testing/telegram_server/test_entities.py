from tellmore.testing.telegram_server.entities import find_entities, trim, utf16_length


def test_length_counts_utf16_units() -> None:
    assert [utf16_length(text) for text in ("", "abc", "ñ", "😀", "👍🏽")] == [0, 3, 1, 2, 4]


def test_trimming_moves_and_cuts_entities() -> None:
    inside = {"offset": 0, "length": 9, "type": "bold"}
    outside = {"offset": 6, "length": 3, "type": "italic"}
    assert trim("  \nabc   ", [inside, outside]) == (
        "abc",
        [{"offset": 0, "length": 3, "type": "bold"}],
    )


def test_commands_mentions_and_links_are_found() -> None:
    found = find_entities("😀 /start@interview_bot @ana https://a.org/x, a/b c@d")
    assert found == [
        {"offset": 3, "length": 20, "type": "bot_command"},
        {"offset": 24, "length": 4, "type": "mention"},
        {"offset": 29, "length": 15, "type": "url"},
    ]
