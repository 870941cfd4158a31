"""English words of time."""

import re
from dataclasses import replace

from language.times.days import After, Date, Feast, Month, Relative, Week, Weekdays
from language.times.model import Clock, Every, Kind
from language.times.numerals import ENGLISH, ORDINALS, number
from language.times.rules import Rule, Said, rule, skip, words

MONTHS = {
    short: index
    for index, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|"
        "nov november|dec december".split("|"),
        1,
    )
    for short in names.split()
}
WEEKDAYS = {
    name: index
    for index, names in enumerate(
        (
            "mon monday munday",
            "tue tues tuesday teusday tuseday",
            "wed weds wednesday wensday wednsday wedensday",
            "thu thur thurs thursday thrusday thursdy",
            "fri friday firday fridy",
            "sat saturday saterday satuday satday",
            "sun sunday sundy",
        )
    )
    for name in names.split()
}
FEASTS = {
    "new year's day": "元旦", "new years day": "元旦", "new year's eve": "跨年夜", "spring festival": "春节", "chinese new year": "春节",
    "lunar new year": "春节", "chinese new year's eve": "除夕", "lunar new year's eve": "除夕", "spring festival eve": "除夕",
    "lantern festival": "元宵", "qingming festival": "清明", "qingming": "清明", "tomb sweeping day": "清明", "tomb-sweeping day": "清明",
    "dragon boat festival": "端午", "dragon boat day": "端午", "mid-autumn festival": "中秋", "mid-autumn day": "中秋", "mid-autumn": "中秋",
    "mid autumn festival": "中秋", "moon festival": "中秋", "double ninth festival": "重阳", "double ninth": "重阳", "chongyang": "重阳",
    "winter solstice": "冬至", "national day": "国庆", "labour day": "劳动节", "labor day": "劳动节", "may day": "劳动节", "laba festival": "腊八",
    "laba": "腊八", "women's day": "妇女节", "children's day": "儿童节", "teachers' day": "教师节", "teacher's day": "教师节",
    "christmas day": "圣诞", "christmas eve": "平安夜", "christmas": "圣诞", "mother's day": "母亲节", "father's day": "父亲节",
    "valentine's day": "情人节", "lei feng day": "雷锋日", "qixi": "七夕",
}  # fmt: skip
PARTS = {"morning": "forenoon", "mornings": "forenoon", "afternoon": "afternoon", "afternoons": "afternoon", "evening": "evening",
         "evenings": "evening", "night": "night", "nights": "night", "noon": "noon", "midday": "noon", "lunchtime": "noon",
         "arvo": "afternoon", "morn": "forenoon", "eve": "evening", "lunch": "noon", "nite": "night"}  # fmt: skip
ENDS = r"(?![a-z0-9'])"
_WEEKDAY = words(WEEKDAYS)
_MONTH = words(MONTHS)
_PART = words(PARTS)
_COUNT = r"(?:\d{1,3}|" + "|".join(sorted(ENGLISH, key=len, reverse=True)) + ")"
_HOUR = r"(?:\d{1,2}|" + "|".join(name for name, value in ENGLISH.items() if 1 <= value <= 12 and len(name) > 2 and name != "couple") + ")"
_HALF = r"(?:\s?(?P<half>[ap])\.?\s?m(?![a-z])\.?)"
_TIME = rf"(?:\d{{1,2}}(?:[:.][0-5]\d)?|{_HOUR})"
_NOT_TIME = (
    rf"(?=\s*(?:$|[,.?!;)，。？]|(?:in|on|tomorrow|tmrw?|today|tonight|this|next|sharp|please|pls|or|and|for|to|till|until|if|so|with|every|each|"
    rf"instead|at|would|is|will|works?|when|as|because|but|onwards?|any|than|rather|most|actually|if|thanks|ok|though|like|the day|{_WEEKDAY})\b|[一-龥]))(?!\.\d)"
)
_NO_COUNT = (
    r"(?!\d|[-/.:]\d|\s?(?:%|[ap]\.?\s?m(?![a-z])|st\b|nd\b|rd\b|th\b|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|people|persons?|of\b|yuan|kilos?|kg|km|metres|others?\b|more\b)"
    r"|\s\w+\s(?:road|street|avenue|lane|close|court|garden|gardens|building|village|estate|st|rd)\b|[a-z])"
)
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + ")"
_UNIT = r"(?P<unit>minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?)"
_SEP = r"(?:\s*(?:,\s*and|,|and|&|/|\+|or)\s*)"


def _count(text: str) -> int:
    return number(text)


def _ordinal(text: str) -> int:
    return ORDINALS.get(text) or int(re.sub(r"\D", "", text))


def _weekdays(found: re.Match[str]) -> list[Said] | None:
    names = re.findall(rf"({_WEEKDAY})(s?)(?![a-z])", found["days"])
    days = tuple(WEEKDAYS[name] for name, _ in names)
    how = (found["how"] or "").split()
    if "last" in how:
        return [(Kind.PAST, None)]
    if len(names) == 1 and not how and names[0][0] in ("sat", "sun", "wed", "mon") and _is_word(found):
        return []
    plural = any(end for _, end in names)
    run = re.search(rf"\b(?:to|till|until|through|thru)\b|-", found["days"]) is not None
    if not {"every", "each", "other", "second", "2nd", "alternate"} & set(how) and not plural and not (run and days == (0, 4)):
        week = {"this": 0, "next": 1}.get(how[0] if how else "")
        week = None if "coming" in how else week
        week = {"this": 0, "next": 1}[found["after"]] if found["after"] else week
        return [(Kind.DAY, Weekdays(days, week, run=run, either=" or " in found["days"]))]
    if run:
        days = tuple((days[0] + step) % 7 for step in range((days[-1] - days[0]) % 7 + 1))
    two = {"other", "second", "2nd", "alternate"} & set(how)
    return [(Kind.EVERY, Every("WEEKLY", 2 if two else 1)), (Kind.DAY, Weekdays(days))]


def _is_word(found: re.Match[str]) -> bool:
    """Short names that are also words (sat, sun, wed) count only where a time goes on or before them."""
    after = found.string[found.end() : found.end() + 16]
    before = found.string[max(0, found.start() - 10) : found.start()]
    fits = re.match(rf"\s*(?:$|[,.?!;，。？]|\d|at\b|{_PART}|am\b|pm\b|from\b|around\b|pls|please|-)|\s?[一-龥]", after)
    return not (fits or re.search(r"(?:on|by|until|till|before|after|for|or|and|to|from|about)\s$", before)) or (
        re.search(r"\b(?:the|i|she|he|we)\s$", before) is not None
    )


def _every_part(found: re.Match[str]) -> list[Said]:
    said: list[Said] = [(Kind.EVERY, Every("DAILY"))]
    return said if found["part"] == "day" else [*said, (Kind.PART, PARTS[found["part"]])]


def _every_count(found: re.Match[str]) -> list[Said] | None:
    word = found["n"] or "1"
    count = 2 if word in ("other", "second", "alternate") else number(word)
    return [(Kind.EVERY, replace(_rate(found["unit"], count), loose=bool(found.groupdict().get("often"))))]


def _rate(unit: str, count: int) -> Every:
    unit = unit.rstrip("s")
    if unit == "fortnight":
        return Every("WEEKLY", 2 * count)
    return Every({"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY", "hour": "HOURLY"}[unit], count)


def _ly(found: re.Match[str]) -> list[Said]:
    return [(Kind.EVERY, {"daily": Every("DAILY"), "everyday": Every("DAILY"), "weekly": Every("WEEKLY"), "monthly": Every("MONTHLY")}
             .get(found.group(), Every("WEEKLY", 2)))]  # fmt: skip


def _nth(found: re.Match[str]) -> list[Said]:
    nth = -1 if found["nth"] == "last" else _ordinal(found["nth"])
    said: list[Said] = [(Kind.NTH, (nth, WEEKDAYS[found["day"]]))]
    return [(Kind.EVERY, Every("MONTHLY")), *said]


def _date(found: re.Match[str]) -> list[Said] | None:
    day = _ordinal(found["day"])
    if not 1 <= day <= 31:
        return None
    year = int(found["year"]) if found["year"] else None
    return [(Kind.DAY, Date(day, MONTHS[found["month"]], year=year))]


def _date_run(found: re.Match[str]) -> list[Said] | None:
    first, last, month = int(found["day"]), int(found["to"]), MONTHS[found["month"]]
    if not (1 <= first <= 31 and 1 <= last <= 31):
        return None
    return [(Kind.DAY, Date(first, month)), (Kind.TO, None), (Kind.DAY, Date(last, month))]


def _day_of_month(found: re.Match[str]) -> list[Said] | None:
    day = _ordinal(found["day"])
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


def _prepared(found: re.Match[str]) -> list[Said] | None:
    """A bare hour is a time only after a word like at or by."""
    said: list[Said] = {
        "by": [(Kind.BEFORE, "by")], "before": [(Kind.BEFORE, None)], "after": [(Kind.AFTER, None)], "past": [(Kind.AFTER, None)],
        "till": [(Kind.TO, None)], "until": [(Kind.TO, None)], "to": [(Kind.TO, None)],
    }.get(found["word"], [])  # fmt: skip
    clock = _half(found["time"], None)
    return [*said, (Kind.CLOCK, clock)] if 1 <= clock.hour <= 24 else None


def _feast(found: re.Match[str]) -> list[Said]:
    name = FEASTS[found["name"]]
    if name == "跨年夜" and re.search("spring festival|chinese|lunar|dumpling", found.string):
        name = "除夕"
    around = {"before": -1, "after": 1}.get(found["around"] or "")
    return [(Kind.DAY, After(Feast(name), around) if around else Feast(name))]


def _half_day(found: re.Match[str]) -> list[Said] | None:
    """`tomorrow am`: a part of day only after a day."""
    if not re.search(rf"(?:{_WEEKDAY}|today|tomorrow|tmrw?|\d(?:st|nd|rd|th))\s$", found.string[max(0, found.start() - 12) : found.start()]):
        return None
    return [(Kind.PART, "forenoon" if found["half"] == "a" else "afternoon")]


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
    minutes = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "day": 1440, "week": 10080, "fortnight": 20160, "month": 43200}[unit]
    extra = minutes // 2 if found["half"] else 0
    if found["only_half"]:
        return minutes // 2, unit
    return count * minutes + extra, unit


def _ahead(found: re.Match[str]) -> list[Said]:
    minutes, unit = _minutes(found)
    if unit == "month":
        return [(Kind.DAY, Month(1, -1, shift=_count(found["n"] or "one")))]
    return [(Kind.DAY, Relative(minutes // 1440))] if minutes >= 1440 and unit not in ("hour", "hr") else [(Kind.DELTA, minutes)]


def _within(found: re.Match[str]) -> list[Said]:
    return [(Kind.WITHIN, _minutes(found)[0])]


_DAY_BEFORE = re.compile(rf"(?:{_WEEKDAY}s?|today|tomorrow|tmrw?|tonight|{_PART})[,]?\s$")
_AMOUNT = rf"(?:(?P<only_half>half\s(?:an?\s)?)|(?:the\s)?(?:next\s)?(?:a\s)?(?:(?P<n>{_COUNT})\s?(?:of\s)?)?(?:(?P<half>and a half)\s)?){_UNIT}"
_TAIL = r"(?:\sand a half)?(?:'s?)?(?:\s(?:time|or so))?"
_HOW = r"(?P<how>(?:this\s)?coming|this|next|last|every\s(?:other|second|2nd)|alternate|every|each)"
RULES: tuple[Rule, ...] = (
    rule("yltesjip", rf"(?:yesterday(?:\s{_PART})?|last\s(?:night|week|month|year|evening|weekend|summer|winter|spring)|the other (?:day|week|night)|just now|since\s(?:{_WEEKDAY}|{_MONTH}|yesterday|\w+ing|\d+)|since)", (Kind.PAST, None)),
    rule("0123456789abcdefghijklmnopqrstuvwxyz", rf"{_COUNT}\s(?:of\s|or\s\w+\s)?(?:minutes?|mins|hours?|days?|weeks?|months?|years?)\s(?:ago|earlier|back)\b", (Kind.PAST, None)),
    rule("f", rf"for\s(?:about\s|over\s|nearly\s|almost\s|the\s(?:past|last)\s)?(?:{_COUNT}|half|ages|several|some)\s(?:an?\s)?(?:minutes?|mins|hours?|hrs|days?|weeks?|months?|years?)", skip),
    rule("24", r"24\s?(?:hours|/7)", skip),
    rule("t", r"the (?:first|second|third|last|next|1st|2nd|3rd) (?:time|floor|one|person|door|visit)", skip),
    # How often.
    rule("teof", rf"(?:on\s)?(?:the\s|every\s)?(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)\s(?P<day>{_WEEKDAY})\s(?:of|in)\s(?:every|each|the|a)\smonth", _nth),
    rule("teo", r"(?:on\s)?(?:the\s)?last\sday\sof\s(?:every|each|the)\smonth", (Kind.EVERY, Every("MONTHLY", days=(-1,)))),
    rule("e", r"every\smonth\son\sthe\slast\sday", (Kind.EVERY, Every("MONTHLY", days=(-1,)))),
    rule("e", rf"(?:every|each)\smonth\son\sthe\s(?P<nth>first|second|third|fourth|last)\s(?P<day>{_WEEKDAY})", _nth),
    rule("e", r"every\s?(?=(?:周|星期|礼拜)[一二三四五六日天末])", (Kind.EVERY, Every("WEEKLY"))),
    rule("eatoi", rf"(?:every|each|any|on)\s(?P<part>weekdays?|workdays?|working\sdays?)", lambda _: [(Kind.EVERY, Every("WEEKLY")), (Kind.DAY, Weekdays((0, 1, 2, 3, 4)))]),
    rule("w", r"(?:weekdays|workdays|working\sdays|week\sdays)", lambda _: [(Kind.EVERY, Every("WEEKLY")), (Kind.DAY, Weekdays((0, 1, 2, 3, 4)))]),
    rule("w", rf"weekday(?=\s(?:{_PART}))", lambda _: [(Kind.EVERY, Every("WEEKLY")), (Kind.DAY, Weekdays((0, 1, 2, 3, 4)))]),
    rule("eaowm", r"(?:(?:every|each|on|at)\s(?:the\s)?)?weekends\b|(?:every|each)\sweekend", lambda _: [(Kind.EVERY, Every("WEEKLY")), (Kind.DAY, Weekdays((5, 6)))]),
    rule("e", rf"(?:every|each)\s(?:single\s)?(?P<part>day|{_PART}){ENDS}", _every_part),
    rule("a", rf"any\s(?P<part>{_PART})(?:\s(?=after|before|from|is|at|works)|$)", _every_part),
    rule("nmea", rf"(?P<part>nights|mornings|evenings|afternoons|nightly){ENDS}", lambda f: [(Kind.EVERY, Every("DAILY")), (Kind.PART, PARTS.get(f["part"], "evening"))]),
    rule("aeo", rf"(?:once\s)?(?:every|each|alternate)\s(?P<n>other|second|alternate|{_COUNT})?\s?(?P<unit>days?|weeks?|months?|years?|hours?|fortnights?){ENDS}", _every_count),
    rule("a", r"(?P<n>alternate)\s(?P<unit>days|weeks)", _every_count),
    rule("ot0123456789f", rf"(?:once|(?P<often>twice|thrice|{_COUNT})(?:\s(?:times|days|visits|mornings|afternoons|evenings))?)\s(?:a|per|each|every)\s(?P<n>)(?P<unit>day|week|month|year|fortnight){ENDS}", _every_count),
    rule("dwmfbe", rf"(?:daily|everyday|weekly|monthly|fortnightly|bi-?weekly){ENDS}", _ly),
    # Days.
    rule("to2d", rf"(?:the\s)?day\safter\s(?:tomorrow|tmrw?|tommorow){ENDS}", (Kind.DAY, Relative(2))),
    rule("t2", rf"(?:tom+or+ow|tomorow|tommorow|tomorro|tmorrow|tmrw?|tmw|2morrow|2moro|2mro|tomoz|tmoro)(?:'s)?{ENDS}", (Kind.DAY, Relative(1))),
    rule("t2", rf"(?:tonight|tonite|2nite|tonigt)(?:'s)?{ENDS}", lambda _: [(Kind.DAY, Relative(0)), (Kind.PART, "evening")]),
    rule("t2", rf"(?:today|2day)(?:'s)?{ENDS}|this\s(?=morning|afternoon|evening|arvo|lunch)", (Kind.DAY, Relative(0))),
    rule("ap", rf"(?<=\s)(?P<half>[ap])m{ENDS}", lambda f: _half_day(f)),
    rule("t", rf"that\s(?=same\s|{_PART})(?:same\s)?(?:day)?|the\s(?:same|next|following)\sday|that\sday", lambda f: [(Kind.THAT, 1 if "next" in f.group() or "follow" in f.group() else 0)]),
    rule("tncleamfswuop", rf"(?:{_HOW}\s)?(?P<days>{_WEEKDAY}s?(?![a-z0-9])(?:(?:{_SEP}|\s|\s?(?:-|to|till|through|thru|until)\s?){_WEEKDAY}s?(?![a-z0-9]))*)(?:'s)?(?:\s(?:of\s)?(?P<after>this|next)\sweek)?", _weekdays),
    rule("atnol", rf"(?:(?:at|on|over|by)?\s?(?:the|this)\s)(?:coming\s)?weekend{ENDS}", (Kind.DAY, Week(0, weekend=True))),
    rule("n", rf"next\sweekend{ENDS}", (Kind.DAY, Week(1, weekend=True))),
    rule("w", rf"weekend{ENDS}", (Kind.DAY, Week(0, weekend=True))),
    rule("tn", rf"(?P<how>this|next)\sweek{ENDS}", lambda f: [(Kind.DAY, Week(1 if f["how"] == "next" else 0))]),
    rule("tbe", r"(?:the\s)?end\sof\s(?:the|this)\sweek", (Kind.DAY, Week(0))),
    rule("mtebs", rf"(?:(?:the|at\sthe)\s)?(?P<part>end|beginning|start|middle|mid|early)(?:\sof|\sin)?[\s-](?:(?P<how>the|this|next)\s)?(?:month|(?P<month>{_MONTH}))'?s?{ENDS}", _part_of_month),
    rule("m", r"(?P<part>month-?\s?)end(?P<how>)(?P<month>)", lambda _: [(Kind.DAY, Month(-3, -1))]),
    rule("n", rf"next\smonth{ENDS}", (Kind.DAY, Month(1, -1, shift=1))),
    rule("0123456789", rf"(?P<day>\d{{1,2}})\s?(?:-|to|till|until)\s?(?P<to>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH}){ENDS}", _date_run),
    rule("fb", rf"(?:from|between)\s(?:the\s)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|to|till|until|and)\s?(?:the\s)?(?P<to>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH}){ENDS}", _date_run),
    rule("jfmasond", rf"(?P<month>{_MONTH})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|to|till|until)\s?(?P<to>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|\s?[ap]\.?m)", _date_run),
    rule("0123456789", rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})\.?(?:,?\s(?P<year>20\d\d))?{ENDS}", _date),
    rule("t" + "fstenuo", rf"(?:the\s)(?P<day>{_ORDINAL})\sof\s(?P<month>{_MONTH})(?:,?\s(?P<year>20\d\d))?{ENDS}", _date),
    rule("jfmasond", rf"(?P<month>{_MONTH})\.?\s(?:the\s)?(?P<day>\d{{1,2}}|{_ORDINAL})(?:st|nd|rd|th)?(?:,\s(?P<year>20\d\d))?(?![\d:.]|\s?[ap]\.?m)", _date),
    rule("t", rf"the\s(?P<day>{_ORDINAL})(?:\sof\s(?P<how>next|this|every|each|the)\smonth)?(?!\s(?:floor|time|birthday|one|person|house|door|of|year|visit|aid|building|day|week|anniversary|hospital)){ENDS}", _day_of_month),
    rule("0123456789", rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th))(?:\sof\s(?P<how>next|this|every|each)\smonth)?(?!\s(?:floor|time|birthday|one|person|house|door|of|year|visit|building|anniversary|hospital)){ENDS}", _day_of_month),
    rule("td" + "".join(sorted({name[0] for name in FEASTS})), rf"(?:(?:the\s)?day\s(?P<around>before|after)\s)?(?P<name>{words(FEASTS)})(?!\s(?:road|street|avenue|square)){ENDS}", _feast),
    # Spans from now.
    rule("iw", rf"(?:with)?in\s(?:about\s)?the\s(?:hour|next\shour){ENDS}", (Kind.WITHIN, 60)),
    rule("wi", rf"(?:within|inside|in\sthe\snext(?=\s))\s?(?:of\s)?{_AMOUNT}{_TAIL}{ENDS}", _within),
    rule("i", rf"in\s(?:about\s|around\s|another\s)?{_AMOUNT}{_TAIL}{ENDS}", _ahead),
    rule("0123456789abcdefghijklmnopqrstuvwxyz", rf"{_AMOUNT}\s(?:from\snow|later\stoday){ENDS}", _ahead),
    rule("nrasit", rf"(?:right\snow|right\saway|straight\saway|immediately|at\sonce|this\s(?:minute|instant|very\sminute)|now){ENDS}", (Kind.NOW, None)),
    # Clock times.
    rule("fb0123456789", rf"(?:from|between)\s(?P<time>{_TIME})(?:\s?(?P<first>[ap])\.?\s?m(?![a-z])\.?)?\s?(?:to|till|until|and|-|~)\s?(?P<to>{_TIME})(?:{_HALF}|{_NOT_TIME})", _clocks),
    rule("0123456789", rf"(?P<time>\d{{1,2}}(?:[:.][0-5]\d)?)(?:\s?(?P<first>[ap])\.?\s?m(?![a-z])\.?)?\s?(?:-|to|till|until|~|and)\s?(?P<to>\d{{1,2}}(?:[:.][0-5]\d)?){_HALF}", _clocks),
    rule("0123456789", rf"(?P<time>\d{{1,2}})\s?(?:-|to|till|until)\s?(?P<to>\d{{1,2}}){_NOT_TIME}", lambda f: _clocks(f) if _DAY_BEFORE.search(f.string, max(0, f.start() - 16), f.start()) else None),
    rule("hqt0123456789f", rf"(?P<part>half|quarter|twenty-five|twenty|ten|five|\d{{1,2}})(?:\s?(?:minutes|mins))?\s(?P<way>past)\s(?P<hour>{_HOUR})(?:{_HALF})?{ENDS}", _past_hour),
    rule("qa0123456789t", rf"(?:a\s)?(?P<part>quarter|twenty-five\sminutes|\d{{1,2}}\s(?:minutes|mins))\s(?P<way>to|before|of|past|after)\s(?P<hour>{_HOUR})(?:{_HALF})?{ENDS}", lambda f: _past_hour(f)),
    rule("tf", rf"(?<!from\s)(?<!between\s)(?P<part>twenty|ten|five)\s(?P<way>to)\s(?P<hour>{_HOUR})(?:{_HALF})?{ENDS}", _past_hour),
    rule("0123456789", rf"(?P<time>\d{{1,2}}\.[0-5]\d)(?P<half>)(?=\s(?:today|tomorrow|tmrw?|tonight|on\s|in\sthe|this\s|{_WEEKDAY}))", lambda f: [(Kind.CLOCK, _half(f["time"], None))]),
    rule("m", rf"make\sit\s(?P<word>)(?P<time>{_TIME}){_NOT_TIME}", _prepared),
    rule("h", rf"half\s(?P<hour>{_HOUR})(?!\d|\s?(?:hours?|days?|minutes?|of|price|kilos?)){ENDS}", _half_hour),
    rule("0123456789o", rf"(?P<time>\d{{1,2}}(?:[:.][0-5]\d)?){_HALF}", _clock),
    rule("otfsen", rf"(?P<time>{_HOUR})\s(?P<half>[ap])\.?m(?![a-z])\.?", _clock),
    rule("0123456789otfsen", rf"(?P<time>{_HOUR})(?P<half>)\s?o'?\s?clock", lambda f: [(Kind.CLOCK, _half(f["time"], None))]),
    rule("0123456789", r"(?P<time>\d{1,2})(?P<half>)-?ish\b", lambda f: [(Kind.CLOCK, _half(f["time"], None))]),
    rule("abtu@", rf"(?P<word>at|by|before|after|till|until|@)\s?(?:about\s|around\s)?(?P<time>{_TIME}){_NO_COUNT}", _prepared),
    rule("aftpd", rf"(?P<word>around|about|past|from|to|do)\s(?P<time>{_TIME}){_NOT_TIME}", _prepared),
    # Parts of day.
    rule("f", rf"first\sthing(?:\sin\sthe\smorning)?", (Kind.PART, "forenoon")),
    rule("abon", r"after\s(?:lunch|midday|noon)", (Kind.PART, "afternoon")),
    rule("a", r"after\s(?:dinner|supper|tea|dark)", (Kind.PART, "evening")),
    rule("m", r"midnight", (Kind.CLOCK, Clock(24, 0, fixed=True))),
    rule("i" + "".join(sorted({name[0] for name in PARTS})), rf"(?:in\s(?:the\s)?)?(?P<part>lunch\stime|{_PART})(?:'s)?{ENDS}", lambda f: [] if f["part"] == "lunch" else [(Kind.PART, PARTS.get(f["part"], "noon"))]),
    # What joins and bounds.
    rule("bn", rf"(?:(?<!come\s)(?<!drop\s)(?<!stop\s)(?<!pop\s)(?<!swing\s)(?<!ing\s)by|no\slater\sthan){ENDS}", (Kind.BEFORE, "by")),
    rule("bpa", rf"(?:before|prior\sto|ahead\sof){ENDS}", (Kind.BEFORE, None)),
    rule("al", rf"(?:any\s?time\s)?(?:after|later\sthan){ENDS}", (Kind.AFTER, None)),
    rule("sbfa", rf"(?:starting|start|beginning|from|as\sof|commencing)(?:\s(?:on|from))?{ENDS}", (Kind.FROM, None)),
    rule("tu", rf"(?:to|till|until|through|thru){ENDS}", (Kind.TO, None)),
    rule("o", rf"or{ENDS}", (Kind.OR, None)),
)  # fmt: skip
