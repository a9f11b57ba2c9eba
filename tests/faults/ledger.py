"""What people were shown as saved, kept outside of the bot, to be held against what the bot has kept."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.answers import Value
from bot.domain.checklist import QuestionKey

Place = tuple[str, QuestionKey]
"""A model and one of its questions."""


@dataclass(slots=True)
class _Line:
    allowed: list[Value]
    saved: bool


@dataclass(slots=True)
class Ledger:
    """Per answer, which values may stand in the database; one person at a time answers a question."""

    lines: dict[Place, _Line] = field(default_factory=dict)
    saved_count: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def trying(self, model: str, values: Mapping[QuestionKey, Value]) -> None:
        """Note values that are on their way: from now on they may or may not be kept."""
        with self.lock:
            for key, value in values.items():
                self.lines.setdefault((model, key), _Line([], saved=False)).allowed.append(value)

    def saved(self, model: str, values: Mapping[QuestionKey, Value]) -> None:
        """Note values that the person saw accepted: nothing older may stand there any more."""
        with self.lock:
            self.saved_count += len(values)
            for key, value in values.items():
                self.lines[model, key] = _Line([value], saved=True)

    def lost(self, kept: Mapping[Place, Value]) -> list[str]:
        """Compare with what the bot kept; return a line for every answer that is missing or wrong."""
        with self.lock:
            return [
                f"{model} {key}: kept {kept.get((model, key))}, but people saw {line.allowed}"
                for (model, key), line in self.lines.items()
                if (kept.get((model, key)) not in line.allowed) and (line.saved or (model, key) in kept)
            ]
