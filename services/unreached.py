"""What a clerk hears of somebody whom a message could not reach."""

from typing import Any

from models.area import area
from models.queries.people import person_row
from models.scope import unscoped
from services.accounts import UNREACHABLE
from services.disclosure import note_look
from services.notices import Context, loader
from services.work import Work


@loader(UNREACHABLE)
@unscoped("somebody in the clerk's own area, whom the clerk must now call")
async def unreachable(work: Work, ids: dict[str, Any]) -> Context | None:
    """Name, phone and village of the person."""
    person = await person_row(work.session, ids["person_id"])
    home = await area(work.session, person.area_code)
    note_look(work, person, ["name", "phone"], UNREACHABLE)
    return {"name": person.name or "—", "phone": person.phone, "place": home.name if home else ""}
