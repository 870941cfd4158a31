"""Chinese words of time: days, dates, weeks and festivals."""

import re

from language.times.days import After, Date, Day, Feast, Lunar, Month, Relative, Week, Weekdays
from language.times.model import Kind
from language.times.numerals import NUMBER as N
from language.times.numerals import NUMBER_STARTS, number
from language.times.rules import Rule, Said, first_letters, rule, skip, words

WEEKDAYS = {name: index for index, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for name in names}
DAYS = {"今": 0, "明": 1, "后": 2}
SHIFTS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
FEASTS = {
    "元旦节": "元旦", "元旦": "元旦", "阳历年": "元旦", "春节": "春节", "大年初一": "春节", "除夕夜": "除夕", "除夕": "除夕", "年三十": "除夕",
    "大年三十": "除夕", "大年夜": "除夕", "年夜": "除夕", "元宵节": "元宵", "元宵": "元宵", "正月半": "元宵", "清明节": "清明", "清明": "清明",
    "端午节": "端午", "端午": "端午", "端阳": "端午", "五月端": "端午", "中秋节": "中秋", "中秋": "中秋", "八月半": "中秋", "八月节": "中秋",
    "重阳节": "重阳", "重阳": "重阳", "老人节": "重阳", "冬至": "冬至", "国庆节": "国庆", "国庆": "国庆", "劳动节": "劳动节", "五一节": "劳动节",
    "腊八节": "腊八", "腊八": "腊八", "小年夜": "小年", "过小年": "小年", "小年": "小年", "祭灶": "小年", "七夕节": "七夕", "七夕": "七夕",
    "七月半": "中元", "中元节": "中元", "妇女节": "妇女节", "三八节": "妇女节", "雷锋日": "雷锋日", "学雷锋日": "雷锋日", "植树节": "植树节",
    "青年节": "青年节", "护士节": "护士节", "儿童节": "儿童节", "六一节": "儿童节", "建党节": "建党节", "建军节": "建军节", "教师节": "教师节",
    "母亲节": "母亲节", "父亲节": "父亲节", "圣诞节": "圣诞", "圣诞": "圣诞", "平安夜": "平安夜", "情人节": "情人节",    "龙抬头": "龙抬头", "志愿者日": "志愿者日", "公祭日": "公祭日", "立春": "立春", "春分": "春分", "立夏": "立夏", "夏至": "夏至", "立秋": "立秋",
    "秋分": "秋分", "霜降": "霜降", "立冬": "立冬", "跨年夜": "跨年夜",
}  # fmt: skip
# Written as two numbers; only a festival where what follows says so.
NUMBERED = {"五一": "劳动节", "六一": "儿童节", "七一": "建党节", "八一": "建军节", "十一": "国庆", "三八": "妇女节", "五四": "青年节"}
PLACE = "路|街|村|小区|新村|社区|巷|桥|广场|小学|中学|大道|公园|花园|厂|商场|超市|饭店|酒店|站|镇|组|队|圩|馆|楼|粽|月饼"
PART_AHEAD = "(?=[上下中][午]|早|晚|傍|晌|凌|夜|那天|当天|一早|[上下]半天|清)"
WEEK = "(?:周|星期|礼拜)"
_ITEM = rf"(?:{WEEK})?(?:一(?![起些下直次趟定样共般旦向律整早大清])|[二三四五六日]|天(?![气黑亮冷热]))(?![点时刻:：个位十名楼人号月岁块斤年家件杯室栋幢组层])"
_WEEKLIST = rf"(?P<days>(?:[一二三四五六日天]|[1-7](?!\d))(?!个|[年月]级)(?:(?P<to>到|至|-|~){WEEK}?(?P<last>[一二三四五六日天1-7])(?![点时刻:：个月号日年十]|\d)|(?:(?:[、/和跟与同及或]|或者|还有|以及|要么|、和|[,，](?={WEEK}))?\s?{_ITEM})*))"


_EITHER = re.compile("或|要么")


def _shift(text: str | None) -> int | None:
    return None if text is None else SHIFTS[text.removesuffix("一")]


def _weekdays(found: re.Match[str]) -> list[Said]:
    week = _shift(found["week"])
    if week is not None and week < 0:
        return [(Kind.PAST, None)]
    days = [WEEKDAYS[char] for char in re.sub(r"星期|礼拜|周", "", found["days"]) if char in WEEKDAYS]
    said: list[Said] = [(Kind.DAY, Weekdays(tuple(days), week, run=found["to"] is not None, either=_EITHER.search(found["days"]) is not None))]
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
        return None
    if found["shift"] in ("上", "上上"):
        return [(Kind.PAST, None)]
    return [(Kind.DAY, Date(day, shift=SHIFTS[found["shift"]] if found["shift"] else None))]


def _part_of_month(found: re.Match[str]) -> list[Said] | None:
    if found["shift"] in ("上", "上上"):
        return [(Kind.PAST, None)]
    month = number(found["month"]) if found["month"] else None
    if not 1 <= (month or 1) <= 12:
        return None
    part = found["part"]
    shift = SHIFTS[found["shift"]] if found["shift"] else None if month else 0
    first, last = {"底": (-3, -1), "末": (-3, -1), "尾": (-3, -1), "初": (1, 3), "头": (1, 3), "中": (14, 16), "上旬": (1, 10),
                   "中旬": (11, 20), "下旬": (21, -1)}[part]  # fmt: skip
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
    return [(Kind.DAY, Lunar(day, month))] if 1 <= month <= 12 and 1 <= day <= 30 else None


def _new_year(found: re.Match[str]) -> list[Said]:
    return [(Kind.DAY, Lunar(number(found["day"]), 1))]


def _lunar_day(found: re.Match[str]) -> list[Said]:
    return [(Kind.DAY, Lunar(number(found["day"])))]


_AROUND = r"(?P<around>(?:的)?(?:前[一两二三]天|头[一两]天|前夕|第二天|后一天|次日|转天))?"
_LUNAR_DAY = "(?P<day>初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"
_NOT_A_DATE = "(?!楼|院|门|床|桌|线|车|房|室|店(?!里)|库|厂|机|电|病|文|公路|仓|棚|井|圩|闸|路|单元|地块|工地|别墅|窗|柜|厅|台|桥|馆|码头|站|出口|口|公馆|大院|幢|栋|选手|小区|公寓|宿舍|巷)"
_NOT_AFTER_PART = "".join(f"(?<!{word})" for word in ("午", "晌", "晚上", "早上", "凌晨", "明天", "后天", "今天", "半夜", "夜里"))
_AGO = "天|日|个?周|个?星期|个?礼拜|个?月|个?季度|年|个?小时|个?钟头|分钟"

RULES: tuple[Rule, ...] = (
    # What is over.
    rule("昨", "昨(?:天|儿个?|个|日|晚|夜|朝|早)?", (Kind.PAST, None)),
    rule("夜", "夜(?:儿个?|来|个)", (Kind.PAST, None)),
    rule("大前", r"大?前(?:天|儿个?|个(?=[早晚上下中晌昼,，\s的])|日|朝)(?!后)", (Kind.PAST, None)),
    rule("前头", "(?:前|头)[几两些二三四五六七八九十](?:天|日|周|个?月|个?礼拜|年|个?星期)", (Kind.PAST, None)),
    rule("前", "前(?:一)?(?:阵子?|段时间|段|会儿)", (Kind.PAST, None)),
    rule("上去早从那前刚方将打", "上(?:半年|回|次|趟)|去年|前年|早先|从前|那年|那阵子?|刚才|刚刚|方才|将才|打小", (Kind.PAST, None)),
    rule(NUMBER_STARTS + "半几好", rf"(?:{N}|半|几|好几)(?:{_AGO})(?:多)?(?:之|以)?前(?![后面头])", (Kind.PAST, None)),
    # What only looks like a time.
    rule("0123456789", r"\d{5,}|\d+(?:\.\d+)?(?:公里|千米|米|斤|元|块钱?|岁|幢|栋|单元|室|楼|层|组|平|路|线|%)", skip),
    rule(NUMBER_STARTS, rf"{N}号{_NOT_A_DATE[3:-1].join(('(?:', ')'))}", skip),
    rule("路街巷弄苑园小道组幢栋城府公镇胡里江庭湾郡邸", r"(?:路|街|巷|弄|苑|园|小区|道|组|幢|栋|城|府|公寓|镇|胡同|里|江|庭|湾|郡|邸)(?:\d{1,5}|[一二三四五六七八九])(?:号|弄|-\d+)+(?![上下中]午|早|晚|那)", skip),
    rule("四", "四点半(?=课堂|学堂|学校|班)", skip),
    rule("24二", "(?:24|二十四)(?:小时|孝|节气)", skip),
    rule("一两俩三几四五六2345第有差", f"(?:第|有|差)?{N}点(?:小|宝贵)?(?:建议|意见|要求|问题|原因|想法|好处|希望|请求|理由|感受|体会|说明|疑问|不满|式|支撑|透视|定位|全会|名|水|心意|小事|钱|饭|菜|力|忙)", skip),
    rule("一", rf"{_NOT_AFTER_PART}一点(?!钟|半|整|零|过|一刻|三刻|[二三四五]?十|[0-5]\\d|左右|前|后|以|之|到|至|-)", skip),
    rule("一", "一点(?=点|儿|都|也|不|没|用|小)", skip),
    # Days counted from today.
    rule("大", "(?P<great>大大?)后(?:天|日|儿个?|朝|个)", _great),
    rule("今", "(?P<day>今)(?:天(?!天(?!气))|日|儿个?|朝|个)", _relative),
    rule("明", r"(?<!小)(?P<day>明)(?:天|日|儿个?|朝|个)", _relative),
    rule("后", r"(?<![以之最往随今然饭术产背前])(?P<day>后)(?:天(?!天)|日(?!子)|儿(?!子)个?|朝|个(?!月|人|礼|星))", _relative),
    rule("今明", r"(?<![说清表])(?P<day>[今明])(?=早(?!期|产|点)|晚(?!年)|夜|晨|上午|下午|中午|晌|傍|下晚)", _relative),
    rule("明", "明后(?:两)?天", (Kind.DAY, Relative(1, 2))),
    rule("今", "今明(?:两)?天", (Kind.DAY, Relative(0, 1))),
    rule("这近最", r"(?:这|近|最近)(?:两|2)[天日](?!没|不|总|老|一直|天|都|下)", (Kind.DAY, Relative(0, 1))),
    rule("次第转", "(?:次日|第二天|转天|隔日一早)", (Kind.THAT, 1)),
    rule("那当", "(?:那|当)(?:一)?(?:天|日)|(?:那|当)(?=晚)", (Kind.THAT, 0)),
    rule("前头", "(?:前一天|头一天|头天)", (Kind.THAT, -1)),
    rule(
        NUMBER_STARTS + "半再过",
        rf"(?P<over>再?过|再等)?(?<!第)(?P<n>{N}|半)(?P<unit>天|个?周|个?星期|个?礼拜|个月)(?P<after>(?:之|以|过)?后(?!面)|过后)?",
        lambda found: None if _follows_procedure(found) else _ahead(found),
    ),
    rule(NUMBER_STARTS, rf"(?P<n>{N})(?P<unit>天|个?周|个?星期|个?礼拜)(?:之|以)?内", _inside),
    # Weeks.
    rule("下这本上当周星礼", rf"(?P<week>下下|下|这|本|上上|上|当)?(?:一)?(?:个)?(?:{WEEK})的?(?:{WEEK})?(?<!的){_WEEKLIST}", _weekdays),
    rule("下这本上", rf"(?P<week>下下|下|这|本|上上|上)?(?:一)?个?(?P<end>周末|双休日?|礼拜末|星期末)", _week),
    rule("周双", "(?P<week>)(?P<end>周末|双休日?)(?!愉快)", lambda found: [(Kind.DAY, Week(0, weekend=True))]),
    rule("下这本上", rf"(?P<week>下下|下|这|本|上上|上)(?:一)?个?{WEEK}(?P<end>)?(?:之?内|里头?)?", lambda f: _whole_week(f)),
    # Dates.
    rule("12", r"(?P<year>20\d\d)(?:年|-|/|\.)(?P<month>\d{1,2})(?:月|-|/|\.)(?P<day>\d{1,2})(?!\d)[日号]?", _date),
    rule("明后今", rf"[明后今]年(?=(?:{N}|正|腊|冬)月)", skip),
    rule(NUMBER_STARTS, rf"(?P<shift>)(?P<month>{N})月(?P<day>{N})[、,](?:{N}[、,])?(?P<to>{N})[号日]{_NOT_A_DATE}", _date_run),
    rule(NUMBER_STARTS + "下这本上当", rf"(?:(?P<month>{N})月(?:份)?|(?P<shift>下下|下|这|本|当)个?月的?)?(?P<day>{N})[号日]?(?:到|至|-|~)(?P<to>{N})[号日]{_NOT_A_DATE}", _date_run),
    rule("农阴古老旧正腊冬" + NUMBER_STARTS, rf"(?:(?:农历|阴历|古历|老历|旧历)的?)?(?P<month>正|冬|腊)月的?{_LUNAR_DAY}", _lunar),
    rule("农阴古老旧", rf"(?:农历|阴历|古历|老历|旧历)的?(?P<month>{N})月的?{_LUNAR_DAY}", _lunar),
    rule(NUMBER_STARTS, rf"(?P<month>{N})月(?P<day>初[一二三四五六七八九十])", _lunar),
    rule("二", "二月二(?![十号日])", (Kind.DAY, Feast("龙抬头"))),
    rule(NUMBER_STARTS, rf"(?P<month>{N})月{_LUNAR_DAY}(?=[，,]?(?:是)?(?:农历|阴历|古历|老历))", _lunar),
    rule("八", "八月十五(?![号日])", (Kind.DAY, Feast("中秋"))),
    rule(NUMBER_STARTS, rf"(?P<year>)(?P<month>{N})月(?:份)?的?(?P<day>{N})(?:[号日]{_NOT_A_DATE}|{PART_AHEAD}|(?=[到至])|(?<=[到至].月..)(?=[,，。]|$))", lambda f: _plain_date(f)),
    rule("0123456789", rf"(?P<year>)(?P<month>\d{{1,2}})[./-](?P<day>\d{{1,2}})(?:[号日]|\s?{PART_AHEAD}|\s?(?=周[一二三四五六日]))", lambda f: _plain_date(f)),
    rule("下这本上当", rf"(?P<shift>下下|下|这|本|上上|上|当)个?月的?(?P<day>{N})[号日]{_NOT_A_DATE}", _day_of_month),
    rule("0123456789二三廿十", rf"(?P<shift>)(?<![-\d])(?P<day>{N}|三十一)[号]{_NOT_A_DATE}", _day_of_month),
    rule("一两二三四五六七八九", rf"(?P<shift>)(?P<day>{N})号{_NOT_A_DATE}", _day_of_month),
    rule("0123456789二三十", rf"(?P<shift>)(?P<day>\d{{1,2}})日{PART_AHEAD}", _day_of_month),
    rule(NUMBER_STARTS + "下这本上当月", rf"(?:(?P<month>{N})月份?|(?P<shift>下下|下|这|本|上上|上|当)个?月)?的?月?(?P<part>底|末|尾|初(?![一二三四五六七八九十])|中旬|上旬|下旬|中(?![学医药间心介文国])|头上|头(?=[上来,，。]|$))", lambda f: _month_part(f)),
    rule("下这本上", r"(?P<shift>下下|下|上上|上)(?:一)?个?月(?!亮|子|份?租)", _month),
    rule(NUMBER_STARTS, rf"(?P<month>{N})月份(?!的)", _named_month),
    # Festivals.
    rule("大年", "(?:大年|年)初(?P<day>[一二三四五六七八九十])", _new_year),
    rule(first_letters(FEASTS), rf"(?P<name>{words(FEASTS)})(?!{PLACE})(?P<whole>期间|假期|长假|放假|小长假|黄金周|三天假|七天)?{_AROUND}", _feast),
    rule("五六七八十三", rf"(?<![{NUMBER_STARTS}])(?P<name>{words(NUMBERED)})(?:节)?(?P<whole>期间|假期|长假|放假|小长假|黄金周|七天)?(?:{_AROUND}(?={PART_AHEAD[3:-1]}|节|那|当|前|后|来|想|请|能|要|有|可|要|我|回|去|不|都)|(?<=[期假周]))(?!点|号|月|个|[{NUMBER_STARTS}])", _feast),
    rule("过", "过年(?=那天|当天|[上下]午|晚上|第二天)", (Kind.DAY, Feast("春节"))),
    rule("过年", "(?:过年|年)(?=之?前(?!头|面|年))(?<![今明去后半每一两三几])", (Kind.DAY, Feast("除夕", 1))),
    rule("初", rf"(?<![上读念是考升小年])初(?P<day>[一二三四五六七八九十])(?:(?={PART_AHEAD[3:-1]}|那天|来|去)|(?<=[改换挪定推][到在成]初.))", _lunar_day),
)  # fmt: skip


def _follows_procedure(found: re.Match[str]) -> bool:
    """三天 after an operation, a birth or an illness counts from that, not from now."""
    before = found.string[max(0, found.start() - 2) : found.start()]
    return before[-1:] in ("术", "产", "病", "孕", "第", "每", "隔", "连", "院") or before in ("开刀", "住了")


def _whole_week(found: re.Match[str]) -> list[Said]:
    shift = SHIFTS[found["week"]]
    return [(Kind.PAST, None)] if shift < 0 else [(Kind.DAY, Week(shift))]


def _plain_date(found: re.Match[str]) -> list[Said] | None:
    month, day = number(found["month"]), number(found["day"])
    return [(Kind.DAY, Date(day, month))] if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month_part(found: re.Match[str]) -> list[Said] | None:
    text = found.group()
    return None if "月" not in text else _part_of_month(found)
