"""Which direct messages a change calls for beside those to owners: what waits for a decision, and conditions."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.conditions import next_look
from bot.domain.decisions import asked_of, decisions_for
from bot.domain.deployment import Deployment
from bot.domain.people import Act, GroupId, UserId
from bot.domain.waivers import Waiver
from bot.usecases.ports import ConditionAt, Transaction
from bot.usecases.postings import Address, PostingKind, PostingState

DECISION_DELAY = timedelta(seconds=5)
"""How long a request for a decision waits before its message goes out, so that several make one."""

_ON_ITS_WAY = {PostingState.SENDING, PostingState.UNKNOWN}


def ask_deciders(tx: Transaction, before: Deployment, after: Deployment, act: Act) -> None:
    """Tell those who have something new to decide, and draw the messages anew that said something else."""
    sent = [row for row in tx.postings.of_deployment(after.id) if row.address.kind is PostingKind.DECISION]
    groups = _reviewing(tx, before, after)
    for user in sorted(asked_of(before) | asked_of(after) | groups.keys()):
        was, now = (_open_for(user, deployment, groups.get(user, frozenset())) for deployment in (before, after))
        if was != now:
            for row in sent:
                if row.address.user == user and (row.ts or row.state in _ON_ITS_WAY):
                    tx.postings.want(row.address, at=act.at)
        waiting = any(row.address.user == user and row.is_waiting for row in sent)
        if now - was and user != act.by and not waiting:
            tx.postings.want(_decision_for(after, user), at=act.at + DECISION_DELAY)


def follow_conditions(tx: Transaction, before: Deployment, after: Deployment, act: Act) -> None:
    """Schedule the reminders of conditions that are new, and drop those of conditions that are met."""
    for key, state in after.sections.items():
        was = before.sections[key].waivers
        changed = {q: now for q, now in state.waivers.items() if now != was.get(q)}
        for question, waiver in changed.items():
            condition = ConditionAt(after.id, key, question)
            _schedule(tx, after, condition, waiver, act)
            if waiver.done:
                _redraw(tx, after, f"{key} {question}", act)


def _schedule(tx: Transaction, deployment: Deployment, condition: ConditionAt, waiver: Waiver, act: Act) -> None:
    if waiver.accepted is None or waiver.done:
        tx.conditions.schedule(condition, None)
        return
    holder, expires = waiver.accepted.terms.holder, waiver.accepted.terms.expires
    profile = tx.people.find(deployment.workspace, [holder]).get(holder)
    zone = profile.person.zone if profile else ""
    tx.conditions.schedule(condition, next_look(expires, zone, act.at))


def _redraw(tx: Transaction, deployment: Deployment, subject: str, act: Act) -> None:
    """Take the buttons off the messages about a condition that is met."""
    for row in tx.postings.of_deployment(deployment.id):
        about_it = row.address.kind is PostingKind.CONDITION and row.address.subject == subject
        if about_it and row.ts:
            tx.postings.want(row.address, at=act.at)


def _reviewing(tx: Transaction, *deployments: Deployment) -> dict[UserId, frozenset[GroupId]]:
    """Return who is in groups that are to review something, each with those groups."""
    named = {group for one in deployments for state in one.sections.values() for group in state.review_groups}
    groups = tx.groups.find(deployments[0].workspace, named).values()
    members = {user for group in groups for user in group.members}
    return {user: frozenset(group.id for group in groups if user in group.members) for user in members}


def _open_for(user: UserId, deployment: Deployment, groups: frozenset[GroupId]) -> set[tuple[str, str]]:
    """Return what waits for somebody, each with what tells it apart from the others of its section."""
    decisions = decisions_for(user, deployment, groups)
    risks: set[tuple[str, str]] = {(one.section.key, risk.question.key) for one in decisions for risk in one.risks}
    reviews = {(one.section.key, f"lacks {one.review.lacks_reviewer}") for one in decisions if one.review}
    return risks | reviews


def _decision_for(deployment: Deployment, user: UserId) -> Address:
    return Address(
        workspace=deployment.workspace,
        kind=PostingKind.DECISION,
        key=f"{deployment.id}:{user}:{deployment.revision}",
        deployment_id=deployment.id,
        user=user,
    )
