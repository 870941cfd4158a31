"""How likely people say yes, learned from how they answered: by item, hour and load (see `matching.chance`)."""

from collections import Counter
from datetime import timedelta

from matching.chance import Chances, Prior, Tally, learn
from models.queries.candidates import answered_offers
from services.work import Work

MEMORY = timedelta(days=180)
AGAIN_AFTER = timedelta(hours=6)
_learned: dict[tuple[int, str, int], Chances] = {}


async def chances_now(work: Work) -> Chances:
    """What was learned from the answers of the last half year, looked at again four times a day."""
    key = (
        id(work.session.get_bind()),
        work.actor.county_code,
        int(work.now.timestamp() // AGAIN_AFTER.total_seconds()),
    )
    if key not in _learned:
        _learned.clear()
        _learned[key] = await learn_now(work)
    return _learned[key]


async def learn_now(work: Work) -> Chances:
    """Learn from the answers; without any it is the prior of the settings."""
    asked: Counter[tuple[str, int]] = Counter()
    accepted: Counter[tuple[str, int]] = Counter()
    for item_code, sent_at, said_yes in await answered_offers(work.session, work.now - MEMORY):
        cell = (item_code, sent_at.astimezone(work.zone).hour)
        asked[cell] += 1
        accepted[cell] += said_yes
    tallies = [Tally(item, hour, 0, count, accepted[item, hour]) for (item, hour), count in sorted(asked.items())]
    return learn(tallies, Prior(chance=work.settings.offers.accept_prior))
