"""The one door: who may do what. Every use case asks here, and what the table does not allow is denied."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment
from bot.domain.errors import NotAllowed
from bot.domain.people import Act, WorkspaceId


class Action(StrEnum):
    """What can be done, as it stands in "You may not …"."""

    OPEN = "open a deployment"
    SEE = "see this deployment"
    SET_UP = "set up this deployment"
    SCOPE = "decide what is asked"
    CLAIM = "claim this section"
    ASSIGN = "assign this section"
    ANSWER = "answer in this section"
    ASK_ACCEPTANCE = "ask for the acceptance of risks in this section"
    ACCEPT_RISK = "accept a risk of this section"
    COMPLETE_CONDITION = "say that a condition of this section is met"
    SIGN_OFF = "sign this section off"
    REOPEN = "reopen this section"
    REMIND = "remind the owners"
    CANCEL = "cancel this deployment"
    PREFER = "change how you are reminded"


class Role(StrEnum):
    """What somebody is to a deployment or section; a person can be several at once."""

    LEAD = "the lead"
    REQUESTER = "the requester"
    OWNER = "an owner of the section"
    APPROVER = "somebody whom the checklist names to accept risks"
    HOLDER = "whoever sees to a condition of the section"
    HELPER = "anyone while the section has no owner"
    COLLEAGUE = "anyone in this workspace"


_EVERYBODY = frozenset({Role.COLLEAGUE})
_IN_CHARGE = frozenset({Role.LEAD, Role.REQUESTER})
_RESPONSIBLE = frozenset({Role.OWNER, Role.LEAD})

POLICY: Mapping[Action, frozenset[Role]] = {
    Action.OPEN: _EVERYBODY,
    Action.SEE: _EVERYBODY,
    Action.SET_UP: _IN_CHARGE,
    Action.SCOPE: frozenset({Role.LEAD}),
    Action.CLAIM: _EVERYBODY,
    Action.ASSIGN: _IN_CHARGE | {Role.OWNER, Role.HELPER},
    Action.ANSWER: _RESPONSIBLE | {Role.HELPER},
    Action.ASK_ACCEPTANCE: _RESPONSIBLE,
    Action.ACCEPT_RISK: frozenset({Role.LEAD, Role.APPROVER}),
    Action.COMPLETE_CONDITION: frozenset({Role.LEAD, Role.HOLDER}),
    Action.SIGN_OFF: _RESPONSIBLE,
    Action.REOPEN: _RESPONSIBLE | {Role.REQUESTER},
    Action.REMIND: _IN_CHARGE,
    Action.CANCEL: _IN_CHARGE,
    Action.PREFER: _EVERYBODY,
}


def require(action: Action, act: Act, deployment: Deployment, section: SectionKey | None = None) -> None:
    """Raise NotAllowed, saying who may, unless one of the actor's roles has this permission."""
    if not allows(action, act, deployment, section):
        raise NotAllowed(f"You cannot {action.value}. It is for {_listed(POLICY.get(action, frozenset()))}.")


def allows(action: Action, act: Act, deployment: Deployment, section: SectionKey | None = None) -> bool:
    """Say whether one of the actor's roles has this permission, where a choice is offered."""
    return bool(POLICY.get(action, frozenset()) & roles_of(act, deployment, section))


def require_colleague(action: Action, act: Act, workspace: WorkspaceId) -> None:
    """Raise NotAllowed for people of other workspaces, where there is no deployment to have a role in."""
    if act.home != workspace or Role.COLLEAGUE not in POLICY.get(action, frozenset()):
        raise NotAllowed(f"You cannot {action.value}. It is for {Role.COLLEAGUE.value}.")


def roles_of(act: Act, deployment: Deployment, section: SectionKey | None) -> frozenset[Role]:
    """Return all roles of the actor; people of other workspaces (Slack Connect) have none."""
    if act.home != deployment.workspace:
        return frozenset()
    owners = deployment.section(section).owners if section else ()
    waivers = deployment.section(section).waivers.values() if section else ()
    claims = {
        Role.COLLEAGUE: True,
        Role.LEAD: act.by == deployment.lead,
        Role.REQUESTER: act.by == deployment.requester,
        Role.OWNER: act.by in owners,
        Role.APPROVER: act.by in deployment.checklist.policy.risk_approvers,
        Role.HOLDER: act.by in {waiver.accepted.terms.holder for waiver in waivers if waiver.accepted},
        Role.HELPER: section is not None and not owners,
    }
    return frozenset(role for role, holds in claims.items() if holds)


def _listed(roles: frozenset[Role]) -> str:
    named = [role.value for role in Role if role in roles]
    return " or ".join([", ".join(named[:-1]), named[-1]] if named[1:] else named)
