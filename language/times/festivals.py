"""What the festivals are called."""

CALLED = """
元旦: 元旦节 元旦 阳历年
春节: 春节 大年初一
除夕: 除夕夜 除夕 年三十 大年三十 大年夜 年夜
元宵: 元宵节 元宵 正月半
清明: 清明节 清明
端午: 端午节 端午 端阳 五月端
中秋: 中秋节 中秋 八月半 八月节
重阳: 重阳节 重阳 老人节 敬老节 九月九
冬至: 冬至
国庆: 国庆节 国庆
劳动节: 劳动节 五一节
腊八: 腊八节 腊八
小年: 小年夜 过小年 小年 祭灶
七夕: 七夕节 七夕
中元: 七月半 中元节
妇女节: 妇女节 三八节
雷锋日: 雷锋日 学雷锋日
植树节: 植树节
青年节: 青年节
护士节: 护士节
儿童节: 儿童节 六一节
建党节: 建党节
建军节: 建军节
教师节: 教师节
母亲节: 母亲节
父亲节: 父亲节
圣诞: 圣诞节 圣诞
平安夜: 平安夜
情人节: 情人节
龙抬头: 龙抬头
志愿者日: 志愿者日
公祭日: 公祭日
立春: 立春
春分: 春分
立夏: 立夏
夏至: 夏至
立秋: 立秋
秋分: 秋分
霜降: 霜降
立冬: 立冬
跨年夜: 跨年夜
"""
CALLED_IN_ENGLISH = """
元旦: new year's day, new years day
跨年夜: new year's eve
春节: spring festival, chinese new year, lunar new year
除夕: chinese new year's eve, lunar new year's eve, spring festival eve
元宵: lantern festival
清明: qingming festival, qingming, tomb sweeping day, tomb-sweeping day
端午: dragon boat festival, dragon boat day
中秋: mid-autumn festival, mid-autumn day, mid-autumn, mid autumn festival, moon festival
重阳: double ninth festival, double ninth, chongyang
冬至: winter solstice
国庆: national day
劳动节: labour day, labor day, may day
腊八: laba festival, laba
妇女节: women's day
儿童节: children's day
教师节: teachers' day, teacher's day
圣诞: christmas day, christmas
平安夜: christmas eve
母亲节: mother's day
父亲节: father's day
情人节: valentine's day
雷锋日: lei feng day
七夕: qixi
"""


def _names(table: str, comma: str) -> dict[str, str]:
    lines = (line.partition(":") for line in table.strip().splitlines())
    return {name.strip(): feast for feast, _, names in lines for name in names.strip().split(comma)}


CHINESE = _names(CALLED, " ")
ENGLISH = _names(CALLED_IN_ENGLISH, ", ")
# Written as two numbers; only a festival where what follows says so.
NUMBERED = _names("劳动节: 五一\n儿童节: 六一\n建党节: 七一\n建军节: 八一\n国庆: 十一\n妇女节: 三八\n青年节: 五四", " ")
