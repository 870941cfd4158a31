"""What the messages of family, the shop, back-filling and the sheet show."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from models.ids import new_id
from services.drafts import Named
from services.hours.keeping import GoodCard, RuleCard
from services.hours.kin import KinCard
from services.hours.sheet import Sheet
from tests.conftest import NOON

VENUE = 320830101201


def bank_samples(hostile: str) -> dict[str, Any]:
    """Every name that these templates know, with a value as nasty as it may be."""
    kin = KinCard(new_id(), 1, hostile, hostile, "+8613800000001", False, True, False, NOON)
    ware = GoodCard(new_id(), str(VENUE), hostile, 8, 20, 2, False)
    return {
        "kin": kin,
        "asks": [kin, kin],
        "family": [hostile, "B"],
        "waiting": [hostile],
        "filed": [(new_id(), 12)],
        "venue": VENUE,
        "venues": [{"id": VENUE, "name": hostile}],
        "ware": ware,
        "wares": [ware, replace(ware, kept=0, open=True)] * 5,
        "point_rules": [RuleCard(None, hostile, 2), RuleCard(hostile, "B", 10)],
        "may": False,
        "area": VENUE,
        "chosen_code": "C",
        "rule_items": [Named("C09", hostile)],
        "names": (hostile, "B"),
        "what": hostile,
        "most": 40,
        "sheet": Sheet("abc-12", hostile, "Maba", NOON, NOON + timedelta(hours=1), hostile, (hostile,), ""),
    }
