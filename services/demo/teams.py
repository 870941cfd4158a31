"""The demo county's teams: one 总队, 66 分队 and three brand teams."""

from dataclasses import dataclass

from models.team import TeamKind

SECTORS = {
    "教育": ("E01", "E02", "E03", "E08", "D09", "A09"),
    "卫生健康": ("B03", "B04", "B05", "B06", "B07", "B08", "F05", "F07"),
    "法律服务": ("D05", "D06", "D07"),
    "科技科普": ("E07", "E02", "C09"),
    "文化文艺": ("E03", "E04", "E08"),
    "体育健身": ("E05",),
    "理论宣讲": ("E06",),
    "应急救援": ("F01", "F02", "F03", "F04", "F05", "F06"),
    "红十字": ("F05", "F07", "F04", "B05"),
    "供电": ("C02", "C03", "F06"),
    "供水": ("C01", "C05"),
    "燃气": ("C07", "F06"),
    "建筑": ("C06", "C08", "C04"),
    "交通运输": ("A08", "F04"),
    "青年": ("A02", "A07", "C09", "E01", "E02", "D01", "F01"),
    "巾帼": ("A03", "A04", "A06", "A09", "D01", "D06"),
    "老党员": ("D01", "D02", "D04", "D06", "D08", "E06"),
    "退役军人": ("F01", "F03", "F04", "A07", "D02"),
    "就业帮扶": ("E09", "D07", "D09"),
    "金融": ("A10", "D07"),
    "网格": ("F02", "F06", "D07", "A02"),
}
VILLAGE_SKILLS = ("A", "B01", "B02", "B09", "C09", "D", "E01", "E02", "F01", "F02", "F03", "F06")
TOWN_SKILLS = ("A", "B", "C", "D", "E", "F")
BRANDS = {
    "黄花塘铁军": ("D02", "E06", "F01", "F03", "F04", "A07", "D01"),
    "情暖夕阳": ("A01", "A03", "A05", "A06", "B01", "B08", "D01", "D02", "D03", "D04"),
    "爱心天使": ("B01", "B03", "B04", "B07", "D01", "E01", "A09"),
}
BRANCHES = 66


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team to be made: its name, its venue, and the items it offers."""

    name: str
    venue_code: str
    kind: TeamKind
    skills: tuple[str, ...]


def plan_teams(county_code: str, names: dict[str, str]) -> list[TeamPlan]:
    """The county's teams; `names` are the names of its areas by code. The 总队 comes first.

    A county of any size gets 66 分队: its sectors, its towns, and as many of its villages as are left.
    """
    towns = [code for code in names if len(code) == 9]
    villages = [code for code in names if len(code) == 12]
    plans = [TeamPlan(f"{names[county_code]}志愿服务总队", county_code, TeamKind.CORPS, ("A", "B", "C", "D", "E", "F"))]
    plans += [TeamPlan(f"{name}志愿服务分队", county_code, TeamKind.BRANCH, skills) for name, skills in SECTORS.items()]
    room = BRANCHES - len(SECTORS)
    plans += [_local(code, names, TOWN_SKILLS) for code in towns[:room]]
    step = max(1, len(villages) // max(1, room - len(towns)))
    plans += [_local(code, names, VILLAGE_SKILLS) for code in villages[::step]]
    plans = plans[: BRANCHES + 1]
    return plans + [TeamPlan(name, county_code, TeamKind.BRAND, skills) for name, skills in BRANDS.items()]


def _local(code: str, names: dict[str, str], skills: tuple[str, ...]) -> TeamPlan:
    return TeamPlan(f"{names[code]}志愿服务分队", code, TeamKind.BRANCH, skills)
