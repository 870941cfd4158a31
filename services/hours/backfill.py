"""Back-filling: a captain enters minutes for members of the team, or anybody for themselves, in words or by buttons.

What is entered is of grade C and waits for a second person, who is neither the one who entered it nor one who served.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.claim import Claim
from models.grant import Action
from models.ledger import lock_for
from models.person import Person
from models.queries.people import members, person_row
from models.team import Team
from services.hours.bank import home_venue
from services.hours.claims import enter_by_hand
from services.hours.past import read_past
from services.reading import local_now, utc
from services.work import Refusal, Work

MOST_PEOPLE = 40
LEAST_NAME = 2


@dataclass(frozen=True, slots=True)
class Meant:
    """What a sentence says: who of the team, when, and the whole of it as the explanation."""

    people: tuple[int, ...]
    start: datetime | None
    minutes: int | None


async def led_teams(work: Work) -> list[Team]:
    """The teams that the actor leads, by name."""
    found = [await work.session.get_one(Team, team_id) for team_id in work.actor.teams(Action.STAFF_VISITS)]
    return sorted(found, key=lambda team: team.name)


async def people_of(work: Work, team_id: int | None) -> Sequence[Person]:
    """Whom the actor can enter minutes for: the members of a team that they lead, or (without one) only themselves.

    Raises:
        NotAllowed: the actor does not lead the team.
    """
    if team_id is None:
        return [await person_row(work.session, work.me)]
    work.actor.must(Action.STAFF_VISITS, team_id=team_id)
    found = await members(work.session, work.actor, team_id)
    return sorted(found, key=lambda one: (one.pinyin or "", one.id))


async def meant(work: Work, team_id: int | None, words: str) -> Meant:
    """What a sentence says of who and when; members are known by their whole names, and without one it is the actor."""
    people = await people_of(work, team_id)
    named = tuple(one.id for one in people if len(one.name or "") >= LEAST_NAME and (one.name or "") in words)
    start, minutes = when_in(work, words)
    return Meant(named or ((work.me,) if team_id is None else ()), start, minutes)


def when_in(work: Work, words: str) -> tuple[datetime | None, int | None]:
    """(start in UTC, minutes) of what lies behind, or nothing where the words do not say both."""
    found = read_past(words, local_now(work))
    if found is None:
        return None, None
    start, end = found
    return utc(start, work.zone), int((end - start).total_seconds() // 60)


async def back_fill(
    work: Work, team_id: int | None, people: Collection[int], start: datetime, minutes: int, words: str
) -> list[Claim]:
    """Enter minutes for several people at once: for all of them or, where one cannot be entered, for none.

    Raises:
        Refusal: nobody or too many are named, the time is none or lies ahead, or nothing is said about it.
        NotAllowed: somebody is no member of a team that the actor leads.
    """
    if not 0 < len(people) <= MOST_PEOPLE:
        raise Refusal("fill_people", most=MOST_PEOPLE)
    team = None if team_id is None else await work.session.get(Team, team_id)
    chain = await home_venue(work, work.me) if team is None else team.venue_code
    await lock_for(work.session, people, [chain])
    return [await enter_by_hand(work, person, chain, start, minutes, words) for person in sorted(people)]
