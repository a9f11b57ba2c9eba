"""The pinned checklists, each kept once, known by its digest."""

from __future__ import annotations

import threading
from collections import OrderedDict

from sqlalchemy import Connection, select

from bot.domain.checklist import Checklist
from bot.storage import tables
from bot.storage.checklist_bodies import checklist_from
from bot.storage.upsert import upsert

_REMEMBERED = 32


class ChecklistStore:
    """Reads a checklist from the database once and then remembers it: a digest never changes its meaning."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._known: OrderedDict[str, Checklist] = OrderedDict()

    def add(self, connection: Connection, checklist: Checklist) -> None:
        """Keep a checklist, unless it is kept already."""
        row = {"digest": checklist.digest, "body": checklist.body}
        connection.execute(upsert(connection, tables.checklists).values(row).on_conflict_do_nothing())

    def get(self, connection: Connection, digest: str) -> Checklist:
        """Return the checklist with this digest."""
        with self._mutex:
            if digest in self._known:
                self._known.move_to_end(digest)
                return self._known[digest]
        query = select(tables.checklists.c.body).where(tables.checklists.c.digest == digest)
        checklist = checklist_from(connection.execute(query).scalar_one())
        with self._mutex:
            self._known[digest] = checklist
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return checklist
