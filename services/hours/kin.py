"""Family for the time bank: a volunteer names somebody, and the other side or a clerk says whether it is so.

What a volunteer is told does not depend on whether the county knows the person, so that nobody can find out phones with it.
"""

from dataclasses import dataclass
from datetime import datetime

from models.area import ancestors
from models.claim import Kin
from models.grant import Action, NotAllowed, Role, holders
from models.kin import KinAsk, KinState
from models.machine import move
from models.queries.kin import ask_for, asks_waiting, can_be_told, family_of, own_asks, with_phone
from models.queries.people import person_row
from models.queries.requests import own_requests
from models.scope import unscoped
from services.disclosure import note_look
from services.hours.bank import is_kin
from services.outbox import tell
from services.people import phone_in, resident_by_words
from services.work import Refusal, Work

MOST_OPEN = 5


@dataclass(frozen=True, slots=True)
class KinCard:
    """Somebody named as family: by whom, whom, and whether the reader is the other side."""

    id: int
    version: int
    asker: str
    name: str
    phone: str | None
    mine: bool
    open: bool
    confirmed: bool
    at: datetime


async def name_kin(work: Work, words: str) -> KinAsk:
    """Name a member of one's family by name and phone.

    Raises:
        Refusal: no name or phone is in the words, it is oneself, it is known or asked already, or too much waits.
    """
    phone, name = phone_in(words)
    name = " ".join(name.split())[:40]
    if not phone or not name:
        raise Refusal("kin_words")
    found = await with_phone(work.session, phone)
    if found is not None and found.id == work.me:
        raise Refusal("kin_words")
    kin_id = found.id if found is not None and (found.name or "") == name else None
    return await _ask(work, name, phone, kin_id)


async def name_kin_of_request(work: Work, request_id: int) -> KinAsk:
    """Name as family whoever one filed a request for, who may have no phone.

    Raises:
        Refusal: one filed no such request for somebody else; or as for `name_kin`.
    """
    mine = next((one for one in await own_requests(work.session, work.actor, 50) if one.id == request_id), None)
    if mine is None or mine.filed_by != work.me or mine.resident_id == work.me:
        raise Refusal("no_request")
    resident = await person_row(work.session, mine.resident_id)
    return await _ask(work, resident.name or "—", None, resident.id)


async def answer_kin(work: Work, ask_id: int, *, yes: bool) -> KinAsk:
    """The other side's or a clerk's answer; who asked is told.

    Raises:
        Refusal: it was answered before, or the actor asked it themselves.
        NotAllowed: the actor is neither the other side nor a clerk there.
    """
    ask = await ask_for(work.session, work.actor, ask_id, lock=True)
    if ask is None or ask.state is not KinState.ASKED:
        raise Refusal("changed")
    if ask.person_id == work.me:
        raise Refusal("hours_second", why="own")
    if ask.kin_id != work.me and not work.actor.may(Action.APPROVE_HOURS, area_code=ask.area_code):
        raise NotAllowed(Action.APPROVE_HOURS.value)
    if yes:
        await _confirm(work, ask)
    move(work.session, ask, KinState.CONFIRMED if yes else KinState.DECLINED, at=work.now, actor_id=work.me)
    ask.decided_by, ask.decided_at = work.me, work.now
    await tell(work, ask.person_id, "kin_answered", f"kin:{ask.id}", ask=ask.id)
    await work.session.flush()
    return ask


async def family_cards(work: Work) -> tuple[list[str], list[str]]:
    """(names of the actor's confirmed family, names that they gave and that wait)."""
    family = [person.name or "—" for person in await family_of(work.session, work.me)]
    return family, [ask.name or "—" for ask in await own_asks(work.session, work.actor)]


async def waiting_cards(work: Work) -> list[KinCard]:
    """What waits for the actor's answer as a clerk."""
    return [await kin_card(work, ask) for ask in await asks_waiting(work.session, work.actor)]


async def may_be_family(work: Work) -> list[tuple[int, int]]:
    """(request, its number) for each person whom the actor filed a request for and who is not their family yet."""
    found: dict[int, tuple[int, int]] = {}
    for one in await own_requests(work.session, work.actor, 50):
        if one.filed_by == work.me and one.resident_id != work.me and one.resident_id not in found:
            found[one.resident_id] = (one.id, one.number)
    asked = {ask.kin_id for ask in await own_asks(work.session, work.actor)}
    return [shown for person, shown in found.items() if person not in asked and not await is_kin(work, work.me, person)]


@unscoped("somebody whom the actor named, or who is named to them; the look is written down")
async def kin_card(work: Work, ask: KinAsk) -> KinCard:
    """A card for whoever may answer."""
    asker = await person_row(work.session, ask.person_id)
    if ask.person_id != work.me:
        note_look(work, asker, ["name"], "kin")
    mine = ask.kin_id == work.me
    return KinCard(
        id=ask.id,
        version=ask.version,
        asker=asker.name or "—",
        name=ask.name or "—",
        phone=None if mine else ask.phone,
        mine=mine,
        open=ask.state is KinState.ASKED,
        confirmed=ask.state is KinState.CONFIRMED,
        at=ask.at,
    )


async def _ask(work: Work, name: str, phone: str | None, kin_id: int | None) -> KinAsk:
    waiting = await own_asks(work.session, work.actor)
    if len(waiting) >= MOST_OPEN:
        raise Refusal("kin_many", most=MOST_OPEN)
    if any((one.name, one.phone) == (name, phone) for one in waiting):
        raise Refusal("kin_asked")
    if kin_id is not None and await is_kin(work, work.me, kin_id):
        raise Refusal("kin_asked")
    me = await person_row(work.session, work.me)
    ask = KinAsk(person_id=work.me, area_code=me.area_code, kin_id=kin_id, at=work.now)
    ask.name, ask.phone = name, phone
    work.session.add(ask)
    await work.session.flush()
    await _tell_somebody(work, ask)
    return ask


async def _tell_somebody(work: Work, ask: KinAsk) -> None:
    if ask.kin_id is not None and await can_be_told(work.session, ask.kin_id):
        await tell(work, ask.kin_id, "kin_wanted", f"kin:{ask.id}", ask=ask.id)
        return
    clerks = await holders(work.session, Role.CLERK, ancestors(ask.area_code), work.now)
    for _, clerk in [one for one in clerks if one[1] != work.me][:1]:
        await tell(work, clerk, "kin_wanted", f"kin:{ask.id}", ask=ask.id)


async def _confirm(work: Work, ask: KinAsk) -> None:
    if ask.kin_id is None:
        known = await with_phone(work.session, ask.phone) if ask.phone else None
        known = known or await resident_by_words(work, f"{ask.name} {ask.phone or ''}", ask.area_code)
        ask.kin_id = known.id
    if ask.kin_id == ask.person_id:
        raise Refusal("kin_words")
    if not await is_kin(work, ask.person_id, ask.kin_id):
        kin = Kin(person_id=ask.person_id, kin_id=ask.kin_id, confirmed_by=work.me, at=work.now)
        work.session.add(kin)
