"""Messages in order, by channel and by thread."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from bot.playground.records import Message


class Timeline:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = 0
        self._messages: dict[str, dict[str, Message]] = defaultdict(dict)
        self._replies: dict[tuple[str, str], list[str]] = defaultdict(list)

    def next_ts(self, at: datetime | None = None) -> str:
        """Return a ts in microseconds that is later than every one before it, whatever the clock does."""
        moment = (at or self._clock()).timestamp()
        self._last = max(round(moment * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def put(self, message: Message) -> None:
        """Add a message, or replace the one with its ts."""
        known = self._messages[message.channel]
        if message.ts not in known and message.is_reply:
            self._replies[message.channel, message.thread_ts or ""].append(message.ts)
        known[message.ts] = message

    def remove(self, message: Message) -> Message | None:
        """Take a message away; a root that has replies stays as a tombstone, which is returned."""
        if self.replies(message.channel, message.ts):
            gone = replace(message, text="This message was deleted.", blocks=(), is_tombstone=True, files=())
            self._messages[message.channel][message.ts] = gone
            return gone
        del self._messages[message.channel][message.ts]
        if message.is_reply:
            self._replies[message.channel, message.thread_ts or ""].remove(message.ts)
        return None

    def find(self, channel: str, ts: str) -> Message | None:
        return self._messages[channel].get(ts)

    def main(self, channel: str) -> Iterator[Message]:
        """Yield what stands in the channel itself, newest first: roots, broadcast replies and ephemerals."""
        for message in reversed(self._messages[channel].values()):
            if not message.is_reply or message.is_broadcast:
                yield message

    def everything(self, channel: str) -> Iterator[Message]:
        """Yield all messages of the channel, newest first."""
        yield from reversed(self._messages[channel].values())

    def replies(self, channel: str, root_ts: str, viewer: str | None = None) -> list[Message]:
        """Return a thread without its root, oldest first, with the ephemerals of `viewer` only."""
        known = self._messages[channel]
        found = [known[ts] for ts in self._replies.get((channel, root_ts), ())]
        return [message for message in found if message.viewer in {None, viewer}]
