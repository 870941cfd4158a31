"""Chinese words of time: spans from now, clock times, parts of day, and what joins them."""

import re

from language.times.model import Clock, Kind
from language.times.numerals import NUMBER as N
from language.times.numerals import NUMBER_STARTS, number
from language.times.rules import Rule, Said, first_letters, rule, words

PARTS = {
    "dawn": "凌晨 半夜里 半夜 深夜 后半夜 下半夜 三更半夜 大半夜 天不亮 天没亮 天还没亮 鸡叫 五更",
    "early": (
        "清早八早 清早八晨 清早晨 大清早 大早上 大早起 大早 一大早 一清早 一早上 一早 清早 清晨 早上头 早上 "
        "早起 早晨 早间 早辰 晨间 天刚亮 天一亮 麻麻亮 天亮 蒙蒙亮 赶早 朝早 早饭时 早饭后 早饭前 早饭头 "
        "上班前 早头"
    ),
    "forenoon": (
        "上午头 上午 上半天 上半晌 上半日 上昼 上晌 头晌 前晌 前半晌 前半天 头午 小晌午 吃过早饭 吃完早饭 "
        "吃了早饭 早饭吃过"
    ),
    "noon": "大中午 中午头 中午 晌午头 晌午 正晌午 晌里 正午 午间 晌天 晌饭时 午饭时 午饭点 中饭时 晌饭点 饭点",
    "afternoon": (
        "下午头 下午 下半天 下半晌 下半日 下昼 下晌 后晌 后半晌 后半天 过晌 晌午后 晌后 晌午过后 过午 午后 "
        "午饭后 中饭后 晌饭后 吃过晌饭 吃完晌饭 吃了晌饭 晌饭吃过 吃过午饭 吃完午饭 吃了午饭 吃过中饭 "
        "吃完中饭 吃了中饭 吃过中午饭 吃完中午饭 睡过午觉 午睡后 吃过晌午饭 午觉后"
    ),
    "dusk": (
        "下晚儿 下晚黑 下晚 傍晚黑 傍晚 傍黑边 傍黑天 傍黑 擦黑 天擦黑 麻黑 麻麻黑 黄昏 挨晚 挨黑 晚半晌 "
        "晚半天 太阳下山 日头落山 太阳落山"
    ),
    "evening": (
        "晚上头 晚上黑 晚上 晚黑里 晚黑 晚头 晚间 夜晚 晚夕 大晚上 黑里 天黑后 天黑以后 天黑了以后 下黑 "
        "吃过晚饭 吃完晚饭 吃了晚饭 晚饭后 晚饭吃过 晚饭时 吃过夜饭 夜饭后 夜饭吃过"
    ),
    "daytime": "大白天 白天 白日里",
    "night": "夜里头 夜里 夜间",
}
PART_OF = {name: part for part, names in PARTS.items() for name in names.split()}
SHORT = {"早": "early", "晨": "early", "晚": "evening", "夜": "evening"}
NOW = "现在 马上 立刻 立马 立即 即刻 这会儿 这会子 这会 这阵儿 这就 眼下 此刻 跟手 这歇 这刻儿 这刻 眼跟前 现时 当即"
MORE = "(?:钟)?(?:左右|上下|光景|来钟|把钟|的样子|样子|前后)?"
_MINUTE = (
    r"(?:(?P<half>半)|(?P<quarter>[一三13])刻|(?:过|零|○)?(?P<minute>[0-5]\d(?!\d)|"
    r"0\d|[二三四五]?十[一二三四五六七八九]?|(?<=零)[一二三四五六七八九]|(?<=过)[一二三四五六七八九])"
    r"分?(?![个位人名块斤天])|整)"
)
_AMOUNT = (
    r"(?P<half>半个?(?:多)?|(?P<n>\d{1,3}|[二两三四五六七八九]?十[一二三四五六七八九]?|"
    r"[一二两俩三四五六七八九])(?P<more>个半)?个?(?:多)?(?P<halves>半)?|个把)"
)
_UNIT = r"(?P<unit>小时|钟头|分钟|刻钟|钟(?!头|点)|分(?=[之以过]?[后内]))"


def _clock(found: re.Match[str]) -> list[Said] | None:
    hour = number(found["hour"])
    if hour > 24:
        return None
    minute = 30 if found["half"] else 15 * int(number(found["quarter"])) if found["quarter"] else 0
    if found["minute"]:
        minute = number(found["minute"].lstrip("0") or "0")
    return [(Kind.CLOCK, Clock(hour, minute, fixed=hour > 12 or found["hour"] == "0"))]


def _digital(found: re.Match[str]) -> list[Said] | None:
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 24 or minute > 59:
        return None
    return [(Kind.CLOCK, Clock(hour, minute, fixed=hour > 12 or (len(found["hour"]) == 2 and hour < 10)))]


def _short_of(found: re.Match[str]) -> list[Said] | None:
    hour = number(found["hour"]) or 24
    less = 15 if found["less"].endswith("刻") else number(found["less"].removesuffix("钟").removesuffix("分"))
    if not 1 <= hour <= 24 or not 1 <= less < 60:
        return None
    return [(Kind.CLOCK, Clock(hour - 1, 60 - less, fixed=hour > 13))]


def _clocks(found: re.Match[str]) -> list[Said] | None:
    first, last = number(found["hour"]), number(found["to"])
    if first > 24 or last > 24:
        return None
    from_half, to_half = 30 * bool(found["from_half"]), 30 * bool(found["half"])
    return [(Kind.CLOCKS, (Clock(first, from_half, first > 12), Clock(last, to_half, last > 12)))]


def _about(found: re.Match[str]) -> list[Said] | None:
    first, last = number(found["hour"]), number(found["to"])
    if last != first + 1:
        return None
    more = 10 if found["ten"] else 0
    return [(Kind.CLOCKS, (Clock(first + more), Clock(last + more)))]


def _minutes(found: re.Match[str]) -> int:
    unit = {"小时": 60, "钟头": 60, "刻钟": 15, "分钟": 1, "分": 1}.get(found["unit"], 60)
    if found["n"] is None:
        return unit if found["half"] and "把" in found["half"] else unit // 2
    count = number(found["n"]) * unit
    return count + unit // 2 if found["more"] or found["halves"] else count


def _span(found: re.Match[str]) -> list[Said]:
    if found["within"]:
        return [(Kind.WITHIN, _minutes(found))]
    if found["over"] or found["after"]:
        return [(Kind.DELTA, _minutes(found))]
    return []


RULES: tuple[Rule, ...] = (
    # Spans from now.
    rule(
        NUMBER_STARTS + "半再过隔等个",
        rf"(?P<over>再?过|再等|隔)?{_AMOUNT}{_UNIT}(?:的时间)?(?:(?P<within>(?:之|以)?内|"
        r"里头?(?!面))|(?P<after>(?:之|以|过)?后(?!面)))?",
        _span,
    ),
    rule(
        first_letters(NOW.split()),
        rf"{words(NOW.split())}(?!天黑|入[春夏秋冬]|过年|过节|开学|高考|中考|放假)",
        (Kind.NOW, None),
    ),
    # Clock times.
    rule(NUMBER_STARTS + "差", rf"差(?P<less>{N}分钟?|一?刻)(?:到)?(?P<hour>{N})点(?:钟)?", _short_of),
    rule(NUMBER_STARTS, rf"(?P<hour>{N})点(?:差|欠|缺)(?P<less>{N}分钟?|一?刻)", _short_of),
    rule(
        "一二两三四五六七八九十",
        rf"(?P<ten>十)?(?P<hour>[一二两三四五六七八九])(?P<to>[二三四五六七八九十])点(?!半){MORE}",
        _about,
    ),
    rule(
        NUMBER_STARTS,
        rf"(?P<hour>{N})(?:点)?(?P<from_half>(?<=点)半)?\s?(?:到|至|-|~)\s?(?P<to>{N})点(?:钟)?(?P<half>半)?(?!\d|"
        r"[二三四五]?十|一刻|三刻)",
        _clocks,
    ),
    rule(NUMBER_STARTS, rf"(?P<hour>{N})\s?点(?:多钟?|过|钟)?(?:{_MINUTE})?{MORE}", _clock),
    rule("0123456789", rf"(?P<hour>\d{{1,2}})时(?!候|间|代|常|段){_MINUTE}?", _clock),
    rule("0123456789", r"(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?!\d|\s?[ap]\.?m)", _digital),
    rule(
        "0123456789",
        r"(?:(?<=[上下中]午)|(?<=[早晚]上)|(?<=at )|(?<=by )|(?<=ng ))(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)"
        r"(?![\d公米元块斤])",
        _digital,
    ),
    # Parts of day.
    rule("早晚", rf"(?P<name>[早晚])(?!一点(?!半|钟))(?={N}\s?(?:点|:))", lambda f: [(Kind.PART, SHORT[f["name"]])]),
    rule("晌午中", "(?:晌午|中午|午|中|晌)饭(?=之?前|以前)", (Kind.PART, "noon")),
    rule("晚", "晚饭(?=之?前|以前)", (Kind.PART, "evening")),
    rule("中", "(?<![初高途手其当心])中上(?![学班课下门海层])", (Kind.PART, "noon")),
    rule(first_letters(PART_OF), rf"(?P<name>{words(PART_OF)})", lambda found: [(Kind.PART, PART_OF[found["name"]])]),
    rule(
        "早晨晚夜",
        r"(?:(?<=[今明后每当那号底末])|(?<=周[一二三四五六日])|(?<=拜[一二三四五六天])|"
        r"(?<=期[一二三四五六日天]))(?P<name>[早晨晚夜])(?![点饭了年辈班育期些餐])",
        lambda f: [(Kind.PART, SHORT[f["name"]])],
    ),
    # What joins.
    rule("到至-~", "[到至]|-{1,2}|~", (Kind.TO, None)),
    rule("最不截", "最[晚迟]|不[晚迟]于|截止到?|截至", (Kind.BEFORE, "by")),
    rule("最不", "最早|不早于", (Kind.AFTER, None)),
    rule("或要还", "或者|或是|或|要么|要不|还是", (Kind.OR, None)),
)
