"""Signing in to the managers' pages: a link asked for in chat works once, and begins a session that can be ended anywhere.

Tokens are kept as hashes. A cookie is signed, so that one of no session never reaches the database; wrong links are slowed
by the address from which they come.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import Update, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.crypto import keyring
from models.grant import Action, Actor, NotAllowed
from models.ids import long, short
from models.web_session import WebLink, WebSession, WrongToken
from services.work import Refusal, Work

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)
TOKEN_BYTES = 16
FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT, FORGOTTEN = timedelta(seconds=30), timedelta(hours=1), timedelta(hours=24)
PAGE = re.compile(r"[a-z]{0,20}(/[0-9a-z]{1,13})?(\?[0-9A-Za-z=&]{0,60})?")
DOORS = (Action.READ_REQUESTS, Action.READ_SUMMARY, Action.READ_LEDGER)


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that has begun: what goes into the cookie, whose it is, and the page that was asked for."""

    cookie: str
    person_id: int
    page: str


@dataclass(frozen=True, slots=True)
class Shut:
    """Why a link does not open: `wrong`, `over` (used, or its minutes have passed), or `wait` so many seconds."""

    why: str
    seconds: int = 0


def may_manage(actor: Actor) -> bool:
    """Whether there is any area of which the actor has a page to see."""
    return any(actor.areas(action) for action in DOORS)


async def make_link(work: Work, page: str = "") -> str:
    """Make a one-time link; returns its token, which is not kept. Older links of the person that wait end.

    Raises:
        NotAllowed: the actor has no page to see.
        Refusal: there is no such page.
    """
    if not may_manage(work.actor):
        raise NotAllowed(Action.READ_SUMMARY.value)
    if not PAGE.fullmatch(page):
        raise Refusal("changed")
    waiting = (WebLink.person_id == work.me) & WebLink.used_at.is_(None)
    await work.session.execute(update(WebLink).where(waiting).values(used_at=work.now))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires = work.now + LINK_LASTS
    work.session.add(
        WebLink(person_id=work.me, token_hash=_hash(token), page=page, made_at=work.now, expires_at=expires)
    )
    await work.session.flush()
    return token


async def look_at_link(session: AsyncSession, token: str, address: str, now: datetime) -> Shut | None:
    """Whether a link would open; None where it would. It is not used up by this, but a wrong one is counted."""
    found = await _link(session, token, address, now)
    return found if isinstance(found, Shut) else None


async def enter(session: AsyncSession, token: str, address: str, browser: str, now: datetime) -> Entered | Shut:
    """Use a link up and begin a session; joins the caller's transaction, which must be committed either way."""
    found = await _link(session, token, address, now, lock=True)
    if isinstance(found, Shut):
        return found
    found.used_at = now
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    begun = WebSession(
        person_id=found.person_id,
        token_hash=_hash(secret),
        browser=browser[:60],
        began_at=now,
        seen_at=now,
        expires_at=now + SESSION_LASTS,
    )
    session.add(begun)
    await session.flush()
    return Entered(_cookie(begun.id, secret), found.person_id, found.page)


async def session_of(session: AsyncSession, cookie: str, now: datetime) -> WebSession | None:
    """The session of a cookie while it lasts; None for a cookie that is not signed by us, or whose session has ended."""
    try:
        session_id, secret, _ = cookie.split(".")
        if not compare_digest(_cookie(long(session_id), secret).encode(), cookie.encode()):
            return None
        found = await session.get(WebSession, long(session_id), populate_existing=True)
    except ValueError:
        return None
    if found is None or found.ended_at is not None or found.expires_at <= now:
        return None
    return found if compare_digest(found.token_hash, _hash(secret)) else None


def form_token(cookie: str) -> str:
    """What every form of a session carries, so that another site cannot send it."""
    return keyring().blind("web-form", cookie).hex()


async def my_sessions(work: Work) -> Sequence[WebSession]:
    """Where the actor is signed in, the last seen first."""
    statement = (
        select(WebSession)
        .where(WebSession.person_id == work.me, WebSession.ended_at.is_(None), WebSession.expires_at > work.now)
        .order_by(WebSession.seen_at.desc(), WebSession.id)
    )
    return (await work.session.scalars(statement)).all()


async def sign_out(work: Work, session_id: int) -> None:
    """End one of the actor's sessions; one that has ended, or that is not theirs, stays as it is.

    Raises:
        Refusal: the actor has no such session.
    """
    ended = await work.session.execute(_own(work).where(WebSession.id == session_id))
    if not ended.rowcount:  # type: ignore[attr-defined]
        raise Refusal("changed")


async def sign_out_everywhere(work: Work) -> None:
    """End every session of the actor's, and every link that waits."""
    await work.session.execute(_own(work))
    waiting = (WebLink.person_id == work.me) & WebLink.used_at.is_(None)
    await work.session.execute(update(WebLink).where(waiting).values(used_at=work.now))


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Delete links and sessions that ended long ago, and wrong tokens that are forgiven."""
    await session.execute(delete(WebLink).where(WebLink.expires_at < now - FORGOTTEN))
    await session.execute(delete(WebSession).where(WebSession.expires_at < now - timedelta(days=30)))
    await session.execute(delete(WrongToken).where(WrongToken.last_at < now - FORGOTTEN))


async def _link(
    session: AsyncSession, token: str, address: str, now: datetime, *, lock: bool = False
) -> WebLink | Shut:
    if seconds := await _wait(session, address, now):
        return Shut("wait", seconds)
    statement = select(WebLink).where(WebLink.token_hash == _hash(token))
    found = await session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        await _count_wrong(session, address, now)
        return Shut("wrong")
    return Shut("over") if found.used_at is not None or found.expires_at <= now else found


async def _wait(session: AsyncSession, address: str, now: datetime) -> int:
    row = await session.get(WrongToken, _address(address))
    if row is None or row.count < FREE_TRIES or now - row.last_at > FORGOTTEN:
        return 0
    pause = min(FIRST_WAIT * 2 ** min(row.count - FREE_TRIES, 20), LONGEST_WAIT)
    return max(0, int((row.last_at + pause - now).total_seconds()))


async def _count_wrong(session: AsyncSession, address: str, now: datetime) -> None:
    row = await session.get(WrongToken, _address(address), with_for_update=True)
    if row is None:
        session.add(WrongToken(address=_address(address), count=1, last_at=now))
    else:
        row.count = 1 if now - row.last_at > FORGOTTEN else row.count + 1
        row.last_at = now


def _own(work: Work) -> Update:
    mine = (WebSession.person_id == work.me) & WebSession.ended_at.is_(None)
    return update(WebSession).where(mine).values(ended_at=work.now)


def _cookie(session_id: int, secret: str) -> str:
    signature = keyring().blind("web-session", f"{session_id}|{secret}").hex()
    return f"{short(session_id)}.{secret}.{signature}"


def _address(address: str) -> bytes:
    return keyring().blind("web-wrong", address)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
