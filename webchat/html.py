"""Telegram's HTML mode: tags become spans over the plain text; what is wrong is named with its byte offset."""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![a-zA-Z]));?")
SPACES = " \t\n\r\v\f\0"
BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]*")


class HtmlError(ValueError):
    """The markup is wrong; the message is the one Telegram gives."""


class Span(NamedTuple):
    """An entity over `text[start:end]` (Python characters) with its other fields."""

    kind: str
    start: int
    end: int
    extra: dict[str, Any]


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    at: int
    start: int


@dataclass
class _Parser:
    source: str
    i: int = 0
    length: int = 0
    out: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def offset(self, at: int) -> int:
        return len(self.source[:at].encode())

    def peek(self) -> str:
        return self.source[self.i] if self.i < len(self.source) else ""

    def write(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)

    def skip_spaces(self) -> None:
        while self.peek() and self.peek() in SPACES:
            self.i += 1

    def name(self, stops: str) -> str:
        begin = self.i
        while self.peek() and self.peek() not in stops:
            self.i += 1
        return self.source[begin : self.i].lower()

    def run(self) -> tuple[str, list[Span]]:
        while self.i < len(self.source):
            if self.peek() == "<":
                self.tag()
            elif self.peek() == "&":
                text, self.i = reference(self.source, self.i)
                self.write(text)
            else:
                end = min((k for k in (self.source.find("<", self.i), self.source.find("&", self.i)) if k >= 0),
                          default=len(self.source))  # fmt: skip
                self.write(self.source[self.i : end])
                self.i = end
        if self.stack:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return "".join(self.out), self.spans

    def tag(self) -> None:
        at = self.i
        self.i += 1
        if self.peek() == "/":
            self.i += 1
            self.close(at)
        else:
            self.open(at)

    def open(self, at: int) -> None:
        tag = self.name(SPACES + ">")
        if not self.peek():
            raise HtmlError(f"Unclosed start tag at byte offset {self.offset(at)}")
        if tag not in TAGS:
            raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {self.offset(at)}')
        attributes = self.attributes(tag, at)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {self.offset(at)}')
        self.i += 1
        self.stack.append(_Open(tag, attributes, at, self.length))

    def attributes(self, tag: str, at: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self.skip_spaces()
            if self.peek() == ">":
                return found
            name = self.name(SPACES + "=>/\"'")
            if not name:
                raise HtmlError(f'Empty attribute name in the tag "{tag}" at byte offset {self.offset(at)}')
            self.skip_spaces()
            if self.peek() == "=":
                self.i += 1
                self.skip_spaces()
                found[name] = self.value(tag, at)
            else:
                found[name] = ""
            if not self.peek():
                raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {self.offset(at)}')

    def value(self, tag: str, at: int) -> str:
        quote = self.peek()
        if not quote:
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {self.offset(at)}')
        if quote not in "\"'":
            return self.bare_value()
        self.i += 1
        parts: list[str] = []
        while self.peek() and self.peek() != quote:
            text, self.i = reference(self.source, self.i)
            parts.append(text)
        if not self.peek():
            raise HtmlError(f"Unclosed start tag at byte offset {self.offset(at)}")
        self.i += 1
        return "".join(parts)

    def bare_value(self) -> str:
        begin = self.i
        match = BARE_VALUE.match(self.source, begin)
        self.i = match.end() if match else begin
        if not self.peek() or self.peek() not in SPACES + ">":
            raise HtmlError(f"Unexpected end of name token at byte offset {self.offset(begin)}")
        return self.source[begin : self.i].lower()

    def close(self, at: int) -> None:
        if not self.stack:
            raise HtmlError(f"Unexpected end tag at byte offset {self.offset(at)}")
        opened = self.stack[-1]
        tag = self.name(SPACES + ">")
        self.skip_spaces()
        if self.peek() != ">":
            raise HtmlError(f"Unclosed end tag at byte offset {self.offset(at)}")
        if tag and tag != opened.tag:
            found = f'expected "</{opened.tag}>", found "</{tag}>"'
            raise HtmlError(f"Unmatched end tag at byte offset {self.offset(at)}, {found}")
        self.i += 1
        self.stack.pop()
        if self.length > opened.start:
            self.add(opened)

    def add(self, opened: _Open) -> None:
        kind, start, end = TAGS[opened.tag], opened.start, self.length
        if kind == "text_link":
            span = link_span(opened.attributes.get("href", ""), "".join(self.out), start, end)
        elif kind == "custom_emoji":
            span = Span(kind, start, end, {"custom_emoji_id": emoji_id(opened.attributes.get("emoji-id", ""))})
        elif kind == "blockquote" and "expandable" in opened.attributes:
            span = Span("expandable_blockquote", start, end, {})
        elif kind == "code":
            span = Span(kind, start, end, _language(opened))
        else:
            span = Span(kind, start, end, self.inner_language(start, end) if kind == "pre" else {})
        if span is not None:
            self.spans.append(span)

    def inner_language(self, start: int, end: int) -> dict[str, Any]:
        """`<pre><code class="language-x">` is one entity with a language."""
        for span in self.spans:
            if span.kind == "code" and (span.start, span.end) == (start, end) and span.extra:
                self.spans.remove(span)
                return span.extra
        return {}


def parse_html(source: str) -> tuple[str, list[Span]]:
    """Read Telegram HTML into plain text and its spans.

    Raises:
        HtmlError: a tag, attribute or nesting is wrong.
    """
    text, spans = _Parser(source).run()
    # Outside of <pre>, a language of <code> means nothing.
    return text, [Span(s.kind, s.start, s.end, {}) if s.kind == "code" else s for s in spans]


def reference(source: str, i: int) -> tuple[str, int]:
    """The character at `i`, with `&lt;` and its like decoded, and where the next one starts."""
    match = REFERENCE.match(source, i) if source[i] == "&" else None
    if match is None:
        return source[i], i + 1
    hexadecimal, decimal, named = match.groups()
    if named:
        return NAMED[named], match.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF:
        return source[i], i + 1
    if 0xD800 <= code <= 0xDFFF:
        raise HtmlError("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
                        "surrogate code units")  # fmt: skip
    return chr(code), match.end()


def link_span(url: str, text: str, start: int, end: int) -> Span | None:
    """The entity of an `<a>`: a link, a mention of a user by id, or nothing when there is no usable address."""
    url = (url or text[start:end]).strip()
    user = re.fullmatch(r"tg://user\?id=([0-9]{1,18})", url)
    if user:
        return Span("text_mention", start, end, {"user_id": int(user[1])})
    if re.match(r"(?i)(https?|tg|ton|tonsite)://[^\s/]", url):
        return Span("text_link", start, end, {"url": url})
    if re.fullmatch(r"(?i)[a-z0-9.-]+\.[a-z]{2,}(:[0-9]+)?([/?#]\S*)?", url):
        return Span("text_link", start, end, {"url": f"http://{url}"})
    return None


def emoji_id(value: str) -> str:
    """The id of a custom emoji, checked."""
    if not value.isdigit() or not value.isascii() or not 0 < int(value) < 2**63:
        raise HtmlError("Invalid custom emoji identifier specified")
    return value


def _language(opened: _Open) -> dict[str, Any]:
    name = opened.attributes.get("class", "")
    return {"language": name.removeprefix("language-")} if name.startswith("language-") else {}
