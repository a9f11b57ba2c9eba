"""Who may do what: the whole table, and the door before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.answers import Confirmed
from bot.domain.appointing import appoint
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment
from bot.domain.errors import NotAllowed
from bot.domain.people import Act, Appointed, GroupId, Standing, UserId, WorkspaceId
from bot.domain.permissions import POLICY, Action, Role, allows, require, require_colleague, roles_of
from bot.domain.policy import Policy
from bot.domain.reviewing import appoint_reviewers
from bot.domain.risks import RiskAt, accept_risk
from tests.stories import (
    AIM,
    ANA,
    BEN,
    CHEN,
    NOW,
    PRIYA,
    SMALL,
    TERMS,
    USE,
    WORKSPACE,
    act,
    answered,
    opened,
    signed,
    under_way,
)

ELSEWHERE = WorkspaceId("T2")
APPROVER, REVIEWER, ANYBODY, ADMIN, GUEST, MEMBER = (
    UserId(f"U{name}") for name in ("APPROVER", "REVIEWER", "ANYBODY", "ADMIN", "GUEST", "MEMBER")
)
LEADS, OTHERS, AUDITORS = GroupId("S1"), GroupId("S2"), GroupId("S3")

# One line per action, one column per role: whether somebody who is this, and nothing more, may do it.
TABLE = """
                   lead requester owner group_member reviewer approver holder helper admin colleague guest
OPEN               yes  yes       yes   yes          yes      yes      yes    yes    yes   yes       no
SEE                yes  yes       yes   yes          yes      yes      yes    yes    yes   yes       yes
SET_UP             yes  yes       no    no           no       no       no     no     yes   no        no
SCOPE              yes  no        no    no           no       no       no     no     no    no        no
CLAIM              no   no        yes   yes          no       no       no     yes    no    no        no
ASSIGN             yes  yes       yes   yes          no       no       no     yes    yes   no        no
ANSWER             yes  no        yes   yes          no       no       no     yes    no    no        no
ASK_ACCEPTANCE     yes  no        yes   yes          no       no       no     no     no    no        no
ACCEPT_RISK        yes  no        no    no           no       yes      no     no     no    no        no
COMPLETE_CONDITION yes  no        no    no           no       no       yes    no     no    no        no
SIGN_OFF           yes  no        yes   yes          no       no       no     no     no    no        no
NAME_REVIEWERS     yes  yes       yes   yes          no       no       no     no     yes   no        no
DROP_REVIEWER      yes  yes       no    no           no       no       no     no     yes   no        no
REVIEW             no   no        no    no           yes      no       no     no     no    no        no
REQUEST_CHANGES    no   no        no    no           yes      no       no     no     no    no        no
REOPEN             yes  yes       yes   yes          no       no       no     no     yes   no        no
BLOCK              yes  no        yes   yes          no       no       no     no     no    no        no
REMIND             yes  yes       no    no           no       no       no     no     yes   no        no
CANCEL             yes  yes       no    no           no       no       no     no     yes   no        no
PREFER             yes  yes       yes   yes          yes      yes      yes    yes    yes   yes       yes
"""


def table() -> Mapping[tuple[Action, Role], bool]:
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (Action[name], Role[role.upper()]): says == "yes"
        for name, *cells in rows
        for role, says in zip(head, cells, strict=True)
    }


def deployment() -> Deployment:
    """Priya requested it and Ana leads; Ben owns the first section, as a group does, and Chen sees to its risk.

    The first section has a reviewer too; nobody owns the last.
    """
    begun = opened(replace(SMALL, policy=Policy(risk_approvers=(APPROVER,))))
    begun = answered(begun.set_lead(ANA, act())[0], AIM, by=BEN, needed=Confirmed(yes=False))
    begun, _ = appoint(begun, AIM, Appointed((BEN,), (LEADS,)), act(ANA))
    at = RiskAt(AIM, QuestionKey("aim.needed"), begun.section(AIM).answers[QuestionKey("aim.needed")].version)
    accepted = signed(accept_risk(begun, at, TERMS, act(ANA))[0], AIM)
    return appoint_reviewers(accepted, AIM, Appointed((REVIEWER,), (AUDITORS,)), act(ANA))[0]


PEOPLE: Mapping[Role, UserId] = {
    Role.LEAD: ANA,
    Role.REQUESTER: PRIYA,
    Role.OWNER: BEN,
    Role.GROUP_MEMBER: MEMBER,
    Role.REVIEWER: REVIEWER,
    Role.APPROVER: APPROVER,
    Role.HOLDER: CHEN,
    Role.HELPER: ANYBODY,
    Role.ADMIN: ADMIN,
    Role.COLLEAGUE: ANYBODY,
    Role.GUEST: GUEST,
}
STANDINGS = {Role.ADMIN: Standing.ADMIN, Role.GUEST: Standing.GUEST}


def doing(role: Role) -> Act:
    groups = frozenset({LEADS if role is Role.GROUP_MEMBER else OTHERS})
    return Act(PEOPLE[role], WORKSPACE, NOW, STANDINGS.get(role, Standing.MEMBER), groups)


@pytest.mark.parametrize("action", Action)
def test_a_member_of_a_group_that_reviews_is_a_reviewer(action: Action) -> None:
    """Nothing more, and only where that group is named."""
    member = Act(MEMBER, WORKSPACE, NOW, Standing.MEMBER, frozenset({AUDITORS}))
    assert allows(action, member, deployment(), AIM) == table()[action, Role.REVIEWER]
    assert not allows(Action.REVIEW, member, deployment(), USE)


@pytest.mark.parametrize(("action", "role"), [(action, role) for action in Action for role in Role])
def test_the_policy_is_the_table(action: Action, role: Role) -> None:
    """Nothing is missing in it: a new action or role fails here until somebody has decided who may."""
    section = USE if role is Role.HELPER else AIM
    assert allows(action, doing(role), deployment(), section) == table()[action, role]


@pytest.mark.parametrize("role", Role)
def test_everybody_in_the_table_is_what_it_says(role: Role) -> None:
    """Each has one role besides being a colleague, so that no other role speaks for them."""
    section = USE if role is Role.HELPER else AIM
    is_guest = role is Role.GUEST
    assert roles_of(doing(role), deployment(), section) == {role} | (set() if is_guest else {Role.COLLEAGUE})


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_people_of_other_workspaces_may_do_nothing(action: Action, role: Role) -> None:
    """In a shared channel people of another workspace can press buttons; none of them works, whoever they are."""
    stranger = replace(doing(role), home=ELSEWHERE)
    assert not allows(action, stranger, deployment(), AIM)
    with pytest.raises(NotAllowed):
        require_colleague(action, stranger, WORKSPACE)


@pytest.mark.parametrize("action", [Action.OPEN, Action.SEE, Action.PREFER])
def test_without_a_deployment_the_table_holds_too(action: Action) -> None:
    """Opening, looking and settings are asked for where there is no deployment yet."""
    require_colleague(action, doing(Role.COLLEAGUE), WORKSPACE)
    require_colleague(action, doing(Role.ADMIN), WORKSPACE)
    if action is Action.OPEN:
        with pytest.raises(NotAllowed, match=r"You cannot open a deployment\. It is for members of this workspace"):
            require_colleague(action, doing(Role.GUEST), WORKSPACE)
    else:
        require_colleague(action, doing(Role.GUEST), WORKSPACE)


def test_a_guest_does_what_they_were_given() -> None:
    """A guest who was made the owner answers and signs there, but helps nowhere of their own accord."""
    given, _ = deployment().assign(AIM, (GUEST,), act(ANA))
    guest = doing(Role.GUEST)
    require(Action.SIGN_OFF, guest, given, AIM)
    for action in (Action.CLAIM, Action.ANSWER, Action.ASSIGN):
        assert not allows(action, guest, given, USE)


def test_of_whom_nothing_is_known_no_more_is_allowed_than_of_guests() -> None:
    """While Slack does not say who somebody is they are asked to try again, but owners go on with their work."""
    unknown = Act(ANYBODY, WORKSPACE, NOW, Standing.UNKNOWN)
    with pytest.raises(NotAllowed, match="Please try again in a moment"):
        require(Action.CLAIM, unknown, deployment(), USE)
    with pytest.raises(NotAllowed, match="Please try again in a moment"):
        require_colleague(Action.OPEN, unknown, WORKSPACE)
    with pytest.raises(NotAllowed, match=r"It is for the lead\."):
        require(Action.SCOPE, unknown, deployment())
    require(Action.SIGN_OFF, replace(unknown, by=BEN), deployment(), AIM)


def test_a_section_without_owner_is_everybodys() -> None:
    """Where nobody is assigned anybody may answer, but signing needs an owner or the lead."""
    require(Action.ANSWER, Act(CHEN, WORKSPACE, NOW), under_way(), USE)
    with pytest.raises(NotAllowed, match="the lead or an owner"):
        require(Action.SIGN_OFF, Act(CHEN, WORKSPACE, NOW), under_way(), USE)


def test_what_is_not_in_the_table_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that somebody forgot to decide on is allowed to nobody."""
    monkeypatch.delitem(POLICY, Action.SEE)
    with pytest.raises(NotAllowed):
        require(Action.SEE, doing(Role.LEAD), deployment())
    with pytest.raises(NotAllowed):
        require_colleague(Action.SEE, doing(Role.LEAD), WORKSPACE)
