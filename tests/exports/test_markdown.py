"""A transcript that people read, in which participants cannot write Markdown or HTML."""

import re

import pytest

from tellmore.exports.markdown import escaped, transcript_page
from tellmore.exports.records import interview_record, withdrawn_record
from tests.exports.told import erasure, told


def test_a_transcript_reads_from_top_to_bottom() -> None:
    page = transcript_page(interview_record(told("It was <b>fine</b>.\nReally.")))
    assert page.replace("\u2068", "").replace("\u2069", "") == (
        "# Days\n"
        "\n"
        "- Study: days\\, version v1\n"
        "- Participant: p1\n"
        "- Language: en\n"
        "- Disposition: complete\n"
        "- Opened: 2026\\-01\\-01T12\\:00\\:00\\+00\\:00\n"
        "- Closed: 2026\\-01\\-01T12\\:01\\:30\\+00\\:00\n"
        "- May be analysed: yes\n"
        "- May be quoted: yes\n"
        "- May be released: no\n"
        "- Choice role: work\n"
        "- Choice use: skipped\n"
        "\n"
        "**Interviewer**, 2026-01-01 12:00:00 UTC, closed consent\\:analysis\n"
        "\n"
        "> OK\\?\n"
        "\n"
        "**Participant**, 2026-01-01 12:00:01 UTC, choice consent\\:analysis\n"
        "\n"
        "> yes\n"
        "\n"
        "**Interviewer**, 2026-01-01 12:00:01 UTC, main day\n"
        "\n"
        "> How was your day\\?\n"
        "\n"
        "**Participant**, 2026-01-01 12:00:03 UTC, answer day\n"
        "\n"
        "> It was &lt;b&gt;fine&lt;\\/b&gt;\\.\\\n"
        "> Really\\.\n"
        "\n"
        "**Interviewer**, 2026-01-01 12:01:00 UTC, probe day\n"
        "\n"
        "> Tell me more\\.\n"
        "\n"
        "**Interviewer**, 2026-01-01 12:01:00 UTC, phrase\n"
        "\n"
        "> Thank you\\.\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        "# Heading",
        "- item\n+ item\n* item\n1. item\n1) item",
        "    code",
        "\tcode",
        "```\nfence\n```\n~~~",
        "> quote",
        "a\n===\nb\n---",
        "| a | b |\n|---|---|",
        "[link](javascript:alert(1)) ![i](x) <https://x.y> https://x.y www.x.y a@b.c",
        "*a* _b_ `c` ~~d~~ &lt; <script>alert(1)</script> <!-- x -->",
        "[^1]: note\n[ref]: x",
        "trailing\\",
        "a\n\nb\u2028c\x0bd\x85# e",
        "$x$ :smile: {% raw %}",
        "\ufeff# a",
    ],
)
def test_no_words_become_markup(words: str) -> None:
    """Every line is quoted, and every mark that could mean something is literal."""
    page = transcript_page(interview_record(told(words)))
    body = page[page.index(", answer ") :].split("\n\n")[1]
    for line in body.split("\n"):
        quoted = re.fullmatch("> \u2068?(.*?)\u2069?\\\\?", line)
        assert quoted, line
        literal = re.sub(r"\\[!-/:-@\[-`{-~]|&(?:amp|lt|gt);", "x", quoted[1])
        assert not re.search(r"^[ \t]|[!-/:-@\[-`{-~]", literal), line


def test_each_line_of_a_right_to_left_answer_is_isolated() -> None:
    page = transcript_page(interview_record(told("مرحبا!\nHello \u202edlrow")))
    assert "> \u2068مرحبا\\!\u2069\\\n> \u2068Hello dlrow\u2069\n" in page


def test_one_line_is_escaped_as_it_stands() -> None:
    assert escaped("  a_b") == "\u00a0\u00a0a\\_b"


def test_a_withdrawn_interview_has_a_page_without_words() -> None:
    assert transcript_page(withdrawn_record(erasure())).endswith(
        "*No words: see the disposition and the permissions.*\n"
    )
