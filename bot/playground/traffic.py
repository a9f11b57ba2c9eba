"""The inspector's memory: the last requests between the app and this Slack, in both directions."""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.playground.records import Payload

KEPT = 500


class Traffic:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._entries: deque[Payload] = deque(maxlen=KEPT)
        self._count = 0

    def note(self, direction: str, name: str, request: Payload, began: float) -> Callable[[Any, str | None], None]:
        """Record a request at once and return what records its answer: `(response, error code or None)`.

        `direction` is "to_slack" or "to_app"; `began` is a reading of time.perf_counter().
        """
        self._count += 1
        entry: Payload = {"n": self._count, "at": self._clock().isoformat(), "direction": direction}
        entry |= {"name": name, "request": request, "response": None, "ok": None, "error": None, "ms": None}
        self._entries.append(entry)

        def answered(response: object, error: str | None) -> None:
            entry.update(response=response, ok=error is None, error=error)
            entry["ms"] = round((time.perf_counter() - began) * 1000, 1)

        return answered

    def after(self, number: int) -> list[Payload]:
        return [entry for entry in self._entries if entry["n"] > number]
