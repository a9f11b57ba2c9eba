"""Events as rows: appended, each chained to the one before, and read back as they stand for an audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Label, RowMapping, Text, insert, or_, select, type_coerce

from bot.domain.chain import START, Chain, Link, content_of, digest_after, spelled
from bot.domain.deployment import DeploymentId, DeploymentStatus
from bot.domain.errors import NotFound
from bot.domain.events import Event
from bot.storage import mapping, tables
from bot.storage.mapping import RowValues

_events = tables.events.c
_deployments = tables.deployments.c

_HASHED = {
    "kind": _events.kind,
    "by": _events.done_by,
    "revision": _events.revision,
    "section": _events.section_key,
    "question": _events.question_key,
    "before": _events.before,
    "after": _events.after,
    "reason": _events.reason,
}
"""The columns that hold what is hashed, without the moment, which each database spells in its own way."""


@dataclass(frozen=True, slots=True)
class SqlHistory:
    """Implements the port `History`."""

    connection: Connection

    def deployments(self, named: str = "") -> Sequence[DeploymentId]:
        query = select(_deployments.id).order_by(_deployments.number)
        if named:
            query = query.where(or_(_deployments.id == named, _deployments.model_key == mapping.model_key(named)))
        return [DeploymentId(found) for found in self.connection.scalars(query)]

    def events_of(self, deployment: DeploymentId) -> Sequence[Event]:
        query = select(tables.events).where(_events.deployment_id == deployment).order_by(_events.sequence)
        return [mapping.event_from(row) for row in self.connection.execute(query).mappings()]

    def chain_of(self, deployment: DeploymentId) -> Chain:
        kept = select(_deployments.head, _deployments.closed_head, _deployments.status)
        found = self.connection.execute(kept.where(_deployments.id == deployment)).first()
        if found is None:
            raise NotFound(f"There is no deployment {deployment}.")
        query = (
            select(_events.sequence, _events.digest, self._moment().label("at"), *_hashed())
            .where(_events.deployment_id == deployment)
            .order_by(_events.sequence)
        )
        links = tuple(_link(row) for row in self.connection.execute(query).mappings())
        return Chain(deployment, links, found.head, found.closed_head, found.status != DeploymentStatus.OPEN)

    def next_rows(self, deployment: DeploymentId, events: Sequence[Event]) -> list[RowValues]:
        """Return the rows that append these events; whoever writes them holds the deployment's lock."""
        query = select(_events.sequence, _events.digest).where(_events.deployment_id == deployment)
        last = self.connection.execute(query.order_by(_events.sequence.desc()).limit(1)).first()
        sequence, digest = (last.sequence, last.digest) if last else (0, START)
        rows: list[RowValues] = []
        for event in events:
            sequence += 1
            digest = digest_after(digest, deployment, sequence, content_of(event))
            rows.append(
                {
                    "deployment_id": deployment,
                    "sequence": sequence,
                    "digest": digest,
                    **mapping.event_row(event),
                }
            )
        return rows

    def append(self, rows: Sequence[RowValues]) -> None:
        """Write rows that `next_rows` returned."""
        if rows:
            self.connection.execute(insert(tables.events), list(rows))

    def _moment(self) -> ColumnElement[Any]:
        # SQLite keeps moments as text, and what somebody wrote over one may be no moment at all.
        is_text = self.connection.dialect.name == "sqlite"
        return type_coerce(_events.done_at, Text) if is_text else _events.done_at


def _hashed() -> list[Label[Any]]:
    return [column.label(name) for name, column in _HASHED.items()]


def _link(row: RowMapping) -> Link:
    content = {name: row[name] for name in _HASHED} | {"at": _spelled(row["at"])}
    return Link(row["sequence"], content, row["digest"])


def _spelled(at: object) -> object:
    if isinstance(at, datetime):
        return spelled(at)
    try:
        return spelled(datetime.fromisoformat(str(at)).replace(tzinfo=UTC))
    except ValueError:
        return at
