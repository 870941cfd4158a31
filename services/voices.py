"""Words that are for a person and not for the program: thanks, complaints, and what was sent as voice or picture."""

from models.area import ancestors
from models.grant import Role, holders
from models.person import Person
from models.request import Attachment, Request
from services.outbox import tell
from services.work import Work


async def hand_over(
    work: Work,
    person: Person,
    kind: str,
    text: str | None,
    *,
    bot_id: int = 0,
    file_id: str | None = None,
    request: Request | None = None,
) -> Attachment:
    """Keep words or a file as they came, with the request where there is one, and tell the nearest clerk."""
    kept = Attachment(
        request_id=request.id if request else None,
        person_id=person.id,
        bot_id=bot_id,
        kind=kind,
        file_id=file_id,
        at=work.now,
    )
    kept.caption = text
    work.session.add(kept)
    await work.session.flush()
    found = await holders(work.session, Role.CLERK, ancestors(person.area_code), work.now)
    for _, clerk_id in found[:1]:
        await tell(work, clerk_id, "handed_over", f"voice:{kept.id}", attachment=kept.id)
    return kept
