"""Times in words: what a message says about when, and a time said in words."""

import datetime as dt

from language.calendar import DEFAULT, Calendar
from language.times.model import Times
from language.times.phrases import phrases, without_exceptions
from language.times.resolve import resolve
from language.times.service import SILENT, choose
from language.times.text import clean
from language.times.tokens import tokens
from language.times.words import say_times

__all__ = ["Times", "read_times", "say_times"]
# A message is a sentence or a few; what stands beyond this is not read.
LONGEST = 10_000


def read_times(text: str, now: dt.datetime, *, intent: str | None = None, calendar: Calendar = DEFAULT) -> Times:
    """When the message says its service is to be, as seen from `now` (naive local time); all None where it says nothing.

    `intent` decides between old and new times; without one it is guessed from the words. Never raises on any text.
    """
    if intent in SILENT:
        return Times()
    now = now.replace(second=0, microsecond=0)
    ready = clean(text[:LONGEST])
    found = phrases(ready, without_exceptions(ready, tokens(ready)))
    phrase = choose(ready, found, now, intent, calendar) if found else None
    if phrase is None:
        return Times()
    start, end, repeat = resolve(phrase, now, calendar)
    return Times(start, end, repeat, tuple(sorted(set(phrase.spans))))
