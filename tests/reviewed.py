"""Deployments whose sections wait for a review, were approved, or came back."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.checklist import Checklist, SectionKey
from bot.domain.deployment import Deployment
from bot.domain.people import Appointed, UserId
from bot.domain.policy import FourEyes, Policy, Review
from bot.domain.reviewing import appoint_reviewers, approve, request_changes, set_reviewers
from bot.domain.signing import sign_off
from tests.stories import AIM, ANA, AUDIT, BEN, CHEN, LEADS, PRIYA, RELEASE, SMALL, USE, act, answered, opened


def demanding() -> Checklist:
    """Ask for each reviewer of the first section and any of the second, and for four eyes."""
    first, second, third = SMALL.sections
    sections = (replace(first, review=Review.ALL), replace(second, review=Review.ANY), third)
    return replace(SMALL, sections=sections, policy=Policy(four_eyes=FourEyes.SIGNER_NOT_ANSWERER))


def _signed(deployment: Deployment, key: SectionKey) -> Deployment:
    return sign_off(deployment, key, deployment.section(key).revision, act(PRIYA))[0]


def _named(deployment: Deployment, *reviewers: UserId) -> Deployment:
    return set_reviewers(deployment, AIM, reviewers, act())[0]


def in_review() -> Deployment:
    """Ana has approved section 1 and Chen has not; nobody is named for section 2; Ben may not sign section 3."""
    begun = _named(answered(opened(demanding()), AIM, by=BEN), ANA, CHEN)
    half = _signed(begun, AIM)
    half = approve(half, AIM, half.section(AIM).revision, act(ANA))[0]
    return answered(_signed(answered(half, RELEASE, by=BEN), RELEASE), USE, by=BEN)


def reviewed_by_groups() -> Deployment:
    """Section 1 waits for Chen and a group, of which nobody has approved it; a group alone will review section 2."""
    begun = answered(answered(opened(demanding()), AIM, by=BEN), RELEASE, by=BEN)
    begun = appoint_reviewers(begun, AIM, Appointed((CHEN,), (AUDIT, LEADS)), act())[0]
    signed = _signed(appoint_reviewers(begun, RELEASE, Appointed((), (LEADS,)), act())[0], AIM)
    by_ana = replace(act(ANA), groups=frozenset({AUDIT}))
    return approve(signed, AIM, signed.section(AIM).revision, by_ana)[0]


def returned() -> Deployment:
    """Chen wants something else in section 1."""
    return request_changes(in_review(), AIM, "Say how the aim is measured, please.", act(CHEN))[0]


def approved() -> Deployment:
    """Every section is signed off, two of them with approvals: it is published."""
    waiting = set_reviewers(_signed(in_review(), USE), RELEASE, (CHEN,), act())[0]
    for key in (AIM, RELEASE):
        waiting = approve(waiting, key, waiting.section(key).revision, act(CHEN))[0]
    return waiting


REVIEWED: Mapping[str, Callable[[], Deployment]] = {
    "in_review": in_review,
    "reviewed_by_groups": reviewed_by_groups,
    "returned": returned,
    "approved": approved,
}
