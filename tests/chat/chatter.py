"""One person at the chat page of a test's world: writes, presses, and sees what came."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webchat.client import ChatClient

if TYPE_CHECKING:
    from tests.chat.world import World


@dataclass(frozen=True)
class Shown:
    """A message as it stands in the chat: `buttons` are label and data, `keys` the labels in place of the letters."""

    id: int
    mine: bool
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    keys: tuple[str, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def data(self, label: str) -> str | None:
        """The data of the button whose label is this, or else contains it."""
        exact = [data for name, data in self.buttons if name == label]
        part = [data for name, data in self.buttons if label in name]
        return next(iter(exact + part), None)

    def __contains__(self, text: str) -> bool:
        return text in self.text


@dataclass
class Chatter:
    """A person. `messages` is the chat as last seen, oldest first; every act and `sees` refreshes it."""

    world: "World"
    name: str
    person_id: int  # 0 where the bot does not know them yet
    page: ChatClient
    room: str
    messages: list[Shown] = field(default_factory=list)
    toast: str = ""  # what the last press brought up over the chat

    @property
    def id(self) -> int:
        """The number of the chat, and of the person in it."""
        return self.page.user_id

    @property
    def last(self) -> Shown:
        """The newest message from the bot."""
        return next(shown for shown in reversed(self.messages) if not shown.mine)

    async def say(self, text: str, **more: Any) -> list[Shown]:
        """Write, wait until the world has settled, and return what the bot wrote in this chat since."""
        sent = await self.page.say(self.room, text, **more)
        return await self._since(sent["message"]["message_id"])

    async def share(self, kind: str, **values: Any) -> list[Shown]:
        """Send a location, a contact or a sticker."""
        sent = await self.page.do("share", room=self.room, kind=kind, **values)
        return await self._since(sent["message"]["message_id"])

    async def send_file(self, kind: str, data: bytes, name: str, mime: str, **more: str) -> list[Shown]:
        """Send a photo, a voice note or a document."""
        sent = await self.page.send_file(self.room, kind, data, name, mime, **more)
        return await self._since(sent["message"]["message_id"])

    async def edit(self, message_id: int, text: str) -> list[Shown]:
        """Change one's own message."""
        before = await self._newest()
        await self.page.do("edit", room=self.room, message_id=message_id, text=text)
        return await self._since(before)

    async def press(self, label: str, on: Shown | None = None) -> list[Shown]:
        """Press a button of a message (or of the newest that has it); returns what the bot wrote in this chat since."""
        await self.look()
        found = on or next((shown for shown in reversed(self.messages) if shown.data(label) is not None), None)
        data = found.data(label) if found else None
        assert found is not None and data is not None, f"{self.name} sees no button {label!r} in:\n{self}"
        return await self.press_data(data, found.id)

    async def press_data(self, data: str, message_id: int) -> list[Shown]:
        """Press with any data, as a changed app could."""
        before = await self._newest()
        answer = await self.page.press(self.room, message_id, data)
        self.toast = str(answer.get("text") or "")
        return await self._since(before)

    async def block(self, blocked: bool = True) -> None:
        """Block the bot, or let it in again."""
        await self.page.do("block", room=self.room, blocked=blocked)
        await self.world.settle()

    async def look(self) -> list[Shown]:
        """Settle, and read the chat."""
        await self.world.settle()
        self.messages = [_shown(one, self.id) for one in await self.page.messages(self.room, limit=200)]
        return self.messages

    async def sees(self, text: str) -> Shown:
        """The newest message from the bot with this text; fails where there is none."""
        await self.look()
        found = next((shown for shown in reversed(self.messages) if not shown.mine and text in shown.text), None)
        assert found is not None, f"{self.name} does not see {text!r} in:\n{self}"
        return found

    async def sees_no(self, text: str) -> None:
        """Fails where the bot wrote this."""
        await self.look()
        assert not any(text in shown.text for shown in self.messages if not shown.mine), f"{text!r} in:\n{self}"

    async def _newest(self) -> int:
        found = await self.page.messages(self.room, limit=1)
        return int(found[-1]["message"]["message_id"]) if found else 0

    async def _since(self, message_id: int) -> list[Shown]:
        await self.look()
        return [shown for shown in self.messages if shown.id > message_id and not shown.mine]

    def __str__(self) -> str:
        return "\n".join(
            f"{'>' if one.mine else ' '} {one.text} {[name for name, _ in one.buttons]}" for one in self.messages
        )


def _shown(view: dict[str, Any], me: int) -> Shown:
    message, keyboard = view["message"], view["keyboard"] or {}
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = tuple((one["text"], one.get("callback_data", one.get("url", ""))) for row in rows for one in row)
    keys = tuple(one["text"] for row in keyboard.get("keyboard", []) for one in row)
    text = message.get("text") or message.get("caption") or ""
    return Shown(message["message_id"], message["from"]["id"] == me, text, buttons, keys, message)
