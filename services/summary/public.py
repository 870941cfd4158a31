"""What of the figures may be shown to everybody: sums, and none behind which stand fewer people than the settings say."""

from services.summary.document import hours
from services.summary.figures import Figures


def public_figures(figures: Figures, hide_below: int) -> dict[str, float | None]:
    """Requests, services, hours and volunteers in sum; None where so few people stand behind a figure that one could tell who.

    A request or service is of one resident at least, so a count below the limit is of fewer people than it too.
    """
    few_helpers = figures.volunteers < hide_below
    return {
        "filed": _unless(figures.filed < hide_below, figures.filed),
        "visits": _unless(figures.visits < hide_below, figures.visits),
        "hours": _unless(few_helpers, hours(figures.minutes)),
        "volunteers": _unless(few_helpers, figures.volunteers),
    }


def _unless(hidden: bool, value: float) -> float | None:
    return None if hidden else value
