"""A care plan at other times: what is said of them in words, and how it stands in a button."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from language.times import read_times
from models.plan import Plan
from services.plans import AHEAD, occurrences
from services.reading import local_now
from services.work import Refusal, Work

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
CODE = re.compile(r"(\d{6})(\d{4})(\d{4})?([DWMY])(\d*)(?:d(-?\d+))?((?:-?\d?[A-Z]{2})*)")
WHOLE_DAY = (time(0), time(23, 59))


@dataclass(frozen=True, slots=True)
class Series:
    """When a plan's services shall be: an RFC 5545 rule without its name, from which day on, local hours."""

    rule: str
    first: date
    start: time
    end: time | None

    @property
    def code(self) -> str:
        """As it stands in a button, at most 40 characters.

        Raises:
            Refusal: the rule says more than fits in there.
        """
        part = dict(one.split("=", 1) for one in self.rule.split(";"))
        letter = next((one for one, name in FREQUENCIES.items() if name == part.get("FREQ")), "")
        month = f"d{part['BYMONTHDAY']}" if "BYMONTHDAY" in part else ""
        days = part.get("BYDAY", "").replace(",", "")
        hours = f"{self.start:%H%M}" + (f"{self.end:%H%M}" if self.end else "")
        code = f"{self.first:%y%m%d}{hours}{letter}{part.get('INTERVAL', '')}{month}{days}"
        if not set(part) <= {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY"} or len(code) > 40 or not CODE.fullmatch(code):
            raise Refusal("changed")
        return code


def read_code(code: str) -> Series:
    """What stands in a button.

    Raises:
        Refusal: it is none of ours.
    """
    found = CODE.fullmatch(code)
    if found is None:
        raise Refusal("changed")
    first, start, end, letter, interval, month, days = found.groups()
    parts = [f"FREQ={FREQUENCIES[letter]}"] + [f"INTERVAL={interval}"] * bool(interval)
    parts += [f"BYMONTHDAY={month}"] * bool(month)
    parts += ["BYDAY=" + ",".join(re.findall(r"-?\d?[A-Z]{2}", days))] * bool(days)
    try:
        series = Series(";".join(parts), _date(first), _hour(start), _hour(end) if end else None)
        rrulestr(series.rule, dtstart=datetime.combine(series.first, time()))
    except ValueError:
        raise Refusal("changed") from None
    return series


def series_from(work: Work, plan: Plan, text: str) -> Series | None:
    """What a sentence like 以后都改到周三下午 makes of a plan; None where it says no time.

    A rule that is said counts; else the day that is named takes the place of the plan's, in its rhythm; else only the hour changes.
    """
    now = local_now(work)
    said = read_times(text, now, intent="request")
    if said.start is None:
        return None
    start, end = _hours(plan, said.start, said.end)
    tomorrow = now.date() + timedelta(days=1)
    if said.repeat:
        return Series(said.repeat, max(said.start.date(), tomorrow), start, end)
    if not _names_day(text, said.start, now):
        return Series(plan.rule, plan.first, start, end)
    part = dict(one.split("=", 1) for one in plan.rule.split(";"))
    rhythm = f"INTERVAL={part['INTERVAL']};" if "INTERVAL" in part else ""
    if part.get("FREQ") == "MONTHLY":
        return Series(f"FREQ=MONTHLY;{rhythm}BYMONTHDAY={said.start.day}", said.start.date(), start, end)
    weekday = said.start.weekday()
    ahead = next(occurrences(plan, tomorrow, tomorrow + AHEAD), said.start.date())
    first = ahead + timedelta(days=weekday - ahead.weekday())
    if part.get("FREQ") != "WEEKLY":
        rhythm = ""
    return Series(f"FREQ=WEEKLY;{rhythm}BYDAY={DAYS[weekday]}", first, start, end)


def _hours(plan: Plan, since: datetime, until: datetime | None) -> tuple[time, time | None]:
    """The hours that were said, or the plan's own where only a day was."""
    start, end = since.time(), until.time() if until else None
    return (plan.start, plan.end) if (start, end) == WHOLE_DAY else (start, end)


def _names_day(text: str, start: datetime, now: datetime) -> bool:
    """Whether a day is named: read a day later, the same words mean the same day, or another one in the same place of the week."""
    later = read_times(text, now + timedelta(days=1), intent="request").start
    return later is not None and later - start != timedelta(days=1)


def _date(text: str) -> date:
    return datetime.strptime(text, "%y%m%d").date()  # noqa: DTZ007 - a day, not a moment


def _hour(text: str) -> time:
    return time(int(text[:2]), int(text[2:]))
