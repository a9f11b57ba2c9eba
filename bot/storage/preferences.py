"""How people want to be reminded, as rows; the hours as people read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time

from sqlalchemy import Connection, RowMapping, select

from bot.domain.people import UserId, WorkspaceId
from bot.domain.worktime import Preferences, QuietHours
from bot.storage import tables
from bot.storage.upsert import upsert

_preferences = tables.preferences.c


@dataclass(frozen=True, slots=True)
class SqlPreferences:
    """Implements the port `PreferenceBook`."""

    connection: Connection

    def of(self, workspace: WorkspaceId, users: Collection[UserId]) -> Mapping[UserId, Preferences]:
        query = select(tables.preferences).where(
            _preferences.workspace == workspace, _preferences.user_id.in_(set(users))
        )
        known = {row["user_id"]: _from_row(row) for row in self.connection.execute(query).mappings()}
        return {user: known.get(user, Preferences()) for user in users}

    def save(self, workspace: WorkspaceId, user: UserId, preferences: Preferences) -> None:
        wanted = _row(preferences)
        statement = upsert(self.connection, tables.preferences).values(workspace=workspace, user_id=user, **wanted)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["workspace", "user_id"], set_=wanted))


def _row(preferences: Preferences) -> dict[str, object]:
    quiet = preferences.quiet
    return {
        "hour": preferences.hour.isoformat("minutes"),
        "weekdays": "".join(str(day) for day in sorted(preferences.weekdays)),
        "quiet_start": quiet and quiet.start.isoformat("minutes"),
        "quiet_end": quiet and quiet.end.isoformat("minutes"),
        "country": preferences.country,
        "zone": preferences.zone,
        "has_digest": preferences.has_digest,
    }


def _from_row(row: RowMapping) -> Preferences:
    start, end = row["quiet_start"], row["quiet_end"]
    return Preferences(
        hour=time.fromisoformat(row["hour"]),
        weekdays=frozenset(int(day) for day in row["weekdays"]),
        quiet=QuietHours(time.fromisoformat(start), time.fromisoformat(end)) if start and end else None,
        country=row["country"],
        zone=row["zone"],
        has_digest=row["has_digest"],
    )
