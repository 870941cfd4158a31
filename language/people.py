"""How many people are helped, and who the speaker would like to come."""

from __future__ import annotations

import re

from language.understanding import Span

_DIGITS = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_NUMBER = r"(?P<n>\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]百|[两二三四五六七八九])"
_WHO = (
    r"(?:老人|老头|老太|老汉|老姊妹|老姐妹|老兄弟|老哥|老党员|老奶|老爷|老的|大爷|大妈|大娘|奶奶|爷爷|娃|"
    r"孩子|小孩|小朋友|学生|"
    r"小的|小囡|小把戏|伢|女儿|儿子|孙子|孙女|外孙|双胞胎|工友|同事|老乡|工人|女工|民工|青年|年轻人|姐妹|"
    r"兄弟|战友|人家里人|"
    r"病人|残疾人|盲人|聋哑人|五保|孤寡|独居|高龄|失能|留守|村民|乡亲|职工|邻居|守林人|妇女|新娘|产妇|"
    r"住户|丫头|小子|小鬼|"
    r"低保户|贫困户|困难户|瘫痪|腿脚不|老年人|新来的|外地来的|外地人|党员|居民|室友|舍友|亲戚|老伙计|老师傅|退伍|老兵)"
)
_COUNTED = re.compile(
    rf"(?<![第每十百\d点号楼幢栋室周期月日初组])(?:这|那|有|共|我们|咱|俺们|家里|村里)?{_NUMBER}(?:个|位|"
    rf"名|口|个儿)(?:[\u4e00-\u9fff]{{0,6}}?){_WHO}"
)
_AFTER = re.compile(
    rf"{_WHO}[^，。！？,.!?]{{0,8}}?(?:一共|总共|共|有|拢共|是)?{_NUMBER}(?:个|位|名|"
    rf"口)(?:人)?(?![\u4e00-\u9fff]?(?:小时|钟|月|星期|礼拜))"
)
_HEADS = re.compile(
    rf"(?<![来派请找要叫喊排再需第每着了过\d十百千])(?:一共|总共|大概|我们|他们|"
    rf"有)?{_NUMBER}(?:个)?人(?!帮|来帮|搭|抬|搬|才|都抬|大锅|民|家|员|工)"
)
_FAMILY = re.compile(
    r"(?:一家子?|全家|家里|我家|咱家|俺家|屋里|一家老小|家中)(?:一共|总共|共|就|有)?(?P<n>\d|十|[两二三四五六七八九])口"
)
_US = re.compile(
    r"(?:我们|咱们?|俺们?|他们|她们|姐妹|兄弟|爷孙|娘儿|祖孙)(?:这)?(?P<n>[二三四五六七八九十]|\d{1,3}|"
    r"[二三四五六七八九]?十[一二三四五六七八九]?)(?:个|位|名|口)?(?:人|老|姐妹|兄弟|室友|工友|女工|老太|"
    r"老头)"
)
_PAIR = re.compile(
    r"老两口|小两口|两口子|老俩口|俩口子|夫妻(?:俩|两)|夫妇(?:俩|两)|老公母俩|公母俩|老夫妻|"
    r"(?:姐|娘|父子|母女|母子|父女|爷孙|祖孙|爷儿|娘儿|兄弟|哥|弟兄|姊妹|姐妹|姐弟|兄妹|婆媳|奶孙|爷|妯娌|"
    r"师徒|我们|我|他|她|他们|她们|咱|俺|你们|它们|老姐妹|老哥|姑嫂|叔侄|爸妈|爹妈|爹娘|父母|爷奶|"
    r"爷爷奶奶|公婆|老人|孩子|娃)"
    r"(?:他|她|们)?(?:俩|两个人|两人|二人)|(?<![这那哪来派请找要叫喊排])俩(?:个)?(?:娃|孩|老|小|人|儿子|"
    r"女儿|孙|丫头|伢|小子|奶|双)|双胞胎|龙凤胎|二老|双亲"
)
_TRIO = re.compile(r"(?:娘|爷|我们|他们|咱|兄弟|姐妹|一家|哥|父子|娃|孩子)(?:儿)?仨|仨(?:娃|孩|小|老|人)|三胞胎")
_HELPERS = re.compile(
    r"(?:来|派|请|找|喊|叫|要|需要|安排|再来|能来)(?:上|个|了|来)?\s*"
    + _NUMBER.replace("?P<n>", "?:")
    + r"(?:个|位|名)[^，。！？]{0,6}?(?:人|师傅|小伙|志愿|帮|大姐|阿姨|男|"
    r"女|医生|大夫|护士|老师|学生|大学生|壮|劳力|电工|木匠|演员|年轻)"
)
_ENGLISH_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
_ENGLISH_N = rf"(?P<n>\d{{1,3}}|{'|'.join(_ENGLISH_NUMBERS)})"
_ENGLISH = (
    re.compile(rf"\b(?:family|party|group) of {_ENGLISH_N}\b", re.I),
    re.compile(
        rf"\b{_ENGLISH_N}(?: of)?(?: (?:my|our|us|the|her|his|these))?(?: [\w-]+){{0,2}}? (?:kids|children|"
        rf"boys|girls|sons|daughters|"
        r"grandchildren|grandkids|grandsons|elderly|old|seniors|residents|pensioners|workmates|colleagues|"
        r"workers|students|pupils|"
        r"people (?:here|in|at|from)|neighbours|neighbors|patients|toddlers|babies|nephews|nieces|aunts|"
        r"uncles|ladies|grannies|roommates|flatmates|villagers|elders)\b",
        re.I,
    ),
    re.compile(
        rf"\b(?:us|them|there are|we are|we're) (?:all )?{_ENGLISH_N}(?: of us)?\b(?! (?:o'clock|am|pm|hours?|"
        rf"days?|times?))",
        re.I,
    ),
)
_ENGLISH_PAIR = re.compile(
    r"\b(?:my twins|the twins|both (?:of us|my parents|of them)|the two of us|my parents both|twin (?:boys|girls))\b",
    re.I,
)
_WOMAN = re.compile(
    r"(?:女(?:的|同志|志愿者|师傅|护工|老师|医生|大夫|人来|生来|性)|大姐|阿姨来|female|woman\b|a lady)", re.I
)
_MAN = re.compile(
    r"(?:男(?:的|同志|志愿者|师傅|护工|老师|医生|大夫|人来|生来|性)|小伙子|大小伙|male volunteer|\bmale\b|a man\b)",
    re.I,
)
_WISH = re.compile(
    r"(?:找|来|派|要|请|想|安排|叫|最好|只要|换|喊|需要|prefer|only|could|by a|want|need)[^，。！？,.!?]{0,12}$", re.I
)
_SAME = re.compile(
    r"(?:还|仍|最好|就|依旧|照旧|还是|要)?(?:是|要|找|请|派|让|叫|由)?(?:上次|上回|原来|以前|之前|"
    r"老)(?:的)?(?:那个|那位|那|个|位)?(?:师傅|志愿者|小伙|姑娘|大姐|阿姨|人|医生|护士|老师|同志)|"
    r"同一个人|固定(?:的)?(?:一个)?人|老样子那个|same (?:person|volunteer|lady|man|one|nurse|girl|boy)",
    re.I,
)


def _number(text: str) -> int:
    text = text.lower()
    if text.isdigit():
        return int(text)
    if text in _ENGLISH_NUMBERS:
        return _ENGLISH_NUMBERS[text]
    if text.endswith("百"):
        return _DIGITS[text[0]] * 100
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return _DIGITS[text]


def people_helped(text: str) -> tuple[int, Span] | None:
    """The stated number of people helped, above one, and where it stands; helpers asked for do not count."""
    for pattern, count in ((_TRIO, 3), (_PAIR, 2), (_ENGLISH_PAIR, 2)):
        if match := pattern.search(text):
            return count, Span(match.start(), match.end())
    helpers = [match.span() for match in _HELPERS.finditer(text)]
    for pattern in (_FAMILY, _COUNTED, _US, _AFTER, *_ENGLISH, _HEADS):
        at = 0
        while match := pattern.search(text, at):
            start, end = match.span("n")
            at = end
            if any(a <= start and end <= b for a, b in helpers):
                continue
            count = _number(match["n"])
            if count > 1:
                return count, Span(match.start("n"), match.end())
    return None


def wishes(text: str) -> tuple[str | None, bool]:
    """Whether a woman ("female") or a man ("male") is asked for, and whether the same person as last time is."""
    sex = None
    for word, pattern in (("female", _WOMAN), ("male", _MAN)):
        match = pattern.search(text)
        if match and _WISH.search(text[: match.start()]):
            sex = word
            break
    return sex, bool(_SAME.search(text))
