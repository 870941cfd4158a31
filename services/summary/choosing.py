"""What the buttons of a summary say in their short extra word: a period and whether a team is meant, or a list of these."""

from dataclasses import dataclass

from models.ids import short
from services.summary.figures import team_key
from services.summary.period import Period, read_period
from services.work import Refusal


@dataclass(frozen=True, slots=True)
class Choice:
    """Which subject, which period, and which of its lists (if any)."""

    key: str
    period: Period
    kind: str = ""


def read_choice(row_id: int, extra: str) -> Choice:
    """What a button means: `2026-W47.v` of a venue, `2026-W47.t` of a team, `overdue.2026-W47.v` a list.

    Raises:
        Refusal: the button is not one of ours.
    """
    *kind, period, what = ["", "", *extra.split(".")][-3:]
    try:
        if what not in ("v", "t"):
            raise ValueError(what)
        return Choice(team_key(row_id) if what == "t" else str(row_id), read_period(period), kind[0])
    except ValueError:
        raise Refusal("changed") from None


def subject_extra(key: str, period: Period) -> tuple[int, str]:
    """The id and the extra word of a button that opens the summary of a subject."""
    if key.startswith("team:"):
        return int(key.removeprefix("team:")), f"{period.key}.t"
    return int(key), f"{period.key}.v"


def file_stem(key: str, period: Period) -> str:
    """A name for files: 2026-W47-320830, without anything that a file system minds."""
    if key.startswith("team:"):
        return f"{period.key}-team-{short(int(key.removeprefix('team:')))}"
    return f"{period.key}-{key}"
