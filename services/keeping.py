"""Words that must not be lost although the program could not take them in whole: kept, sealed, for a clerk to read."""

from models.person import Person
from models.request import Attachment
from services.accounts import nearest_clerk
from services.outbox import tell
from services.work import Work

LONG_TEXT, FAILED_TEXT = "long_text", "failed_text"


async def keep_text(work: Work, person: Person, bot_id: int, kind: str, text: str) -> Attachment:
    """Keep what a person wrote: `long_text`, of which only the beginning was read, or `failed_text`, at which we failed.

    The clerk hears of the second kind (template `kept`), who speaks to the person.
    """
    kept = Attachment(person_id=person.id, bot_id=bot_id, kind=kind, at=work.now)
    kept.caption = text
    work.session.add(kept)
    await work.session.flush()
    if kind == FAILED_TEXT and (clerk_id := await nearest_clerk(work, person.area_code, but=person.id)) is not None:
        await tell(work, clerk_id, "kept", f"kept:{kept.id}", attachment_id=kept.id, person_id=person.id)
    return kept
