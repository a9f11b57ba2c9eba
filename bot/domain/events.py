"""What happened: every change of a deployment is one or more of these, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.people import UserId


class EventKind(StrEnum):
    OPENED = "opened"
    CARRIED_OVER = "carried_over"
    LEAD_CHANGED = "lead_changed"
    DUE_CHANGED = "due_changed"
    TIER_CHANGED = "tier_changed"
    ARTEFACT_CHANGED = "artefact_changed"
    WENT_STALE = "went_stale"
    LEFT_OUT = "left_out"
    TAKEN_IN = "taken_in"
    OWNERS_CHANGED = "owners_changed"
    GROUPS_CHANGED = "groups_changed"
    REVIEWERS_CHANGED = "reviewers_changed"
    REVIEW_GROUPS_CHANGED = "review_groups_changed"
    ANSWERED = "answered"
    CLEARED = "cleared"
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_REMOVED = "evidence_removed"
    EVIDENCE_CHANGED = "evidence_changed"
    FILE_IDENTIFIED = "file_identified"
    ACCEPTANCE_ASKED = "acceptance_asked"
    RISK_ACCEPTED = "risk_accepted"
    ACCEPTANCE_VOIDED = "acceptance_voided"
    CONDITION_DONE = "condition_done"
    SIGNED_OFF = "signed_off"
    SIGN_OFF_VOIDED = "sign_off_voided"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    REOPENED = "reopened"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Event:
    """One change: who did what, when, and what it was before and after, in words that last.

    `revision` is the deployment's revision that the change led to; several events may share one.
    """

    kind: EventKind
    by: UserId
    at: datetime
    revision: int
    section: SectionKey | None = None
    question: QuestionKey | None = None
    before: str = ""
    after: str = ""
    reason: str = ""
