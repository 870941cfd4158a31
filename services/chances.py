"""How likely people say yes, and how long they take, learned from how they answered (see `matching.chance`, `matching.waves`)."""

from collections import Counter
from datetime import timedelta

from matching.chance import Chances, Prior, Tally, learn
from matching.waves import AnswerDelay, learn_delay
from models.queries.candidates import answered_offers, put_since
from services.quiet import waking_between
from services.work import Work

MEMORY = timedelta(days=180)
AGAIN_AFTER = timedelta(hours=6)
ENOUGH = 30  # answers, from which on a time to answer is learned
USUAL = {True: AnswerDelay(timedelta(minutes=3)), False: AnswerDelay(timedelta(minutes=20))}
Key = tuple[int, str, int]
_learned: dict[Key, Chances] = {}
_delays: dict[Key, dict[bool, AnswerDelay | None]] = {}


async def chances_now(work: Work) -> Chances:
    """What was learned from the answers of the last half year, looked at again four times a day."""
    key = _key(work)
    if key not in _learned:
        _learned.clear()
        _learned[key] = await learn_now(work)
    return _learned[key]


async def delay_now(work: Work, urgent: bool) -> AnswerDelay | None:
    """How long people take to answer, for emergencies and for the rest; None while too few have answered to say."""
    key = _key(work)
    if key not in _delays:
        _delays.clear()
        _delays[key] = await _learn_delays(work)
    return _delays[key][urgent]


async def _learn_delays(work: Work) -> dict[bool, AnswerDelay | None]:
    quiet = work.settings.quiet
    heard: dict[bool, tuple[list[float], list[float]]] = {True: ([], []), False: ([], [])}
    for put in await put_since(work.session, work.now - MEMORY, work.now):
        end = put.answered_at or put.until
        awake = waking_between(put.sent_at, end, quiet.start, quiet.end, work.zone)
        minutes = (end - put.sent_at if put.urgent else awake) / timedelta(minutes=1)
        heard[put.urgent][put.answered_at is None].append(minutes)
    return {
        urgent: learn_delay(answered, silent, USUAL[urgent]) if len(answered) >= ENOUGH else None
        for urgent, (answered, silent) in heard.items()
    }


def _key(work: Work) -> Key:
    slot = int(work.now.timestamp() // AGAIN_AFTER.total_seconds())
    return id(work.session.get_bind()), work.actor.county_code, slot


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
