"""Evidence as rows, one per piece. A stored item keeps its tag and its fields' names for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, delete, func, insert, select, text

from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import DeploymentId, SectionState
from bot.domain.evidence import Age, Evidence, Fate, File, Item, Link, Quote
from bot.domain.people import ChannelId, WorkspaceId
from bot.storage import tables

_evidence = tables.evidence.c


def _quote(fate: str, **fields: Any) -> Quote:
    return Quote(fate=Fate(fate), **fields)


def _file(fate: str, **fields: Any) -> File:
    return File(fate=Fate(fate), **fields)


_ITEM_OF: Mapping[str, Callable[..., Item]] = {"link": Link, "quote": _quote, "file": _file}
_TAG_OF: Mapping[type, str] = {Link: "link", Quote: "quote", File: "file"}


def of_deployments(ids: Sequence[str]) -> Select[*tuple[object, ...]]:
    """Select the evidence of deployments, in the order in which it came."""
    wanted = select(tables.evidence).where(_evidence.deployment_id.in_(ids))
    return wanted.order_by(_evidence.revision, _evidence.place)


def quoting(workspace: WorkspaceId, channel: ChannelId, ts: str) -> Select[*tuple[object, ...]]:
    """Select the ids of the open deployments in which a message is evidence, oldest first."""
    quoted = select(_evidence.deployment_id).where(_evidence.message == _message(channel, ts))
    deployments = tables.deployments.c
    of_workspace = and_(text(tables.IS_OPEN), deployments.workspace == workspace, deployments.id.in_(quoted))
    return select(deployments.id).where(of_workspace).order_by(deployments.number)


def unknown_files(limit: int) -> Select[*tuple[object, ...]]:
    """Select files of open deployments that nobody has looked into yet, with who brought them.

    They come in any order, another one each time: what can never be read keeps nothing waiting for ever.
    """
    deployments = tables.deployments.c
    asked = select(deployments.id, deployments.workspace, _evidence.file, _evidence.added_by)
    joined = asked.join(tables.evidence, _evidence.deployment_id == deployments.id)
    return joined.where(text(tables.IS_OPEN), _evidence.file.is_not(None)).order_by(func.random()).limit(limit)


def evidence_from(rows: Iterable[RowMapping]) -> dict[QuestionKey, tuple[Evidence, ...]]:
    """Return a section's evidence by question."""
    found: dict[QuestionKey, tuple[Evidence, ...]] = {}
    for row in rows:
        found[row["question_key"]] = (*found.get(row["question_key"], ()), _piece(row))
    return found


def evidence_rows(state: SectionState) -> list[dict[str, object]]:
    """Return the rows of a section's evidence without `deployment_id`."""
    return [_row(state.key, question, piece) for question, pieces in state.evidence.items() for piece in pieces]


def save(connection: Connection, deployment: DeploymentId, was: SectionState, now: SectionState) -> None:
    """Write the pieces in which a section differs."""
    if was.evidence == now.evidence:
        return
    before, after = ({(row["revision"], row["place"]): row for row in evidence_rows(state)} for state in (was, now))
    for place, row in before.items():
        if row != after.get(place):
            stored = and_(_evidence.revision == row["revision"], _evidence.place == row["place"])
            connection.execute(delete(tables.evidence).where(_evidence.deployment_id == deployment, stored))
    fresh = [{"deployment_id": deployment, **row} for place, row in after.items() if row != before.get(place)]
    if fresh:
        connection.execute(insert(tables.evidence), fresh)


def _row(section: SectionKey, question: QuestionKey, piece: Evidence) -> dict[str, object]:
    revision, _, place = piece.key.partition(".")
    return {
        "revision": int(revision),
        "place": int(place),
        "section_key": section,
        "question_key": question,
        "item": {"is": _TAG_OF[type(piece.item)], **asdict(piece.item)},
        "added_by": piece.by,
        "added_at": piece.at,
        "message": _message(piece.item.channel, piece.item.ts) if isinstance(piece.item, Quote) else None,
        "file": _unknown(piece.item),
        "age": piece.age.value,
        "version": piece.version,
    }


def _piece(row: RowMapping) -> Evidence:
    return Evidence(
        f"{row['revision']}.{row['place']}",
        _item(row["item"]),
        row["added_by"],
        row["added_at"],
        Age(row["age"]),
        row["version"],
    )


def _message(channel: ChannelId, ts: str) -> str:
    return f"{channel}/{ts}"


def _unknown(item: Item) -> str | None:
    is_unknown = isinstance(item, File) and not item.digest and item.fate is Fate.UNCHANGED
    return item.id if isinstance(item, File) and is_unknown else None


def _item(raw: Mapping[str, object]) -> Item:
    return _ITEM_OF[str(raw["is"])](**{name: field for name, field in raw.items() if name != "is"})
