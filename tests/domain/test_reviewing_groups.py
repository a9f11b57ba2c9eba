"""A group that reviews a section: who approves for it, what that is worth later, and who is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.appointing import GROUPS_LIMIT, carried_review_groups
from bot.domain.attestation import signature_faults
from bot.domain.checklist import Checklist
from bot.domain.decisions import decisions_for
from bot.domain.deployment import Deployment, DeploymentStatus
from bot.domain.errors import NotAllowed, Refused
from bot.domain.events import EventKind
from bot.domain.history import told
from bot.domain.ownership import next_for, open_for, whose_turn
from bot.domain.people import Act, Appointed, GroupId, UserId
from bot.domain.policy import FourEyes, Policy, Review
from bot.domain.review import is_finished, lacks_reviewer
from bot.domain.reviewing import appoint_reviewers, approve, set_reviewers
from bot.domain.signing import sign_off
from tests.stories import AIM, ANA, AUDIT, BEN, CHEN, LEADS, PRIYA, RELEASE, SMALL, TODAY, USE, act, answered, opened
from tests.stories import signed as signed_too

LEFT = GroupId("SLEFT")


def checklist(review: Review = Review.NONE, four_eyes: FourEyes = FourEyes.NONE) -> Checklist:
    """Ask for a review of the first section."""
    first, *rest = SMALL.sections
    return replace(SMALL, sections=(replace(first, review=review), *rest), policy=Policy(four_eyes=four_eyes))


def reviewed(
    people: tuple[UserId, ...],
    groups: tuple[GroupId, ...],
    review: Review = Review.NONE,
    four_eyes: FourEyes = FourEyes.NONE,
    signer: UserId = BEN,
) -> Deployment:
    """Ben owns and answered section 1, which these review; somebody has signed it."""
    begun = answered(opened(checklist(review, four_eyes)), AIM, by=BEN)
    named = appoint_reviewers(begun, AIM, Appointed(people, groups), act())[0]
    return sign_off(named, AIM, named.section(AIM).revision, act(signer))[0]


def member(user: UserId, *groups: GroupId) -> Act:
    return replace(act(user), groups=frozenset(groups))


def approved(deployment: Deployment, by: Act) -> Deployment:
    return approve(deployment, AIM, deployment.section(AIM).revision, by)[0]


def is_done(deployment: Deployment) -> bool:
    return is_finished(deployment.checklist.section(AIM), deployment.section(AIM))


@pytest.mark.parametrize(
    ("review", "people", "groups", "approving", "done"),
    [
        (Review.NONE, (), (AUDIT,), (), False),
        (Review.NONE, (), (AUDIT,), (member(ANA, AUDIT),), True),
        (Review.ANY, (CHEN,), (AUDIT,), (member(ANA, AUDIT),), True),
        (Review.ANY, (CHEN,), (AUDIT,), (act(CHEN),), True),
        (Review.ALL, (CHEN,), (AUDIT,), (member(ANA, AUDIT),), False),
        (Review.ALL, (CHEN,), (AUDIT,), (act(CHEN),), False),
        (Review.ALL, (CHEN,), (AUDIT,), (act(CHEN), member(ANA, AUDIT)), True),
        (Review.ALL, (), (AUDIT, LEADS), (member(ANA, AUDIT),), False),
        (Review.ALL, (), (AUDIT, LEADS), (member(ANA, AUDIT, LEADS),), True),
        (Review.ALL, (), (AUDIT, LEADS), (member(ANA, AUDIT), member(PRIYA, LEADS)), True),
    ],
)
def test_a_group_counts_as_one_reviewer(
    review: Review, people: tuple[UserId, ...], groups: tuple[GroupId, ...], approving: tuple[Act, ...], *, done: bool
) -> None:
    """Any of its members approves for it, beside everybody who is named; one person may stand for several groups."""
    deployment = reviewed(people, groups, review)
    for by in approving:
        deployment = approved(deployment, by)
    assert is_done(deployment) == done


def test_an_approval_stands_for_groups_of_its_moment() -> None:
    """Not for those that are not named; one that is named later has to be approved for, which the same person may."""
    deployment = approved(reviewed((CHEN,), (AUDIT,), Review.ALL), member(ANA, AUDIT, LEADS, LEFT))
    signature = deployment.section(AIM).signed_off
    assert signature
    assert [one.groups for one in signature.approvals] == [(AUDIT,)]
    assert approve(deployment, AIM, deployment.section(AIM).revision, member(ANA, AUDIT)) == (deployment, ())
    more = appoint_reviewers(deployment, AIM, Appointed((), (AUDIT, LEADS)), act())[0]
    assert not is_done(more)
    again = approved(more, member(ANA, LEADS)).section(AIM).signed_off
    assert again
    assert [(one.by, one.groups) for one in again.approvals] == [(ANA, (AUDIT, LEADS))]


def test_a_group_takes_the_place_of_the_last_reviewer_in_one_step() -> None:
    """To put it there publishes nothing; to take it away, when it was the last to be waited for, does."""
    deployment = reviewed((CHEN,), ())
    for key in (RELEASE, USE):
        deployment = signed_too(answered(deployment, key, by=BEN), key)
    given, events = appoint_reviewers(deployment, AIM, Appointed((), (AUDIT,)), act())
    assert given.status is DeploymentStatus.OPEN
    assert [event.kind for event in events] == [EventKind.REVIEWERS_CHANGED, EventKind.REVIEW_GROUPS_CHANGED]
    assert set_reviewers(given, AIM, (), act()) == (given, ())
    after, events = appoint_reviewers(given, AIM, Appointed((), ()), act())
    assert after.status is DeploymentStatus.PUBLISHED
    assert [event.kind for event in events] == [EventKind.REVIEW_GROUPS_CHANGED, EventKind.PUBLISHED]


def test_nobody_approves_their_own_work_for_a_group() -> None:
    """Neither a signature, nor answers where the checklist bars those who gave them; they are not asked to either."""
    own = reviewed((), (AUDIT,))
    strict = reviewed((), (AUDIT,), four_eyes=FourEyes.SIGNER_NOT_ANSWERER, signer=PRIYA)
    for deployment in (own, strict):
        with pytest.raises(NotAllowed, match="so somebody else has to review section 1"):
            approved(deployment, member(BEN, AUDIT))
        assert decisions_for(BEN, deployment, frozenset({AUDIT})) == ()


def test_the_members_are_asked_and_the_lead_is_reminded() -> None:
    """Each member has the review before them until somebody has given it; the clock keeps to the lead meanwhile."""
    deployment, audit = reviewed((), (AUDIT,)), frozenset({AUDIT})
    section = deployment.checklist.section(AIM)
    assert whose_turn(deployment, section, TODAY) == (PRIYA,)
    assert not lacks_reviewer(deployment, section)
    assert decisions_for(PRIYA, deployment) == ()
    (asked,) = decisions_for(ANA, deployment, audit)
    assert asked.review
    assert not asked.review.lacks_reviewer
    assert [item.section.key for item in open_for(ANA, [deployment], TODAY, audit)] == [AIM]
    following = next_for(ANA, deployment, TODAY, audit)
    assert following
    assert following.as_member
    (leads,) = open_for(PRIYA, [deployment], TODAY)
    assert leads.lacks_reviewer
    assert leads.waits_for_group
    after = approved(deployment, member(CHEN, AUDIT))
    assert decisions_for(ANA, after, audit) == ()
    assert open_for(ANA, [after], TODAY, audit) == ()


def test_the_history_says_for_which_groups_somebody_approved() -> None:
    """In the event, with names in the words, and an audit finds an approval that counts for another group."""
    deployment = reviewed((), (AUDIT, LEADS))
    after, (event, *_) = approve(deployment, AIM, deployment.section(AIM).revision, member(ANA, AUDIT))
    said = told(event, SMALL, {ANA: "Ana Silva", UserId(AUDIT): "group Model risk"})
    assert said.change.startswith("for group Model risk, digest of its answers ")
    signature = after.section(AIM).signed_off
    assert signature
    history = [after.event(EventKind.SIGNED_OFF, act(BEN), section=AIM, after=signature.digest), event]
    assert list(signature_faults(after, history)) == []
    forged = replace(signature, approvals=(replace(signature.approvals[0], groups=(AUDIT, LEADS)),))
    (fault,) = signature_faults(after.with_section(AIM, signed_off=forged), history)
    assert "groups" in fault.problem


def test_groups_that_review_are_named_once_each() -> None:
    """They stay when people change, there are not too many, and the next version has them again."""
    named = appoint_reviewers(opened(), AIM, Appointed((), (AUDIT, LEADS, AUDIT)), act())[0]
    assert set_reviewers(named, AIM, (ANA,), act())[0].section(AIM).review_groups == (AUDIT, LEADS)
    assert carried_review_groups(named, SMALL) == {AIM: (AUDIT, LEADS)}
    assert carried_review_groups(None, SMALL) == {}
    crowd = tuple(GroupId(f"S{number}") for number in range(GROUPS_LIMIT + 1))
    with pytest.raises(Refused, match="at most"):
        appoint_reviewers(opened(), AIM, Appointed((), crowd), act())
