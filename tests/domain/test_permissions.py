"""Who may do what: the whole table, and the door before it."""

from __future__ import annotations

import pytest

from bot.domain.errors import NotAllowed
from bot.domain.people import Act, UserId, WorkspaceId
from bot.domain.permissions import POLICY, Action, require, require_colleague
from tests.stories import AIM, BEN, CHEN, NOW, PRIYA, USE, WORKSPACE, under_way

ANYBODY = UserId("UANYBODY")
LEAD_ONLY = {
    Action.ACCEPT_RISK,
    Action.COMPLETE_CONDITION,
    Action.SET_UP,
    Action.SCOPE,
    Action.REMIND,
    Action.CANCEL,
}
OWN_SECTION = {Action.ASK_ACCEPTANCE, Action.ASSIGN, Action.ANSWER, Action.SIGN_OFF, Action.REOPEN}
EVERYBODY = {Action.OPEN, Action.SEE, Action.CLAIM, Action.PREFER}


def may(action: Action, user: UserId, home: WorkspaceId = WORKSPACE) -> bool:
    """Say whether this person may act on the section that Ben owns."""
    try:
        require(action, Act(user, home, NOW), under_way(), AIM)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("action", Action)
def test_the_lead_may_do_everything(action: Action) -> None:
    """A lead can always go on when somebody else cannot."""
    assert may(action, PRIYA)


@pytest.mark.parametrize("action", Action)
def test_owners_care_for_their_section(action: Action) -> None:
    """An owner answers, signs, hands over and reopens, but does not run the deployment."""
    assert may(action, BEN) == (action not in LEAD_ONLY)


@pytest.mark.parametrize("action", Action)
def test_colleagues_look_and_claim(action: Action) -> None:
    """Anybody may open, see and claim, and nothing else in a section that has an owner."""
    assert may(action, ANYBODY) == (action in EVERYBODY)


@pytest.mark.parametrize("action", Action)
def test_people_of_other_workspaces_may_do_nothing(action: Action) -> None:
    """In a shared channel people of another workspace can press buttons; none of them works."""
    assert not may(action, BEN, WorkspaceId("T2"))
    with pytest.raises(NotAllowed):
        require_colleague(action, Act(BEN, WorkspaceId("T2"), NOW), WORKSPACE)


def test_a_section_without_owner_is_everybodys() -> None:
    """Where nobody is assigned anybody may answer, but signing needs an owner or the lead."""
    require(Action.ANSWER, Act(CHEN, WORKSPACE, NOW), under_way(), USE)
    with pytest.raises(NotAllowed, match="the lead or an owner"):
        require(Action.SIGN_OFF, Act(CHEN, WORKSPACE, NOW), under_way(), USE)


def test_every_action_is_in_the_table() -> None:
    """An action that nobody thought of would be denied to everybody; none is forgotten."""
    assert set(POLICY) == set(Action)
    assert set(Action) == LEAD_ONLY | OWN_SECTION | EVERYBODY
