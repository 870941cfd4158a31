"""Calendar feeds: a secret address for each volunteer, and for each team of a captain. It is shown once and kept as a hash."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from config import Settings
from models.area import area
from models.feed import Feed
from models.grant import Action
from models.item import item
from models.queries.time import feed_by_hash, feed_visits, feeds_of
from models.request import Request
from models.scope import unscoped
from models.team import Team
from models.visit import Visit
from services.cards import place_names
from services.notices import work_of
from services.work import Work

PAST = timedelta(days=60)
TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """A service in a calendar: what, when and in which village; never for whom."""

    visit_id: int
    version: int
    state: str
    start: datetime
    end: datetime
    made_at: datetime
    item: str
    village: str
    town: str
    number: int
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class FeedData:
    """What stands in a feed. `team` is its team's name, None where it is one person's."""

    id: int
    language: str
    team: str | None
    events: tuple[FeedEvent, ...]


async def make_feed(work: Work, team_id: int | None = None) -> str:
    """Make a feed of one's own services, or of a team that one leads; returns its token, which is not kept. An older one ends.

    Raises:
        NotAllowed: the actor does not lead the team.
    """
    if team_id is not None:
        work.actor.must(Action.STAFF_VISITS, team_id=team_id)
    for old in await feeds_of(work.session, work.me):
        if old.team_id == team_id:
            old.revoked_at = work.now
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = Feed(person_id=work.me, team_id=team_id, token_hash=_hash(token), created_at=work.now)
    work.session.add(feed)
    await work.session.flush()
    return token


async def my_feeds(work: Work) -> Sequence[Feed]:
    """The actor's feeds that hold."""
    return await feeds_of(work.session, work.me)


async def revoke_feeds(work: Work) -> None:
    """End every feed of the actor's."""
    for feed in await feeds_of(work.session, work.me):
        feed.revoked_at = work.now


@unscoped("whoever holds the secret address; the owner's rights are asked again")
async def read_feed(session: AsyncSession, token: str, now: datetime, settings: Settings) -> FeedData | None:
    """What a feed shows now; None where the token is unknown or revoked, or its owner no longer leads the team."""
    feed = await feed_by_hash(session, _hash(token))
    if feed is None:
        return None
    work = await work_of(session, feed.person_id, now, settings)
    if feed.team_id is not None and not work.actor.may(Action.STAFF_VISITS, team_id=feed.team_id):
        return None
    team = await session.get(Team, feed.team_id) if feed.team_id else None
    rows = await feed_visits(session, feed.person_id, feed.team_id, now - PAST)
    events = [await _event(work, visit, request) for visit, request in rows]
    return FeedData(feed.id, work.actor.language, team.name if team else None, tuple(events))


async def _event(work: Work, visit: Visit, request: Request) -> FeedEvent:
    service = await item(work.session, request.item_code)
    village, town = await place_names(work, request.area_code)
    where = await area(work.session, request.area_code)
    return FeedEvent(
        visit_id=visit.id,
        version=visit.version,
        state=visit.state.value,
        start=visit.start,
        end=visit.end,
        made_at=visit.created_at,
        item=service.name(work.actor.language) if service else request.item_code,
        village=village,
        town=town,
        number=request.number,
        lat=where.lat if where else None,
        lon=where.lon if where else None,
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
