"""One process per SQLite file: its writers queue in memory, so a second process would break their order."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import Conflict
from bot.storage.engine import parse_url


@contextmanager
def hold_sqlite_file(url: str) -> Iterator[None]:
    """Keep other processes off the SQLite file for as long as the block runs; PostgreSQL needs no such thing.

    Raises Conflict when another process holds it. The lock ends with the process, however that ends.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        yield
        return
    path = Path(str(parsed.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                f"Another deploy-check already runs on {path}. Stop it first, or use PostgreSQL for several replicas."
            ) from None
        yield
