"""What the demo county's posts have in their points shops, and what gives points."""

import random

from sqlalchemy.ext.asyncio import AsyncSession

from models.area import VenueLevel, venues_in
from models.shop import Good, PointRule

RULES = (("", 4), ("A", 6), ("F", 10))
GOODS = (("牙膏", 3), ("毛巾", 4), ("洗衣液", 8), ("雨伞", 10), ("保温杯", 12), ("食用油", 20))
KINDS = 4


async def stock_shops(session: AsyncSession, county_code: str, chance: random.Random) -> int:
    """Give the county rules for points and each post a few goods; returns how many posts have some."""
    session.add_all(PointRule(area_code=county_code, item=item, per_hour=points) for item, points in RULES)
    posts = [venue for venue in await venues_in(session, county_code) if venue.level is VenueLevel.POST]
    for post in posts:
        for name, points in chance.sample(GOODS, KINDS):
            session.add(Good(venue_code=post.code, name=name, points=points, stock=chance.randint(3, 20)))
    return len(posts)
