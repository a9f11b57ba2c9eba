"""The second signature: the reviewers of a section, what they approve, and what they send back.

Each function checks its rule and returns the next state with its events, as the methods of Deployment do. An approval
is part of the signature that it approves, so whatever makes the signature void takes it along.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.appointing import GROUPS_LIMIT
from bot.domain.attestation import digest_of
from bot.domain.checklist import Section, SectionKey
from bot.domain.deployment import OWNERS_LIMIT, Changed, Deployment, SectionState, checked_reason
from bot.domain.errors import Conflict, Refused
from bot.domain.events import EventKind
from bot.domain.eyes import require_reviewing_eyes
from bot.domain.marks import Approval, Reopening, SignOff
from bot.domain.people import Act, Appointed, UserId
from bot.domain.review import is_finished
from bot.domain.signing import published


def set_reviewers(deployment: Deployment, key: SectionKey, reviewers: tuple[UserId, ...], act: Act) -> Changed:
    """Name the people who review a section; groups that do stay as they are."""
    return appoint_reviewers(deployment, key, Appointed(reviewers, deployment.section(key).review_groups), act)


def appoint_reviewers(deployment: Deployment, key: SectionKey, reviewers: Appointed, act: Act) -> Changed:
    """Name who reviews a section; the last one to be waited for may thereby be gone, which publishes."""
    deployment.require_open()
    state = deployment.section(key)
    people, groups = tuple(dict.fromkeys(reviewers.people)), tuple(dict.fromkeys(reviewers.groups))
    if len(people) > OWNERS_LIMIT:
        raise Refused(f"A section has at most {OWNERS_LIMIT} reviewers.", field=key)
    if len(groups) > GROUPS_LIMIT:
        raise Refused(f"A section has at most {GROUPS_LIMIT} groups that review it.", field=key)
    if (people, groups) == (state.reviewers, state.review_groups):
        return deployment, ()
    after = deployment.with_section(key, reviewers=people, review_groups=groups)
    changes = (
        (EventKind.REVIEWERS_CHANGED, state.reviewers, people),
        (EventKind.REVIEW_GROUPS_CHANGED, state.review_groups, groups),
    )
    named = [
        after.event(kind, act, section=key, before=" ".join(was), after=" ".join(now))
        for kind, was, now in changes
        if was != now
    ]
    after, events = published(after, act)
    return after, (*named, *events)


def approve(deployment: Deployment, key: SectionKey, seen: int, act: Act) -> Changed:
    """Approve a section's signature as the section stood at revision `seen`; the last approval publishes.

    It stands for the groups that are to review and that the actor is in. Whoever approved before one of them was named
    can do so again for it.

    Raises Conflict when there is nothing to approve or the section changed after the person saw it, and NotAllowed for
    whoever signed it, or may not sign it by the checklist.
    """
    deployment.require_open()
    section, state = deployment.checklist.section(key), deployment.section(key)
    signed = _signed(section, state, seen)
    groups = tuple(group for group in state.review_groups if group in act.groups)
    own = next((approval for approval in signed.approvals if approval.by == act.by), None)
    if own and set(groups) <= set(own.groups):
        return deployment, ()
    require_reviewing_eyes(deployment, section, act.by)
    digest = digest_of(section, state)
    approval = Approval(act.by, act.at, digest, tuple(dict.fromkeys((*(own.groups if own else ()), *groups))))
    approvals = (*(other for other in signed.approvals if other is not own), approval)
    after = deployment.with_section(key, signed_off=replace(signed, approvals=approvals))
    approved = after.event(EventKind.APPROVED, act, section=key, before=" ".join(approval.groups), after=digest)
    after, events = published(after, act)
    return after, (approved, *events)


def request_changes(deployment: Deployment, key: SectionKey, comment: str, act: Act) -> Changed:
    """Return a signed section to its owners with a comment. Raises Conflict when it is not signed, ReasonMissing."""
    deployment.require_open()
    comment = checked_reason(comment, "Say in a few words what is to be changed.")
    if deployment.section(key).signed_off is None:
        raise Conflict(f"Section {deployment.checklist.section(key).ref} is with its owners already.")
    reopening = Reopening(act.by, act.at, comment, asks_changes=True)
    after = deployment.with_section(key, signed_off=None, reopened=reopening)
    return after, (after.event(EventKind.CHANGES_REQUESTED, act, section=key, reason=comment),)


def _signed(section: Section, state: SectionState, seen: int) -> SignOff:
    """Return the signature that can be approved."""
    if state.signed_off is None:
        raise Conflict(f"Section {section.ref} is not signed off, so there is nothing to approve yet.")
    if is_finished(section, state):
        raise Conflict(f"Section {section.ref} needs no further approval. Its card shows who signed and approved it.")
    if state.revision != seen:
        raise Conflict(f"Section {section.ref} has changed since you looked. Read its card, then approve again.")
    return state.signed_off
