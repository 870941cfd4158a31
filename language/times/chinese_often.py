"""Chinese words of time: how often."""

import re
from dataclasses import replace

from language.times.chinese_words import PART_AHEAD, WEEK, WEEKDAYS
from language.times.days import Weekdays
from language.times.model import Every, Kind
from language.times.numerals import NUMBER as N
from language.times.numerals import NUMBER_STARTS, number
from language.times.rules import Rule, Said, rule

_DOES = "都?[来去送帮陪接给喂洗换量教]|上门|都?有[空人]|[早晚]|[上下中]午|晌|都?能|都?要|都?得|过来"


def _every(found: re.Match[str]) -> list[Said] | None:
    count = found["n"]
    unit = found["unit"].removeprefix("个")
    if count == "半":
        return [(Kind.EVERY, {"月": Every("WEEKLY", 2), "年": Every("MONTHLY", 6)}[unit])] if unit in "月年" else None
    interval = number(count) if count else 1
    return [(Kind.EVERY, _rate(unit, interval + bool(found["skip"])))]


def _rate(unit: str, interval: int) -> Every:
    freq = {"天": "DAILY", "日": "DAILY", "月": "MONTHLY", "年": "YEARLY", "小时": "HOURLY", "钟头": "HOURLY"}.get(
        unit, "WEEKLY"
    )
    if unit.startswith("季"):
        return Every("MONTHLY", 3 * interval)
    return Every(freq, interval)


def _times_a(found: re.Match[str]) -> list[Said] | None:
    count = found["n"]
    if re.search("[了没过才只就]", found["between"]):
        return None
    loose = found["often"] not in ("一", "1")
    if count == "半":
        return [(Kind.EVERY, Every("WEEKLY", 2))] if found["unit"].endswith("月") else None
    return [(Kind.EVERY, replace(_rate(found["unit"].removeprefix("个"), number(count)), loose=loose))]


def _nth(found: re.Match[str]) -> list[Said]:
    nth = -1 if found["last"] else number(found["n"] or "一")
    return [(Kind.NTH, (nth, WEEKDAYS[found["day"]]))]


RULES: tuple[Rule, ...] = (
    rule("每一", rf"(?:每到|一到)(?:了|每?个)?(?={WEEK}[一二三四五六日天末]|双休)", (Kind.EVERY, "weekly")),
    rule("个礼星周", rf"(?:个个|礼拜|星期|周)(?={WEEK}[一二三四五六日天])", (Kind.EVERY, "weekly")),
    rule("单双", "[单双]周的?(?=周|星期|礼拜)", (Kind.EVERY, Every("WEEKLY", 2))),
    rule("每逢", rf"(?:每逢|逢)(?={N}号)", (Kind.EVERY, Every("MONTHLY"))),
    rule("每", "每个?(?=月[底初末尾中](?![一二三四五六七八九十午上])|月[上中下]旬)", (Kind.EVERY, Every("MONTHLY"))),
    rule("半", "半年(?:来|做|搞|查)?一[次回趟]", (Kind.EVERY, Every("MONTHLY", 6))),
    rule("每逢", rf"(?:每逢|逢|每)(?:一?个)?(?={WEEK}[一二三四五六日天末1-7]|双休|礼拜末)", (Kind.EVERY, "weekly")),
    rule("每", r"每个?月的?(?:最后一天|月?末天)", (Kind.EVERY, Every("MONTHLY", days=(-1,)))),
    rule(
        "每",
        rf"每隔(?P<n>一|两|二|1|2)个(?={WEEK}[一二三四五六日天末])",
        lambda f: [(Kind.EVERY, Every("WEEKLY", number(f["n"]) + 1))],
    ),
    rule(
        "一二三",
        rf"(?:一三五|二四六|一三|二四|三五|二五|三六|一四)(?={PART_AHEAD[3:-1]}|白天|"
        r"$|[，,。])",
        lambda f: [(Kind.EVERY, "weekly"), (Kind.DAY, Weekdays(tuple(WEEKDAYS[char] for char in f.group())))],
    ),
    rule(
        "每逢工平上",
        "(?:每个?|逢)?(?:工作日|平日里?|上班日)",
        lambda _: [(Kind.EVERY, "weekly"), (Kind.DAY, Weekdays((0, 1, 2, 3, 4)))],
    ),
    rule("每", rf"每个?(?={PART_AHEAD[3:-1]}|天[早晚])(?!天)", (Kind.EVERY, Every("DAILY"))),
    rule(
        "每",
        rf"每(?P<skip>隔)?(?:一个?(?=周|星|礼|月|年|天))?(?P<n>{N}|半)?(?P<unit>天|日|"
        r"个?周|个?星期|个?礼拜|个?月|个?季度?|年|个?小时|个?钟头)(?!前|以前)",
        _every,
    ),
    rule(
        "隔",
        r"(?P<skip>隔)(?!壁)(?P<n>一|两|二|三|1|2|3)?(?P<unit>天|日|个?周|个?星期|个?礼拜|"
        r"个?月|年)(?!再|后|又)",
        _every,
    ),
    rule(
        "天日见月年",
        f"(?:天天|日日|见天|月月|年年)(?={_DOES}|$)",
        lambda f: [(Kind.EVERY, Every({"月": "MONTHLY", "年": "YEARLY"}.get(f.group()[0], "DAILY")))],
    ),
    rule(
        NUMBER_STARTS + "半",
        rf"(?P<n>{N}|半)(?P<unit>天|个?周|个?星期|个?礼拜|个?月|个?季度|年)(?P<between>[^，。,.!?！？；\d一两二三四五六七八九十]{{0,5}}?)"
        r"(?P<often>[一两二三四五六\d几][两三四五]?)(?:次|回|趟|遍|顿|餐)",
        _times_a,
    ),
    rule("第头最", rf"(?:第(?P<n>[一二三四五])|头一?|(?P<last>最后一?))个?{WEEK}(?P<day>[一二三四五六日天])", _nth),
)
