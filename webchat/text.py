"""Formatted text as Telegram keeps it: plain text and entities whose offsets count UTF-16 units."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from webchat.errors import bad_request
from webchat.html import HtmlError, Span, parse_html

Entity = dict[str, Any]

MAX_TEXT = 4096
MAX_CAPTION = 1024
CONTROLS = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
DROPPED = re.compile("[\r\u2028-\u202e]")
LITERAL = {"code", "pre"}
MERGED = {"bold", "italic", "underline", "strikethrough", "spoiler"}
GIVEN = MERGED | LITERAL | {"blockquote", "expandable_blockquote", "text_link", "text_mention", "custom_emoji"}
PRIORITY = ("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "bold", "italic")
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"，。；！？、（）《》“”]*[^\s<>\".,;:!?，。；！？、（）《》“”)\]'])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"
    r"|(?P<mention>(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/]))"
    r"|(?P<hashtag>(?<![\w#&])#(?=\w*[^\W\d_])\w{1,256})"
)


def utf16_length(text: str) -> int:
    """The length in UTF-16 units, by which Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def formatted(text: str, parse_mode: str = "", entities: object = None) -> tuple[str, list[Entity]]:
    """Clean and trim a text, read its markup, find commands and links in it.

    Args:
        text: what was sent; with `parse_mode` "HTML" it holds tags.
        parse_mode: "" or "HTML", in any case.
        entities: a list of Bot API MessageEntity, used where there is no parse mode.

    Raises:
        ApiError: 400, as Telegram says it.
    """
    mode = parse_mode.lower()
    if mode not in ("", "none", "html"):
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        try:
            text, spans = parse_html(text)
        except HtmlError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    else:
        spans = list(given_spans(text, entities)) if entities else []
    text, spans = trimmed(*cleaned(text, spans))
    spans = settled(spans)
    spans += found(text, spans)
    spans.sort(key=_order)
    return text, to_entities(text, spans)


def given_spans(text: str, entities: object) -> Iterable[Span]:
    """Spans of the entities that a caller gave; kinds that are found in the text anyway are passed over."""
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    places = _utf16_places(text)
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad_request("can't parse entities: can't parse MessageEntity: expected an Object with a type")
        start, length = entity.get("offset"), entity.get("length")
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length < 0:
            raise bad_request("can't parse entities: can't parse MessageEntity: wrong offset or length")
        if entity["type"] not in GIVEN:
            continue
        begin, end = bisect_left(places, start), bisect_left(places, start + length)
        if begin < end <= len(text):
            yield Span(entity["type"], begin, end, _extra(entity))


def cleaned(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Control characters become spaces; carriage returns and direction overrides go."""
    text = CONTROLS.sub(" ", text)
    if not DROPPED.search(text):
        return text, spans
    kept = [i for i, character in enumerate(text) if not DROPPED.match(character)]
    moved = [Span(s.kind, bisect_left(kept, s.start), bisect_left(kept, s.end), s.extra) for s in spans]
    return "".join(text[i] for i in kept), [s for s in moved if s.start < s.end]


def trimmed(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """White space at both ends goes, and what is left of the spans is moved."""
    short = text.strip()
    if len(short) == len(text):
        return text, spans
    left = len(text) - len(text.lstrip())
    right = left + len(short)
    cut = (Span(s.kind, max(s.start, left) - left, min(s.end, right) - left, s.extra) for s in spans)
    return short, [s for s in cut if s.start < s.end]


def settled(spans: list[Span]) -> list[Span]:
    """Equal styles that touch become one; inside code nothing else counts."""
    literal = [s for s in spans if s.kind in LITERAL]
    literal = [s for s in literal if s.kind == "pre" or not any(_covers(o, s) for o in literal if o.kind == "pre")]
    result = list(literal)
    for kind in sorted({s.kind for s in spans} - LITERAL):
        same = sorted((s for s in spans if s.kind == kind), key=_order)
        for span in _united(same) if kind in MERGED else same:
            result += _outside(span, literal)
    return sorted(result, key=_order)


def found(text: str, taken: list[Span]) -> list[Span]:
    """Commands, mentions, tags and addresses in the text, outside of code and links."""
    closed = [s for s in taken if s.kind in LITERAL | {"text_link", "text_mention"}]
    spans = (Span(str(m.lastgroup), m.start(), m.end(), {}) for m in FOUND.finditer(text))
    return [s for s in spans if not any(s.start < o.end and o.start < s.end for o in closed)]


def to_entities(text: str, spans: list[Span]) -> list[Entity]:
    """Spans as Bot API MessageEntity objects."""
    if not spans:
        return []
    places = _utf16_places(text)
    return [
        {"type": s.kind, "offset": places[s.start], "length": places[s.end] - places[s.start], **s.extra} for s in spans
    ]


def _utf16_places(text: str) -> list[int]:
    places = [0]
    for character in text:
        places.append(places[-1] + (2 if character > "\uffff" else 1))
    return places


def _extra(entity: Entity) -> dict[str, Any]:
    extra: dict[str, Any] = {key: entity[key] for key in ("url", "language", "custom_emoji_id") if key in entity}
    if entity["type"] == "text_mention" and isinstance(entity.get("user"), dict):
        extra["user_id"] = entity["user"].get("id")
    return extra


def _order(span: Span) -> tuple[int, int, int]:
    rank = PRIORITY.index(span.kind) if span.kind in PRIORITY else len(PRIORITY)
    return span.start, -span.end, rank


def _covers(outer: Span, inner: Span) -> bool:
    return outer is not inner and outer.start <= inner.start and inner.end <= outer.end


def _united(spans: list[Span]) -> list[Span]:
    result: list[Span] = []
    for span in spans:
        if result and span.start <= result[-1].end:
            last = result.pop()
            span = Span(last.kind, last.start, max(last.end, span.end), last.extra)
        result.append(span)
    return result


def _outside(span: Span, literal: list[Span]) -> list[Span]:
    pieces = [span] if "blockquote" not in span.kind else []
    for code in literal:
        pieces = [piece for part in pieces for piece in _cut(part, code)]
    return pieces or ([span] if "blockquote" in span.kind else [])


def _cut(span: Span, hole: Span) -> list[Span]:
    if hole.end <= span.start or span.end <= hole.start:
        return [span]
    sides = ((span.start, hole.start), (hole.end, span.end))
    return [Span(span.kind, start, end, span.extra) for start, end in sides if start < end]
