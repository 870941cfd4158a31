"""Text made ready for reading: one width, one case, slips of speech-to-text put right. Every character keeps its place."""

import re
from collections.abc import Callable

WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，！？（）；"} | {0x3000: 0x20}
TRADITIONAL = str.maketrans(
    "週禮點號後個兩時間鐘來從這會兒開節國慶陽舊曆農陰", "周礼点号后个两时间钟来从这会儿开节国庆阳旧历农阴"
)
OTHER = str.maketrans({"’": "'", "‘": "'", "～": "~", "〜": "~", "–": "-", "—": "-", "─": "-", "：": ":", "−": "-"})
TABLE = WIDTH | TRADITIONAL | OTHER

# Words that speech-to-text or a hurried thumb puts for another that sounds the same.
WHOLE = {
    "礼拜": "里拜 理拜 李拜 力拜 立拜 利拜 丽拜 里败 里摆 礼败 礼白 礼百 礼摆 李败",
    "星期": "兴期 行期 星其 星七 新期 星起 星妻 心期",
    "周末": "周墨 周莫 周未 周沫 周默 粥末 州末 舟末",
    "每周": "没周 美周 妹周 煤周 每州 每舟 每洲 每粥 每邹",
    "每天": "美天 妹天 每添 每田",
    "每月": "每越",
    "明天": "名天 民天 鸣天 明田 明添 命天 茗天",
    "后天": "厚天",
    "今天": "金天 斤天 今添 巾天",
    "昨天": "做天 坐天 昨添 左天",
    "明个": "名个 明各 明格 民个",
    "后个": "厚个 后各 后格",
    "明早": "名早 明找 明枣",
    "今晚": "金晚 今完 今碗 斤晚",
    "明晚": "名晚 明碗 明完",
    "上午": "上舞 上武 尚午 伤午 商午",
    "下午": "下舞 夏午 吓午 下武 厦午",
    "中午": "中舞 钟午 终午 中武 忠午",
    "早上": "早尚 早伤",
    "晚上": "万上 晚尚 晚伤",
    "傍晚": "旁晚 榜晚 磅晚 傍碗 棒晚",
    "凌晨": "零晨 凌辰 临晨 凌陈",
    "晌午": "响午 赏午 晌舞 享午",
    "下晚": "夏晚 吓晚",
    "元旦": "元蛋 圆旦 园旦 员旦 元但 圆蛋",
    "国庆": "国轻 国罄",
    "清明": "轻明 清鸣",
    "端午": "端五 短午 端舞 端武",
    "中秋": "中邱 钟秋 终秋 中丘 忠秋",
    "重阳": "重羊 虫阳 崇阳 虫羊 重杨",
    "冬至": "冬只 冬志 冬治 冬制",
    "腊八": "辣八 蜡八 腊巴 辣吧 腊吧",
    "除夕": "除西 初夕 厨夕 除息",
    "元宵": "元肖 圆宵 元霄 元消 元萧",
    "春节": "春结 春接",
    "月底": "月低 月抵 越底 月弟",
    "工作日": "工作曰 公作日 工做日 公做日",
    "隔天": "格天 葛天",
    "现在": "现再",
    "马上": "马尚 码上",
    "一月": "元月",
    "小时": "小石 小十 小食 小实",
}
SLIPS = {slip: word for word, slips in WHOLE.items() for slip in slips.split()}

SOUNDS = {
    "十": "实时石食拾识",
    "两": "俩量亮良",
    "三": "山散伞叁",
    "四": "是似市寺肆",
    "五": "午舞武屋",
    "六": "溜刘留陆",
    "七": "起期气齐妻",
    "八": "吧巴扒爸把",
    "九": "就久酒旧玖",
    "一": "医衣依",
}
HEARD = {sound: digit for digit, sounds in SOUNDS.items() for sound in sounds}
_HEARD = "".join(HEARD)
_DAYPART = "上午|下午|早上|晚上|中午|傍晚|凌晨|晌午|下晚|今晚|明早|明晚|今早|明天|后天|今天|明个|后个"
_HOURS = "一二两三四五六七八九十"


def _map(found: re.Match[str]) -> str:
    return SLIPS[found.group()]


def _hour(found: re.Match[str]) -> str:
    before, heard = found["before"] or "", found["heard"] or ""
    return before + "".join(HEARD.get(sound, sound) for sound in heard) + "点"


def _fixed(group: str, word: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found[group] + word


RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile("|".join(sorted(SLIPS, key=len, reverse=True))), _map),
    (re.compile(r"(?P<day>[天个日儿号][的]?|周[一-龥])(?P<slip>下五|下吴)(?!点|个|位|楼)"), _fixed("day", "下午")),
    (re.compile(r"(?P<day>[天个日儿号][的]?|周[一-龥])(?P<slip>上五|上吴)(?!点|个|位|楼)"), _fixed("day", "上午")),
    (
        re.compile(r"(?P<day>(?:^|[下这本每逢，。,\s在到改个])[州洲舟粥邹])(?=[一二三四五六日])"),
        lambda m: m["day"][:-1] + "周",
    ),
    (re.compile(rf"(?P<before>{_DAYPART})(?P<heard>[{_HEARD}{_HOURS}]{{1,2}})点(?![心菜名餐评单火])"), _hour),
    (re.compile(rf"(?P<before>{_DAYPART})(?P<heard>[{_HOURS}]{{1,2}})[店典]"), _hour),
    (re.compile(r"(?P<before>)(?P<heard>(?<![老诚踏结现真厚瓷])[实石]|[俩量就久酒山](?=点[半钟整]))点"), _hour),
    (re.compile(r"(?P<hour>[一二两三四五六七八九十\d]点)[伴拌板绊]"), _fixed("hour", "半")),
    (re.compile(r"(?P<day>[一二三四五六七八九十\d])[好浩耗毫](?=[上下中]午|早上|晚上|那天)"), _fixed("day", "号")),
    (re.compile(r"(?P<day>小时)候(?=来|过来|到|能|行|$)"), _fixed("day", "后")),
)


def clean(text: str) -> str:
    """The text in half width, lower case and simplified characters with its slips put right; the same length as before."""
    text = text.translate(TABLE)
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    for pattern, put in RULES:
        lowered = pattern.sub(put, lowered)
    return lowered
