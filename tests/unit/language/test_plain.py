"""What most people simply say must be read right, however many hard sentences the reader learns from."""

from __future__ import annotations

from datetime import datetime

import pytest

from language.understand import Reader

NOW = datetime(2026, 11, 24, 9)
REQUESTS = """
A01 给我妈送午饭|明天中午能送份饭来吗
A02 帮我买点菜|麻烦帮我买袋米
A03 明天下午来个人打扫卫生|家里擦擦窗户
A04 帮我洗洗被子
A05 我想理个发|后天请人给她理发
A06 想请人给我爸洗个澡
A07 帮我把冰箱搬到二楼|I need help moving a sofa
A08 明天送我去车站
A09 下午帮我看一下孩子
A10 帮我交电费
B01 下周二上午陪我去县医院看病|明天上午陪我妈去医院|Can someone go with me to the hospital tomorrow
B02 帮我去药店拿药
B03 想量个血压
B04 中风后想做康复训练
B05 请医生来村里讲讲高血压
B07 心里难受，想找人说说
B08 我住院了，找人照看一晚
B09 想借个轮椅
C01 水龙头坏了，来个人修一下|水管漏水了|my tap is leaking
C02 灯不亮了|家里没电了，来看看
C03 洗衣机坏了
C04 门锁坏了打不开
C05 马桶堵了|下水道堵了请人通一下
C06 卫生间想装个扶手
C07 请人来检查一下煤气管道
C08 椅子腿断了，能修吗
C09 电视没信号了
D01 一个人在家闷，想找人聊聊天
D02 过年来看看村里的老人
D03 我爸下周过八十岁生日，想请人来热闹一下
D04 请人帮我写封信
D05 想问问离婚怎么打官司
D06 跟邻居吵架了，请人调解
D07 老年证怎么办，谁帮我办一下
E01 孩子数学不好，想找人辅导
E02 教我用微信|想学用智能手机
E03 想学书法
E04 重阳节想请人来唱戏
E05 想学太极拳
E08 想借几本书看
E09 想学个手艺找工作
F02 我妈电话没人接，请人去家里看看
"""
DANGERS = (
    "家里着火了",
    "我爸摔倒了起不来",
    "煤气味好大头晕",
    "煤气味好大头晕，另外帮我买点菜",
    "老伴胸口疼得厉害",
    "有人掉河里了",
    "我奶奶走丢了",
    "我不想活了",
    "孩子触电了",
    "我妈晕倒了叫不醒",
    "电梯坏了有人困在里面",
    "fire in the kitchen",
    "my father fell and can't get up",
    "I can smell gas",
)
OTHERS = {
    "cancel": ("明天的陪诊不用了", "取消明天的送饭", "please cancel tomorrow's visit"),
    "reschedule": ("改到后天下午", "明天的理发能改到后天吗"),
    "status": ("人什么时候到", "我昨天报的修水管怎么样了"),
    "volunteer": ("我想当志愿者", "周末我有空，可以帮忙"),
    "complaint": ("我要投诉，来的人态度太差", "等了一上午也没人来，太不像话了"),
    "thanks": ("谢谢你们", "上次来的小伙子真好，谢谢"),
    "help": ("这个怎么用", "收费吗"),
    "other": ("你好", "今天天气真好"),
}


@pytest.mark.parametrize("line", REQUESTS.strip().splitlines(), ids=lambda line: line[:3])
def test_a_plain_request_is_read_as_one(reader: Reader, line: str) -> None:
    code, _, texts = line.partition(" ")
    for text in texts.split("|"):
        said = reader.read(text, NOW)
        assert (said.intent, said.item, said.danger) == ("request", code, False), text


@pytest.mark.parametrize("text", DANGERS)
def test_a_plain_danger_is_caught(reader: Reader, text: str) -> None:
    assert reader.read(text, NOW).danger


@pytest.mark.parametrize("intent", OTHERS)
def test_other_plain_intents(reader: Reader, intent: str) -> None:
    for text in OTHERS[intent]:
        said = reader.read(text, NOW)
        assert (said.intent, said.danger) == (intent, False), text
