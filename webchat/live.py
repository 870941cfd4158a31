"""News for open pages: a queue per page, from which its event stream is fed."""

import asyncio
from collections.abc import Collection
from typing import Any

MOST_UNREAD = 500


class Listener:
    """One open page, watching for one or more people (several in the demo)."""

    def __init__(self, user_ids: frozenset[int]) -> None:
        self.user_ids = user_ids
        self.queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(MOST_UNREAD)

    def put(self, event: dict[str, Any] | None) -> None:
        """Queue an event; a page that does not read is cut off (it comes back and loads what it missed)."""
        if self.queue.full():
            self.queue = asyncio.Queue(MOST_UNREAD)
            event = None
        self.queue.put_nowait(event)


class Live:
    """All open pages."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def listen(self, user_ids: frozenset[int]) -> Listener:
        """Open a queue of news for these people."""
        listener = Listener(user_ids)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """The page was closed."""
        self._listeners.discard(listener)

    def tell(self, user_ids: Collection[int], event: dict[str, Any]) -> None:
        """Send an event to every page of these people; it says for whom of them it is."""
        for listener in self._listeners:
            if hit := listener.user_ids.intersection(user_ids):
                listener.put(event | {"users": sorted(hit)})

    def end(self, user_id: int | None = None) -> None:
        """End the streams of one person (who was signed out), or all of them."""
        for listener in self._listeners:
            if user_id is None or user_id in listener.user_ids:
                listener.put(None)
