"""Chinese words of time: dates, months, lunar days and festivals."""

import re

from language.times.chinese_words import NOT_A_DATE, PART_AHEAD, SHIFTS, WEEK
from language.times.days import After, Date, Day, Feast, Lunar, Month
from language.times.festivals import CHINESE as FEASTS
from language.times.festivals import NUMBERED
from language.times.model import Kind
from language.times.numerals import NUMBER as N
from language.times.numerals import NUMBER_STARTS, number
from language.times.rules import Rule, Said, first_letters, rule, skip, words

LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
PLACE = (
    "路|街|村|小区|新村|社区|巷|桥|广场|小学|中学|大道|公园|花园|厂|商场|超市|饭店|酒店|站|镇|组|队|圩|馆|楼|粽|月饼"
)


def _year(text: str | None) -> int | None:
    return None if text is None else int(text)


def _date(found: re.Match[str]) -> list[Said] | None:
    month, day = number(found["month"]), number(found["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return [(Kind.DAY, Date(day, month, year=_year(found["year"])))]


def _date_run(found: re.Match[str]) -> list[Said] | None:
    first, last = number(found["day"]), number(found["to"])
    month = number(found["month"]) if found["month"] else None
    if not (1 <= first <= 31 and 1 <= last <= 31 and 1 <= (month or 1) <= 12):
        return None
    shift = SHIFTS[found["shift"]] if found["shift"] else None
    return [(Kind.DAY, Date(first, month, shift)), (Kind.TO, None), (Kind.DAY, Date(last, month, shift))]


def _day_of_month(found: re.Match[str]) -> list[Said] | None:
    day = number(found["day"])
    if not 1 <= day <= 31:
        return []
    if found["shift"] in ("上", "上上"):
        return [(Kind.PAST, None)]
    return [(Kind.DAY, Date(day, shift=SHIFTS[found["shift"]] if found["shift"] else None))]


def _part_of_month(found: re.Match[str]) -> list[Said] | None:
    if found["shift"] in ("上", "上上"):
        return [(Kind.PAST, None)]
    month = number(found["month"]) if found["month"] else None
    if not 1 <= (month or 1) <= 12:
        return []
    part = found["part"]
    shift = SHIFTS[found["shift"]] if found["shift"] else None if month else 0
    first, last = {
        "底": (-3, -1),
        "末": (-3, -1),
        "尾": (-3, -1),
        "初": (1, 3),
        "头": (1, 3),
        "中": (14, 16),
        "上旬": (1, 10),
        "中旬": (11, 20),
        "下旬": (21, -1),
    }[part]
    if shift is None or shift > 0 or found["shift"]:
        return [(Kind.DAY, Month(first, last, month, shift))]
    return [(Kind.DAY, Month(first, last))]


def _month(found: re.Match[str]) -> list[Said] | None:
    if found["shift"] in ("上", "上上"):
        return [(Kind.PAST, None)]
    return [(Kind.DAY, Month(1, -1, shift=SHIFTS[found["shift"]]))]


def _named_month(found: re.Match[str]) -> list[Said] | None:
    month = number(found["month"])
    return [(Kind.DAY, Month(1, -1, month))] if 1 <= month <= 12 else None


def _feast(found: re.Match[str]) -> list[Said]:
    name = found["name"]
    feast = FEASTS.get(name) or NUMBERED[name]
    return [(Kind.DAY, _around(Feast(feast, whole=found["whole"] is not None), found["around"]))]


def _around(day: Day, words_after: str | None) -> Day:
    if not words_after:
        return day
    back = re.search("[前头]([两二三])?", words_after)
    return After(day, 1 if back is None else -number(back[1] or "一"))


def _lunar(found: re.Match[str]) -> list[Said] | None:
    month = LUNAR_MONTHS.get(found["month"]) or number(found["month"])
    day = number(found["day"].removeprefix("初"))
    if (month, day) == (12, 30):  # the year's last day, also where the month has only 29
        return [(Kind.DAY, Feast("除夕"))]
    return [(Kind.DAY, Lunar(day, month))] if 1 <= month <= 12 and 1 <= day <= 30 else None


def _new_year(found: re.Match[str]) -> list[Said]:
    return [(Kind.DAY, Lunar(number(found["day"]), 1))]


def _lunar_day(found: re.Match[str]) -> list[Said]:
    return [(Kind.DAY, Lunar(number(found["day"])))]


_AROUND = r"(?P<around>(?:的)?(?:前[一两二三]天|头[一两]天|前夕|第二天|后一天|次日|转天))?"
_NTH_AHEAD = f"的?(?:第[一二三四五]|头一?|最后一?)个?{WEEK}"
_LUNAR_DAY = "(?P<day>初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"


def _plain_date(found: re.Match[str]) -> list[Said] | None:
    month, day = number(found["month"]), number(found["day"])
    return [(Kind.DAY, Date(day, month))] if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month_part(found: re.Match[str]) -> list[Said] | None:
    text = found.group()
    return None if "月" not in text else _part_of_month(found)


RULES: tuple[Rule, ...] = (
    # Dates.
    rule("12", r"(?P<year>20\d\d)(?:年|-|/|\.)(?P<month>\d{1,2})(?:月|-|/|\.)(?P<day>\d{1,2})(?!\d)[日号]?", _date),
    rule("明后今", rf"[明后今]年(?=(?:{N}|正|腊|冬)月)", skip),
    rule(
        NUMBER_STARTS,
        rf"(?P<shift>)(?P<month>{N})月(?P<day>{N})[、,](?:{N}[、,])?(?P<to>{N})[号日]{NOT_A_DATE}",
        _date_run,
    ),
    rule(
        NUMBER_STARTS + "下这本上当",
        rf"(?:(?P<month>{N})月(?:份)?|(?P<shift>下下|下|这|本|当)个?月的?)?(?P<day>{N})[号日]?(?:到|"
        rf"至|-|~)(?P<to>{N})[号日]{NOT_A_DATE}",
        _date_run,
    ),
    rule(
        "农阴古老旧正腊冬" + NUMBER_STARTS,
        rf"(?:(?:农历|阴历|古历|老历|旧历)的?)?(?P<month>正|冬|腊)月的?{_LUNAR_DAY}",
        _lunar,
    ),
    rule("农阴古老旧", rf"(?:农历|阴历|古历|老历|旧历)的?(?P<month>{N})月的?{_LUNAR_DAY}", _lunar),
    rule(NUMBER_STARTS, rf"(?P<month>{N})月(?P<day>初[一二三四五六七八九十])", _lunar),
    rule("二", "二月二(?![十号日])", (Kind.DAY, Feast("龙抬头"))),
    rule(NUMBER_STARTS, rf"(?P<month>{N})月{_LUNAR_DAY}(?=[，,]?(?:是)?(?:农历|阴历|古历|老历))", _lunar),
    rule("八", "八月十五(?![号日])", (Kind.DAY, Feast("中秋"))),
    rule(
        NUMBER_STARTS,
        rf"(?P<year>)(?P<month>{N})月(?:份)?的?(?P<day>{N})(?:[号日]{NOT_A_DATE}|{PART_AHEAD}|"
        r"(?=[到至])|(?<=[到至].月..)(?=[,，。]|$))",
        lambda f: _plain_date(f) or [],
    ),
    rule(
        "0123456789",
        rf"(?P<year>)(?P<month>\d{{1,2}})[./-](?P<day>\d{{1,2}})(?:[号日]|\s?{PART_AHEAD}|"
        r"\s?(?=周[一二三四五六日]))",
        lambda f: _plain_date(f),
    ),
    rule("下这本上当", rf"(?P<shift>下下|下|这|本|上上|上|当)个?月的?(?P<day>{N})[号日]{NOT_A_DATE}", _day_of_month),
    rule("0123456789二三廿十", rf"(?P<shift>)(?<![-\d])(?P<day>{N}|三十一)[号]{NOT_A_DATE}", _day_of_month),
    rule("一两二三四五六七八九", rf"(?P<shift>)(?P<day>{N})号{NOT_A_DATE}", _day_of_month),
    rule("0123456789二三十", rf"(?P<shift>)(?P<day>\d{{1,2}})日{PART_AHEAD}", _day_of_month),
    rule(
        NUMBER_STARTS + "下这本上当月",
        rf"(?:(?P<month>{N})月份?|(?P<shift>下下|下|这|本|上上|上|当)个?月)?的?月?(?P<part>底|"
        r"末|尾|初(?![一二三四五六七八九十])|中旬|上旬|下旬|中(?![午上学医药间心介文国])|"
        r"头上|头(?=[上来,，。]|$))",
        lambda f: _month_part(f),
    ),
    rule("下这本上", r"(?P<shift>下下|下|上上|上)(?:一)?个?月(?!亮|子|份?租)", _month),
    rule("这本当", rf"(?P<shift>这|本|当)个?月(?={_NTH_AHEAD})", _month),
    rule(NUMBER_STARTS, rf"(?P<month>{N})月(?:份(?!的)|份?(?={_NTH_AHEAD}))", _named_month),
    # Festivals.
    rule("三", rf"(?<![{NUMBER_STARTS}月])三十(?=晚上|夜)", (Kind.DAY, Feast("除夕"))),
    rule("大年", "(?:大年|年)初(?P<day>[一二三四五六七八九十])", _new_year),
    rule(
        first_letters(FEASTS),
        rf"(?P<name>{words(FEASTS)})(?!{PLACE}|(?<=小年)轻)(?P<whole>期间|假期|长假|放假|小长假|黄金周|"
        rf"三天假|七天)?{_AROUND}",
        _feast,
    ),
    rule(
        "五六七八十三",
        rf"(?<![{NUMBER_STARTS}])(?P<name>{words(NUMBERED)})(?:节)?(?P<whole>期间|假期|"
        rf"长假|放假|小长假|黄金周|七天)?(?:{_AROUND}(?={PART_AHEAD[3:-1]}|节|那|当|前|"
        rf"后|来|想|请|能|要|有|可|要|我|回|去|不|都)|(?<=[期假周]))(?!点|号|月|个|[{NUMBER_STARTS}])",
        _feast,
    ),
    rule("过", "过年(?=那天|当天|[上下]午|晚上|第二天)", (Kind.DAY, Feast("春节"))),
    rule("过年", "(?:过年|年)(?=之?前(?!头|面|年))(?<![今明去后半每一两三几])", (Kind.DAY, Feast("除夕", 1))),
    rule(
        "初",
        rf"(?<![上读念是考升小年])初(?P<day>[一二三四五六七八九十])(?:(?={PART_AHEAD[3:-1]}|"
        r"那天|来|去)|(?<=[改换挪定推][到在成]初.))",
        _lunar_day,
    ),
)
