"""Questions about the figures."""

import datetime as dt

import pytest

from language.county import County
from language.questions import Asked, read_question

TODAY = dt.date(2026, 11, 24)
COUNTY = County(
    "320830",
    rows=[("320830", "盱眙县", "county"), ("320830101", "马坝镇", "town"), ("320830101201", "高桥村", "village")],
)
ITEMS = {
    "B01": ("陪诊就医", "Hospital escort"),
    "A05": ("上门理发", "Haircut at home"),
    "A01": ("送餐助餐", "Meal delivery"),
}
W47, W48 = (dt.date(2026, 11, 16), dt.date(2026, 11, 23)), (dt.date(2026, 11, 23), dt.date(2026, 11, 30))


@pytest.mark.parametrize(
    ("text", "asked", "days", "area", "item"),
    [
        ("上周马坝镇陪诊做了几次", Asked.VISITS, W47, "320830101", "B01"),
        ("上周马坝陪诊做了几次？", Asked.VISITS, W47, "320830101", "B01"),
        ("哪些站点这周没人", Asked.IDLE, W48, None, None),
        ("上周哪些村没有服务", Asked.IDLE, W47, None, None),
        ("这周高桥村点了多少单", Asked.FILED, W48, "320830101201", None),
        ("上个月理发多少次", Asked.VISITS, (dt.date(2026, 10, 1), dt.date(2026, 11, 1)), None, "A05"),
        ("马坝镇还有多少没人接的", Asked.WAITING, W48, "320830101", None),
        ("今年服务了多少小时", Asked.HOURS, (dt.date(2026, 1, 1), dt.date(2027, 1, 1)), None, None),
        ("最近7天有多少志愿者上门", Asked.VOLUNTEERS, (dt.date(2026, 11, 18), dt.date(2026, 11, 25)), None, None),
        ("how many requests last week", Asked.FILED, W47, None, None),
        ("昨天送餐多少次", Asked.VISITS, (dt.date(2026, 11, 23), dt.date(2026, 11, 24)), None, "A01"),
    ],
)
def test_what_is_asked(
    text: str, asked: Asked, days: tuple[dt.date, dt.date], area: str | None, item: str | None
) -> None:
    found = read_question(text, TODAY, COUNTY, ITEMS)
    assert found is not None
    assert (found.asked, (found.first, found.after), found.area, found.item) == (asked, days, area, item)


@pytest.mark.parametrize(
    "text",
    [
        "明天上午想理发",
        "他打了我几次",
        "帮我找几个人搬柜子",
        "谢谢",
        "",
        "几",
        "有没有人能来陪诊",
        "哪些东西要带",
        "x" * 5000 + "几次",
    ],
)
def test_what_is_no_such_question(text: str) -> None:
    assert read_question(text, TODAY, COUNTY, ITEMS) is None
