"""Becoming a volunteer: skills, a team, and the captain's or clerk's yes."""

from collections.abc import Sequence

from models.area import ancestors
from models.counter import next_number
from models.grant import Action, Grant, Role
from models.item import items
from models.outbox import Lane
from models.person import Person, Volunteer
from models.queries.people import captain_of, membership_of, teams_in, teams_of, volunteer_of
from models.team import Membership, Team
from services.accounts import nearest_clerk
from services.outbox import tell
from services.work import Refusal, Work

ADULT = 18
YOUNGEST = 14


async def register(work: Work, person: Person) -> Volunteer:
    """Make a person a volunteer of the county, with a number that stands in records in place of an identity number."""
    known = await volunteer_of(work.session, person.id)
    if known is not None:
        return known
    serial = await next_number(work.session, f"volunteer:{work.actor.county_code}")
    volunteer = Volunteer(
        id=person.id,
        number=f"{work.actor.county_code}9{serial:05d}",
        skills=[],
        weekly_minutes=work.settings.offers.weekly_minutes,
        joined_at=work.now,
    )
    work.session.add(volunteer)
    work.session.add(Grant(person_id=person.id, role=Role.VOLUNTEER, area_code=work.actor.county_code, since=work.now))
    await work.session.flush()
    return volunteer


async def toggle_skill(work: Work, person: Person, code: str) -> Volunteer:
    """Add an item to what a volunteer does, or take it off; what needs a certificate is only offered once that is checked.

    Raises:
        Refusal: the person is no volunteer, or there is no such item.
    """
    volunteer = await volunteer_of(work.session, person.id)
    known = {one.code for one in await items(work.session)}
    if volunteer is None or code not in known:
        raise Refusal("no_item")
    chosen = set(volunteer.skills) ^ {code}
    volunteer.skills = sorted(chosen)
    return volunteer


async def nearby_teams(work: Work, person: Person) -> tuple[Sequence[Team], list[Team]]:
    """The actor's own teams, and the others of the venues around them, the nearest first."""
    own = await teams_of(work.session, person.id)
    around = await teams_in(work.session, ancestors(person.area_code))
    return own, [team for team in around if team not in own]


async def ask_to_join(work: Work, person: Person, team_id: int) -> Team:
    """Ask to become a member; the captain, or else the clerk, is asked.

    Raises:
        Refusal: there is no such team, or the person has asked or is a member already.
    """
    team = await work.session.get(Team, team_id)
    if team is None:
        raise Refusal("no_team")
    known = await membership_of(work.session, team_id, person.id)
    if known is not None and known.left_at is None:
        raise Refusal("member_already" if known.approved_at else "asked_already")
    if known is not None:
        known.left_at, known.approved_at, known.asked_at = None, None, work.now
    else:
        known = Membership(team_id=team_id, person_id=person.id, asked_at=work.now)
        work.session.add(known)
    await work.session.flush()
    answering = await captain_of(work.session, team) or await nearest_clerk(work, team.venue_code, but=person.id)
    if answering is not None:
        await tell(
            work,
            answering,
            "wants_to_join",
            f"join:{known.id}:{int(work.now.timestamp())}",
            lane=Lane.LATER,
            membership=known.id,
        )
    return team


async def answer_joiner(work: Work, membership_id: int, *, welcome: bool) -> Membership:
    """The captain's or clerk's answer to somebody who wants to join; they are told.

    Raises:
        Refusal: it was answered before.
        NotAllowed: the actor does not lead the team.
    """
    membership = await work.session.get(Membership, membership_id, with_for_update=True)
    if membership is None:
        raise Refusal("changed")
    team = await work.session.get_one(Team, membership.team_id)
    work.actor.must(Action.APPROVE_MEMBERS, team_id=team.id, area_code=team.venue_code)
    if membership.approved_at is not None or membership.left_at is not None:
        raise Refusal("changed")
    if welcome:
        membership.approved_at, membership.approved_by = work.now, work.me
    else:
        membership.left_at = work.now
    await tell(
        work,
        membership.person_id,
        "join_answer",
        f"joined:{membership.id}:{int(work.now.timestamp())}",
        membership=membership.id,
    )
    return membership


async def leave_team(work: Work, team_id: int) -> Team:
    """Leave a team, or take back that one asked to join; what one has promised stays promised.

    Raises:
        Refusal: one is no member, or its captain.
    """
    known = await membership_of(work.session, team_id, work.me)
    if known is None or known.left_at is not None:
        raise Refusal("no_team")
    team = await work.session.get_one(Team, team_id)
    if team.captain_id == work.me:
        raise Refusal("captain_stays")
    known.left_at = work.now
    return team
