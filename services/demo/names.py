"""Invented names, phones and doors. No phone of these is in use: the numbers stand in a block that no carrier has."""

import random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = {
    "old_woman": "秀英 桂兰 玉兰 凤英 素珍 桂英 秀兰 淑珍 翠英 月英 金凤 巧云 春兰 桂芳 兰英 玉珍 秀珍 凤兰 素兰 惠珍".split(),
    "old_man": "建国 福生 德明 长根 金宝 玉林 国强 正海 宝山 树林 永贵 志明 兆祥 学文 开富 广才 洪生 家旺 克勤 守义".split(),
    "woman": "丽 敏 静 娟 艳 燕 霞 婷 雪 晶 慧 莉 颖 倩 佳慧 梦瑶 文静 雅婷 思雨 海燕 红梅 小芳 晓丽 春燕".split(),
    "man": "伟 强 磊 军 勇 涛 超 鹏 杰 明 浩 亮 建华 志强 海涛 文博 子豪 俊杰 宇航 晓东 卫国 立新 大勇 国庆".split(),
}


def a_name(chance: random.Random, kind: str) -> str:
    """A name of a kind: old_woman, old_man, woman, man."""
    return chance.choice(SURNAMES) + chance.choice(GIVEN[kind])


def a_phone(number: int) -> str:
    """The demo phone with this number, 0 to 9,999."""
    return f"+861990000{number:04d}"


def a_door(chance: random.Random) -> str:
    """A door: a group in a village, or a house and flat."""
    if chance.random() < 0.6:
        return f"{chance.randint(1, 12)}组{chance.randint(1, 60)}号"
    return f"{chance.randint(1, 30)}幢{chance.randint(1, 3)}单元{chance.randint(1, 6)}0{chance.randint(1, 2)}室"
