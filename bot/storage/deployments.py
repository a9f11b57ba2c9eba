"""Deployments as rows: eight selects load them, and only what changed is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    and_,
    delete,
    insert,
    or_,
    select,
    text,
    update,
)

from bot.domain.chain import START
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Deployment, DeploymentId, DeploymentStatus, SectionState, Target
from bot.domain.errors import AlreadyOpen, ChangedMeanwhile, NotFound
from bot.domain.events import Event
from bot.domain.people import ChannelId, GroupId, UserId, WorkspaceId
from bot.domain.scope import kept
from bot.storage import evidence, group_tables, mapping, tables
from bot.storage.checklists import ChecklistStore
from bot.storage.history import SqlHistory
from bot.storage.mapping import RowValues
from bot.storage.plans import without_index
from bot.storage.upsert import upsert
from bot.usecases.ports import UnknownFile

_Kept = TypeVar("_Kept")

_AT_ONCE = 500
"""How many deployments one select asks for: databases limit the parameters of a statement."""

_deployments = tables.deployments.c
_sections = tables.sections.c
_owners = tables.owners.c
_groups = group_tables.section_groups.c
_answers = tables.answers.c
_left_out = tables.left_out.c
_proposals = tables.proposals.c
_waivers = tables.waivers.c


@dataclass(frozen=True, slots=True)
class SqlDeployments:
    """Implements the port `Deployments`.

    `locks` makes `get` and `open_for` keep other writers off the deployment until the transaction ends. Lists lock
    nothing: on PostgreSQL, a writing transaction may see in them a section newer than its deployment.
    """

    connection: Connection
    checklists: ChecklistStore
    locks: bool

    @property
    def history(self) -> SqlHistory:
        return SqlHistory(self.connection)

    def get(self, deployment: DeploymentId) -> Deployment:
        found = self._one(_deployments.id == deployment)
        if found is None:
            raise NotFound("This deployment no longer exists. Open a new one with /deploy-check.")
        return found

    def add(self, deployment: Deployment, events: Sequence[Event]) -> None:
        self.checklists.add(self.connection, deployment.checklist)
        rows = self.history.next_rows(deployment.id, events)
        row = {
            **mapping.deployment_row(deployment),
            "checklist_digest": deployment.checklist.digest,
            **_heads(rows, None, deployment),
        }
        # An error would end the whole transaction on PostgreSQL; a conflict that is passed over does not.
        statement = upsert(self.connection, tables.deployments).values(row).on_conflict_do_nothing()
        if self.connection.execute(statement.returning(_deployments.id)).first() is None:
            self._refuse_second(deployment)
        states = deployment.sections.values()
        self._insert(tables.sections, deployment.id, [mapping.section_row(state) for state in states])
        self._insert(tables.owners, deployment.id, [row for s in states for row in mapping.owner_rows(s)])
        self._insert(group_tables.section_groups, deployment.id, [row for s in states for row in mapping.group_rows(s)])
        self._insert(
            tables.answers,
            deployment.id,
            [mapping.answer_row(s.key, q, answer) for s in states for q, answer in kept(s).items()],
        )
        self._insert(tables.left_out, deployment.id, [row for s in states for row in mapping.left_out_rows(s)])
        self._insert(
            tables.waivers,
            deployment.id,
            [mapping.waiver_row(s.key, q, waiver) for s in states for q, waiver in s.waivers.items()],
        )
        self._insert(
            tables.proposals,
            deployment.id,
            [mapping.proposal_row(s.key, q, proposal) for s in states for q, proposal in s.proposals.items()],
        )
        self._insert(tables.evidence, deployment.id, [row for s in states for row in evidence.evidence_rows(s)])
        self.history.append(rows)

    def save(self, before: Deployment, after: Deployment, events: Sequence[Event]) -> None:
        rows = self.history.next_rows(after.id, events) if events else []
        changed = _changed(mapping.deployment_row(before), mapping.deployment_row(after)) | _heads(rows, before, after)
        if changed:
            stored = and_(_deployments.id == before.id, _deployments.revision == before.revision)
            done = self.connection.execute(update(tables.deployments).where(stored).values(changed))
            if done.rowcount != 1:
                raise ChangedMeanwhile
        for key, state in after.sections.items():
            if state != before.sections[key]:
                self._save_section(after.id, before.sections[key], state)
        self.history.append(rows)

    def open_for(self, workspace: WorkspaceId, target: Target) -> Deployment | None:
        return self._one(
            and_(
                text(tables.IS_OPEN),
                _deployments.workspace == workspace,
                _deployments.model_key == mapping.model_key(target.model),
                _deployments.version == target.version,
                _deployments.environment == target.environment,
            )
        )

    def latest_of(self, workspace: WorkspaceId, model: str, channel: ChannelId) -> Deployment | None:
        return next(iter(self._load(_told_in(channel, workspace, model).limit(1))), None)

    def last_published_of(self, workspace: WorkspaceId, model: str, channel: ChannelId) -> Deployment | None:
        published = _deployments.status == DeploymentStatus.PUBLISHED.value
        return next(iter(self._load(_told_in(channel, workspace, model).where(published).limit(1))), None)

    def open_in(self, workspace: WorkspaceId) -> Sequence[Deployment]:
        return self._load(_open_where(_deployments.workspace == workspace))

    def open_owned_by(self, workspace: WorkspaceId, user: UserId) -> Sequence[Deployment]:
        owned = (
            select(_owners.deployment_id)
            .join(tables.sections)
            .where(_owners.user_id == user, _sections.signed_at.is_(None))
        )
        passed = select(tables.turns.c.deployment_id).where(tables.turns.c.user_id == user)
        waits = _deployments.id.in_(owned.union(passed))
        return self._load(_open_where(without_index(_deployments.workspace, workspace), waits))

    def open_led_by(self, workspace: WorkspaceId, user: UserId) -> Sequence[Deployment]:
        return self._load(_open_where(_deployments.workspace == workspace, _deployments.lead == user))

    def open_for_groups(self, workspace: WorkspaceId, groups: Collection[GroupId]) -> Sequence[Deployment]:
        if not groups:
            return []
        free = (
            select(_groups.deployment_id)
            .join(tables.sections)
            .where(_groups.group_id.in_(groups), _groups.reviews == _sections.signed_at.is_not(None))
        )
        return self._load(_open_where(without_index(_deployments.workspace, workspace), _deployments.id.in_(free)))

    def quoting(self, workspace: WorkspaceId, channel: ChannelId, ts: str) -> Sequence[DeploymentId]:
        return [DeploymentId(row.id) for row in self.connection.execute(evidence.quoting(workspace, channel, ts))]

    def unknown_files(self, limit: int) -> Sequence[UnknownFile]:
        rows = self.connection.execute(evidence.unknown_files(limit)).mappings()
        return [UnknownFile(row["id"], row["workspace"], row["file"], row["added_by"]) for row in rows]

    def of_model(self, workspace: WorkspaceId, model: str) -> Sequence[Deployment]:
        return self._load(_of_model(workspace, model))

    def _one(self, condition: ColumnElement[bool]) -> Deployment | None:
        query = select(tables.deployments).where(condition)
        if self.locks:
            # Other writers wait; rows that merely refer to the deployment, as postings do, need not.
            query = query.with_for_update(key_share=True)
        return next(iter(self._load(query)), None)

    def _load(self, query: Select[*tuple[object, ...]]) -> list[Deployment]:
        rows = self.connection.execute(query).mappings().all()
        chunks = [rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE)]
        return [deployment for chunk in chunks for deployment in self._put_together(chunk)]

    def _put_together(self, rows: Sequence[RowMapping]) -> list[Deployment]:
        ids = [row["id"] for row in rows]
        sections = (
            select(tables.sections, _owners.user_id)
            .outerjoin(tables.owners)
            .where(_sections.deployment_id.in_(ids))
            .order_by(_owners.position)
        )
        answers = select(tables.answers).where(_answers.deployment_id.in_(ids)).order_by(_answers.question_key)
        left_out = select(tables.left_out).where(_left_out.deployment_id.in_(ids)).order_by(_left_out.question_key)
        proposals = select(tables.proposals).where(_proposals.deployment_id.in_(ids))
        waivers = select(tables.waivers).where(_waivers.deployment_id.in_(ids)).order_by(_waivers.question_key)
        groups = select(group_tables.section_groups).where(_groups.deployment_id.in_(ids)).order_by(_groups.position)
        queries = {
            "groups": groups,
            "answers": answers,
            "left_out": left_out,
            "proposals": proposals,
            "waivers": waivers,
            "evidence": evidence.of_deployments(ids),
        }
        parts = mapping.group_sections(
            self.connection.execute(sections).mappings(),
            {name: self.connection.execute(query).mappings() for name, query in queries.items()},
        )
        return [
            mapping.deployment_from(
                row, self.checklists.get(self.connection, row["checklist_digest"]), parts[row["id"]]
            )
            for row in rows
        ]

    def _refuse_second(self, deployment: Deployment) -> None:
        other = self.open_for(deployment.workspace, deployment.target)
        if other is None:  # it was closed between the two statements
            raise ChangedMeanwhile
        raise AlreadyOpen(f"A deployment of {other.target} is already open.", deployment_id=other.id)

    def _save_section(self, deployment: DeploymentId, was: SectionState, now: SectionState) -> None:
        changed = _changed(mapping.section_row(was), mapping.section_row(now))
        if changed:
            self.connection.execute(update(tables.sections).where(_in(deployment, now.key)).values(changed))
        if now.owners != was.owners:
            owned = and_(_owners.deployment_id == deployment, _owners.section_key == now.key)
            self.connection.execute(delete(tables.owners).where(owned))
            self._insert(tables.owners, deployment, mapping.owner_rows(now))
        if (now.groups, now.review_groups) != (was.groups, was.review_groups):
            owning = and_(_groups.deployment_id == deployment, _groups.section_key == now.key)
            self.connection.execute(delete(group_tables.section_groups).where(owning))
            self._insert(group_tables.section_groups, deployment, mapping.group_rows(now))
        if now.left_out != was.left_out:
            left = and_(_left_out.deployment_id == deployment, _left_out.section_key == now.key)
            self.connection.execute(delete(tables.left_out).where(left))
            self._insert(tables.left_out, deployment, mapping.left_out_rows(now))
        evidence.save(self.connection, deployment, was, now)
        before, after = kept(was), kept(now)
        answers = {q: mapping.answer_row(now.key, q, one) for q, one in _new(before, after).items()}
        self._save_by_question(tables.answers, (deployment, now.key), _gone(before, after), answers)
        waivers = {q: mapping.waiver_row(now.key, q, one) for q, one in _new(was.waivers, now.waivers).items()}
        self._save_by_question(tables.waivers, (deployment, now.key), _gone(was.waivers, now.waivers), waivers)
        proposals = {q: mapping.proposal_row(now.key, q, p) for q, p in _new(was.proposals, now.proposals).items()}
        self._save_by_question(tables.proposals, (deployment, now.key), _gone(was.proposals, now.proposals), proposals)

    def _save_by_question(
        self,
        table: Table,
        place: tuple[DeploymentId, SectionKey],
        gone: Collection[QuestionKey],
        given: Mapping[QuestionKey, RowValues],
    ) -> None:
        deployment, section = place
        if gone:
            cleared = and_(
                table.c.deployment_id == deployment,
                table.c.section_key == section,
                table.c.question_key.in_(gone),
            )
            self.connection.execute(delete(table).where(cleared))
        rows = list(given.values())
        if rows:
            statement = upsert(self.connection, table)
            replaced = {name: statement.excluded[name] for name in rows[0]}
            statement = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=replaced)
            self.connection.execute(statement, [{"deployment_id": deployment, **row} for row in rows])

    def _insert(self, table: Table, deployment: DeploymentId, rows: Sequence[RowValues]) -> None:
        if rows:
            self.connection.execute(insert(table), [{"deployment_id": deployment, **row} for row in rows])


def _open_where(*conditions: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Select the open ones, oldest first."""
    return select(tables.deployments).where(text(tables.IS_OPEN), *conditions).order_by(_deployments.number)


def _of_model(workspace: WorkspaceId, model: str) -> Select[*tuple[object, ...]]:
    """Select all of a model, the latest first."""
    return (
        select(tables.deployments)
        .where(_deployments.workspace == workspace, _deployments.model_key == mapping.model_key(model))
        .order_by(_deployments.number.desc())
    )


def _told_in(channel: ChannelId, workspace: WorkspaceId, model: str) -> Select[*tuple[object, ...]]:
    """Select those of a model that may be told of in this channel, the latest first."""
    return _of_model(workspace, model).where(or_(_deployments.is_private.is_(False), _deployments.channel == channel))


def _in(deployment: DeploymentId, section: SectionKey) -> ColumnElement[bool]:
    return and_(_sections.deployment_id == deployment, _sections.section_key == section)


def _heads(rows: Sequence[RowValues], before: Deployment | None, after: Deployment) -> RowValues:
    """Return what the deployment's row says of its history once these events are appended."""
    if not rows:
        return {} if before else {"head": START, "closed_head": START}
    head = {"head": rows[-1]["digest"]}
    if before is None or (after.closing and not before.closing):
        return head | {"closed_head": rows[-1]["digest"] if after.closing else START}
    return head


def _gone(was: Mapping[QuestionKey, object], now: Mapping[QuestionKey, object]) -> list[QuestionKey]:
    return [question for question in was if question not in now]


def _new(was: Mapping[QuestionKey, _Kept], now: Mapping[QuestionKey, _Kept]) -> dict[QuestionKey, _Kept]:
    return {question: kept for question, kept in now.items() if was.get(question) != kept}


def _changed(was: RowValues, now: RowValues) -> RowValues:
    return {column: value for column, value in now.items() if value != was[column]}
