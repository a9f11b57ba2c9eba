"""The second signature: who gives it, what it is given for, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.answers import Confirmed, Reply, Written
from bot.domain.attaching import attach
from bot.domain.attestation import digest_of, signature_faults
from bot.domain.checklist import Checklist, QuestionKey
from bot.domain.decisions import decisions_for
from bot.domain.deployment import OWNERS_LIMIT, Deployment, DeploymentStatus, carried_reviewers
from bot.domain.errors import Conflict, DeploymentClosed, NotAllowed, ReasonMissing, Refused
from bot.domain.events import EventKind
from bot.domain.evidence import Link
from bot.domain.ownership import open_for, waiting_people, whose_turn
from bot.domain.people import UserId
from bot.domain.policy import FourEyes, Policy, Review
from bot.domain.review import lacks_reviewer
from bot.domain.reviewing import approve, request_changes, set_reviewers
from bot.domain.signing import reopen, sign_off
from bot.domain.signoff import SectionStatus, progress_of, status_of
from bot.domain.summary import people_in
from tests.stories import AIM, ANA, BEN, CHEN, PRIYA, RELEASE, SMALL, TODAY, USE, act, answered, opened, signed

GOAL = QuestionKey("aim.goal")


def checklist(review: Review = Review.NONE, four_eyes: FourEyes = FourEyes.NONE) -> Checklist:
    """Ask for a review of the first section."""
    first, *rest = SMALL.sections
    return replace(SMALL, sections=(replace(first, review=review), *rest), policy=Policy(four_eyes=four_eyes))


def reviewed(
    *reviewers: UserId, review: Review = Review.NONE, four_eyes: FourEyes = FourEyes.NONE, signer: UserId = BEN
) -> Deployment:
    """Ben owns and answered section 1, in which these people are reviewers; somebody has signed it."""
    begun = answered(opened(checklist(review, four_eyes)), AIM, by=BEN)
    named = set_reviewers(begun, AIM, reviewers, act())[0] if reviewers else begun
    return sign_off(named, AIM, named.section(AIM).revision, act(signer))[0]


def approved(deployment: Deployment, by: UserId) -> Deployment:
    return approve(deployment, AIM, deployment.section(AIM).revision, act(by))[0]


def standing(deployment: Deployment) -> SectionStatus:
    return status_of(deployment.checklist.section(AIM), deployment.section(AIM), TODAY)


def turn(deployment: Deployment) -> tuple[UserId, ...]:
    return whose_turn(deployment, deployment.checklist.section(AIM), TODAY)


@pytest.mark.parametrize(
    ("review", "reviewers", "approving", "is_done"),
    [
        (Review.NONE, (), (), True),
        (Review.NONE, (ANA, CHEN), (), False),
        (Review.NONE, (ANA, CHEN), (CHEN,), True),
        (Review.ANY, (), (), False),
        (Review.ANY, (ANA, CHEN), (ANA,), True),
        (Review.ALL, (), (), False),
        (Review.ALL, (ANA, CHEN), (ANA,), False),
        (Review.ALL, (ANA, CHEN), (ANA, CHEN), True),
        (Review.ALL, (ANA, BEN), (ANA,), True),
        (Review.ALL, (BEN,), (), False),
    ],
)
def test_a_section_counts_once_it_is_approved(
    review: Review, reviewers: tuple[UserId, ...], approving: tuple[UserId, ...], *, is_done: bool
) -> None:
    """Any reviewer, or each, never the signer; who is named has a say also where the checklist asks for nobody."""
    deployment = reviewed(*reviewers, review=review)
    for by in approving:
        deployment = approved(deployment, by)
    assert standing(deployment) is (SectionStatus.SIGNED_OFF if is_done else SectionStatus.IN_REVIEW)
    assert progress_of(deployment).signed_off == is_done


def test_the_last_approval_publishes() -> None:
    """The last signature does not, while its section waits for review."""
    deployment = reviewed(ANA)
    for key in (RELEASE, USE):
        deployment = signed(answered(deployment, key, by=BEN), key)
    assert deployment.status is DeploymentStatus.OPEN
    after, events = approve(deployment, AIM, deployment.section(AIM).revision, act(ANA))
    assert after.status is DeploymentStatus.PUBLISHED
    assert [event.kind for event in events] == [EventKind.APPROVED, EventKind.PUBLISHED]
    assert people_in(after) >= {ANA}


def test_an_approval_is_for_the_answers_that_were_signed() -> None:
    """It carries the digest of what it was given for, and an audit finds another one."""
    before = reviewed(ANA)
    after, events = approve(before, AIM, before.section(AIM).revision, act(ANA))
    state = after.section(AIM)
    assert state.signed_off
    (approval,) = state.signed_off.approvals
    assert approval.digest == state.signed_off.digest == digest_of(SMALL.section(AIM), state) == events[0].after
    signed_before = sign_off(
        replace(before, sections={**before.sections, AIM: replace(before.section(AIM), signed_off=None)}),
        AIM,
        before.section(AIM).revision,
        act(BEN),
    )[1]
    assert list(signature_faults(after, (*signed_before, *events))) == []
    forged = (*signed_before, replace(events[0], after="0" * 64))
    (fault,) = signature_faults(after, forged)
    assert "approved for" in fault.problem


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.answer(AIM, {GOAL: Reply(Written("Another aim."))}, act(BEN)),
        lambda d: attach(d, AIM, GOAL, [Link("https://a.example")], act(BEN)),
        lambda d: d.assign(AIM, (CHEN,), act()),
        lambda d: reopen(d, AIM, "Look again.", act()),
        lambda d: request_changes(d, AIM, "Say why.", act(CHEN)),
    ],
)
def test_what_voids_the_signature_voids_the_approvals(
    change: Callable[[Deployment], tuple[Deployment, object]],
) -> None:
    """Signed again, the section waits for everybody's review again."""
    after, _ = change(approved(reviewed(ANA, CHEN, review=Review.ALL), ANA))
    assert after.section(AIM).signed_off is None
    again = sign_off(after, AIM, after.section(AIM).revision, act())[0]
    assert standing(again) is SectionStatus.IN_REVIEW
    assert set(turn(again)) == {ANA, CHEN}


def test_nobody_approves_their_own_signature() -> None:
    """Also a reviewer may sign, as the lead may; somebody else then reviews."""
    with pytest.raises(NotAllowed, match="You signed this section off yourself"):
        approved(reviewed(BEN, ANA), BEN)


@pytest.mark.parametrize(
    ("rule", "barred"), [(FourEyes.SIGNER_NOT_ANSWERER, BEN), (FourEyes.SIGNER_NOT_REQUESTER, PRIYA)]
)
def test_four_eyes_hold_for_reviewers_too(rule: FourEyes, barred: UserId) -> None:
    """A reviewer signs as well, so whoever may not sign may not approve, and is not asked to."""
    deployment = reviewed(barred, CHEN, four_eyes=rule, signer=PRIYA if barred == BEN else BEN)
    with pytest.raises(NotAllowed, match="so somebody else has to review section 1"):
        approved(deployment, barred)
    assert turn(deployment) == (CHEN,)


def test_what_was_changed_is_read_again() -> None:
    """Nobody approves what they have not seen."""
    deployment = reviewed(ANA)
    with pytest.raises(Conflict, match="has changed since you looked"):
        approve(deployment, AIM, deployment.section(AIM).revision - 1, act(ANA))


def test_there_has_to_be_something_to_approve() -> None:
    """Neither what is not signed, nor what needs no further approval."""
    with pytest.raises(Conflict, match="nothing to approve yet"):
        approved(reopen(reviewed(ANA), AIM, "Wait.", act())[0], ANA)
    with pytest.raises(Conflict, match="needs no further approval"):
        approved(approved(reviewed(ANA, CHEN), ANA), CHEN)


def test_to_approve_twice_is_to_approve_once() -> None:
    """The second click changes nothing."""
    once = approved(reviewed(ANA, CHEN, review=Review.ALL), ANA)
    assert approve(once, AIM, once.section(AIM).revision, act(ANA)) == (once, ())


def test_changes_are_asked_for_with_a_comment() -> None:
    """The signature goes, the comment stays until the section is signed again."""
    after, (event,) = request_changes(reviewed(ANA), AIM, " Say how. ", act(ANA))
    reopened = after.section(AIM).reopened
    assert reopened
    assert (reopened.by, reopened.reason, reopened.asks_changes) == (ANA, "Say how.", True)
    assert (event.kind, event.reason) == (EventKind.CHANGES_REQUESTED, "Say how.")
    assert turn(after) == (BEN,)
    assert sign_off(after, AIM, after.section(AIM).revision, act(BEN))[0].section(AIM).reopened is None


def test_changes_need_a_comment_and_a_signature() -> None:
    """Without the one nobody knows what to do, without the other the owners have it already."""
    with pytest.raises(ReasonMissing):
        request_changes(reviewed(ANA), AIM, "  ", act(ANA))
    with pytest.raises(Conflict, match="with its owners already"):
        request_changes(opened(), AIM, "Say how.", act(ANA))


def test_reviewers_are_named_once_each() -> None:
    """In the order in which they were named; naming the same ones again changes nothing."""
    after, (event,) = set_reviewers(opened(), AIM, (ANA, CHEN, ANA), act())
    assert after.section(AIM).reviewers == (ANA, CHEN)
    assert (event.kind, event.before, event.after) == (EventKind.REVIEWERS_CHANGED, "", "UANA UCHEN")
    assert set_reviewers(after, AIM, (ANA, CHEN), act()) == (after, ())
    with pytest.raises(Refused, match="at most"):
        set_reviewers(after, AIM, tuple(UserId(f"U{n}") for n in range(OWNERS_LIMIT + 1)), act())


def test_naming_a_reviewer_calls_for_a_review() -> None:
    """A section that was finished waits again; when the last one who is waited for goes, it is finished."""
    deployment = reviewed()
    for key in (RELEASE, USE):
        deployment = answered(deployment, key, by=BEN)
    deployment = signed(deployment, USE)
    asked = set_reviewers(deployment, AIM, (ANA,), act())[0]
    assert standing(asked) is SectionStatus.IN_REVIEW
    asked = signed(asked, RELEASE)
    after, events = set_reviewers(asked, AIM, (), act())
    assert after.status is DeploymentStatus.PUBLISHED
    assert [event.kind for event in events] == [EventKind.REVIEWERS_CHANGED, EventKind.PUBLISHED]
    with pytest.raises(DeploymentClosed):
        set_reviewers(after, AIM, (ANA,), act())


@pytest.mark.parametrize("reviewers", [(), (BEN,)])
def test_the_lead_is_asked_where_nobody_can_review(reviewers: tuple[UserId, ...]) -> None:
    """Nobody is named, or only whoever signed: the lead names somebody."""
    deployment = reviewed(*reviewers, review=Review.ANY)
    assert lacks_reviewer(deployment, deployment.checklist.section(AIM))
    assert turn(deployment) == (PRIYA,)
    (decision,) = decisions_for(PRIYA, deployment)
    assert decision.review
    assert decision.review.lacks_reviewer


def test_a_reviewer_is_asked_while_the_section_waits_for_them() -> None:
    """Not before the signature, and not after their approval; its owner has nothing to do with it meanwhile."""
    deployment = reviewed(ANA, CHEN, review=Review.ALL)
    assert [item.section.key for item in open_for(ANA, [deployment], TODAY)] == [AIM]
    assert open_for(BEN, [deployment], TODAY) == ()
    assert [decision.section.key for decision in decisions_for(ANA, deployment)] == [AIM]
    after = approved(deployment, ANA)
    assert open_for(ANA, [after], TODAY) == ()
    assert decisions_for(ANA, after) == ()
    assert set(waiting_people(after, TODAY)) == {CHEN}
    returned = request_changes(after, AIM, "Say how.", act(CHEN))[0]
    assert [item.section.key for item in open_for(BEN, [returned], TODAY)] == [AIM]


def test_reviewers_are_carried_over() -> None:
    """The next version has them again, in the sections that there still are."""
    assert carried_reviewers(reviewed(ANA), SMALL) == {AIM: (ANA,)}
    assert carried_reviewers(None, SMALL) == {}


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        (FourEyes.NONE, (BEN,)),
        (FourEyes.SIGNER_NOT_ANSWERER, (PRIYA,)),
        (FourEyes.SIGNER_NOT_REQUESTER, (BEN,)),
    ],
)
def test_who_may_not_sign_is_not_asked_to(rule: FourEyes, asked: tuple[UserId, ...]) -> None:
    """An owner who answered everything has done their part; the lead signs, or finds somebody who can."""
    begun = opened(checklist(four_eyes=rule))
    assert turn(begun.assign(AIM, (BEN,), act())[0]) == (BEN,)
    complete = answered(begun, AIM, by=BEN)
    assert turn(complete) == asked
    both = complete.assign(AIM, (BEN, CHEN), act())[0]
    assert turn(both) == ((CHEN,) if rule is FourEyes.SIGNER_NOT_ANSWERER else (BEN, CHEN))
    risky = answered(begun, AIM, by=BEN, needed=Confirmed(yes=False))
    assert turn(risky) == (BEN,)
