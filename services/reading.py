"""What a message means, in the terms of the use cases: the county's gazetteer, UTC times, and a wish to be drafted."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from language.county import County
from language.times import Times, read_times
from language.understand import Reader
from language.understanding import Understanding
from models.area import areas_in
from models.person import Person
from models.scope import unscoped
from services.filing import Wish
from services.work import Work

_counties: dict[str, County] = {}


async def county_of(work: Work) -> County:
    """The county's gazetteer, built once in a process."""
    code = work.actor.county_code
    if code not in _counties:
        rows = [(area.code, area.name, area.level.value) for area in await areas_in(work.session, code)]
        county = County(code, work.settings.county.zone, rows)
        if not rows:
            return county
        _counties[code] = county
    return _counties[code]


def local_now(work: Work) -> datetime:
    """The present minute by the county's clock, naive, as messages are read with."""
    return work.now.astimezone(work.zone).replace(tzinfo=None, second=0, microsecond=0)


@unscoped("what the speaker said")
async def understand(work: Work, reader: Reader, text: str) -> list[Understanding]:
    """What a message means; several needs in one message are several understandings."""
    return reader.split(text, local_now(work), await county_of(work))


def read_when(work: Work, text: str) -> Times:
    """The time in words that answer the question for it."""
    return read_times(text, local_now(work), intent="request")


def wish_of(work: Work, said: Understanding, text: str, item_code: str, resident: Person) -> Wish:
    """A wish from what was understood; what was not said is left open, the village is the resident's own."""
    return Wish(
        item_code=item_code,
        area_code=said.area or resident.area_code,
        text=text,
        place=said.place or resident.door,
        start=utc(said.start, work.zone),
        end=utc(said.end, work.zone),
        repeat=said.repeat,
        people=said.people or 1,
        danger=said.danger,
        wants_woman=said.sex_wish == "woman",
        wants_same=said.same_person_wish,
    )


def utc(local: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A naive local minute as aware UTC."""
    return None if local is None else local.replace(tzinfo=zone).astimezone(UTC)
