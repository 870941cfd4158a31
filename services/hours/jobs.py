"""What the clock does for hours."""

from services.hours.claims import let_count
from services.hours.evidence import forget_places
from services.hours.overdue import ask_captains, ask_forgotten
from services.hours.points import return_unfetched
from services.hours.roots import keep_root
from services.work import Work


async def run_hours(work: Work) -> None:
    """Ask about forgotten check-outs and who came, let what nobody objected to count, and send unfetched goods back."""
    await ask_forgotten(work)
    await ask_captains(work)
    await let_count(work)
    await return_unfetched(work)


async def run_daily(work: Work) -> None:
    """Keep the day's root and forget where people were."""
    await keep_root(work)
    await forget_places(work)
