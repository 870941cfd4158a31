"""Issuing directives from what the rules find, and reminding of those that are due."""

from datetime import timedelta

from sqlalchemy import or_, select

from models.area import VenueLevel, ancestors, county_of, venue_of
from models.counter import next_number
from models.directive import OPEN, Directive, DirectiveState
from models.grant import Role, holders
from models.job import take_slot
from models.outbox import Lane
from models.scope import unscoped
from services.directives.rules import Finding, findings
from services.outbox import tell
from services.quiet import is_quiet
from services.work import Work

REST = timedelta(days=28)  # the same is not put to anybody again so soon after it was closed
WORKING_HOUR = 18


async def watch_hourly(work: Work) -> None:
    """Look at the figures once an hour, outside the quiet hours."""
    quiet = work.settings.quiet
    if is_quiet(work.now, quiet.start, quiet.end, work.zone):
        return
    if await take_slot(work.session, "directives", work.now.strftime("%Y-%m-%dT%H"), work.now):
        await watch_figures(work)


@unscoped("the clock")
async def watch_figures(work: Work) -> int:
    """Issue a directive for what the rules find now and nobody was told of lately; return how many were issued."""
    found = await findings(work.session, work.now)
    known = await _known(work)
    new = [one for one in found if one.key not in known]
    for one in new:
        await issue(work, one)
    await _remind(work)
    return len(new)


async def issue(work: Work, finding: Finding) -> Directive | None:
    """Put a finding to the venue responsible, and tell its clerks; None where no venue is responsible."""
    venue = await venue_of(work.session, finding.area, VenueLevel.POST)
    if venue is None:
        return None
    county = county_of(venue.code)
    local = (work.now + timedelta(days=finding.days)).astimezone(work.zone)
    directive = Directive(
        county_code=county,
        number=await next_number(work.session, f"directive:{county}"),
        rule=finding.rule,
        key=finding.key,
        state=DirectiveState.ISSUED,
        venue_code=venue.code,
        area_code=finding.area,
        item_code=finding.item,
        request_id=finding.request,
        count=finding.found,
        usual=finding.usual,
        issued_at=work.now,
        deadline=local.replace(hour=WORKING_HOUR, minute=0, second=0, microsecond=0).astimezone(work.now.tzinfo),
    )
    work.session.add(directive)
    await work.session.flush()
    await tell_responsible(work, directive, "directive", f"directive:{directive.id}")
    return directive


async def tell_responsible(work: Work, directive: Directive, template: str, key: str) -> None:
    """Tell the clerks of the nearest venue that has any, or else the managers."""
    codes = ancestors(directive.venue_code)
    found = await holders(work.session, Role.CLERK, codes, work.now)
    found = found or await holders(work.session, Role.MANAGER, codes, work.now)
    lane = Lane.URGENT if directive.rule == "hazard" else Lane.NORMAL
    for code, person_id in found:
        if code == found[0][0]:
            await tell(work, person_id, template, key, lane=lane, directive=directive.id)


async def tell_managers(work: Work, directive: Directive, template: str, key: str) -> None:
    """Tell those who may close it."""
    for _, person_id in await holders(work.session, Role.MANAGER, ancestors(directive.venue_code), work.now):
        if person_id != work.me:
            await tell(work, person_id, template, key, directive=directive.id)


async def _known(work: Work) -> set[str]:
    recent = or_(Directive.state.in_(OPEN), Directive.closed_at > work.now - REST)
    return set(await work.session.scalars(select(Directive.key).where(recent)))


async def _remind(work: Work) -> None:
    """Once a deadline has passed without an answer, those responsible are told once more, and the managers too."""
    late = select(Directive).where(
        Directive.state == DirectiveState.ISSUED, Directive.deadline <= work.now, Directive.reminded_at.is_(None)
    )
    for directive in (await work.session.scalars(late.with_for_update())).all():
        directive.reminded_at = work.now
        await tell_responsible(work, directive, "directive_late", f"directive-late:{directive.id}")
        await tell_managers(work, directive, "directive_late", f"directive-late:{directive.id}")
