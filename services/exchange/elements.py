"""What a file of exchange holds: the eight elements of MZ/T 061 as sheets, each with its columns.

The names are those of the standard and stand in every file, whatever the language of who reads it. No identity number is among
them: the standard puts the volunteer's number (统一编号) in its place. What is derived, as a balance, is written and never read.
"""

from dataclasses import dataclass
from enum import StrEnum

FORMAT, VERSION = "lianxin-exchange", 1


class Element(StrEnum):
    """The elements, in the order in which an import takes them in."""

    TEAM = "团体"
    VOLUNTEER = "志愿者"
    PROJECT = "项目"
    TRAINING = "培训"
    AWARD = "表彰"
    PAPER = "证书"
    TIME = "时间"
    OPINION = "评价投诉"


class Kind(StrEnum):
    """What may stand in a cell."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"
    CODES = "codes"  # several, with 、 between them
    AREA = "area"
    ITEM = "item"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `most` is the longest text or the largest number; one that is `derived` is written and never read."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    most: int = 200
    least: int = 0
    choices: tuple[str, ...] = ()
    derived: bool = False


YES, NO = "是", "否"
SEXES = {"woman": "女", "man": "男", "unknown": "未说明"}
TEAMS = {"corps": "总队", "branch": "分队", "brand": "品牌队"}
ENTRIES = {"served": "服务", "reversed": "更正", "transferred": "转存", "spent": "使用"}
BOOKS = {"credit": "信用", "honour": "荣誉", "bank": "时间银行", "received": "受益"}
STATES = {
    "open": "待派",
    "offered": "已派",
    "accepted": "已接",
    "scheduled": "已约",
    "serving": "服务中",
    "served": "已服务",
    "closed": "已评价",
    "cancelled": "已取消",
    "unmet": "未接",
    "declined": "不予办理",
    "merged": "已合并",
}
PAPER_STATES = {"issued": "有效", "revoked": "已撤销"}
SERVED = ENTRIES["served"]
ID = Column("记录编号", most=60)
NUMBER = Column("统一编号", required=True, most=40)
NAME = Column("姓名", most=40)
_K = Kind

COLUMNS: dict[Element, tuple[Column, ...]] = {
    Element.TEAM: (
        Column("团体编号", required=True, most=40),
        Column("名称", required=True, most=60),
        Column("类别", _K.CHOICE, required=True, choices=tuple(TEAMS.values())),
        Column("所属站点代码", _K.AREA, required=True),
        Column("上级团体编号", most=40),
        Column("服务项目", _K.CODES, most=400),
        Column("负责人统一编号", derived=True),
        Column("成员数", _K.NUMBER, derived=True),
    ),
    Element.VOLUNTEER: (
        Column("统一编号", most=40),
        Column("姓名", required=True, most=40),
        Column("性别", _K.CHOICE, choices=tuple(SEXES.values())),
        Column("出生年份", _K.NUMBER, least=1900, most=2100),
        Column("联系电话", _K.PHONE),
        Column("区划代码", _K.AREA, required=True),
        Column("服务项目", _K.CODES, most=400),
        Column("所属团体编号", _K.CODES, most=400),
        Column("注册日期", _K.DAY),
        Column("审核有效期", _K.DAY, derived=True),
        Column("信用时数分钟", _K.NUMBER, derived=True),
        Column("荣誉时数分钟", _K.NUMBER, derived=True),
        Column("时间银行分钟", _K.NUMBER, derived=True),
    ),
    Element.PROJECT: (
        Column("项目编号", required=True, most=60),
        Column("名称", required=True),
        Column("服务类别", _K.ITEM),
        Column("区划代码", _K.AREA, required=True),
        Column("承接团体", most=60),
        Column("状态", most=20),
        Column("开始时间", _K.TIME),
        Column("结束时间", _K.TIME),
        Column("受益人数", _K.NUMBER, most=100_000),
        Column("志愿者人数", _K.NUMBER, most=100_000),
        Column("登记时间", _K.TIME),
    ),
    Element.TRAINING: (
        ID,
        NUMBER,
        NAME,
        Column("培训名称", required=True),
        Column("培训日期", _K.DAY, required=True),
        Column("分钟数", _K.NUMBER, most=100_000),
        Column("组织单位"),
        Column("结果", most=40),
    ),
    Element.AWARD: (
        ID,
        NUMBER,
        NAME,
        Column("表彰名称", required=True),
        Column("表彰日期", _K.DAY, required=True),
        Column("授予单位"),
    ),
    Element.PAPER: (
        ID,
        NUMBER,
        NAME,
        Column("证书类别", required=True, most=60),
        Column("证书编号", most=60),
        Column("发放日期", _K.DAY),
        Column("有效期至", _K.DAY),
        Column("状态", most=20),
    ),
    Element.TIME: (
        ID,
        NUMBER,
        NAME,
        Column("类型", _K.CHOICE, required=True, choices=tuple(ENTRIES.values())),
        Column("账册", _K.CHOICE, choices=tuple(BOOKS.values())),
        Column("分钟数", _K.NUMBER, required=True, least=-100_000, most=100_000),
        Column("开始时间", _K.TIME),
        Column("结束时间", _K.TIME),
        Column("项目编号", most=60),
        Column("服务内容"),
        Column("站点代码", _K.AREA, required=True),
        Column("证据等级", derived=True),
        Column("更正的记录编号", most=60),
        Column("登记时间", _K.TIME, derived=True),
        Column("链上序号", _K.NUMBER, derived=True),
        Column("摘要", derived=True),
    ),
    Element.OPINION: (
        ID,
        Column("项目编号", most=60),
        Column("类型", _K.CHOICE, required=True, choices=("评价", "投诉", "感谢")),
        Column("区划代码", _K.AREA, required=True),
        Column("到场", _K.CHOICE, choices=(YES, NO)),
        Column("准时", _K.CHOICE, choices=(YES, NO)),
        Column("解决", _K.CHOICE, choices=(YES, NO)),
        Column("内容", most=1000),
        Column("时间", _K.TIME, required=True),
    ),
}


def named(element: Element) -> dict[str, Column]:
    """The columns of an element by their names."""
    return {column.name: column for column in COLUMNS[element]}
