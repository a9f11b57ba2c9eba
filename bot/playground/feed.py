"""Live updates for the page: what happens is put into a queue for every browser that watches."""

import asyncio
from dataclasses import dataclass, field

from bot.playground.records import Payload


@dataclass(frozen=True, slots=True, eq=False)
class Watcher:
    """One open page. Its queue ends with None when the server stops."""

    user: str
    loop: asyncio.AbstractEventLoop
    queue: asyncio.Queue[Payload | None] = field(default_factory=asyncio.Queue)

    def put(self, event: Payload | None) -> None:
        # State also changes from threads that are not the loop's: a test archives a channel, say.
        self.loop.call_soon_threadsafe(self.queue.put_nowait, event)


class Feed:
    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()
        self._closed = False

    def listening(self) -> set[str]:
        """Return the users somebody watches as, so that nobody renders for an empty room."""
        return {watcher.user for watcher in list(self._watchers)}

    def tell(self, user: str, event: Payload) -> None:
        for watcher in list(self._watchers):
            if watcher.user == user:
                watcher.put(event)

    def tell_all(self, event: Payload) -> None:
        for user in self.listening():
            self.tell(user, event)

    def join(self, user: str) -> Watcher:
        watcher = Watcher(user, asyncio.get_running_loop())
        self._watchers.add(watcher)
        if self._closed:
            watcher.put(None)
        return watcher

    def leave(self, watcher: Watcher) -> None:
        self._watchers.discard(watcher)

    def close(self) -> None:
        """End every stream; without this a server with an open page would never stop."""
        self._closed = True
        for watcher in list(self._watchers):
            watcher.put(None)
