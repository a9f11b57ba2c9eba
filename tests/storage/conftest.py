"""A database, and the work on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, event

from bot.storage.work import SqlWork


class Wakes:
    """Counts how often the deliverer is woken."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def wakes() -> Wakes:
    return Wakes()


@pytest.fixture
def work(engine: Engine, wakes: Wakes) -> SqlWork:
    return SqlWork(engine, wakes)


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[tuple[str, int]]]:
    """Yield what is sent to the database from now on: the first three words, and for how many rows."""
    sent: list[tuple[str, int]] = []

    def on_execute(_connection: Connection, _cursor: object, statement: str, *rest: object) -> None:
        parameters, _context, is_many = rest
        words = " ".join(statement.split()[:3])
        if not words.startswith(("PRAGMA", "BEGIN")):
            sent.append((words, len(parameters) if is_many and isinstance(parameters, list) else 1))

    event.listen(engine, "before_cursor_execute", on_execute)
    yield sent
    event.remove(engine, "before_cursor_execute", on_execute)
