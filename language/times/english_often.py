"""English words of time: how often."""

import re
from dataclasses import replace

from language.times.days import Weekdays
from language.times.english_words import COUNT, ENDS, PART, PARTS, WEEKDAY, WEEKDAYS, ordinal
from language.times.model import Every, Kind
from language.times.numerals import number
from language.times.rules import Rule, Said, rule


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
    return Every(
        {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY", "hour": "HOURLY"}[unit], count
    )


def _ly(found: re.Match[str]) -> list[Said]:
    return [
        (
            Kind.EVERY,
            {
                "daily": Every("DAILY"),
                "everyday": Every("DAILY"),
                "weekly": Every("WEEKLY"),
                "monthly": Every("MONTHLY"),
            }.get(found.group(), Every("WEEKLY", 2)),
        )
    ]


def _nth(found: re.Match[str]) -> list[Said]:
    nth = -1 if found["nth"] == "last" else ordinal(found["nth"])
    said: list[Said] = [(Kind.EVERY, Every("MONTHLY")), (Kind.NTH, (nth, WEEKDAYS[found["day"]]))]
    return [*said, (Kind.PART, PARTS[found["part"]])] if found["part"] else said


def _on_workdays(_: re.Match[str]) -> list[Said]:
    return [(Kind.EVERY, Every("WEEKLY")), (Kind.DAY, Weekdays((0, 1, 2, 3, 4)))]


def _every_other_part(found: re.Match[str]) -> list[Said]:
    return [(Kind.EVERY, Every("DAILY", 2)), (Kind.PART, PARTS[found["part"]])]


RULES: tuple[Rule, ...] = (
    rule(
        "teofsl1234",
        r"(?:on\s)?(?:the\s|every\s)?(?P<nth>first|second|third|fourth|last|1st|2nd|"
        rf"3rd|4th)\s(?P<day>{WEEKDAY})(?:\s(?P<part>{PART}))?\s(?:of\s|in\s)?(?:every|each|the|a)\smonth",
        _nth,
    ),
    rule(
        "teo",
        r"(?:on\s)?(?:the\s)?last\sday\sof\s(?:every|each|the)\smonth",
        (Kind.EVERY, Every("MONTHLY", days=(-1,))),
    ),
    rule("e", r"every\smonth\son\sthe\slast\sday", (Kind.EVERY, Every("MONTHLY", days=(-1,)))),
    rule(
        "e",
        rf"(?:every|each)\smonth\son\sthe\s(?P<nth>first|second|third|fourth|last)\s(?P<day>{WEEKDAY})"
        rf"(?:\s(?P<part>{PART}){ENDS})?",
        _nth,
    ),
    rule("e", r"every\s?(?=(?:周|星期|礼拜)[一二三四五六日天末])", (Kind.EVERY, Every("WEEKLY"))),
    rule(
        "eatoi",
        r"(?:every|each|any|on)\s(?P<part>weekdays?|workdays?|working\sdays?)",
        _on_workdays,
    ),
    rule(
        "w",
        r"(?:weekdays|workdays|working\sdays|week\sdays)",
        _on_workdays,
    ),
    rule(
        "w",
        rf"weekday(?=\s(?:{PART}))",
        _on_workdays,
    ),
    rule(
        "eaowm",
        r"(?:(?:every|each|on|at)\s(?:the\s)?)?weekends\b|(?:every|each)\sweekend",
        lambda _: [(Kind.EVERY, Every("WEEKLY")), (Kind.DAY, Weekdays((5, 6)))],
    ),
    rule("e", rf"every\s(?:other|second)\s(?P<part>{PART}){ENDS}", _every_other_part),
    rule("e", r"every\sthird\sday", (Kind.EVERY, Every("DAILY", 3))),
    rule("eq", rf"(?:every\squarter|quarterly){ENDS}", (Kind.EVERY, Every("MONTHLY", 3))),
    rule("e", rf"(?:every|each)\s(?:single\s)?(?P<part>day|{PART}){ENDS}", _every_part),
    rule("a", rf"any\s(?P<part>{PART})(?:\s(?=after|before|from|is|at|works)|$)", _every_part),
    rule(
        "nmea",
        rf"(?P<part>nights|mornings|evenings|afternoons|nightly){ENDS}",
        lambda f: [(Kind.EVERY, Every("DAILY")), (Kind.PART, PARTS.get(f["part"], "evening"))],
    ),
    rule(
        "aeo",
        rf"(?:once\s)?(?:every|each|alternate)\s(?P<n>other|second|alternate|{COUNT})?\s?(?P<unit>days?|"
        rf"weeks?|months?|years?|hours?|fortnights?){ENDS}",
        _every_count,
    ),
    rule("a", r"(?P<n>alternate)\s(?P<unit>days|weeks)", _every_count),
    rule(
        "ot0123456789f",
        rf"(?:once|(?P<often>twice|thrice|{COUNT})(?:\s(?:times|days|visits|mornings|"
        r"afternoons|evenings))?)\s(?:a|per|each|every)\s(?P<n>)(?P<unit>day|week|month|"
        rf"year|fortnight){ENDS}",
        _every_count,
    ),
    rule("dwmfbe", rf"(?:daily|everyday|weekly|monthly|fortnightly|bi-?weekly){ENDS}", _ly),
)
