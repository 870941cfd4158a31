"""Star levels: applied for by who has the hours, shown on the public board, granted by the clock if nothing speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.ids import new_id
from models.ledger import served
from models.machine import allowed, move
from models.queries.people import lock_person, volunteer_of
from models.queries.stars import HOLDING, objections_to, own_stars, published_star, star_for, stars_due
from models.scope import unscoped
from models.star import Objection, Star, StarState
from services.certificates.desk import must_decide, tell_desk
from services.hours.bank import home_venue
from services.outbox import tell
from services.work import Refusal, Work

LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Level:
    """A level for the actor: `state` is granted, published, open (can be applied for) or far; `lacks` are minutes."""

    level: int
    hours: int
    state: str
    lacks: int
    star_id: int
    until: datetime | None


async def levels(work: Work) -> list[Level]:
    """Every level of the settings, the lowest first, as it stands for the actor."""
    minutes = await served(work.session, work.me)
    held = {one.level: one for one in await own_stars(work.session, work.actor) if one.state in HOLDING}
    return [
        _level(number, hours, minutes, held.get(number))
        for number, hours in enumerate(sorted(work.settings.hours.stars), start=1)
    ]


async def apply(work: Work, level: int) -> Star:
    """Apply for a level; it is public at once, with the name masked, and the clerks nearby are told.

    Raises:
        Refusal: there is no such level, the hours do not reach, or it was granted or applied for before.
    """
    await lock_person(work.session, work.me)
    if await volunteer_of(work.session, work.me) is None:
        raise Refusal("star_hours", lacks=0)
    wanted = next((one for one in await levels(work) if one.level == level), None)
    if wanted is None or wanted.state in ("granted", "published"):
        raise Refusal("star_held")
    if wanted.lacks:
        raise Refusal("star_hours", lacks=wanted.lacks)
    star = Star(
        id=new_id(),
        person_id=work.me,
        venue_code=await home_venue(work, work.me),
        level=level,
        hours=wanted.hours,
        state=StarState.PUBLISHED,
        asked_at=work.now,
        until=work.now + timedelta(days=work.settings.hours.publicity_days),
    )
    work.session.add(star)
    await work.session.flush()
    await tell_desk(work, star.venue_code, "star_asked", f"star:{star.id}", but=work.me, star=star.id)
    return star


async def withdraw(work: Work, star_id: int) -> Star:
    """Take one's own application back; it leaves the board.

    Raises:
        Refusal: there is none of one's own that is being published.
    """
    star = await star_for(work.session, work.actor, star_id, lock=True)
    if star is None or star.person_id != work.me or not allowed(star, StarState.WITHDRAWN):
        raise Refusal("star_gone")
    _decide(work, star, StarState.WITHDRAWN)
    await work.session.flush()
    return star


async def object_to(work: Work, star_id: int, words: str) -> Objection:
    """Say what speaks against a star on the board; a clerk answers before it is granted.

    Raises:
        Refusal: it is no longer published or is one's own, nothing is said, or one has said something already.
    """
    if not words.strip():
        raise Refusal("reason_needed")
    star = await published_star(work.session, star_id, work.now)
    if star is None or star.person_id == work.me:
        raise Refusal("star_gone")
    if any(one.person_id == work.me for one in await objections_to(work.session, star.id)):
        raise Refusal("star_said")
    objection = Objection(id=new_id(), star_id=star.id, person_id=work.me, at=work.now)
    objection.words = words.strip()[:LONGEST_WORDS]
    work.session.add(objection)
    await work.session.flush()
    await tell_desk(
        work, star.venue_code, "star_objected", f"objection:{objection.id}", but=star.person_id, star=star.id
    )
    return objection


async def dismiss(work: Work, star_id: int, words: str) -> Star:
    """What was said does not stand against the star; those who said it are told why.

    Raises:
        Refusal: it is decided already, is the actor's own or their family's, or no reason is given.
        NotAllowed: the actor approves no hours where the volunteer lives.
    """
    star = await decidable(work, star_id, words)
    await _answer_all(work, star, words)
    return star


async def refuse(work: Work, star_id: int, words: str) -> Star:
    """Refuse the star, for a reason that the volunteer (and whoever objected) reads.

    Raises:
        Refusal, NotAllowed: as for `dismiss`.
    """
    star = await decidable(work, star_id, words)
    await _answer_all(work, star, words)
    await _refuse(work, star, words)
    return star


async def decidable(work: Work, star_id: int, words: str = "…") -> Star:
    """A published star that the actor may decide about, locked.

    Raises:
        Refusal, NotAllowed: see `dismiss`.
    """
    if not words.strip():
        raise Refusal("reason_needed")
    star = await star_for(work.session, work.actor, star_id, lock=True)
    if star is None:
        raise Refusal("star_gone")
    await must_decide(work, star.venue_code, star.person_id)
    if not allowed(star, StarState.REFUSED):
        raise Refusal("star_gone")
    return star


@unscoped("the clock")
async def grant_due(work: Work) -> int:
    """Grant every star whose time on the board is over; refuse those whose hours no longer reach. Returns how many were granted."""
    granted = 0
    for star in await stars_due(work.session, work.now):
        if await served(work.session, star.person_id) < star.hours * 60:
            await _refuse(work, star, "")
            continue
        _decide(work, star, StarState.GRANTED)
        await tell(work, star.person_id, "star_granted", f"star-granted:{star.id}", star=star.id)
        granted += 1
    await work.session.flush()
    return granted


def _level(number: int, hours: int, minutes: int, held: Star | None) -> Level:
    lacks = max(0, hours * 60 - minutes)
    state = held.state.value if held else "far" if lacks else "open"
    until = held.until if held and held.state is StarState.PUBLISHED else None
    return Level(number, hours, state, lacks, held.id if held else 0, until)


def _decide(work: Work, star: Star, to: StarState) -> None:
    move(work.session, star, to, at=work.now, actor_id=work.me or None)
    star.decided_at, star.decided_by = work.now, work.me or None


async def _refuse(work: Work, star: Star, words: str) -> None:
    _decide(work, star, StarState.REFUSED)
    star.reason = words.strip()[:LONGEST_WORDS]
    await work.session.flush()
    await tell(work, star.person_id, "star_refused", f"star-refused:{star.id}", star=star.id)


async def _answer_all(work: Work, star: Star, words: str) -> None:
    waiting: Sequence[Objection] = [
        one for one in await objections_to(work.session, star.id) if one.answered_at is None
    ]
    for objection in waiting:
        objection.answer = words.strip()[:LONGEST_WORDS]
        objection.answered_at, objection.answered_by = work.now, work.me
        await tell(work, objection.person_id, "star_answered", f"objection-answered:{objection.id}", star=star.id)
    await work.session.flush()
