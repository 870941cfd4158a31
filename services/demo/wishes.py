"""What the demo county's residents ask for: sentences for each item, and how often each is asked."""

import random
from datetime import datetime, time, timedelta

SENTENCES: dict[str, tuple[int, str]] = {
    "A01": (9, "中午没法做饭，想请人送一份午饭"),
    "A02": (10, "家里没米没油了，想请人帮忙买一点"),
    "A03": (5, "年纪大了擦不动窗户，想请人来打扫打扫"),
    "A04": (3, "被子太重洗不动，想请人帮忙洗一洗"),
    "A05": (7, "腿脚不便出不了门，想请人上门剪头发"),
    "A06": (2, "老伴卧床，想请人帮忙洗个澡"),
    "A07": (4, "柜子要换个地方，一个人搬不动"),
    "A08": (4, "要去县城办事，没有车，想请人接送一趟"),
    "A09": (3, "下午要去医院，孩子没人看"),
    "A10": (2, "水电费不会在手机上交，想请人帮忙"),
    "B01": (12, "约了县医院的号，想请人陪我去看病"),
    "B02": (6, "降压药吃完了，想请人帮忙去取药"),
    "B03": (6, "想请人来量量血压血糖"),
    "B04": (2, "中风以后要练走路，想请人来指导"),
    "B07": (2, "最近心里闷，想找人说说"),
    "B08": (2, "老伴刚出院，我要出去半天，想请人照看一下"),
    "B09": (2, "想借一辆轮椅用几天"),
    "C01": (7, "厨房水龙头一直漏水"),
    "C02": (6, "客厅的灯不亮了，不敢自己动"),
    "C03": (3, "冰箱不制冷了，想请人看看"),
    "C04": (2, "大门锁坏了，关不严"),
    "C05": (4, "下水道堵了，水往上冒"),
    "C07": (2, "煤气灶用了好多年，想请人来检查一下"),
    "C09": (5, "手机收不到视频，想请人来弄一下"),
    "D01": (7, "一个人在家闷得慌，想有人来坐坐说说话"),
    "D02": (2, "快过节了，村里几位独居老人想请人去看看"),
    "D04": (2, "眼睛不好，想请人来念念报纸"),
    "D05": (2, "宅基地的事想问问懂法律的人"),
    "D06": (2, "跟邻居为了排水沟吵起来了，想请人来说和"),
    "D07": (4, "想办老年证，不知道要什么材料"),
    "E01": (4, "孩子数学跟不上，想请人辅导作业"),
    "E02": (5, "想学用手机看病挂号"),
    "E08": (1, "想借几本养花的书"),
    "F06": (1, "楼道里电线乱拉，怕出事，想请人来看看"),
}


def a_wish(chance: random.Random) -> tuple[str, str]:
    """An item code and what is said, by how often each is asked."""
    codes = list(SENTENCES)
    code = chance.choices(codes, [SENTENCES[one][0] for one in codes])[0]
    return code, SENTENCES[code][1]


def a_window(chance: random.Random, now: datetime, zone: object) -> tuple[datetime, datetime]:
    """A time in the next four days: a morning, an afternoon, or a clock hour."""
    local = now.astimezone(zone)  # type: ignore[arg-type]
    day = local.date() + timedelta(days=chance.choice((1, 1, 1, 2, 2, 3, 4)))
    if chance.random() < 0.4:
        start = datetime.combine(day, time(chance.choice((8, 9, 10, 14, 15, 16))), local.tzinfo)
        return start.astimezone(now.tzinfo), (start + timedelta(hours=2)).astimezone(now.tzinfo)
    first, last = chance.choice(((time(8), time(12)), (time(13), time(18))))
    start, end = datetime.combine(day, first, local.tzinfo), datetime.combine(day, last, local.tzinfo)
    return start.astimezone(now.tzinfo), end.astimezone(now.tzinfo)
