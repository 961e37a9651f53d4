import pytest

from tellmore.testing.telegram_server.markup import parse_html
from tellmore.testing.telegram_server.refusals import Refusal


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a &amp; b &lt;c&gt; &quot;d&quot;", 'a & b <c> "d"', []),
        ("R&D &nbsp; &#65;&#x42;", "R&D &nbsp; AB", []),
        ("<b>x</b>", "x", [{"offset": 0, "length": 1, "type": "bold"}]),
        ("😀<i>y</i>", "😀y", [{"offset": 2, "length": 1, "type": "italic"}]),
        (
            '<a href="https://a.org/?q=1&amp;r=2">z</a>',
            "z",
            [{"offset": 0, "length": 1, "type": "text_link", "url": "https://a.org/?q=1&r=2"}],
        ),
        (
            "<b>a<u>b</u></b>",
            "ab",
            [
                {"offset": 0, "length": 2, "type": "bold"},
                {"offset": 1, "length": 1, "type": "underline"},
            ],
        ),
        (
            '<pre><code class="language-python">1</code></pre>',
            "1",
            [{"offset": 0, "length": 1, "type": "pre", "language": "python"}],
        ),
        (
            '<span class="tg-spoiler">s</span><blockquote expandable>q</blockquote>',
            "sq",
            [
                {"offset": 0, "length": 1, "type": "spoiler"},
                {"offset": 1, "length": 1, "type": "expandable_blockquote"},
            ],
        ),
        ("<b></b>", "", []),
        ("<B>x</>", "x", [{"offset": 0, "length": 1, "type": "bold"}]),
    ],
)
def test_what_telegram_shows(source: str, text: str, entities: list[dict[str, object]]) -> None:
    assert parse_html(source) == (text, entities)


_HALF = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched"
    " surrogate code units"
)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <3", "Unclosed start tag at byte offset 2"),
        ("ñ<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ('<a ="x">', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("&#xd800;", _HALF),
    ],
)
def test_what_telegram_refuses(source: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"
