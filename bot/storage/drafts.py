"""What people typed and did not save, a row per question and person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, text

from bot.domain.checklist import QuestionKey
from bot.domain.drafts import Draft, KeptDraft
from bot.domain.people import UserId, WorkspaceId
from bot.storage import tables
from bot.storage.mapping import value_from_json, value_to_json
from bot.storage.upsert import upsert
from bot.usecases.draft_book import DraftPlace

_drafts = tables.drafts.c
_deployments = tables.deployments.c


@dataclass(frozen=True, slots=True)
class SqlDrafts:
    """Implements the port `Drafts`."""

    connection: Connection

    def keep(self, place: DraftPlace, drafts: Mapping[QuestionKey, Draft | None], at: datetime) -> None:
        gone = [question for question, draft in drafts.items() if draft is None]
        if gone:
            self.connection.execute(delete(tables.drafts).where(_at(place), _drafts.question_key.in_(gone)))
        rows = [_row(place, question, draft, at) for question, draft in drafts.items() if draft]
        if rows:
            statement = upsert(self.connection, tables.drafts)
            replaced = {name: statement.excluded[name] for name in ("value", "note", "kept_at")}
            keys = list(tables.drafts.primary_key)
            self.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=replaced), rows)

    def of(self, place: DraftPlace) -> Mapping[QuestionKey, KeptDraft]:
        rows = self.connection.execute(select(tables.drafts).where(_at(place))).mappings()
        return {
            QuestionKey(row["question_key"]): KeptDraft(
                Draft(value_from_json(row["value"]) if row["value"] else None, row["note"]), row["kept_at"]
            )
            for row in rows
        }

    def places_of(self, workspace: WorkspaceId, user: UserId) -> Sequence[DraftPlace]:
        query = (
            select(_drafts.deployment_id, _drafts.section_key)
            .join(tables.deployments, _deployments.id == _drafts.deployment_id)
            .where(_drafts.user_id == user, _deployments.workspace == workspace, text(tables.IS_OPEN))
            .group_by(_drafts.deployment_id, _drafts.section_key)
            .order_by(func.max(_drafts.kept_at).desc(), _drafts.deployment_id, _drafts.section_key)
        )
        return [DraftPlace(row[0], row[1], user) for row in self.connection.execute(query)]

    def forget_before(self, moment: datetime) -> None:
        self.connection.execute(delete(tables.drafts).where(_drafts.kept_at < moment))


def _at(place: DraftPlace) -> ColumnElement[bool]:
    return and_(
        _drafts.deployment_id == place.deployment,
        _drafts.section_key == place.section,
        _drafts.user_id == place.user,
    )


def _row(place: DraftPlace, question: QuestionKey, draft: Draft, at: datetime) -> dict[str, object]:
    return {
        "deployment_id": place.deployment,
        "section_key": place.section,
        "user_id": place.user,
        "question_key": question,
        "value": value_to_json(draft.value) if draft.value else {},
        "note": draft.note,
        "kept_at": at,
    }
