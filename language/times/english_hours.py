"""English words of time: spans from now, clock times, parts of day, and what joins them."""

import re

from language.times.days import Month, Relative
from language.times.english_words import COUNT, ENDS, PART, PARTS, WEEKDAY
from language.times.model import Clock, Kind
from language.times.numerals import ENGLISH, number
from language.times.rules import Rule, Said, rule

_HOUR = (
    r"(?:\d{1,2}|"
    + "|".join(name for name, value in ENGLISH.items() if 1 <= value <= 12 and len(name) > 2 and name != "couple")
    + ")"
)
_HALF = r"(?:\s?(?P<half>[ap])\.?\s?m(?![a-z])\.?)"
_TIME = rf"(?:\d{{1,2}}(?:[:.][0-5]\d)?|{_HOUR})"
_NOT_TIME = (
    r"(?=\s*(?:$|[,.?!;)，。？]|(?:in|on|tomorrow|tmrw?|today|tonight|this|next|"
    r"sharp|please|pls|or|and|for|to|till|until|if|so|with|every|each|"
    r"instead|at|would|is|will|works?|when|as|because|but|onwards?|any|than|rather|"
    rf"most|actually|if|thanks|ok|though|like|the day|{WEEKDAY})\b|[一-龥]))(?!\.\d)"
)
_NO_COUNT = (
    r"(?!\d|[-/.:]\d|\s?(?:%|[ap]\.?\s?m(?![a-z])|st\b|nd\b|rd\b|th\b|minutes?|mins?|"
    r"hours?|hrs?|days?|weeks?|months?|years?|people|persons?|of\b|yuan|kilos?|kg|"
    r"km|metres|others?\b|more\b)"
    r"|\s\w+\s(?:road|street|avenue|lane|close|court|garden|gardens|building|village|estate|st|rd)\b|[a-z])"
)
_UNIT = r"(?P<unit>minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?)"


def _count(text: str) -> int:
    return number(text)


def _half(clock: str, half: str | None) -> Clock:
    hour_text, _, minute = clock.replace(".", ":").partition(":")
    hour = number(hour_text)
    if half and hour <= 12:
        return Clock(hour % 12 + (12 if half == "p" else 0), int(minute or 0), fixed=True)
    return Clock(hour, int(minute or 0), fixed=hour > 12 or hour_text.startswith("0"))


def _clock(found: re.Match[str]) -> list[Said] | None:
    clock = _half(found["time"], found["half"])
    return [(Kind.CLOCK, clock)] if clock.hour <= 24 else None


def _clocks(found: re.Match[str]) -> list[Said] | None:
    groups = found.groupdict()
    first, last = _half(found["time"], groups.get("first")), _half(found["to"], groups.get("half"))
    if first.hour > 24 or last.hour > 24:
        return None
    return [(Kind.CLOCKS, (first, last))]


LEADS = {
    "by": (Kind.BEFORE, "by"),
    "before": (Kind.BEFORE, None),
    "after": (Kind.AFTER, None),
    "past": (Kind.AFTER, None),
    "till": (Kind.TO, None),
    "until": (Kind.TO, None),
    "to": (Kind.TO, None),
}


def _prepared(found: re.Match[str]) -> list[Said] | None:
    """A bare hour is a time only after a word like at or by."""
    lead = LEADS.get(found["word"])
    said: list[Said] = [] if lead is None else [lead]
    clock = _half(found["time"], None)
    return [*said, (Kind.CLOCK, clock)] if 1 <= clock.hour <= 24 else None


def _past_hour(found: re.Match[str]) -> list[Said] | None:
    less = {"half": 30, "quarter": 15}.get(found["part"]) or number(found["part"])
    hour = number(found["hour"])
    if not (1 <= hour <= 12 and 1 <= less < 60):
        return None
    if found["way"] in ("to", "before", "of"):
        hour, less = hour - 1 or 12, 60 - less
    fixed = found["half"] is not None
    hour = hour % 12 + (12 if found["half"] == "p" else 0) if fixed else hour
    return [(Kind.CLOCK, Clock(hour, less, fixed=fixed))]


def _half_hour(found: re.Match[str]) -> list[Said]:
    return [(Kind.CLOCK, Clock(number(found["hour"]), 30))]


def _minutes(found: re.Match[str]) -> tuple[int, str]:
    unit = found["unit"].rstrip("s")
    count = _count(found["n"] or "one")
    minutes = {
        "minute": 1,
        "min": 1,
        "hour": 60,
        "hr": 60,
        "day": 1440,
        "week": 10080,
        "fortnight": 20160,
        "month": 43200,
    }[unit]
    extra = minutes // 2 if found["half"] else 0
    if found["only_half"]:
        return minutes // 2, unit
    return count * minutes + extra, unit


def _ahead(found: re.Match[str]) -> list[Said]:
    minutes, unit = _minutes(found)
    if unit == "month":
        return [(Kind.DAY, Month(1, -1, shift=_count(found["n"] or "one")))]
    return (
        [(Kind.DAY, Relative(minutes // 1440))]
        if minutes >= 1440 and unit not in ("hour", "hr")
        else [(Kind.DELTA, minutes)]
    )


def _within(found: re.Match[str]) -> list[Said]:
    return [(Kind.WITHIN, _minutes(found)[0])]


_DAY_BEFORE = re.compile(rf"(?:{WEEKDAY}s?|today|tomorrow|tmrw?|tonight|{PART})[,]?\s$")
_AMOUNT = (
    rf"(?:(?P<only_half>half\s(?:an?\s)?)|(?:the\s)?(?:next\s)?(?:a\s)?(?:(?P<n>{COUNT})"
    rf"\s?(?:of\s)?)?(?:(?P<half>and a half)\s)?){_UNIT}"
)
_TAIL = r"(?:\sand a half)?(?:'s?)?(?:\s(?:time|or so))?"

RULES: tuple[Rule, ...] = (
    # Spans from now.
    rule("iw", rf"(?:with)?in\s(?:about\s)?the\s(?:hour|next\shour){ENDS}", (Kind.WITHIN, 60)),
    rule("wi", rf"(?:within|inside|in\sthe\snext(?=\s))\s?(?:of\s)?{_AMOUNT}{_TAIL}{ENDS}", _within),
    rule("i", rf"in\s(?:about\s|around\s|another\s)?{_AMOUNT}{_TAIL}{ENDS}", _ahead),
    rule("0123456789abcdefghijklmnopqrstuvwxyz", rf"{_AMOUNT}\s(?:from\snow|later\stoday){ENDS}", _ahead),
    rule(
        "nrasit",
        r"(?:right\snow|right\saway|straight\saway|immediately|at\sonce|this\s(?:minute|"
        rf"instant|very\sminute)|now){ENDS}",
        (Kind.NOW, None),
    ),
    # Clock times.
    rule(
        "fb0123456789",
        rf"(?:from|between)\s(?P<time>{_TIME})(?:\s?(?P<first>[ap])\.?\s?m(?![a-z])\.?)?\s?(?:to|"
        rf"till|until|and|-|~)\s?(?P<to>{_TIME})(?:{_HALF}|{_NOT_TIME})",
        _clocks,
    ),
    rule(
        "0123456789",
        rf"(?P<time>\d{{1,2}}(?:[:.][0-5]\d)?)(?:\s?(?P<first>[ap])\.?\s?m(?![a-z])\.?)?\s?(?:-|"
        rf"to|till|until|~|and)\s?(?P<to>\d{{1,2}}(?:[:.][0-5]\d)?){_HALF}",
        _clocks,
    ),
    rule(
        "0123456789",
        rf"(?P<time>\d{{1,2}})\s?(?:-|to|till|until)\s?(?P<to>\d{{1,2}}){_NOT_TIME}",
        lambda f: _clocks(f) if _DAY_BEFORE.search(f.string, max(0, f.start() - 16), f.start()) else None,
    ),
    rule(
        "hqt0123456789f",
        rf"(?P<part>half|quarter|twenty-five|twenty|ten|five|\d{{1,2}})(?:\s?(?:minutes|"
        rf"mins))?\s(?P<way>past)\s(?P<hour>{_HOUR})(?:{_HALF})?{ENDS}",
        _past_hour,
    ),
    rule(
        "qa0123456789t",
        rf"(?:a\s)?(?P<part>quarter|twenty-five\sminutes|\d{{1,2}}\s(?:minutes|mins))\s(?P<way>to|"
        rf"before|of|past|after)\s(?P<hour>{_HOUR})(?:{_HALF})?{ENDS}",
        lambda f: _past_hour(f),
    ),
    rule(
        "tf",
        rf"(?<!from\s)(?<!between\s)(?P<part>twenty|ten|five)\s(?P<way>to)\s(?P<hour>{_HOUR})"
        rf"(?:{_HALF})?{ENDS}",
        _past_hour,
    ),
    rule(
        "0123456789",
        rf"(?P<time>\d{{1,2}}\.[0-5]\d)(?P<half>)(?=\s(?:today|tomorrow|tmrw?|tonight|"
        rf"on\s|in\sthe|this\s|{WEEKDAY}))",
        lambda f: [(Kind.CLOCK, _half(f["time"], None))],
    ),
    rule("m", rf"make\sit\s(?P<word>)(?P<time>{_TIME}){_NOT_TIME}", _prepared),
    rule("h", rf"half\s(?P<hour>{_HOUR})(?!\d|\s?(?:hours?|days?|minutes?|of|price|kilos?)){ENDS}", _half_hour),
    rule("0123456789o", rf"(?P<time>\d{{1,2}}(?:[:.][0-5]\d)?){_HALF}", _clock),
    rule("otfsen", rf"(?P<time>{_HOUR})\s(?P<half>[ap])\.?m(?![a-z])\.?", _clock),
    rule(
        "0123456789otfsen",
        rf"(?P<time>{_HOUR})(?P<half>)\s?o'?\s?clock",
        lambda f: [(Kind.CLOCK, _half(f["time"], None))],
    ),
    rule("0123456789", r"(?P<time>\d{1,2})(?P<half>)-?ish\b", lambda f: [(Kind.CLOCK, _half(f["time"], None))]),
    rule(
        "abtu@",
        rf"(?P<word>at|by|before|after|till|until|@)\s?(?:about\s|around\s)?(?P<time>{_TIME}){_NO_COUNT}",
        _prepared,
    ),
    rule("aftpd", rf"(?P<word>around|about|past|from|to|do)\s(?P<time>{_TIME}){_NOT_TIME}", _prepared),
    # Parts of day.
    rule("f", r"first\sthing(?:\sin\sthe\smorning)?", (Kind.PART, "forenoon")),
    rule("abon", r"after\s(?:lunch|midday|noon)", (Kind.PART, "afternoon")),
    rule("a", r"after\s(?:dinner|supper|tea|dark)", (Kind.PART, "evening")),
    rule("m", r"midnight", (Kind.CLOCK, Clock(24, 0, fixed=True))),
    rule(
        "i" + "".join(sorted({name[0] for name in PARTS})),
        rf"(?:in\s(?:the\s)?)?(?P<part>lunch\stime|{PART})(?:'s)?{ENDS}",
        lambda f: [] if f["part"] == "lunch" else [(Kind.PART, PARTS.get(f["part"], "noon"))],
    ),
    # What joins and bounds.
    rule(
        "bn",
        rf"(?:(?<!come\s)(?<!drop\s)(?<!stop\s)(?<!pop\s)(?<!swing\s)(?<!ing\s)by|no\slater\sthan){ENDS}",
        (Kind.BEFORE, "by"),
    ),
    rule("bpa", rf"(?:before|prior\sto|ahead\sof){ENDS}", (Kind.BEFORE, None)),
    rule("al", rf"(?:any\s?time\s)?(?:after|later\sthan){ENDS}", (Kind.AFTER, None)),
    rule("sbfa", rf"(?:starting|start|beginning|from|as\sof|commencing)(?:\s(?:on|from))?{ENDS}", (Kind.FROM, None)),
    rule("tu", rf"(?:to|till|until|through|thru){ENDS}", (Kind.TO, None)),
    rule("o", rf"or{ENDS}", (Kind.OR, None)),
)
