"""The one door: who may do what. Every use case asks here, and what the table does not allow is denied."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment
from bot.domain.errors import NotAllowed
from bot.domain.people import Act, Standing, WorkspaceId


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
    NAME_REVIEWERS = "name reviewers of this section"
    DROP_REVIEWER = "take a reviewer away from this section"
    REVIEW = "approve this section"
    REQUEST_CHANGES = "ask for changes in this section"
    REOPEN = "reopen this section"
    BLOCK = "block or unblock this section"
    REMIND = "remind the owners"
    CANCEL = "cancel this deployment"
    PREFER = "change how you are reminded"


class Role(StrEnum):
    """What somebody is to a deployment or section; a person can be several at once.

    To be in the deployment's channel is no role. Who sees a card or the board is in the channel, or it is public, which
    every colleague can join; Slack shows the messages of a private one to its members alone. Lists, commands and
    carrying over reach beyond a channel, and leave out what was opened in a private one: see bot.usecases.browse.

    An admin keeps deployments going whose lead has left, but signs nothing, approves nothing and accepts no risk. An
    owner may name reviewers, but not get rid of one. A guest does what they were made an owner, reviewer or lead for,
    and nothing of their own accord.
    """

    LEAD = "the lead"
    REQUESTER = "the requester"
    OWNER = "an owner of the section"
    GROUP_MEMBER = "members of a group that owns the section"
    REVIEWER = "a reviewer of the section"
    APPROVER = "somebody whom the checklist names to accept risks"
    HOLDER = "whoever sees to a condition of the section"
    HELPER = "members while the section has no owner"
    ADMIN = "an admin of this workspace"
    COLLEAGUE = "members of this workspace"
    GUEST = "guests"


_MEMBERS = frozenset({Role.COLLEAGUE})
_EVERYBODY = frozenset({Role.COLLEAGUE, Role.GUEST})
_IN_CHARGE = frozenset({Role.LEAD, Role.REQUESTER, Role.ADMIN})
_OWNERS = frozenset({Role.OWNER, Role.GROUP_MEMBER})
_RESPONSIBLE = _OWNERS | {Role.LEAD}

POLICY: Mapping[Action, frozenset[Role]] = {
    Action.OPEN: _MEMBERS,
    Action.SEE: _EVERYBODY,
    Action.SET_UP: _IN_CHARGE,
    Action.SCOPE: frozenset({Role.LEAD}),
    Action.CLAIM: _OWNERS | {Role.HELPER},
    Action.ASSIGN: _IN_CHARGE | _OWNERS | {Role.HELPER},
    Action.ANSWER: _RESPONSIBLE | {Role.HELPER},
    Action.ASK_ACCEPTANCE: _RESPONSIBLE,
    Action.ACCEPT_RISK: frozenset({Role.LEAD, Role.APPROVER}),
    Action.COMPLETE_CONDITION: frozenset({Role.LEAD, Role.HOLDER}),
    Action.SIGN_OFF: _RESPONSIBLE,
    Action.NAME_REVIEWERS: _IN_CHARGE | _OWNERS,
    Action.DROP_REVIEWER: _IN_CHARGE,
    Action.REVIEW: frozenset({Role.REVIEWER}),
    Action.REQUEST_CHANGES: frozenset({Role.REVIEWER}),
    Action.REOPEN: _IN_CHARGE | _OWNERS,
    Action.BLOCK: _RESPONSIBLE,
    Action.REMIND: _IN_CHARGE,
    Action.CANCEL: _IN_CHARGE,
    Action.PREFER: _EVERYBODY,
}


def require(action: Action, act: Act, deployment: Deployment, section: SectionKey | None = None) -> None:
    """Raise NotAllowed, saying who may, unless one of the actor's roles has this permission."""
    if not allows(action, act, deployment, section):
        raise _refusal(action, act, POLICY.get(action, frozenset()) - _nobody_here(deployment, section))


def allows(action: Action, act: Act, deployment: Deployment, section: SectionKey | None = None) -> bool:
    """Say whether one of the actor's roles has this permission, where a choice is offered."""
    return bool(POLICY.get(action, frozenset()) & roles_of(act, deployment, section))


def require_colleague(action: Action, act: Act, workspace: WorkspaceId) -> None:
    """Raise NotAllowed for people of other workspaces, where there is no deployment to have a role in."""
    allowed = POLICY.get(action, frozenset()) & (_EVERYBODY | {Role.ADMIN})
    roles = _standing_roles(act) if act.home == workspace else frozenset()
    if not allowed & roles:
        raise _refusal(action, act, allowed)


def roles_of(act: Act, deployment: Deployment, section: SectionKey | None) -> frozenset[Role]:
    """Return all roles of the actor; people of other workspaces (Slack Connect) have none."""
    if act.home != deployment.workspace:
        return frozenset()
    state = deployment.section(section) if section else None
    waivers = state.waivers.values() if state else ()
    claims = {
        Role.LEAD: act.by == deployment.lead,
        Role.REQUESTER: act.by == deployment.requester,
        Role.OWNER: state is not None and act.by in state.owners,
        Role.GROUP_MEMBER: state is not None and bool(act.groups.intersection(state.groups)),
        Role.REVIEWER: state is not None
        and (act.by in state.reviewers or bool(act.groups.intersection(state.review_groups))),
        Role.APPROVER: act.by in deployment.checklist.policy.risk_approvers,
        Role.HOLDER: act.by in {waiver.accepted.terms.holder for waiver in waivers if waiver.accepted},
        Role.HELPER: state is not None and state.is_unowned and Role.COLLEAGUE in _standing_roles(act),
    }
    return _standing_roles(act) | {role for role, holds in claims.items() if holds}


def _standing_roles(act: Act) -> frozenset[Role]:
    """Return what somebody is by being in the workspace; of whom nothing is known, no more than of a guest."""
    match act.standing:
        case Standing.ADMIN:
            return frozenset({Role.COLLEAGUE, Role.ADMIN})
        case Standing.MEMBER:
            return frozenset({Role.COLLEAGUE})
        case _:
            return frozenset({Role.GUEST})


def _nobody_here(deployment: Deployment, section: SectionKey | None) -> frozenset[Role]:
    """Return the roles that nobody can have in a section as it is, so that a refusal does not speak of them."""
    state = deployment.section(section) if section else None
    is_unowned, groups = (state.is_unowned, state.groups) if state else (False, ())
    missing = {Role.HELPER: not is_unowned, Role.GROUP_MEMBER: not groups}
    return frozenset(role for role, is_missing in missing.items() if is_missing)


def _refusal(action: Action, act: Act, allowed: frozenset[Role]) -> NotAllowed:
    if act.standing is Standing.UNKNOWN and allowed & {Role.COLLEAGUE, Role.HELPER, Role.ADMIN}:
        return NotAllowed("Slack did not say just now who you are here. Please try again in a moment.")
    shown = allowed or frozenset({Role.COLLEAGUE})
    return NotAllowed(f"You cannot {action.value}. It is for {_listed(shown - {Role.GUEST})}.")


def _listed(roles: frozenset[Role]) -> str:
    named = [role.value for role in Role if role in roles]
    return " or ".join([", ".join(named[:-1]), named[-1]] if named[1:] else named)
