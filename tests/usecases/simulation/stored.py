"""What the product stored, read past its ports, so that nothing in them can hide a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from bot.domain.deployment import Deployment
from bot.domain.evidence import Age, Link
from bot.domain.people import UserId
from bot.storage import tables
from tests.unguarded import unguarded
from tests.usecases.simulation.model import Life


@dataclass(frozen=True, slots=True)
class Row:
    """A message: how often it was asked for, and which of these Slack shows."""

    kind: str
    deployment: str
    about: str
    subject: str
    wanted: int
    shown: int
    state: str


def read_messages(engine: Engine) -> Mapping[str, Row]:
    """Return every posting by its id."""
    columns = tables.postings.c
    query = select(columns.id, columns.kind, columns.deployment_id, columns.user_id, columns.subject, columns.wanted)
    with engine.connect() as connection:
        rows = connection.execute(query.add_columns(columns.shown, columns.state)).all()
    return {
        key: Row(kind, deployment or "", user or subject, subject, wanted, shown, state)
        for key, kind, deployment, user, subject, wanted, shown, state in rows
    }


def read_digests(engine: Engine) -> Mapping[UserId, datetime]:
    """Return when everybody's next reminder is due."""
    columns = tables.digests.c
    with engine.connect() as connection:
        rows = connection.execute(select(columns.user_id, columns.due_at).where(columns.due_at.is_not(None))).all()
    return {UserId(user): due_at for user, due_at in rows}


def empty(connection: Connection) -> None:
    """Drop every row."""
    with unguarded(connection):
        for table in reversed(tables.metadata.sorted_tables):
            connection.execute(table.delete())


Picture = tuple[object, ...]


def picture_of(stored: Deployment) -> Picture:
    """Return what a model knows, too, of a deployment."""
    sections = {
        key: (
            (state.owners, state.groups),
            {q: (answer.value, answer.note, answer.by) for q, answer in state.answers.items()},
            {q: (answer.value, answer.note, answer.by) for q, answer in state.shelved.items()},
            {q: (left.by, left.reason) for q, left in state.left_out.items()},
            {q: (proposal.value, proposal.note, proposal.by) for q, proposal in state.proposals.items()},
            {
                q: [(piece.item, piece.by, piece.age is Age.OTHER) for piece in pieces]
                for q, pieces in state.evidence.items()
            },
            {q for q, proposal in state.proposals.items() if proposal.is_stale},
            (state.reviewers, state.review_groups),
            state.signed_off.by if state.signed_off else None,
            tuple((one.by, one.groups) for one in state.signed_off.approvals) if state.signed_off else (),
            (state.reopened.by, state.reopened.asks_changes) if state.reopened else None,
            {q: waiver.asked.by for q, waiver in state.waivers.items() if waiver.asked},
            {q: (one.accepted.by, one.accepted.terms) for q, one in state.waivers.items() if one.accepted},
            (state.blocked.by, state.blocked.reason) if state.blocked else None,
        )
        for key, state in stored.sections.items()
    }
    closed_by = stored.closing.by if stored.closing else None
    return (
        stored.requester,
        stored.lead,
        stored.due,
        stored.tier,
        stored.artefact,
        stored.status.value,
        closed_by,
        sections,
    )


def picture_of_life(life: Life) -> Picture:
    """Return the same of a model's life."""
    sections = {
        key: (
            (part.owners, part.groups),
            {q: (given.value, given.note, given.by) for q, given in life.counted(key).items()},
            {q: (given.value, given.note, given.by) for q, given in part.answers.items() if not life.asks(q)},
            dict(part.left_out),
            {q: (given.value, given.note, given.by) for q, given in part.proposals.items()},
            {q: [(Link(one.url), one.by, one.is_old) for one in brought] for q, brought in part.evidence.items()},
            part.stale,
            (part.reviewers, part.review_groups),
            part.signed_by,
            tuple(part.approved_by.items()),
            (part.reopened_by, part.asks_changes) if part.reopened_by else None,
            part.asked,
            part.accepted,
            (part.blocked.by, part.blocked.reason) if part.blocked else None,
        )
        for key, part in life.parts.items()
    }
    return (life.requester, life.lead, life.due, life.tier, life.artefact, life.status, life.closed_by, sections)
