"""The project's own chat: bots, people who chat, rooms, messages, waiting updates, files, sign-in codes, devices.

Only the chat server writes messages and updates. What other rooms of the house need is at the end: to register a bot,
to make a chat user or a group, to issue a sign-in code and to sign a device out. All of them join the caller's
transaction.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row
from models.crypto import Sealed, keyring
from models.ids import random_digits, short

LOCATOR_DIGITS = 4
SECRET_DIGITS = 6
CODE_LIFETIME = timedelta(days=3)


class ChatBot(Base):
    """A bot that the chat server serves. The token itself is not kept, only its keyed digest."""

    __tablename__ = "webchat_bot"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token_index: Mapped[bytes] = mapped_column(unique=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    profile: Mapped[dict[str, Any]]  # descriptions and commands, by scope and language
    webhook: Mapped[dict[str, Any] | None]  # all but the secret
    secret_sealed: Mapped[bytes | None]
    allowed_updates: Mapped[list[Any] | None]
    last_update_id: Mapped[int]
    created_at: Mapped[datetime]
    secret = Sealed()


class ChatUser(Base):
    """A person as the chat knows one: a number and the name that others see."""

    __tablename__ = "webchat_user"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name_sealed: Mapped[bytes]
    language: Mapped[str] = mapped_column(default="zh")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    name = Sealed()


class ChatRoom(Row):
    """A chat of one bot: private (chat_id is the user's) or a group (chat_id is negative)."""

    __tablename__ = "webchat_room"
    __table_args__ = (UniqueConstraint("bot_id", "chat_id"),)

    bot_id: Mapped[int] = mapped_column(ForeignKey("webchat_bot.id"))
    chat_id: Mapped[int] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("webchat_user.id"))  # of a private chat
    kind: Mapped[str]  # private, group, supergroup
    title: Mapped[str | None]
    started_at: Mapped[datetime | None]  # until then the bot may not write first
    blocked_at: Mapped[datetime | None]  # private: the user blocked the bot; group: the bot was put out
    former_chat_id: Mapped[int | None] = mapped_column(index=True)
    keyboard_message_id: Mapped[int | None]


class ChatMember(Base):
    """Who takes part in a room, and up to where they have read it."""

    __tablename__ = "webchat_member"

    room_id: Mapped[int] = mapped_column(ForeignKey("webchat_room.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("webchat_user.id"), primary_key=True, index=True)
    read_message_id: Mapped[int] = mapped_column(default=0)


class ChatMessage(Row):
    """A message as the Bot API shows it, sealed; a deleted one keeps its number and nothing else."""

    __tablename__ = "webchat_message"
    __table_args__ = (UniqueConstraint("room_id", "message_id"),)

    room_id: Mapped[int] = mapped_column(ForeignKey("webchat_room.id"))
    message_id: Mapped[int]
    payload_sealed: Mapped[bytes | None]
    sent_at: Mapped[datetime] = mapped_column(index=True)
    payload = Sealed()


class ChatUpdate(Row):
    """An update that its bot has not confirmed yet, sealed."""

    __tablename__ = "webchat_update"
    __table_args__ = (UniqueConstraint("bot_id", "update_id"),)

    bot_id: Mapped[int] = mapped_column(ForeignKey("webchat_bot.id"))
    update_id: Mapped[int]
    lane: Mapped[int]  # updates of one lane are handed to a webhook one after another
    payload_sealed: Mapped[bytes]
    expires_at: Mapped[datetime]
    payload = Sealed()


class ChatFile(Row):
    """A picture, document, voice note or sticker, sealed."""

    __tablename__ = "webchat_file"

    kind: Mapped[str]
    size: Mapped[int]
    facts_sealed: Mapped[bytes]  # name, type, measures
    content_sealed: Mapped[bytes] = mapped_column(deferred=True)
    created_at: Mapped[datetime]
    facts = Sealed()
    content = Sealed()


class SignInCode(Row):
    """A code with which one device signs in once: a locator that finds the row, and a secret kept as a keyed digest."""

    __tablename__ = "webchat_code"
    __table_args__ = (Index(None, "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("webchat_user.id"))
    locator: Mapped[str] = mapped_column(unique=True)
    secret_digest: Mapped[bytes]
    expires_at: Mapped[datetime]


class Device(Row):
    """A browser that was signed in; `closed_at` ends it."""

    __tablename__ = "webchat_device"

    user_id: Mapped[int] = mapped_column(ForeignKey("webchat_user.id"), index=True)
    label: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class WrongCode(Base):
    """How often a wrong code came lately from one address or for one locator (`subject` is a keyed digest)."""

    __tablename__ = "webchat_wrong_code"

    subject: Mapped[bytes] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class TooManyCodes(Exception):
    """So many codes are out that no free locator was found."""


def token_index(token: str) -> bytes:
    """The digest under which a bot is found by its token."""
    return keyring().blind("webchat-token", token)


async def register_bot(session: AsyncSession, *, token: str, username: str, name: str, now: datetime) -> int:
    """Make the bot known to the chat server, or renew its token and names; return its id, the part before the colon.

    Raises:
        ValueError: the token is not of the form `123456:secret` (a secret of 8 characters or more).
    """
    number, _, secret = token.partition(":")
    if not (number.isascii() and number.isdigit() and 0 < int(number) < 2**52 and len(secret) >= 8):
        raise ValueError("a bot's token is a number, a colon and a secret of 8 characters or more")
    bot = await session.get(ChatBot, int(number))
    if bot is None:
        bot = ChatBot(id=int(number), profile={}, last_update_id=int(random_digits(8)), created_at=now)
        session.add(bot)
    bot.token_index, bot.username, bot.name = token_index(token), username.lstrip("@"), name
    await session.flush()
    return bot.id


async def create_chat_user(
    session: AsyncSession, *, user_id: int, name: str, now: datetime, language: str = "zh", bot_id: int | None = None
) -> None:
    """Make a chat user or renew the name; with `bot_id`, that bot may write to them before they wrote first.

    `user_id` is theirs everywhere in the chat, 1 to 2**52 - 1; a private chat has the same id.
    """
    user = await session.get(ChatUser, user_id)
    if user is None:
        user = ChatUser(id=user_id, created_at=now)
        session.add(user)
    user.name, user.language, user.closed_at = name, language, None
    await session.flush()
    if bot_id is not None:
        await open_private_room(session, bot_id=bot_id, user_id=user_id, started_at=now)


async def open_private_room(
    session: AsyncSession, *, bot_id: int, user_id: int, started_at: datetime | None
) -> ChatRoom:
    """The private chat of a user with a bot, made where there is none yet; `started_at` lets the bot write first."""
    room = await session.scalar(select(ChatRoom).where(ChatRoom.bot_id == bot_id, ChatRoom.chat_id == user_id))
    if room is None:
        room = ChatRoom(bot_id=bot_id, chat_id=user_id, user_id=user_id, kind="private")
        session.add(room)
        await session.flush()
        session.add(ChatMember(room_id=room.id, user_id=user_id))
    room.started_at = room.started_at or started_at
    await session.flush()
    return room


async def create_group(
    session: AsyncSession, *, bot_id: int, chat_id: int, title: str, user_ids: list[int], now: datetime
) -> None:
    """Make a group of people and one bot; `chat_id` is negative and unused.

    Raises:
        ValueError: the id is not negative.
    """
    if chat_id >= 0:
        raise ValueError("the id of a group is negative")
    room = ChatRoom(bot_id=bot_id, chat_id=chat_id, kind="group", title=title, started_at=now)
    session.add(room)
    await session.flush()
    session.add_all(ChatMember(room_id=room.id, user_id=user_id) for user_id in user_ids)
    await session.flush()


async def issue_code(session: AsyncSession, *, user_id: int, now: datetime, lifetime: timedelta = CODE_LIFETIME) -> str:
    """A new sign-in code of ten digits for this user; codes issued to them before end.

    Raises:
        TooManyCodes: nearly all locators are taken.
    """
    await session.execute(delete(SignInCode).where(or_(SignInCode.user_id == user_id, SignInCode.expires_at < now)))
    taken = set(await session.scalars(select(SignInCode.locator)))
    for _ in range(100):
        locator = random_digits(LOCATOR_DIGITS)
        if locator not in taken:
            secret = random_digits(SECRET_DIGITS)
            digest = keyring().blind("webchat-code", locator + secret)
            session.add(SignInCode(user_id=user_id, locator=locator, secret_digest=digest, expires_at=now + lifetime))
            await session.flush()
            return locator + secret
    raise TooManyCodes


async def sign_out_device(session: AsyncSession, *, device_id: int, user_id: int, now: datetime) -> bool:
    """End a device of this user; False where there is none to end."""
    ended = await session.scalars(
        update(Device)
        .where(Device.id == device_id, Device.user_id == user_id, Device.closed_at.is_(None))
        .values(closed_at=now)
        .returning(Device.id)
    )
    return bool(ended.all())


async def close_chat_user(session: AsyncSession, *, user_id: int, now: datetime) -> None:
    """Take a chat user out: devices and codes end, bots are told that the user is deactivated."""
    await session.execute(update(ChatUser).where(ChatUser.id == user_id).values(closed_at=now))
    await session.execute(update(Device).where(Device.user_id == user_id).values(closed_at=now))
    await session.execute(delete(SignInCode).where(SignInCode.user_id == user_id))


async def forget_messages(session: AsyncSession, *, before: datetime) -> int:
    """Empty messages older than `before` and drop the files of that time; return how many messages were emptied."""
    emptied = await session.scalars(
        update(ChatMessage)
        .where(ChatMessage.sent_at < before, ChatMessage.payload_sealed.is_not(None))
        .values(payload_sealed=None)
        .returning(ChatMessage.id)
    )
    await session.execute(delete(ChatFile).where(ChatFile.created_at < before))
    return len(emptied.all())


def file_key(file_id: int) -> str:
    """The public form of a file's id."""
    return short(file_id)
