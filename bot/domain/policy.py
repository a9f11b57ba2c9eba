"""What a checklist demands of those who work through it, beyond the questions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Review(StrEnum):
    """Who must sign a section beside its owner: nobody, one of its reviewers, or each of them."""

    NONE = "none"
    ANY = "any"
    ALL = "all"


class FourEyes(StrEnum):
    """Who may not sign a section: whoever answered in it, whoever asked for the deployment, or neither of them."""

    NONE = "none"
    SIGNER_NOT_ANSWERER = "signer_not_answerer"
    SIGNER_NOT_REQUESTER = "signer_not_requester"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class ReminderDays:
    """On which days open sections are brought up, counted from the due date.

    `before_due` has 0 for the day itself. Of `late`, the lead hears too from `lead_after` on, and the thread once
    at `thread_after`.
    """

    before_due: tuple[int, ...] = (2, 0)
    late: tuple[int, ...] = (1, 3, 7)
    lead_after: int = 3
    thread_after: int = 7


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of a checklist. `risk_approvers` are the Slack ids of those who may accept risks beside the lead."""

    four_eyes: FourEyes = FourEyes.NONE
    reminders: ReminderDays = ReminderDays()
    risk_approvers: tuple[str, ...] = ()


DEFAULT_POLICY = Policy()
