"""HTML to text and entities, and Telegram's words for what is wrong."""

import pytest

from webchat.errors import ApiError
from webchat.html import HtmlError, parse_html
from webchat.text import formatted, utf16_length

WRONG = [
    ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
    ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
    ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
    ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
    ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
    ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
    ("🏟 🏟&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
    ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
]


@pytest.mark.parametrize(("source", "message"), WRONG)
def test_wrong_markup_is_named_as_telegram_names_it(source: str, message: str) -> None:
    with pytest.raises(HtmlError) as raised:
        parse_html(source)
    assert str(raised.value) == message


def test_the_error_reaches_the_caller_with_telegrams_prefix() -> None:
    with pytest.raises(ApiError) as raised:
        formatted("<b>x", "HTML")
    assert raised.value.code == 400
    assert raised.value.description == (
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""
    )


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&lt;&gt;&amp;&quot;&laquo;&#12345678;", '<>&"&laquo;&#12345678;', []),
        ("➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", [("italic", 5, 5)]),
        ("😀<strong>王</strong>奶奶", "😀王奶奶", [("bold", 2, 1)]),
        ("<b>a<i>b</i>c</b>", "abc", [("bold", 0, 3), ("italic", 1, 1)]),
        ("<b>a</b><b>b</b>", "ab", [("bold", 0, 2)]),
        ("<b>  a </b> ", "a", [("bold", 0, 1)]),
        ("<pre><code class='language-py'>x = 1</code></pre>", "x = 1", [("pre", 0, 5)]),
        ("<b>1<code>2</code>3</b>", "123", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
        ("<a href='https://a.cn/?x=1&amp;y=2'>看</a>", "看", [("text_link", 0, 1)]),
        ("<a href='javascript:alert(1)'>看</a>", "看", []),
        ("<code>/start</code> /help@county_bot", "/start /help@county_bot", [("code", 0, 6), ("bot_command", 7, 16)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<u></u>x<s>y</s>", "xy", [("strikethrough", 1, 1)]),
        ("看https://a.cn/b。好", "看https://a.cn/b。好", [("url", 1, 14)]),
        ("a@b.cn @county #志愿", "a@b.cn @county #志愿", [("email", 0, 6), ("mention", 7, 7), ("hashtag", 15, 3)]),
        ("a\r\nb\x07c\u202ed", "a\nb cd", []),
    ],
)
def test_markup_becomes_entities_in_utf16_units(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    got, found = formatted(source, "HTML")
    assert got == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


def test_a_language_and_an_address_are_kept() -> None:
    _, (pre,) = formatted("<pre><code class='language-py'>x</code></pre>", "HTML")
    _, (link,) = formatted("<a href='https://a.cn/?x=1&amp;y=2'>看</a>", "html")
    assert pre["language"] == "py"
    assert link["url"] == "https://a.cn/?x=1&y=2"


def test_given_entities_move_with_the_trimmed_text() -> None:
    text, entities = formatted("  😀你好 ", "", [{"type": "bold", "offset": 2, "length": 4}])
    assert (text, entities) == ("😀你好", [{"type": "bold", "offset": 0, "length": 4}])


def test_lengths_count_utf16_units() -> None:
    assert utf16_length("😀a王") == 4
