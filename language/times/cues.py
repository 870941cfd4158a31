"""Words around a time that tell what it is there for: the service, a reason against it, the old visit, the new one."""

import re

STOP = re.compile(r"[，。！？；!?;\n…]|,(?!\d)|\.(?!\d)")
CHANGE = re.compile(
    r"(?:(?:改|换|挪|调|推|延|移|变|提|顺|拖|串|错|后)(?:期|签|约|日子|天|个?时间|"
    r"迟|后|前|早|延|整|换|动)?(?:到|成|在|为|至|去|定|的)?|放到|定到|定在|约到|"
    r"约在|能不能|是)"
    r"(?:了)?[:：\s]*(?:就)?$"
    r"|\b(?:mov(?:e|ed|ing)|reschedul(?:e|ed)|chang(?:e|ed)|push(?:ed)?|shift(?:ed)?|"
    r"switch(?:ed)?|swap(?:ped)?|postpon(?:e|ed)|bring|put|delay(?:ed)?)\b"
    r"[^.?!]*\b(?:to|until|till|for|on|with)\s+(?:about |around |the )?$"
    r"|\b(?:how about|what about|make it|make that|let's do|let's say)\b[^.?!]*$|"
    r"\b(?:can|could) (?:we|you) (?:do |have it )?$"
)
BETTER = re.compile(
    r"\s*(?:\w+\s+){0,3}?(?:instead(?! of)|would (?:be better|work|suit)|works? better|"
    r"suits? (?:me )?better|is better|is fine|would do)|[^，。,]{0,4}(?:更好|比较好|"
    r"方便些|才有空|才行|才回|才在|才能|再来)"
)
REFUSED_BEFORE = re.compile(
    r"(?:不是|不要|不用|别|甭|(?<!能)不能|not|instead of|rather than|"
    r"isn't|can't do|can't make)\s*(?:on |at |in |the |this |在)?$"
)
REFUSED_AFTER = re.compile(
    r"[^，。,.!?！？；]{0,6}?(?:(?<!行)不行|不在|没空|没得空|没时间|有事|来不成|"
    r"来不了|去不了|走不开|去不成|不得空|不方便|不凑巧|不巧|太早|太晚|赶不上|不合适|"
    r"不成(?!不)|不中(?!不)|不可以|没得工夫|没工夫|有雨|刮大?风|下大?[雨雪]|有客|"
    r"停电|出差|出远门|家里没人|(?<!能)不能来|来不及)"
    r"|[^.?!,]{0,20}?\b(?:doesn't|won't|isn't|can't do|can't make|not going to|no longer|"
    r"is no good|not work|too early|too late|clashes)\b"
)
REASON_AFTER = re.compile(
    r"[^，。,.!?！？；]{0,6}?(?:要上班|要开会|要加班|要下雨|要去|要出门|要上|要考|"
    r"要办|要打|要做|要动|要住|要[^，。能来]{1,4}了)"
    r"|[^.?!,]{0,20}?\b(?:can't|cannot|can not|away|busy|at work|out of town|have to|has to|got to)\b"
)
OLD_BEFORE = re.compile(
    r"(?:原定|原来|原本|本来|原先|原说|约好?了?的?|约在|说好的?|讲好的?|定好的?|"
    r"定的|定了|定在|订的|从|把|将|之前|先前|早先|不是|my|the|our|from|of|booked)\s?(?:是|"
    r"在|说|for|on|at)?\s?$"
)
OLD_AFTER = re.compile(
    r"的(?!时候|话)|那个|那次|那趟|那顿|那场|那回|约的|'s\b| (?:visit|appointment|"
    r"booking|slot|lesson|class|session|cleaning|haircut|lift|ride|meal)\b"
)
SERVICE = re.compile(
    r"(?<![起出回本原后从])来|能|可以|请|帮|麻烦|求|想|需要|上门|有空|方便|[行好中成可][不吗吧么嘛伐]|"
    r"都[行成中可好在]|最好|在家|接|送|陪|出发|出门|动身|碰头|见面|集合|开始|就行|"
    r"要人|派|找|安排|教|看看|合适|到场|行$|吧$|要(?!上班|开会|加班|打针|考|下|刮|"
    r"交)"
    r"|\b(?:could|can|would|please|pls|need|want|like|works?|suits?|free|come|help|"
    r"pick|drop|available|any ?one|someone|somebody|happy|looking|best|prefer|bring|"
    r"take|visit|great|ideal|good)\b"
)
BUSY = re.compile(
    r"不在|没空|上班|下班|加班|开会|要去|下雨|打针|考试|出差|值班|睡|没|太|哭|闹|"
    r"吵|疼|痛|念叨|停电|停水|掉|咳|漏|看不见|黑|冷|热|怕|一个人|响|晕|难受|起夜|"
    r"摔|跳闸|尿|喊|吃药|犯病|发作"
    r"|\b(?:can't|doesn't|never|always|work|works|asleep|sleep|cries|alone|hurts|dark|cold|hot)\b"
)
STRONG = re.compile(
    r"(?<![起出回本原后从])来(?!不|着)|推|喂|翻个?身|擦|扶|帮|送|接|陪|上门|请|教|有空|能|可以|给|看看|"
    r"[行好中][不吗吧]|could|can |would|please|need|free|help|bring|visit|come"
)
HABIT = re.compile(
    r"哭|闹|吵|疼|痛|念叨|睡不|失眠|眼泪|咳|喝酒|打牌|跳闸|漏|一个人|停|发呆|晕|"
    r"(?<!不)上班|加班|(?<!不)忙|吃药|拖|半夜|骂|喊|想[她他儿孩家妈]|盼|唠叨|起夜|都这样|都是|"
    r"躺|坐|窝|熬|掉|叫|响|愁|犯|堵|臭"
    r"|smell|cry|cries|alone|complain|sits|works|hurts|wakes|keeps|forgets"
)
OVER = re.compile(
    r"了|没|过|到现在|一直|就|才|来着|\b(?:was|were|had|has|fell|did|went|broke|"
    r"stopped|since|happened)\b"
)
NOW_SERVES = re.compile(
    r"(?:就想|就|请|赶紧|快|得|需要|急需|立刻)*[^，。了没已还都在想]{0,8}?(?:来|去|能|"
    r"派|叫(?!不)|帮|送|接|过来|上门|组织|找|可以|安排|关|抬|要(?!命|过|上|开|下)|"
    r"需要|救)"
)
NOW_ENGLISH = re.compile(r"\b(?:can|could|please|need|send|come|help|someone|somebody|anyone|get)\b")
PREFERRED = re.compile("(?:那就|就|最好|要不|大概|干脆)$")
HAPPENED = re.compile(
    r"起来(?!接|帮)|[^，。]{0,4}?(?:摔|跌|走|倒|晕|断|坏|丢|出事|掉)(?:了|的|倒)|出[的了]门|出去[了的]|就[^，。]{1,3}了"
)
HOUR_IS = re.compile("(?:现在|这会儿?|眼下)(?:都|已经|才|是)?$")
USUAL = re.compile("往常|平时|平常|一般|老是|总是|usually|always")
BLOOD = re.compile(r"血|\bblood|donor")
SURGERY = re.compile("手术|开刀|预产|生产|surgery|operation|due")
SAME_TIME = re.compile(r"时间不变|时间照旧|老时间|原来的?时间|同样的?时间|同一时间|还是那个(?:点|时间)|same time")
SHIFT = re.compile(
    r"(?P<way>推迟|延后|延迟|推后|往后[推挪延拖错移]?|后延|后挪|顺延|晚|迟|提前|"
    r"提早|往前[提挪移]?|早|push(?:ed)?[^.?!]*?back(?: by)?|(?:put|bring|move)[^.?!]*?(?:forward|"
    r"back)(?: by)?|delay[^.?!]*?by|an?|)\s?"
    r"(?:个)?(?P<n>\d{1,2}|[一二两三四五六七八九十]|半|half an?|an?|one|two|three)\s?个?(?P<half>半)?(?P<unit>小时|"
    r"钟头|分钟|刻钟|天|周|星期|礼拜|hours?|minutes?|days?|weeks?)(?P<english> later|"
    r" earlier)?(?!后|内)"
)
UNITS = {
    "小时": 60,
    "钟头": 60,
    "分钟": 1,
    "刻钟": 15,
    "天": 1440,
    "周": 10080,
    "星期": 10080,
    "礼拜": 10080,
    "hour": 60,
    "minute": 1,
    "day": 1440,
    "week": 10080,
}
