"""How long the way is: from points where both are known, else from how much of the area codes agrees."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from matching.plain import COUNTY, TOWN, VILLAGE, Point

EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Pace:
    """How people get about: an electric bicycle on country roads, and what to assume without points.

    `detour` is road length over the straight line; `setting_out` minutes go to leaving and arriving. The four
    fixed times, in minutes, hold within a village, a town and a county, and beyond.
    """

    detour: float = 1.35
    km_per_hour: float = 20.0
    setting_out: float = 3.0
    same_village: float = 10.0
    same_town: float = 20.0
    same_county: float = 40.0
    beyond: float = 90.0


PACE = Pace()


def straight_km(a: Point, b: Point) -> float:
    """Great-circle distance in km by the haversine formula (mean earth radius of the IUGG)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def minutes_between(area_a: str, point_a: Point | None, area_b: str, point_b: Point | None, pace: Pace = PACE) -> float:
    """Minutes of travel one way between two places."""
    if point_a is not None and point_b is not None:
        return pace.setting_out + straight_km(point_a, point_b) * pace.detour / pace.km_per_hour * 60
    shared = {VILLAGE: pace.same_village, TOWN: pace.same_town, COUNTY: pace.same_county}
    for digits, minutes in shared.items():
        if len(area_a) >= digits and area_a[:digits] == area_b[:digits]:
            return minutes
    return pace.beyond
