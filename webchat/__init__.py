"""The project's own chat: a server that speaks the Bot API, and a page to chat in."""
