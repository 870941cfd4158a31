"""Chinese words of time: what is past, what only looks like a time, days counted from today, weeks."""

import re

from language.times.chinese_words import NOT_A_DATE, SHIFTS, WEEK, WEEKDAYS
from language.times.days import Month, Relative, Week, Weekdays
from language.times.model import Kind
from language.times.numerals import NUMBER as N
from language.times.numerals import NUMBER_STARTS, number
from language.times.rules import Rule, Said, rule, skip

DAYS = {"今": 0, "明": 1, "后": 2}
_ITEM = (
    rf"(?:{WEEK})?(?:一(?![起些下直次趟定样共般旦向律整早大清])|[二三四五六日]|天(?![气黑亮冷热])"
    r")(?![点时刻:：个位十名楼人号月岁块斤年家件杯室栋幢组层])"
)
_WEEKLIST = (
    r"(?P<days>(?:[一二三四五六日天]|[1-7](?!\d))(?!个|[年月]级)(?:(?P<to>到|至|"
    rf"-|~){WEEK}?(?P<last>[一二三四五六日天1-7])(?![点时刻:：个月号日年十]|\d)|(?:(?:[、/和跟与同及或]|"
    rf"或者|还有|以及|要么|、和|[,，](?={WEEK}))?\s?{_ITEM})*))"
)
_EITHER = re.compile("或|要么")


def _shift(text: str | None) -> int | None:
    return None if text is None else SHIFTS[text.removesuffix("一")]


def _weekdays(found: re.Match[str]) -> list[Said]:
    week = _shift(found["week"])
    if week is not None and week < 0:
        return [(Kind.PAST, None)]
    days = [WEEKDAYS[char] for char in re.sub(r"星期|礼拜|周", "", found["days"]) if char in WEEKDAYS]
    said: list[Said] = [
        (
            Kind.DAY,
            Weekdays(tuple(days), week, run=found["to"] is not None, either=_EITHER.search(found["days"]) is not None),
        )
    ]
    if week is not None or found["to"] is None or days[0] != 0 or days[-1] < 4:
        return said
    return [(Kind.EVERY, "weekly"), (Kind.DAY, Weekdays(tuple(range(days[-1] + 1))))]


def _week(found: re.Match[str]) -> list[Said]:
    shift = _shift(found["week"]) or 0
    if shift < 0:
        return [(Kind.PAST, None)]
    return [(Kind.DAY, Week(shift, weekend=found["end"] is not None))]


def _relative(found: re.Match[str]) -> list[Said]:
    return [(Kind.DAY, Relative(DAYS[found["day"]]))]


def _great(found: re.Match[str]) -> list[Said]:
    return [(Kind.DAY, Relative(2 + len(found["great"])))]


def _ahead(found: re.Match[str]) -> list[Said] | None:
    count, unit = found["n"], found["unit"]
    if found["over"] is None and found["after"] is None:
        return None
    if unit == "月" or unit.endswith("月"):
        return [(Kind.DAY, Relative(15))] if count == "半" else [(Kind.DAY, Month(1, -1, shift=number(count)))]
    days = number(count) if count != "半" else 0
    return [(Kind.DAY, Relative(days * (1 if unit == "天" else 7)))] if days else []


def _inside(found: re.Match[str]) -> list[Said]:
    days = number(found["n"]) * (1 if found["unit"] == "天" else 7)
    return [(Kind.WITHIN, days * 24 * 60)]


_NOT_AFTER_PART = "".join(
    f"(?<!{word})" for word in ("午", "晌", "晚上", "早上", "凌晨", "明天", "后天", "今天", "半夜", "夜里")
)
_AGO = "天|日|个?周|个?星期|个?礼拜|个?月|个?季度|年|个?小时|个?钟头|分钟"


def _follows_procedure(found: re.Match[str]) -> bool:
    """三天 after an operation, a birth or an illness counts from that, not from now."""
    before = found.string[max(0, found.start() - 2) : found.start()]
    return before[-1:] in ("术", "产", "病", "孕", "第", "每", "隔", "连", "院") or before in ("开刀", "住了")


def _whole_week(found: re.Match[str]) -> list[Said]:
    shift = SHIFTS[found["week"]]
    return [(Kind.PAST, None)] if shift < 0 else [(Kind.DAY, Week(shift))]


RULES: tuple[Rule, ...] = (
    # What is over.
    rule("昨", "昨(?:天|儿个?|个|日|晚|夜|朝|早)?", (Kind.PAST, None)),
    rule("夜", "夜(?:儿个?|来|个)", (Kind.PAST, None)),
    rule("大前", r"大?前(?:天|儿个?|个(?=[早晚上下中晌昼,，\s的])|日|朝)(?!后)", (Kind.PAST, None)),
    rule("前头", "(?:前|头)[几两些二三四五六七八九十](?:天|日|周|个?月|个?礼拜|年|个?星期)", (Kind.PAST, None)),
    rule("前", "前(?:一)?(?:阵子?|段时间|段|会儿)", (Kind.PAST, None)),
    rule(
        "上去早从那前刚方将打",
        "上(?:半年|回|次|趟)|去年|前年|早先|从前|那年|那阵子?|刚才|刚刚|方才|将才|打小",
        (Kind.PAST, None),
    ),
    rule(NUMBER_STARTS + "半几好", rf"(?:{N}|半|几|好几)(?:{_AGO})(?:多)?(?:之|以)?前(?![后面头])", (Kind.PAST, None)),
    # What only looks like a time.
    rule("0123456789", r"\d{5,}|\d+(?:\.\d+)?(?:公里|千米|米|斤|元|块钱?|岁|幢|栋|单元|室|楼|层|组|平|路|线|%)", skip),
    rule(NUMBER_STARTS, rf"{N}号{NOT_A_DATE[3:-1].join(('(?:', ')'))}", skip),
    rule(
        "路街巷弄苑园小道组幢栋城府公镇胡里江庭湾郡邸",
        r"(?:路|街|巷|弄|苑|园|小区|道|组|幢|栋|城|府|公寓|镇|胡同|里|江|庭|湾|郡|邸)(?:\d{1,5}|"
        r"[一二三四五六七八九])(?:号|弄|-\d+)+(?![上下中]午|早|晚|那)",
        skip,
    ),
    rule("四", "四点半(?=课堂|学堂|学校|班)", skip),
    rule("24二", "(?:24|二十四)(?:小时|孝|节气)", skip),
    rule(
        "一两俩三几四五六2345第有差",
        f"(?:第|有|差)?{N}点(?:小|宝贵)?(?:建议|意见|要求|问题|原因|想法|好处|希望|请求|"
        "理由|感受|体会|说明|疑问|不满|式|支撑|透视|定位|全会|名|水|心意|小事|钱|饭|"
        "菜|力|忙)",
        skip,
    ),
    rule(
        "一",
        rf"{_NOT_AFTER_PART}一点(?!钟|半|整|零|过|一刻|三刻|[二三四五]?十|[0-5]\d|左右|"
        r"前|后|以|之|到|至|-)",
        skip,
    ),
    rule("一", "一点(?=点|儿|都|也|不|没|用|小)", skip),
    # Days counted from today.
    rule("大", "(?P<great>大大?)后(?:天|日|儿个?|朝|个)", _great),
    rule("今", "(?P<day>今)(?:天(?!天(?!气))|日|儿个?|朝|个)", _relative),
    rule("明", r"(?<!小)(?P<day>明)(?:天|日|儿个?|朝|个)", _relative),
    rule(
        "后",
        r"(?<![以之最往随今然饭术产背前])(?P<day>后)(?:天(?!天)|日(?!子)|儿(?!子)个?|"
        r"朝|个(?!月|人|礼|星))",
        _relative,
    ),
    rule("今明", r"(?<![说清表])(?P<day>[今明])(?=早(?!期|产|点)|晚(?!年)|夜|晨|上午|下午|中午|晌|傍|下晚)", _relative),
    rule("明", "明后(?:两)?天", (Kind.DAY, Relative(1, 2))),
    rule("今", "今明(?:两)?天", (Kind.DAY, Relative(0, 1))),
    rule("这近最", r"(?:这|近|最近)(?:两|2)[天日](?!没|不|总|老|一直|天|都|下)", (Kind.DAY, Relative(0, 1))),
    rule("次第转", "(?:次日|第二天|转天|隔日一早)", (Kind.THAT, 1)),
    rule("那当", "(?:那|当)(?:一)?(?:天|日)|(?:那|当)(?=晚)", (Kind.THAT, 0)),
    rule("前头", "(?:前一天|头一天|头天)", (Kind.THAT, -1)),
    rule(
        NUMBER_STARTS + "半再过",
        rf"(?P<over>再?过|再等)?(?<!第)(?P<n>{N}|半)(?P<unit>天|个?周|个?星期|个?礼拜|"
        r"个月)(?P<after>(?:之|以|过)?后(?!面)|过后)?",
        lambda found: None if _follows_procedure(found) else _ahead(found),
    ),
    rule(NUMBER_STARTS, rf"(?P<n>{N})(?P<unit>天|个?周|个?星期|个?礼拜)(?:之|以)?内", _inside),
    # Weeks.
    rule(
        "下这本上当周星礼",
        rf"(?P<week>下下|下|这|本|上上|上|当)?(?:一)?(?:个)?(?:{WEEK})的?(?:{WEEK})?(?<!的){_WEEKLIST}",
        _weekdays,
    ),
    rule("下这本上", r"(?P<week>下下|下|这|本|上上|上)?(?:一)?个?(?P<end>周末|双休日?|礼拜末|星期末)", _week),
    rule("周双", "(?P<week>)(?P<end>周末|双休日?)(?!愉快)", lambda found: [(Kind.DAY, Week(0, weekend=True))]),
    rule(
        "下这本上",
        rf"(?P<week>下下|下|这|本|上上|上)(?:一)?个?{WEEK}(?P<end>)?(?:之?内|里头?)?",
        lambda f: _whole_week(f),
    ),
)
