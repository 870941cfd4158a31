"""Signing in with a code: single use, wrong ones slowed by address and by account, devices remembered by a cookie."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.crypto import keyring
from models.database import Database
from models.ids import long, short
from models.webchat import LOCATOR_DIGITS, SECRET_DIGITS, ChatUser, Device, SignInCode, WrongCode
from webchat.options import CodeLimits

SEEN_EVERY_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Signed:
    """A device that is now signed in."""

    user_id: int
    cookie: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not: `wrong` code, or `wait` so many seconds before the next try."""

    reason: str
    seconds: int = 0


def plain_code(text: str) -> str:
    """The digits of a code as people type it: with spaces, dashes or full-width digits."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


async def sign_in(
    database: Database, code: str, *, address: str, label: str, now: datetime, limits: CodeLimits
) -> Signed | Refused:
    """Use a code up and remember the device. Counting a wrong code and using up a right one are one transaction each.

    Args:
        code: as typed.
        address: where it comes from; only a keyed digest of it is kept.
        label: what the device calls itself.
    """
    digits = plain_code(code)
    async with database.begin() as session:
        by_address = await _wrong(session, f"address|{address}", now, limits)
        by_account = await _wrong(session, f"locator|{digits[:LOCATOR_DIGITS]}", now, limits)
        if wait := max(_wait(by_address, now, limits), _wait(by_account, now, limits)):
            return Refused("wait", wait)
        found = await _matching(session, digits, now)
        if found is None:
            await _count_wrong(session, digits, [by_address, by_account], now, limits)
            wait = max(_wait(by_address, now, limits), _wait(by_account, now, limits))
            return Refused("wrong", wait)
        device = Device(user_id=found.user_id, label=label[:120], created_at=now, seen_at=now)
        session.add(device)
        await session.delete(found)
        await session.delete(by_account)
        return Signed(found.user_id, cookie_of(device.id))


async def device_user(database: Database, cookie: str, now: datetime) -> tuple[int, int] | None:
    """The device and user of a cookie, None where it is forged, signed out or the user was taken out."""
    device_id = device_of(cookie)
    if device_id is None:
        return None
    query = select(Device).join(ChatUser, ChatUser.id == Device.user_id)
    query = query.where(Device.id == device_id, Device.closed_at.is_(None), ChatUser.closed_at.is_(None))
    async with database.read() as session:
        device = await session.scalar(query)
    if device is None:
        return None
    if (now - device.seen_at).total_seconds() > SEEN_EVERY_SECONDS:
        async with database.begin() as session:
            seen = await session.get(Device, device_id)
            if seen is not None:
                seen.seen_at = now
    return device.id, device.user_id


async def devices(database: Database, user_id: int) -> list[Device]:
    """The devices on which a user is signed in, the last seen first."""
    query = select(Device).where(Device.user_id == user_id, Device.closed_at.is_(None))
    async with database.read() as session:
        return list(await session.scalars(query.order_by(Device.seen_at.desc())))


def cookie_of(device_id: int) -> str:
    """The signed cookie of a device."""
    return f"1.{short(device_id)}.{_signature(device_id)}"


def device_of(cookie: str) -> int | None:
    """The device of a cookie whose signature is right."""
    version, _, rest = cookie.partition(".")
    text, _, signature = rest.partition(".")
    try:
        device_id = long(text)
    except ValueError:
        return None
    right = hmac.compare_digest(signature.encode(), _signature(device_id).encode())
    return device_id if version == "1" and right else None


def _signature(device_id: int) -> str:
    return keyring().blind("webchat-device", short(device_id)).hex()


async def _matching(session: AsyncSession, digits: str, now: datetime) -> SignInCode | None:
    if len(digits) != LOCATOR_DIGITS + SECRET_DIGITS:
        return None
    code = await session.scalar(
        select(SignInCode).where(SignInCode.locator == digits[:LOCATOR_DIGITS]).with_for_update()
    )
    if code is None or code.expires_at <= now:
        return None
    return code if hmac.compare_digest(code.secret_digest, keyring().blind("webchat-code", digits)) else None


async def _wrong(session: AsyncSession, subject: str, now: datetime, limits: CodeLimits) -> WrongCode:
    key = keyring().blind("webchat-wrong-code", subject)
    row = await session.get(WrongCode, key, with_for_update=True)
    if row is None:
        row = WrongCode(subject=key, count=0, last_at=now)
        session.add(row)
        await session.flush()
    if now - row.last_at > limits.forgotten_after:
        row.count = 0
    return row


async def _count_wrong(
    session: AsyncSession, digits: str, rows: list[WrongCode], now: datetime, limits: CodeLimits
) -> None:
    for row in rows:
        row.count, row.last_at = row.count + 1, now
    if rows[1].count >= limits.ends_code:
        await session.execute(delete(SignInCode).where(SignInCode.locator == digits[:LOCATOR_DIGITS]))
    await session.execute(delete(WrongCode).where(WrongCode.last_at < now - limits.forgotten_after))


def _wait(row: WrongCode, now: datetime, limits: CodeLimits) -> int:
    """Whole seconds to wait after `count` wrong codes."""
    over = row.count - limits.free
    if over < 0:
        return 0
    pause = min(limits.first * 2 ** min(over, 20), limits.longest)
    left = (row.last_at + pause - now).total_seconds()
    return int(left) + 1 if left > 0 else 0
