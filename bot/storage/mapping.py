"""Rows ⇄ domain objects, by hand. A stored value keeps its tag and its fields' names for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import RowMapping

from bot.domain.answers import (
    Answer,
    Chosen,
    ChosenMany,
    Confirmed,
    Dated,
    Linked,
    Measured,
    Named,
    NotApplicable,
    Rated,
    Value,
    Written,
)
from bot.domain.checklist import Checklist, QuestionKey, SectionKey
from bot.domain.deployment import Deployment, DeploymentStatus, SectionState, Target
from bot.domain.events import Event, EventKind
from bot.domain.marks import Approval, Blocking, Closing, LeftOut, Mark, Reopening, SignOff
from bot.domain.people import GroupId, UserId
from bot.domain.proposal import Proposal
from bot.domain.scope import rescoped
from bot.domain.waivers import Acceptance, Terms, Waiver
from bot.domain.when import Tier
from bot.storage.evidence import evidence_from
from bot.usecases.postings import Address, Posting, PostingKind, PostingState

RowValues = dict[str, object]
"""One row's values by column, as they go in."""


@dataclass(frozen=True, slots=True)
class SectionRows:
    """The rows that one section consists of; `parts` has those of its other tables by their names."""

    section: RowMapping
    owners: list[UserId] = field(default_factory=list)
    parts: defaultdict[str, list[RowMapping]] = field(default_factory=lambda: defaultdict(list))


def deployment_row(deployment: Deployment) -> RowValues:
    """Return the row without `checklist_digest`, which is set when it is added, and the heads of its history."""
    closing = deployment.closing
    return {
        "id": deployment.id,
        "workspace": deployment.workspace,
        "channel": deployment.channel,
        "model": deployment.target.model,
        "model_key": model_key(deployment.target.model),
        "version": deployment.target.version,
        "environment": deployment.target.environment,
        "requester": deployment.requester,
        "lead": deployment.lead,
        "opened_at": deployment.opened_at,
        "is_private": deployment.is_private,
        "due": deployment.due,
        "tier": deployment.tier.value,
        "artefact": deployment.artefact,
        "artefact_at": deployment.artefact_at,
        "status": deployment.status.value,
        "closed_by": closing and closing.by,
        "closed_at": closing and closing.at,
        "closed_reason": closing.reason if closing else "",
        "revision": deployment.revision,
    }


def model_key(model: str) -> str:
    """Return the form in which model names are compared."""
    return model.lower()


def deployment_from(row: RowMapping, checklist: Checklist, parts: Mapping[SectionKey, SectionRows]) -> Deployment:
    """Put a deployment together; its sections come in the order of the checklist."""
    stored = Deployment(
        id=row["id"],
        workspace=row["workspace"],
        channel=row["channel"],
        target=Target(row["model"], row["version"], row["environment"]),
        checklist=checklist,
        requester=row["requester"],
        lead=row["lead"],
        opened_at=row["opened_at"],
        sections={section.key: _section_from(parts[section.key]) for section in checklist.sections},
        is_private=row["is_private"],
        due=row["due"],
        tier=Tier(row["tier"]),
        artefact=row["artefact"],
        artefact_at=row["artefact_at"],
        status=DeploymentStatus(row["status"]),
        closing=Closing(row["closed_by"], row["closed_at"], row["closed_reason"]) if row["closed_at"] else None,
        revision=row["revision"],
        head=row["closed_head"] or row["head"],
    )
    return replace(stored, sections=rescoped(stored))


def section_row(state: SectionState) -> RowValues:
    """Return the row of a section without `deployment_id`; owners and answers have tables of their own."""
    signed, reopened, blocked = state.signed_off, state.reopened, state.blocked
    return {
        "section_key": state.key,
        "signed_by": signed and signed.by,
        "signed_at": signed and signed.at,
        "signed_digest": signed.digest if signed else "",
        "approvals": [_approval_to_json(approval) for approval in signed.approvals] if signed else [],
        "reviewers": list(state.reviewers),
        "reopened_by": reopened and reopened.by,
        "reopened_at": reopened and reopened.at,
        "reopened_reason": reopened.reason if reopened else "",
        "reopened_asks_changes": reopened.asks_changes if reopened else False,
        "blocked_by": blocked and blocked.by,
        "blocked_at": blocked and blocked.at,
        "blocked_reason": blocked.reason if blocked else "",
        "blocked_revision": blocked and blocked.revision,
        "revision": state.revision,
    }


def _section_from(rows: SectionRows) -> SectionState:
    row = rows.section
    return SectionState(
        key=row["section_key"],
        owners=tuple(rows.owners),
        reviewers=tuple(map(UserId, row["reviewers"])),
        answers={answer["question_key"]: _answer_from(answer) for answer in rows.parts["answers"]},
        proposals={row["question_key"]: _proposal_from(row) for row in rows.parts["proposals"]},
        waivers={waiver["question_key"]: _waiver_from(waiver) for waiver in rows.parts["waivers"]},
        evidence=evidence_from(rows.parts["evidence"]),
        signed_off=_sign_off_from(row) if row["signed_at"] else None,
        reopened=_reopening_from(row) if row["reopened_at"] else None,
        blocked=Blocking(row["blocked_by"], row["blocked_at"], row["blocked_reason"], row["blocked_revision"])
        if row["blocked_at"]
        else None,
        left_out={
            left["question_key"]: LeftOut(left["left_by"], left["left_at"], left["reason"])
            for left in rows.parts["left_out"]
        },
        revision=row["revision"],
        groups=tuple(named["group_id"] for named in rows.parts["groups"] if not named["reviews"]),
        review_groups=tuple(named["group_id"] for named in rows.parts["groups"] if named["reviews"]),
    )


def _sign_off_from(row: RowMapping) -> SignOff:
    approvals = tuple(
        Approval(
            UserId(raw["by"]),
            datetime.fromisoformat(raw["at"]),
            raw["digest"],
            tuple(map(GroupId, raw.get("groups", ()))),  # there is none in what was approved before groups reviewed
        )
        for raw in row["approvals"]
    )
    return SignOff(row["signed_by"], row["signed_at"], row["signed_digest"], approvals)


def _approval_to_json(approval: Approval) -> dict[str, object]:
    at = approval.at.astimezone(UTC).isoformat()
    return {"by": approval.by, "at": at, "digest": approval.digest, "groups": list(approval.groups)}


def _reopening_from(row: RowMapping) -> Reopening:
    reason, asks_changes = row["reopened_reason"], row["reopened_asks_changes"]
    return Reopening(row["reopened_by"], row["reopened_at"], reason, asks_changes)


def group_rows(state: SectionState) -> list[RowValues]:
    """Return the rows of the groups that own a section, then of those that review it, without `deployment_id`."""
    named = [*((group, False) for group in state.groups), *((group, True) for group in state.review_groups)]
    return [
        {"section_key": state.key, "position": position, "group_id": group, "reviews": reviews}
        for position, (group, reviews) in enumerate(named)
    ]


def owner_rows(state: SectionState) -> list[RowValues]:
    """Return the rows of a section's owners without `deployment_id`."""
    return [
        {"section_key": state.key, "position": position, "user_id": user} for position, user in enumerate(state.owners)
    ]


def left_out_rows(state: SectionState) -> list[RowValues]:
    """Return the rows of what the lead left out, without `deployment_id`."""
    return [
        {"section_key": state.key, "question_key": key, "left_by": left.by, "left_at": left.at, "reason": left.reason}
        for key, left in state.left_out.items()
    ]


def answer_row(section: SectionKey, question: QuestionKey, answer: Answer) -> RowValues:
    """Return the row of an answer without `deployment_id`."""
    return {
        "section_key": section,
        "question_key": question,
        "value": value_to_json(answer.value),
        "note": answer.note,
        "answered_by": answer.by,
        "answered_at": answer.at,
        "version": answer.version,
    }


def _answer_from(row: RowMapping) -> Answer:
    return Answer(value_from_json(row["value"]), row["note"], row["answered_by"], row["answered_at"], row["version"])


def proposal_row(section: SectionKey, question: QuestionKey, proposal: Proposal) -> RowValues:
    """Return the row of a proposal without `deployment_id`."""
    return {
        "section_key": section,
        "question_key": question,
        "value": value_to_json(proposal.value),
        "note": proposal.note,
        "answered_by": proposal.by,
        "answered_at": proposal.at,
        "version": proposal.version,
        "is_stale": proposal.is_stale,
    }


def _proposal_from(row: RowMapping) -> Proposal:
    return Proposal(
        value=value_from_json(row["value"]),
        note=row["note"],
        by=row["answered_by"],
        at=row["answered_at"],
        version=row["version"],
        is_stale=row["is_stale"],
    )


def waiver_row(section: SectionKey, question: QuestionKey, waiver: Waiver) -> RowValues:
    """Return the row of a waiver without `deployment_id` and without when its holder is reminded."""
    accepted = waiver.accepted
    terms = accepted.terms if accepted else None
    return {
        "section_key": section,
        "question_key": question,
        "asked_by": waiver.asked and waiver.asked.by,
        "asked_at": waiver.asked and waiver.asked.at,
        "accepted_by": accepted and accepted.by,
        "accepted_at": accepted and accepted.at,
        "reason": terms.reason if terms else "",
        "mitigation": terms.mitigation if terms else "",
        "holder": terms and terms.holder,
        "expires": terms and terms.expires,
        "done_by": waiver.done and waiver.done.by,
        "done_at": waiver.done and waiver.done.at,
    }


def _waiver_from(row: RowMapping) -> Waiver:
    terms = Terms(row["reason"], row["mitigation"], row["holder"], row["expires"])
    return Waiver(
        asked=Mark(row["asked_by"], row["asked_at"]) if row["asked_at"] else None,
        accepted=Acceptance(row["accepted_by"], row["accepted_at"], terms) if row["accepted_at"] else None,
        done=Mark(row["done_by"], row["done_at"]) if row["done_at"] else None,
    )


def value_to_json(value: Value) -> dict[str, object]:
    """Return the value's fields and its tag, under "is"; numbers and days as texts, which lose no digit."""
    fields = asdict(value)
    texts = {name: str(field) for name, field in fields.items() if isinstance(field, Decimal | date)}
    return {"is": _TAG_OF[type(value)], **fields, **texts}


def value_from_json(raw: Mapping[str, object]) -> Value:
    fields = {name: tuple(field) if isinstance(field, list) else field for name, field in raw.items() if name != "is"}
    return _VALUE_OF[str(raw["is"])](**fields)


def _measured(number: str, unit: str) -> Measured:
    return Measured(Decimal(number), unit)


def _dated(day: str) -> Dated:
    return Dated(date.fromisoformat(day))


def event_row(event: Event) -> RowValues:
    """Return the row of an event without `deployment_id`, `sequence` and `digest`."""
    return {
        "kind": event.kind.value,
        "done_by": event.by,
        "done_at": event.at,
        "revision": event.revision,
        "section_key": event.section,
        "question_key": event.question,
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
    }


def event_from(row: RowMapping) -> Event:
    return Event(
        kind=EventKind(row["kind"]),
        by=row["done_by"],
        at=row["done_at"],
        revision=row["revision"],
        section=row["section_key"],
        question=row["question_key"],
        before=row["before"],
        after=row["after"],
        reason=row["reason"],
    )


def posting_from(row: RowMapping) -> Posting:
    address = Address(
        workspace=row["workspace"],
        kind=PostingKind(row["kind"]),
        key=row["key"],
        deployment_id=row["deployment_id"],
        channel=row["asked_channel"],
        user=row["user_id"],
        subject=row["subject"],
    )
    return Posting(
        id=row["id"],
        address=address,
        channel=row["channel"],
        ts=row["ts"],
        wanted=row["wanted"],
        shown=row["shown"],
        state=PostingState(row["state"]),
        urgent=row["urgent"],
        attempts=row["attempts"],
        next_at=row["next_at"],
        sent_at=row["sent_at"],
        error=row["error"],
        wanted_at=row["wanted_at"],
        shown_at=row["shown_at"],
        recreated=row["recreated"],
        thread=row["thread"],
    )


def group_sections(
    sections_and_owners: Iterable[RowMapping], parts: Mapping[str, Iterable[RowMapping]]
) -> dict[str, dict[SectionKey, SectionRows]]:
    """Gather rows by deployment and section; a section comes once for each of its owners, in their order."""
    found: dict[str, dict[SectionKey, SectionRows]] = {}
    for row in sections_and_owners:
        section = found.setdefault(row["deployment_id"], {}).setdefault(row["section_key"], SectionRows(row))
        if row["user_id"] is not None:
            section.owners.append(row["user_id"])
    for name, rows in parts.items():
        for row in rows:
            found[row["deployment_id"]][row["section_key"]].parts[name].append(row)
    return found


_VALUE_OF: Mapping[str, Callable[..., Value]] = {
    "confirmed": Confirmed,
    "written": Written,
    "chosen": Chosen,
    "chosen_many": ChosenMany,
    "named": Named,
    "linked": Linked,
    "measured": _measured,
    "dated": _dated,
    "rated": Rated,
    "not_applicable": NotApplicable,
}
_TAG_OF: Mapping[type, str] = {
    Confirmed: "confirmed",
    Written: "written",
    Chosen: "chosen",
    ChosenMany: "chosen_many",
    Named: "named",
    Linked: "linked",
    Measured: "measured",
    Dated: "dated",
    Rated: "rated",
    NotApplicable: "not_applicable",
}
