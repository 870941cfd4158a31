"""The methods of the Bot API that are served; importing this enters them all into the table."""

from webchat.methods import about, chats, editing, incoming, media, sending

__all__ = ["about", "chats", "editing", "incoming", "media", "sending"]
