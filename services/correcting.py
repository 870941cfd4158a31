"""Putting right what was understood: in words, on a draft; and keeping what was learned from it, masked."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from language.correction import read_correction
from language.learning import correction_line
from language.understand import Reader
from language.understanding import Ranked, Understanding
from models.grant import Role
from models.request import Request, RequestState
from models.training import TrainingLine
from services.filing import change_draft
from services.reading import county_of, local_now, utc
from services.work import Work

SHORT = 9
SOUNDS_LIKE = re.compile(
    r"不是|不对|错了|改成|改到|改为|换成|应该是|我是说|说错|不要.{1,8}要|\bnot\b|\bno,|i meant|instead|make it|change it",
    re.IGNORECASE,
)


def understood(work: Work, request: Request) -> Understanding:
    """A draft as an understanding, so that a correction can be read against it."""
    return Understanding(
        intent="request",
        item=request.item_code,
        items=(Ranked(request.item_code, 1.0),),
        margin=1.0,
        danger=request.danger,
        start=_local(work, request.start),
        end=_local(work, request.end),
        repeat=request.repeat,
        place=request.place,
        area=request.area_code,
        people=request.people if request.people > 1 else None,
        other=request.resident_id != request.filed_by,
    )


def is_correction(text: str) -> bool:
    """Whether words sound like putting something right: they say so, or are too short to be a need of their own."""
    return bool(SOUNDS_LIKE.search(text)) or len(text.strip()) <= SHORT


async def correct(work: Work, reader: Reader, request: Request, text: str) -> Request | None:
    """Apply a correction in words to a draft; None where the words put nothing right.

    For whom it is stays in the asker's own words, for whoever comes to read.

    Raises:
        Refusal: what is new cannot be (a time that is past).
    """
    if request.state is not RequestState.DRAFT:
        return None
    before = understood(work, request)
    after = read_correction(reader, text, before, local_now(work), await county_of(work))
    if after == replace(before, spans=after.spans):
        return None
    changes = {
        "item_code": after.item,
        "start": utc(after.start, work.zone),
        "end": utc(after.end, work.zone),
        "repeat": after.repeat,
        "place": after.place,
        "area_code": after.area or request.area_code,
        "people": after.people or 1,
        "danger": after.danger,
    }
    changed = await change_draft(work, request.id, **changes)
    if after.other != before.other:
        changed.text = "；".join(filter(None, (changed.text, text.strip())))
    return changed


async def learn_from(work: Work, reader: Reader, request: Request, first_item: str | None) -> bool:
    """Keep a training line where the person chose another item than was understood; whether one was kept."""
    text = request.text
    if not text or first_item == request.item_code:
        return False
    said = reader.read(text, local_now(work), await county_of(work))
    right = replace(said, intent="request", item=request.item_code)
    source = "clerk" if work.actor.is_a(Role.CLERK, Role.GRID_WORKER) else "resident"
    work.session.add(TrainingLine(line=correction_line(text, right), source=source, at=work.now))
    return True


def _local(work: Work, at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC).astimezone(work.zone).replace(tzinfo=None)
