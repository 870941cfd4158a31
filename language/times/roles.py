"""Which of a message's times is the service's, and which only tell the story."""

import bisect
import datetime as dt
import re
from dataclasses import dataclass, replace

from language.calendar import Calendar
from language.times.days import After, Date, Feast, Month, Relative, Week, Weekdays
from language.times.model import MINUTE, Every, Kind, Phrase
from language.times.numerals import number
from language.times.resolve import resolve

# A message with more statements of time than this is no sentence.
MOST = 40
SILENT = frozenset({"complaint", "thanks", "help", "other"})
STOP = re.compile(r"[，。！？；!?;\n…]|,(?!\d)|\.(?!\d)")
CHANGE = re.compile(
    r"(?:(?:改|换|挪|调|推|延|移|变|提|顺|拖|串|错|后)(?:期|签|约|日子|天|个?时间|迟|后|前|早|延|整|换|动)?(?:到|成|在|为|至|去|定|的)?|放到|定到|定在|约到|约在|能不能|是)"
    r"(?:了)?[:：\s]*(?:就)?$"
    r"|\b(?:mov(?:e|ed|ing)|reschedul(?:e|ed)|chang(?:e|ed)|push(?:ed)?|shift(?:ed)?|switch(?:ed)?|swap(?:ped)?|postpon(?:e|ed)|bring|put|delay(?:ed)?)\b"
    r"[^.?!]*\b(?:to|until|till|for|on|with)\s+(?:about |around |the )?$"
    r"|\b(?:how about|what about|make it|make that|let's do|let's say)\b[^.?!]*$|\b(?:can|could) (?:we|you) (?:do |have it )?$"
)
BETTER = re.compile(r"\s*(?:\w+\s+){0,3}?(?:instead(?! of)|would (?:be better|work|suit)|works? better|suits? (?:me )?better|is better|is fine|would do)|[^，。,]{0,4}(?:更好|比较好|方便些|才有空|才行|才回|才在|才能|再来)")
REFUSED_BEFORE = re.compile(r"(?:不是|不要|不用|别|甭|除了|除|(?<!能)不能|not|instead of|rather than|except|except for|isn't|can't do|can't make)\s*(?:on |at |in |the |this |在)?$")
REFUSED_AFTER = re.compile(
    r"[^，。,.!?！？；]{0,6}?(?:(?<!行)不行|不在|没空|没得空|没时间|有事|来不成|来不了|去不了|走不开|去不成|不得空|不方便|不凑巧|不巧|太早|太晚|赶不上|不合适|不成(?!不)|不中(?!不)|不可以|没得工夫|没工夫|有雨|刮大?风|下大?[雨雪]|有客|停电|出差|出远门|家里没人|不能来|来不及)"
    r"|[^.?!,]{0,20}?\b(?:doesn't|won't|isn't|can't do|can't make|not going to|no longer|is no good|not work|too early|too late|clashes)\b"
)
REASON_AFTER = re.compile(
    r"[^，。,.!?！？；]{0,6}?(?:要上班|要开会|要加班|要下雨|要去|要出门|要上|要考|要办|要打|要做|要动|要住)"
    r"|[^.?!,]{0,20}?\b(?:can't|cannot|can not|away|busy|at work|out of town|have to|has to|got to)\b"
)
OLD_BEFORE = re.compile(r"(?:原定|原来|原本|本来|原先|原说|约好?了?的?|约在|说好的?|讲好的?|定好的?|定的|定了|定在|订的|从|把|将|之前|先前|早先|不是|my|the|our|from|of|booked)\s?(?:是|在|说|for|on|at)?\s?$")
OLD_AFTER = re.compile(r"的(?!时候|话)|那个|那次|那趟|那顿|那场|那回|约的|'s\b| (?:visit|appointment|booking|slot|lesson|class|session|cleaning|haircut|lift|ride|meal)\b")
SERVICE = re.compile(
    r"(?<![起出回本原后从])来|能|可以|请|帮|麻烦|求|想|需要|上门|有空|方便|[行好中成可][不吗吧么嘛伐]|都[行成中可好在]|最好|在家|接|送|陪|出发|出门|动身|碰头|见面|集合|开始|就行|要人|派|找|安排|教|看看|合适|到场|行$|吧$|要(?!上班|开会|加班|打针|考|下|刮|交)"
    r"|\b(?:could|can|would|please|pls|need|want|like|works?|suits?|free|come|help|pick|drop|available|any ?one|someone|somebody|happy|looking|best|prefer|bring|take|visit|great|ideal|good)\b"
)
BUSY = re.compile(
    r"不在|没空|上班|下班|加班|开会|要去|下雨|打针|考试|出差|值班|睡|没|太|哭|闹|吵|疼|痛|念叨|停电|停水|掉|咳|漏|看不见|黑|冷|热|怕|一个人|响|晕|难受|起夜|摔|跳闸|尿|喊|吃药|犯病|发作"
    r"|\b(?:can't|doesn't|never|always|work|works|asleep|sleep|cries|alone|hurts|dark|cold|hot)\b"
)
STRONG = re.compile(r"(?<![起出回本原后从])来(?!不|着)|帮|送|接|陪|上门|请|教|有空|能|可以|给|看看|[行好中][不吗吧]|could|can |would|please|need|free|help|bring|visit|come")
HABIT = re.compile(
    r"哭|闹|吵|疼|痛|念叨|睡不|失眠|眼泪|咳|喝酒|打牌|跳闸|漏|一个人|停|发呆|晕|上班|加班|忙|吃药|拖|半夜|骂|喊|想[她他儿孩家妈]|盼|唠叨|起夜|都这样|都是|躺|坐|窝|熬|掉|叫|响|愁|犯|堵|臭"
    r"|cry|cries|alone|complain|sits|works|hurts|wakes|keeps|forgets"
)
OVER = re.compile(r"了|没|过|到现在|一直|就|才|来着|\b(?:was|were|had|has|fell|did|went|broke|stopped|since|happened)\b")
NOW_SERVES = re.compile(
    r"(?:就|请|赶紧|快|得|需要|急需|想|立刻)*[^，。了没已还都在]{0,8}?(?:来|去|能|派|叫(?!不)|帮|送|接|过来|上门|组织|找|可以|安排|关|抬|要(?!命|过|上|开|下)|需要|救)"
)
NOW_ENGLISH = re.compile(r"\b(?:can|could|please|need|send|come|help|someone|somebody|anyone|get)\b")
HAPPENED = re.compile(r"[^，。]{0,4}?(?:摔|跌|走|倒|晕|断|坏|丢|出事|掉)(?:了|的|倒)")
USUAL = re.compile("往常|平时|平常|一般|老是|总是|usually|always")
BLOOD = re.compile(r"血|\bblood|donor")
SURGERY = re.compile("手术|开刀|预产|生产|surgery|operation|due")
SAME_TIME = re.compile(r"时间不变|时间照旧|老时间|原来的?时间|同样的?时间|同一时间|还是那个(?:点|时间)|same time")
SHIFT = re.compile(
    r"(?P<way>推迟|延后|延迟|推后|往后[推挪延拖错移]?|后延|后挪|顺延|晚|迟|提前|提早|往前[提挪移]?|早|push(?:ed)?[^.?!]*?back(?: by)?|(?:put|bring|move)[^.?!]*?(?:forward|back)(?: by)?|delay[^.?!]*?by|an?|)\s?"
    r"(?:个)?(?P<n>\d{1,2}|[一二两三四五六七八九十]|半|half an?|an?|one|two|three)\s?个?(?P<half>半)?(?P<unit>小时|钟头|分钟|刻钟|天|周|星期|礼拜|hours?|minutes?|days?|weeks?)(?P<english> later| earlier)?(?!后|内)"
)
UNITS = {"小时": 60, "钟头": 60, "分钟": 1, "刻钟": 15, "天": 1440, "周": 10080, "星期": 10080, "礼拜": 10080,
         "hour": 60, "minute": 1, "day": 1440, "week": 10080}  # fmt: skip


@dataclass(slots=True)
class Role:
    """A phrase with what stands around it in its clause."""

    phrase: Phrase
    before: str
    after: str
    clause: str
    order: int
    changed: bool = False
    refused: bool = False
    old: bool = False
    serves: bool = False
    busy: bool = False
    reason: bool = False


def roles(text: str, found: list[Phrase]) -> list[Role]:
    """Each phrase that is not past, with its surroundings judged."""
    stops = [-1, *(stop.start() for stop in STOP.finditer(text)), len(text)]
    result = []
    for index, phrase in enumerate(found):
        left = stops[bisect.bisect_left(stops, phrase.start) - 1] + 1
        right = stops[bisect.bisect_left(stops, phrase.end)]
        begin = max(left, found[index - 1].end if index else 0)
        finish = min(right, found[index + 1].start if index + 1 < len(found) else len(text))
        if not phrase.past:
            result.append(_judge(phrase, text[begin : phrase.start], text[phrase.end : max(finish, phrase.end)], text[left:right], index))
    return result


def _judge(phrase: Phrase, before: str, after: str, clause: str, order: int) -> Role:
    role = Role(phrase, before, after, clause, order)
    role.changed = CHANGE.search(before) is not None or BETTER.match(after) is not None
    role.refused = REFUSED_BEFORE.search(before) is not None or REFUSED_AFTER.match(after) is not None
    role.reason = REASON_AFTER.match(after) is not None
    role.old = OLD_BEFORE.search(before) is not None or OLD_AFTER.match(after) is not None
    role.serves = SERVICE.search(after) is not None or SERVICE.search(before) is not None
    role.serves = role.serves or (not before.strip(" 的") and not after.strip(" 的"))
    role.busy = BUSY.search(after) is not None or BUSY.search(before) is not None
    return role


def choose(text: str, found: list[Phrase], now: dt.datetime, intent: str | None, calendar: Calendar) -> Phrase | None:
    """The one statement of time that the message makes about its service, put together from its phrases."""
    every_role = roles(text, found[:MOST])
    if intent == "reschedule" or (intent is None and any(role.changed and role.before[-1:] in "到成在为至" for role in every_role)):
        return _rescheduled(text, every_role)
    candidates = [role for role in every_role if _counts(text, role, now, intent, calendar)]
    if not candidates:
        return None
    main = max(candidates, key=lambda role: _weight(role, intent, now, calendar))
    phrase = _joined(main, [role for role in candidates if role is not main])
    if phrase.every is None and isinstance(phrase.day, Weekdays) and phrase.day.scattered:
        phrase.every = Every("WEEKLY")
    return phrase


def _counts(text: str, role: Role, now: dt.datetime, intent: str | None, calendar: Calendar) -> bool:
    """Whether the phrase can be the service's time at all."""
    phrase = role.phrase
    if USUAL.search(role.before) or (BLOOD.search(text) and SURGERY.search(role.clause)):
        return False
    if phrase.now:
        return intent not in ("cancel", "status") and _serves_now(role)
    if phrase.every is not None and not phrase.timed and _habit(role):
        return False
    if intent in ("cancel", "status"):
        return True
    if phrase.every is not None and _habit(role):
        return False
    if phrase.day is None and phrase.every is None and phrase.first is None and not phrase.exact and phrase.that is None:
        if HAPPENED.match(role.after) or phrase.clock is None and _only_tells(role):
            return False
        return not (OVER.search(role.clause) and not STRONG.search(role.after) and _is_over(phrase, now, calendar))
    if isinstance(phrase.day, Relative) and phrase.day.first == 0 and phrase.timed:
        return not (OVER.search(role.after) and _is_over(phrase, now, calendar))
    return not (phrase.day == Relative(0) and not phrase.timed and "了" in role.after and not SERVICE.search(role.after))


def _only_tells(role: Role) -> bool:
    """A part of day alone that tells when something happens, not when help is to come."""
    if role.phrase.part in ("dawn", "night") and role.clause.strip() != role.clause[: len(role.clause)][role.phrase.start : role.phrase.end]:
        return STRONG.match(role.after) is None
    return role.phrase.part == "daytime" or (role.busy and not role.serves)


def _is_over(phrase: Phrase, now: dt.datetime, calendar: Calendar, *, wholly: bool = False) -> bool:
    """Whether, taken as today's, the time has begun, or with `wholly` has gone by."""
    start, end, _ = resolve(replace(phrase, day=Relative(0)), now, calendar)
    edge = end or start
    return edge is not None and (edge < now or (not wholly and start is not None and start < now))


def _serves_now(role: Role) -> bool:
    if NOW_ENGLISH.search(role.clause) and not re.search(r"\b(?:by|until|till|up to|is|are) $", role.before):
        return not re.match(r"\s(?:that|on)\b", role.after)
    if not role.after.strip() and len(role.clause.strip()) <= 8:
        return True
    return NOW_SERVES.match(role.after) is not None or (not role.after.strip() and STRONG.search(role.before) is not None)


def _habit(role: Role) -> bool:
    after = role.after or role.before
    found = HABIT.search(after)
    if found is None:
        return False
    helped = STRONG.search(after)
    return helped is None or (helped.start() > found.start() and not STRONG.search(role.before))


def _weight(role: Role, intent: str | None, now: dt.datetime, calendar: Calendar) -> float:
    phrase = role.phrase
    weight = -0.1 * role.order
    if intent in ("cancel", "status"):
        return weight + 2 * (OLD_AFTER.match(role.after) is not None) - 2 * (re.match(r"[^，。]{0,2}要", role.after) is not None) - (
            re.search(r"我|她|他|儿|女", role.before) is not None
        )
    weight += 2 * role.serves - role.busy * (not role.serves) - 4 * role.refused - 2 * role.reason + 3 * role.changed
    weight += 1.5 * (phrase.every is not None) + 2 * (phrase.timed and phrase.day is not None)
    weight += 0.3 * (phrase.clock is not None) + 0.5 * isinstance(phrase.day, Date) - 1.0 * isinstance(phrase.day, Feast) * (phrase.bound is not None)
    weight -= 0.5 * isinstance(phrase.day, Week | Month)
    weight -= 3 * (phrase.day == Relative(0) and phrase.timed and _is_over(phrase, now, calendar, wholly=True))
    weight -= 1.5 * phrase.now + 2 * (phrase.that is not None and phrase.day is None)
    weight -= 0.5 * (not phrase.timed and phrase.day is None and phrase.every is None)
    return weight


def _joined(main: Role, others: list[Role]) -> Phrase:
    """The main phrase with what the others add: the day, the time of day, the rule, the beginning."""
    phrase = replace(main.phrase, spans=list(main.phrase.spans))
    if phrase.exact:
        return phrase
    for role in sorted(others, key=lambda role: abs(role.order - main.order)):
        other = role.phrase
        if role.refused or other.exact:
            continue
        taken = _take_rule(phrase, role) | _take_day(phrase, role) | _take_time(phrase, role, main)
        if taken:
            phrase.spans += other.spans
    return phrase


def _take_rule(phrase: Phrase, role: Role) -> bool:
    other = role.phrase
    taken = False
    if phrase.first is None and other.first is not None:
        phrase.first, taken = other.first, True
    if phrase.every is None and other.every is not None and (phrase.day is None or (isinstance(phrase.day, Weekdays) and other.every.freq == "WEEKLY")):
        phrase.every, taken = other.every, True
    elif phrase.every is not None and not phrase.every.weekdays and other.every is not None and other.every.freq == phrase.every.freq and phrase.every.interval == 1:
        phrase.every, taken = other.every, True
    return taken


def _take_day(phrase: Phrase, role: Role) -> bool:
    other = role.phrase
    if other.day is None or phrase.day is not None:
        return False
    if phrase.every is not None and (phrase.every.weekdays or phrase.every.days) and phrase.first is not None:
        return False
    if phrase.timed and other.timed and phrase.that is None and (other.clock is not None or phrase.part is not None):
        return False
    if phrase.clock is not None and phrase.part is None:
        phrase.part = other.part
    phrase.day, phrase.day_to = other.day, other.day_to
    if phrase.that:
        phrase.day = After(phrase.day, phrase.that)
    return True


def _take_time(phrase: Phrase, role: Role, main: Role) -> bool:
    other = role.phrase
    if other.day is not None and other.day != phrase.day or not other.timed:
        return False
    alone = not role.before.strip() and len(role.after.strip()) <= 3
    if other.clock is None and role.busy and not role.serves and not alone:
        return False
    if not phrase.timed:
        phrase.part, phrase.part_to, phrase.clock, phrase.clock_to = other.part, other.part_to, other.clock, other.clock_to
        phrase.bound, phrase.strict = other.bound or phrase.bound, other.strict or phrase.strict
        return True
    if phrase.clock is None and other.clock is not None and phrase.bound is None and other.part is None:
        phrase.clock, phrase.clock_to, phrase.bound = other.clock, other.clock_to, other.bound
        return True
    return False


def _rescheduled(text: str, found: list[Role]) -> Phrase | None:
    new = [role for role in found if role.changed and not role.refused and not role.phrase.now]
    if not new:
        new = [role for role in found if not role.refused and not role.reason and not role.old and not role.phrase.now and (role.serves or not role.busy)]
    if not new:
        return _moved(text, found)
    main = new[-1]
    phrase = replace(main.phrase, spans=list(main.phrase.spans))
    rest = [role for role in found if role is not main]
    for role in (*reversed([r for r in rest if r.order < main.order]), *(r for r in rest if r.order > main.order)):
        if role.order > main.order and (role.refused or role.busy and not role.serves):
            continue
        _inherit(phrase, role, text)
    return phrase


def _inherit(phrase: Phrase, role: Role, text: str) -> None:
    """A new time on the old day, a new day at the old time where the text says so."""
    other = role.phrase
    if phrase.exact or other.exact:
        return
    if phrase.day is None and other.day is not None and phrase.every is None:
        phrase.day = After(other.day, phrase.that) if phrase.that else other.day
        if phrase.clock is not None and phrase.part is None and not phrase.clock.fixed:
            phrase.part = other.part
    elif phrase.day is None and other.day is None and phrase.clock is not None and phrase.part is None:
        phrase.part = other.part
    elif not phrase.timed and other.timed and phrase.day == other.day:
        phrase.part, phrase.part_to, phrase.clock, phrase.clock_to = other.part, other.part_to, other.clock, other.clock_to
    elif phrase.part is not None and phrase.clock is None and other.clock is not None and other.day is None and not role.old:
        phrase.clock, phrase.clock_to, phrase.bound = other.clock, other.clock_to, other.bound
    elif not phrase.timed and other.timed and (SAME_TIME.search(text) or (other.day is None and not role.old and not role.refused)):
        phrase.part, phrase.clock, phrase.clock_to, phrase.bound = other.part, other.clock, other.clock_to, other.bound


def _moved(text: str, found: list[Role]) -> Phrase | None:
    """`往后推一个小时`: the old time, moved."""
    shift = SHIFT.search(text)
    old = next((role.phrase for role in found if not role.phrase.exact), None)
    if shift is None or old is None or not (shift["way"] or shift["english"]):
        return None
    return replace(old, moved=_shift_minutes(shift))


def _shift_minutes(shift: re.Match[str]) -> int:
    unit = UNITS[shift["unit"].removesuffix("s")]
    word = shift["n"]
    minutes = unit // 2 if word.startswith(("半", "half")) else unit * number(word) + (unit // 2 if shift["half"] else 0)
    back = re.search("提|前|早|forward|earlier", (shift["way"] or "") + (shift["english"] or "")) is not None
    return -minutes if back else minutes

