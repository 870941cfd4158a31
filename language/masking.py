"""Names, phones, ids and door numbers taken out of a text before it is kept as a training line."""

from __future__ import annotations

import re

_SURNAMES = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|" + "|".join(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛奚范彭郎鲁韦昌马苗凤方俞任袁柳鲍史唐费岑薛雷贺倪汤滕殷罗毕郝邬安常于傅皮卞齐康伍余"
    "元卜顾孟黄穆萧尹姚邵汪祁毛禹狄贝明臧成戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路娄江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单杭洪包左石"
    "崔吉龚程邢裴陆荣翁荀惠甄曲封储靳段焦谷车侯全班仇武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲从鄂索咸籍赖卓蔺屠蒙池乔阴胥苍闻党翟谭贡劳逄申扶冉宰桑桂牛寿边扈燕冀浦尚农温庄晏柴瞿阎慕连习艾鱼容古易慎戈廖庾终居衡步都耿满弘匡文寇广"
)
_TITLES = (
    "大爷|大妈|奶奶|爷爷|阿姨|叔叔|大娘|婶子|婶婶|大婶|大叔|婶|伯伯|大伯|伯|老师|师傅|大嫂|嫂子|嫂|老太太|老太|"
    "老汉|老爹|婆婆|先生|女士|小姐|主任|书记|医生|护士|会计|队长|站长|大姐|大哥|姐|哥|同志|叔|姨|奶|爷"
)
_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "〈邮箱〉"),
    (re.compile(r"(?<!\d)\d{6}\s?(?:19|20)\d{2}\s?\d{4}\s?\d{3}[\dXx](?!\w)|(?<!\d)\d{15}(?!\d)"), "〈证件〉"),
    (
        re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"),
        "〈电话〉",
    ),
    (re.compile(r"(?<!\d)\d{7,}(?!\d)"), "〈号码〉"),
    (re.compile(r"(?:幺|一|二|三|四|五|六|七|八|九|零|〇|两|洞|拐){7,}"), "〈号码〉"),
    (re.compile(r"(微信号?|QQ|qq|wechat(?: id)?)(是|为|:|：|\s)*[A-Za-z0-9_-]{5,}", re.I), r"\1〈号码〉"),
    (
        re.compile(
            r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})(?:号楼|幢|栋|座)(?:\s?(?:\d{1,4}|"
            r"[一二三四五六七八九十百]{1,4})(?:单元|门洞?))?"
            r"(?:\s?-?\s?(?:\d{1,4}|[一二三四五六七八九十百零]{1,4})(?:室|房|户|号)?)?"
        ),
        "〈门牌〉",
    ),
    (re.compile(r"(?<![\d.-])\d{1,3}-(?:\d{1,3}-\d{1,4}|\d{3,4})(?![\d点.:：-])"), "〈门牌〉"),
    (
        re.compile(r"(?<=[村庄组路街巷弄园区苑坊里庭城道府第])\s?第?\d{1,4}(?:号院|号门|号|室|户)(?:\s?\d{1,4}室?)?"),
        "〈门牌〉",
    ),
    (re.compile(r"\d{1,4}(?:室|单元|门牌)|(?<=单元)\d{2,4}"), "〈门牌〉"),
    (
        re.compile(r"\b(?:Room|Flat|Unit|Apt\.?|Apartment|No\.?|House|Building|Bldg|Block)\s?#?\d+\w?(?:-\d+)*", re.I),
        "〈门牌〉",
    ),
    (
        re.compile(rf"(我叫|名叫|叫做|名字是|名字叫|姓名[:：是]?|联系人[:：是]?)(?:{_SURNAMES})[\u4e00-\u9fff]{{1,2}}"),
        r"\1某某",
    ),
    (
        re.compile(
            rf"(低保户|五保户|特困户|孤寡老人|独居老人|失能老人|残疾人|户主|村民|居民|"
            rf"同学)(?:{_SURNAMES})[\u4e00-\u9fff]{{1,2}}"
        ),
        r"\1某某",
    ),
    (
        re.compile(
            rf"(老人|老太|老汉|孤老|病人|患者|孩子|"
            rf"邻居)(?:{_SURNAMES})[\u4e00-\u9fff]{{1,2}}(?=[的，。！？、家在要想需今明后（(]|$)"
        ),
        r"\1某某",
    ),
    (re.compile(rf"(?:{_SURNAMES})[\u4e00-\u9fff]{{0,2}}?(?=(?:{_TITLES}))"), "某"),
    (re.compile(rf"(?<=[小老阿])(?:{_SURNAMES})(?![\u4e00-\u9fff]?(?:村|庄|镇|路|街))"), "某"),
    (re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr|Uncle|Aunt(?:ie)?)\.? [A-Z][a-z]+"), r"\1 X"),
    (
        re.compile(r"\b([Mm]y name is|[Ii]t's|[Tt]his is|I am|I'm) [A-Z][a-z]+(?: [A-Z][a-z]+)?(?=[,.!]|$| and| from)"),
        r"\1 X",
    ),
)


def mask(text: str) -> str:
    """The text with phones, ids, door numbers and names replaced by signs; places stay, they help to learn.

    It errs on the side of taking out too much: 某 for a surname before a title, 〈门牌〉 for a house number.
    """
    for pattern, sign in _MASKS:
        text = pattern.sub(sign, text)
    return text
