"""English words of time: days, dates and festivals, and what is past."""

import re

from language.times.days import After, Date, Feast, Month, Nth, Relative, Week, Weekdays
from language.times.english_words import COUNT, ENDS, PART, WEEKDAY, WEEKDAYS, ordinal
from language.times.festivals import ENGLISH as FEASTS
from language.times.model import Every, Kind
from language.times.numerals import ORDINALS
from language.times.rules import Rule, Said, rule, skip, words

MONTHS = {
    short: index
    for index, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        1,
    )
    for short in names.split()
}
_MONTH = words(MONTHS)
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + ")"
_SEP = r"(?:\s*(?:,\s*and|,|and|&|/|\+|or)\s*)"


def _weekdays(found: re.Match[str]) -> list[Said] | None:
    names = re.findall(rf"({WEEKDAY})(s?)(?![a-z])", found["days"])
    days = tuple(WEEKDAYS[name] for name, _ in names)
    how = (found["how"] or "").split()
    if "last" in how:
        return [(Kind.PAST, None)]
    if len(names) == 1 and not how and names[0][0] in ("sat", "sun", "wed", "mon") and _is_word(found):
        return []
    plural = any(end for _, end in names)
    run = re.search(r"\b(?:to|till|until|through|thru)\b|-", found["days"]) is not None
    if not {"every", "each", "alternate"} & set(how) and not plural and not (run and days == (0, 4)):
        week = {"this": 0, "next": 1}.get(how[0] if how else "")
        week = None if "coming" in how else week
        week = {"this": 0, "next": 1}[found["after"]] if found["after"] else week
        return [(Kind.DAY, Weekdays(days, week, run=run, either=" or " in found["days"]))]
    if run:
        days = tuple((days[0] + step) % 7 for step in range((days[-1] - days[0]) % 7 + 1))
    interval = max((INTERVALS.get(word, 1) for word in how), default=1)
    return [(Kind.EVERY, Every("WEEKLY", interval)), (Kind.DAY, Weekdays(days))]


def _is_word(found: re.Match[str]) -> bool:
    """Short names that are also words (sat, sun, wed) count only where a time goes on or before them."""
    after = found.string[found.end() : found.end() + 16]
    before = found.string[max(0, found.start() - 10) : found.start()]
    fits = re.match(rf"\s*(?:$|[,.?!;，。？]|\d|at\b|{PART}|am\b|pm\b|from\b|around\b|pls|please|-)|\s?[一-龥]", after)
    return not (fits or re.search(r"(?:on|by|until|till|before|after|for|or|and|to|from|about)\s$", before)) or (
        re.search(r"\b(?:the|i|she|he|we)\s$", before) is not None
    )


def _date(found: re.Match[str]) -> list[Said] | None:
    day = ordinal(found["day"])
    if not 1 <= day <= 31:
        return None
    year = int(found["year"]) if found["year"] else None
    return [(Kind.DAY, Date(day, MONTHS[found["month"]], year=year))]


def _date_run(found: re.Match[str]) -> list[Said] | None:
    first, last, month = int(found["day"]), int(found["to"]), MONTHS[found["month"]]
    if not (1 <= first <= 31 and 1 <= last <= 31):
        return []
    return [(Kind.DAY, Date(first, month)), (Kind.TO, None), (Kind.DAY, Date(last, month))]


def _day_of_month(found: re.Match[str]) -> list[Said] | None:
    day = ordinal(found["day"])
    if not 1 <= day <= 31:
        return None
    how = found["how"]
    if how in ("every", "each", "the"):
        return [(Kind.EVERY, Every("MONTHLY")), (Kind.DAY, Date(day))] if how != "the" else [(Kind.DAY, Date(day))]
    return [(Kind.DAY, Date(day, shift={"next": 1, "this": 0}[how] if how else None))]


def _part_of_month(found: re.Match[str]) -> list[Said]:
    first, last = {"e": (-3, -1), "b": (1, 3), "s": (1, 3), "m": (14, 16)}[found["part"][0]]
    if found["part"].startswith("ear"):
        first, last = 1, 3
    if found["month"]:
        return [(Kind.DAY, Month(first, last, MONTHS[found["month"]]))]
    return [(Kind.DAY, Month(first, last, shift=1 if found["how"] == "next" else None))]


def _nth_of_month(found: re.Match[str]) -> list[Said]:
    nth = -1 if found["nth"] == "last" else ordinal(found["nth"])
    month = Month(1, -1, MONTHS[found["month"]]) if found["month"] else Month(1, -1, shift=int(found["how"] == "next"))
    return [(Kind.DAY, Nth(nth, WEEKDAYS[found["day"]], month))]


def _feast(found: re.Match[str]) -> list[Said]:
    name = FEASTS[found["name"]]
    if name == "跨年夜" and re.search("spring festival|chinese|lunar|dumpling", found.string):
        name = "除夕"
    around = {"before": -1, "after": 1}.get(found["around"] or "")
    return [(Kind.DAY, After(Feast(name), around) if around else Feast(name))]


def _half_day(found: re.Match[str]) -> list[Said] | None:
    """`tomorrow am`: a part of day only after a day."""
    if not re.search(
        rf"(?:{WEEKDAY}|today|tomorrow|tmrw?|\d(?:st|nd|rd|th))\s$",
        found.string[max(0, found.start() - 12) : found.start()],
    ):
        return None
    return [(Kind.PART, "forenoon" if found["half"] == "a" else "afternoon")]


INTERVALS = {"other": 2, "second": 2, "2nd": 2, "alternate": 2, "third": 3, "3rd": 3}
_HOW = r"(?P<how>(?:this\s)?coming|this|next|last|every\s(?:other|second|2nd|third|3rd)|alternate|every|each)"

PAST: tuple[Rule, ...] = (
    rule(
        "yltesjip",
        rf"(?:yesterday(?:\s{PART})?|last\s(?:night|week|month|year|evening|weekend|summer|"
        rf"winter|spring)|the other (?:day|week|night)|just now|since\s(?:{WEEKDAY}|{_MONTH}|"
        r"yesterday|\w+ing|\d+)|since)",
        (Kind.PAST, None),
    ),
    rule(
        "0123456789abcdefghijklmnopqrstuvwxyz",
        rf"{COUNT}\s(?:of\s|or\s\w+\s)?(?:minutes?|mins|hours?|days?|weeks?|months?|years?)"
        r"\s(?:ago|earlier|back)\b",
        (Kind.PAST, None),
    ),
    rule(
        "f",
        rf"for\s(?:about\s|over\s|nearly\s|almost\s|the\s(?:past|last)\s)?(?:{COUNT}|"
        r"half|ages|several|some)\s(?:an?\s)?(?:minutes?|mins|hours?|hrs|days?|weeks?|"
        r"months?|years?)",
        skip,
    ),
    rule("24", r"24\s?(?:hours|/7)", skip),
    rule("t", r"the (?:first|second|third|last|next|1st|2nd|3rd) (?:time|floor|one|person|door|visit)", skip),
)

RULES: tuple[Rule, ...] = (
    rule("to2d", rf"(?:the\s)?day\safter\s(?:tomorrow|tmrw?|tommorow){ENDS}", (Kind.DAY, Relative(2))),
    rule(
        "t2",
        r"(?:tom+or+ow|tomorow|tommorow|tomorro|tmorrow|tmrw?|tmw|2morrow|2moro|2mro|"
        rf"tomoz|tmoro)(?:'s)?{ENDS}",
        (Kind.DAY, Relative(1)),
    ),
    rule(
        "t2",
        rf"(?:tonight|tonite|2nite|tonigt)(?:'s)?{ENDS}",
        lambda _: [(Kind.DAY, Relative(0)), (Kind.PART, "evening")],
    ),
    rule("t2", rf"(?:today|2day)(?:'s)?{ENDS}|this\s(?=morning|afternoon|evening|arvo|lunch)", (Kind.DAY, Relative(0))),
    rule("ap", rf"(?<=\s)(?P<half>[ap])m{ENDS}", lambda f: _half_day(f)),
    rule(
        "t",
        rf"that\s(?=same\s|{PART})(?:same\s)?(?:day)?|the\s(?:same|next|following)\sday|"
        r"that\sday",
        lambda f: [(Kind.THAT, 1 if "next" in f.group() or "follow" in f.group() else 0)],
    ),
    rule(
        "otfsl1234",
        r"(?:on\s)?(?:the\s)?(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)\s"
        rf"(?P<day>{WEEKDAY})\s(?:of|in)\s(?:(?P<how>next|this)\smonth|(?P<month>{_MONTH})){ENDS}",
        _nth_of_month,
    ),
    rule(
        "tncleamfswuop",
        rf"(?:{_HOW}\s)?(?P<days>{WEEKDAY}s?(?![a-z0-9])(?:(?:{_SEP}|\s|\s?(?:-|to|till|"
        rf"through|thru|until)\s?){WEEKDAY}s?(?![a-z0-9]))*)(?:'s)?(?:\s(?:of\s)?(?P<after>this|"
        r"next)\sweek)?",
        _weekdays,
    ),
    rule(
        "atnol",
        rf"(?:(?:at|on|over|by)?\s?(?:the|this)\s)(?:coming\s)?weekend{ENDS}",
        (Kind.DAY, Week(0, weekend=True)),
    ),
    rule("n", rf"next\sweekend{ENDS}", (Kind.DAY, Week(1, weekend=True))),
    rule("w", rf"weekend{ENDS}", (Kind.DAY, Week(0, weekend=True))),
    rule("tn", rf"(?P<how>this|next)\sweek{ENDS}", lambda f: [(Kind.DAY, Week(1 if f["how"] == "next" else 0))]),
    rule("tbe", r"(?:the\s)?end\sof\s(?:the|this)\sweek", (Kind.DAY, Week(0))),
    rule(
        "mtebs",
        r"(?:(?:the|at\sthe)\s)?(?P<part>end|beginning|start|middle|mid|early)(?:\sof|"
        rf"\sin)?[\s-](?:(?P<how>the|this|next)\s)?(?:month|(?P<month>{_MONTH}))'?s?{ENDS}",
        _part_of_month,
    ),
    rule("m", r"(?P<part>month-?\s?)end(?P<how>)(?P<month>)", lambda _: [(Kind.DAY, Month(-3, -1))]),
    rule("n", rf"next\smonth{ENDS}", (Kind.DAY, Month(1, -1, shift=1))),
    rule(
        "0123456789",
        rf"(?P<day>\d{{1,2}})\s?(?:-|to|till|until)\s?(?P<to>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH}){ENDS}",
        _date_run,
    ),
    rule(
        "fb",
        rf"(?:from|between)\s(?:the\s)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|to|till|"
        rf"until|and)\s?(?:the\s)?(?P<to>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH}){ENDS}",
        _date_run,
    ),
    rule(
        "jfmasond",
        rf"(?P<month>{_MONTH})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|to|till|until)\s?(?P<to>\d{{1,2}})"
        r"(?:st|nd|rd|th)?(?![\d:]|\s?[ap]\.?m)",
        _date_run,
    ),
    rule(
        "0123456789",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})\.?(?:,?\s(?P<year>20\d\d)"
        rf")?{ENDS}",
        _date,
    ),
    rule(
        "t" + "fstenuo", rf"(?:the\s)(?P<day>{_ORDINAL})\sof\s(?P<month>{_MONTH})(?:,?\s(?P<year>20\d\d))?{ENDS}", _date
    ),
    rule(
        "jfmasond",
        rf"(?P<month>{_MONTH})\.?\s(?:the\s)?(?P<day>\d{{1,2}}|{_ORDINAL})(?:st|nd|rd|"
        r"th)?(?:,\s(?P<year>20\d\d))?(?![\d:.]|\s?[ap]\.?m)",
        _date,
    ),
    rule(
        "t",
        rf"the\s(?P<day>{_ORDINAL})(?:\sof\s(?P<how>next|this|every|each|the)\smonth)?(?!\s(?:floor|"
        r"time|birthday|one|person|house|door|of|year|visit|aid|building|day|week|anniversary|"
        rf"hospital)){ENDS}",
        _day_of_month,
    ),
    rule(
        "0123456789",
        rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th))(?:\sof\s(?P<how>next|this|every|each)\smonth)?(?!\s(?:floor|"
        r"time|birthday|one|person|house|door|of|year|visit|building|anniversary|hospital)"
        rf"){ENDS}",
        _day_of_month,
    ),
    rule(
        "td" + "".join(sorted({name[0] for name in FEASTS})),
        rf"(?:(?:the\s)?day\s(?P<around>before|after)\s)?(?P<name>{words(FEASTS)})(?!\s(?:road|"
        rf"street|avenue|square)){ENDS}",
        _feast,
    ),
)
