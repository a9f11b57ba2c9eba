"""From the current state to the message of a posting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.domain.checklist import SectionKey
from bot.domain.decisions import decisions_for
from bot.domain.deployment import Deployment, DeploymentStatus
from bot.domain.ownership import open_items, owned_by
from bot.domain.people import ChannelId, UserId
from bot.domain.rhythm import Cause
from bot.domain.signoff import conditions_of
from bot.domain.summary import people_in, summary_of
from bot.domain.worktime import zone_of
from bot.slack.views.board import board
from bot.slack.views.card import card
from bot.slack.views.decision import condition_due, nothing_to_decide, to_decide
from bot.slack.views.escalation import (
    blocked,
    goes_on,
    overdue,
    stands_still,
    still_blocked,
    unassigned,
    unclaimed,
    unreachable,
)
from bot.slack.views.invitation import invitation, nothing_to_claim
from bot.slack.views.notice import assigned
from bot.slack.views.reasons import Reason, reason_words
from bot.slack.views.reminder import emptied, reminder, replaced
from bot.slack.views.reviewing import changes_asked, changes_made
from bot.slack.views.scene import Message, Scene
from bot.slack.views.snoozing import snooze_row, snoozed
from bot.slack.views.summary import summary
from bot.slack.views.trouble import trouble, trouble_over
from bot.usecases.deliver import Material
from bot.usecases.postings import Posting, PostingKind, PostingState
from bot.usecases.remind import DAILY, SNOOZED

_WHAT = {PostingKind.BOARD: "the board", PostingKind.SUMMARY: "the summary", PostingKind.REPORT: "the report"}
_LINKED = {PostingKind.BOARD, PostingKind.CARD, PostingKind.SUMMARY}


def people_shown(material: Material) -> frozenset[UserId]:
    """Return whose names this posting shows."""
    address = material.posting.address
    shown = set(people_in(material.deployment)) if material.deployment else set()
    shown.update(user for user in (address.user, _asker(material.posting)) if user)
    shown.update(item.deployment.lead for item in material.items)
    return frozenset(shown)


def scene_of(material: Material, names: Mapping[UserId, str], url: str, now: datetime) -> Scene:
    """Return what the views need besides the state; `url` is the workspace's address, ending in a slash.

    The days of a list are counted where its reader is.
    """
    rows = [*material.boards.values(), *filter(None, [material.root])]
    boards = {str(row.address.deployment_id): permalink(row, row.ts, url) for row in rows if row.ts}
    local = now.astimezone(zone_of(material.zone))
    return Scene(names=names, links=links_to(material.siblings, url) | boards, now=local, groups=material.groups)


def links_to(postings: Iterable[Posting], url: str) -> dict[str, str]:
    """Return the addresses of the messages that are there: "board", "summary", and the keys of sections."""
    rows = [row for row in postings if row.ts and row.address.kind in _LINKED]
    root = next((row.root for row in rows if row.address.kind is PostingKind.BOARD), "")
    return {row.address.subject or str(row.address.kind): permalink(row, root, url) for row in rows}


def permalink(posting: Posting, root: str, url: str) -> str:
    """Return a message's address in the form that Slack's own "Copy link" gives; `root` is its thread's."""
    is_root = posting.address.kind is PostingKind.BOARD
    return address_of(url, posting.channel, posting.ts, posting.ts if is_root else root)


def address_of(url: str, channel: ChannelId, ts: str, root: str) -> str:
    """Return the address of any message of the workspace; `root` is the ts of its thread's first one."""
    link = f"{url}archives/{channel}/p{ts.replace('.', '')}"
    return link if ts == root else f"{link}?thread_ts={root}&cid={channel}"


def render(material: Material, scene: Scene) -> Message | None:
    """Return what the posting should say now, or None when there is nothing to say any more."""
    kind, deployment = material.posting.address.kind, material.deployment
    if kind is PostingKind.REMINDER:
        return _reminder(material, scene)
    return _DRAWN[kind](material, deployment, scene) if deployment else None


def with_mark(message: Message, posting: Posting) -> Message:
    """Give every block an id of its own that names the posting and the revision.

    The posting's id lets a lost message be found again. The revision makes clients draw stored state afresh: with
    an unchanged block_id they keep what the viewer had selected.
    """
    marked: list[dict[str, Any]] = [
        {**block, "block_id": f"{posting.id}/{posting.wanted}/{number}"} for number, block in enumerate(message.blocks)
    ]
    return Message(message.text, marked)


def _card(material: Material, deployment: Deployment, scene: Scene) -> Message:
    return card(deployment, SectionKey(material.posting.address.subject), scene)


def _notice(material: Material, deployment: Deployment, scene: Scene) -> Message | None:
    user = material.posting.address.user
    sections = tuple(item.section for item in owned_by(user, deployment, scene.today)) if user else ()
    return assigned(deployment, sections, scene) if sections else None


def _changes(material: Material, deployment: Deployment, scene: Scene) -> Message | None:
    """Say what a reviewer asks of an owner, until it is done; what was never shown is not asked any more then."""
    key = SectionKey(material.posting.address.subject)
    section, state = deployment.checklist.section(key), deployment.section(key)
    is_asked = state.reopened is not None and state.reopened.asks_changes
    if is_asked and deployment.status is DeploymentStatus.OPEN and material.posting.address.user in state.owners:
        return changes_asked(deployment, section, scene)
    return changes_made(deployment, section) if material.posting.ts else None


def _invitation(material: Material, deployment: Deployment, scene: Scene) -> Message | None:
    """Draw what there is to claim in the newest one only; there is none for somebody who left the group meanwhile."""
    posting, user = material.posting, material.posting.address.user
    items = [
        item
        for item in open_items(deployment, scene.today)
        if material.own_groups.intersection(item.state.groups) and not item.is_signed
    ]
    others = [
        row.id
        for row in material.siblings
        if row.address.kind is PostingKind.INVITATION and row.address.user == user
        if row.state is not PostingState.WITHDRAWN
    ]
    is_newest = posting.id in others[-1:]
    if user and items and is_newest:
        return invitation(deployment, items, user, scene)
    return nothing_to_claim(deployment, scene, is_newest=is_newest or not items) if posting.ts else None


def _decision(material: Material, deployment: Deployment, scene: Scene) -> Message | None:
    """Ask in the newest message only; an older one says that it is dealt with."""
    posting, user = material.posting, material.posting.address.user
    decisions = decisions_for(user, deployment, material.own_groups) if user else ()
    asked = [
        row.id
        for row in material.siblings
        if row.address.kind is PostingKind.DECISION and row.address.user == user
        if row.state is not PostingState.WITHDRAWN
    ]
    is_newest = posting.id in asked[-1:]
    if decisions and is_newest:
        return to_decide(deployment, decisions, scene)
    return nothing_to_decide(deployment, scene, is_newest=is_newest or not decisions) if posting.ts else None


def _condition(material: Material, deployment: Deployment, scene: Scene) -> Message | None:
    (_, _, question), reader = material.posting.address.subject.partition(" "), material.posting.address.user
    found = next((one for one in conditions_of(deployment) if one.risk.question.key == question), None)
    if found is None or reader not in {found.acceptance.terms.holder, deployment.lead, deployment.requester}:
        return None
    if (found.is_done and not material.posting.ts) or deployment.status is DeploymentStatus.CANCELLED:
        return None
    return condition_due(deployment, found, reader, scene) if reader else None


def _escalation(material: Material, deployment: Deployment, scene: Scene) -> Message | None:
    cause, _, about = material.posting.address.subject.partition(":")
    if cause == Cause.UNREACHABLE:
        return _unreachable(material, deployment, about, scene)
    if not material.items:
        return goes_on(deployment, scene) if cause == Cause.BLOCKED and material.posting.ts else None
    if cause == Cause.BLOCKED:
        return blocked(deployment, material.items[0], scene)
    if material.posting.address.kind is PostingKind.OVERDUE:
        return overdue(deployment, material.items, scene)
    draw = {Cause.UNASSIGNED: unassigned, Cause.UNCLAIMED: unclaimed, Cause.STILL_BLOCKED: still_blocked}.get(
        Cause(cause), stands_still
    )
    return draw(deployment, material.items, scene)


def _unreachable(material: Material, deployment: Deployment, about: str, scene: Scene) -> Message | None:
    """Say who cannot be written to as long as something waits for them: a section, or to lead."""
    user, _, code = about.partition(":")
    is_waited_for = material.items or (deployment.lead == user and deployment.status is DeploymentStatus.OPEN)
    return unreachable(deployment, material.items, (UserId(user), code), scene) if is_waited_for else None


def _trouble(material: Material, deployment: Deployment, scene: Scene) -> Message | None:
    """Say what is wrong while it is; who was told of it is told when it is over, who was not hears nothing."""
    hindered = next((row for row in material.siblings if row.id == material.posting.address.subject), None)
    if hindered is None or hindered.state is not PostingState.FAILED:
        return trouble_over(deployment, scene) if material.posting.ts else None
    what = _WHAT.get(hindered.address.kind, "")
    if hindered.address.kind is PostingKind.CARD:
        section = deployment.checklist.section(SectionKey(hindered.address.subject))
        what = f"the card of {section.ref} {section.title}"
    return trouble(deployment, what, hindered.code, scene)


def _reminder(material: Material, scene: Scene) -> Message | None:
    if material.is_replaced:
        return replaced()
    if material.snoozed_until:
        return snoozed(material.snoozed_until) if material.posting.ts else None
    if not material.items:
        return emptied() if material.posting.ts else None
    return reminder(material.items, _why(material, scene), scene, [snooze_row()])


def _why(material: Material, scene: Scene) -> str:
    asker = _asker(material.posting)
    if asker:
        return f"{scene.name(asker)} asked me to remind you."
    causes = {(one.deployment, one.section): one.cause for one in material.why}
    reasons = [
        Reason(item.deployment, cause, material.idle_since.get(item.deployment.id))
        for item in material.items
        if (cause := causes.get((item.deployment.id, item.section.key)))
    ]
    reason = reason_words(reasons, scene.now) if reasons else "This still waits for you."
    return f"You put this off until now. {reason}" if material.posting.address.subject == SNOOZED else reason


def _asker(posting: Posting) -> UserId | None:
    asked = posting.address.kind is PostingKind.REMINDER and posting.address.subject not in {DAILY, SNOOZED}
    return UserId(posting.address.subject) if asked else None


_DRAWN: Mapping[PostingKind, Callable[[Material, Deployment, Scene], Message | None]] = {
    PostingKind.BOARD: lambda _, deployment, scene: board(deployment, scene),
    PostingKind.CARD: _card,
    PostingKind.SUMMARY: lambda _, deployment, scene: summary(summary_of(deployment), scene),
    PostingKind.NOTICE: _notice,
    PostingKind.INVITATION: _invitation,
    PostingKind.ESCALATION: _escalation,
    PostingKind.OVERDUE: _escalation,
    PostingKind.TROUBLE: _trouble,
    PostingKind.DECISION: _decision,
    PostingKind.CONDITION: _condition,
    PostingKind.CHANGES: _changes,
}
