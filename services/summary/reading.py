"""Reading a summary: who may, of what, and with which names in it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from models.area import Venue
from models.grant import Action, Actor
from models.queries.summary_now import names_of
from models.team import Team
from services.summary.books import Books, Report, open_books, team_subject, venue_subject
from services.summary.figures import team_key
from services.summary.period import Period
from services.work import Refusal, Work


def readable(actor: Actor) -> list[str]:
    """The keys of the subjects that are the actor's own: the venues of their areas, then the teams that they lead."""
    venues = actor.areas(Action.READ_SUMMARY)
    return [*venues, *(team_key(team_id) for team_id in actor.teams(Action.READ_SUMMARY))]


async def read_summary(work: Work, key: str, period: Period) -> tuple[Books, Report, dict[int, str]]:
    """The report of a venue (its code) or team (its `team_key`), with the names that the actor may know.

    Raises:
        NotAllowed: no grant of the actor allows it.
        Refusal: there is no such venue or team.
    """
    if key.startswith("team:"):
        team = await work.session.get(Team, int(key.removeprefix("team:")))
        if team is None:
            raise Refusal("no_team")
        if not work.actor.may(Action.READ_SUMMARY, area_code=team.venue_code):
            work.actor.must(Action.READ_SUMMARY, team_id=team.id)
        books = await open_books(work.session, work.now, work.zone, period, team.venue_code[:6])
        subject = team_subject(books.teams[team.id])
    else:
        work.actor.must(Action.READ_SUMMARY, area_code=key)
        books = await open_books(work.session, work.now, work.zone, period, key)
        if key not in books.sites:
            raise Refusal("no_venue")
        subject = venue_subject(books.sites[key])
    report = books.report(subject)
    return books, report, await names_for(work.session, work.actor, report)


async def names_for(session: AsyncSession, actor: Actor, *reports: Report) -> dict[int, str]:
    """The names of the people in some reports, as far as the actor may know them."""
    ids = {one.person for report in reports for one in report.thanks}
    ids |= {claim.person for report in reports for claim in report.actions.approvals}
    ids |= {paper.person for report in reports for paper in report.actions.expiring}
    return await names_of(session, actor, sorted(ids))


async def named(work: Work, keys: Sequence[str]) -> list[tuple[str, str]]:
    """(key, name) of subjects that the actor may read."""
    found: list[tuple[str, str]] = []
    for key in keys:
        if key.startswith("team:"):
            team = await work.session.get(Team, int(key.removeprefix("team:")))
            found += [(key, team.name)] if team else []
        else:
            venue = await work.session.get(Venue, key)
            found += [(key, venue.name)] if venue else []
    return found
