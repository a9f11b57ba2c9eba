"""Where drafts are kept, as the use cases need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import DeploymentId
from bot.domain.drafts import Draft, KeptDraft
from bot.domain.people import UserId, WorkspaceId


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Whose drafts, in which section."""

    deployment: DeploymentId
    section: SectionKey
    user: UserId


class Drafts(Protocol):
    """What people typed and did not save."""

    def keep(self, place: DraftPlace, drafts: Mapping[QuestionKey, Draft | None], at: datetime) -> None:
        """Insert or replace the drafts of these questions; None drops one."""

    def of(self, place: DraftPlace) -> Mapping[QuestionKey, KeptDraft]:
        """Return what one person typed in one section."""

    def places_of(self, workspace: WorkspaceId, user: UserId) -> Sequence[DraftPlace]:
        """Return the sections of open deployments in which this person has drafts, the latest first."""

    def forget_before(self, moment: datetime) -> None:
        """Drop what is too old to be of use."""
