"""Every view that exists, drawn for a deployment; the tests of all views walk through it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.answers import in_words
from bot.domain.carrying import open_proposals
from bot.domain.checklist import Question, Section
from bot.domain.decisions import Decision
from bot.domain.deployment import REASON_LIMIT, Deployment, DeploymentId
from bot.domain.drafts import Unfinished
from bot.domain.errors import AnsweredMeanwhile
from bot.domain.events import Event, EventKind
from bot.domain.evidence import beginning
from bot.domain.ownership import OpenItem, in_review, open_items
from bot.domain.people import Act, Group, GroupId
from bot.domain.rhythm import Cause
from bot.domain.scope import asked, left_out
from bot.domain.signoff import conditions_of, open_risks, risks_of
from bot.domain.summary import summary_of
from bot.domain.when import Tier
from bot.slack.answer_fields import field_of
from bot.slack.captured import Captured
from bot.slack.views import replies
from bot.slack.views.answer_modal import answer_modal, pages, question_page, section_page
from bot.slack.views.blocking import blocked_modal
from bot.slack.views.board import board
from bot.slack.views.capture_modals import capture_modal, deployment_modal
from bot.slack.views.card import card
from bot.slack.views.decision import condition_due, nothing_to_decide, to_decide
from bot.slack.views.done_modal import nothing_left, ready_to_sign
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
from bot.slack.views.evidence_modal import evidence_modal
from bot.slack.views.history_modal import history_modal
from bot.slack.views.ids import NO_SECTION, Mode
from bot.slack.views.invitation import invitation, nothing_to_claim
from bot.slack.views.notice import assigned
from bot.slack.views.offers import next_offer
from bot.slack.views.people_modals import hand_over_mine_modal, owners_modal
from bot.slack.views.proposals import confirm_modal
from bot.slack.views.reason_modal import cancel_modal, reopen_modal
from bot.slack.views.reasons import Reason, reason_words
from bot.slack.views.reminder import emptied, reminder, replaced
from bot.slack.views.reviewing import changes_asked, changes_made, changes_modal, ready_to_review, reviewers_modal
from bot.slack.views.risks import accept_modal, risks_modal
from bot.slack.views.scene import Message, Scene
from bot.slack.views.scope_modals import leave_out_modal, take_in_modal
from bot.slack.views.set_up_modal import set_up_modal
from bot.slack.views.snoozing import muted, pick_time_modal, snooze_row, snoozed, unmuted
from bot.slack.views.summary import summary
from bot.slack.views.trouble import trouble, trouble_over
from bot.slack.views.why_modal import why_modal
from tests.stories import GROUPS

Json = dict[str, Any]


def messages(deployment: Deployment, scene: Scene) -> Iterator[tuple[str, Message]]:
    """Yield every message with a name."""
    items = open_items(deployment, scene.today)
    link = "https://acme.slack.com/archives/C1/p1"
    yield "board", board(deployment, scene)
    yield "summary", summary(summary_of(deployment), scene)
    yield "notice", assigned(deployment, deployment.checklist.sections, scene)
    yield "trouble", trouble(deployment, f"the card of {deployment.checklist.sections[0].title}", "is_archived", scene)
    yield "trouble over", trouble_over(deployment, scene)
    reasons = [Reason(deployment, Cause.DUE_SOON), Reason(deployment, Cause.IDLE, scene.now.date())]
    yield "reminder", reminder(items, reason_words(reasons, scene.now), scene)
    yield "digest", reminder(items, reason_words(reasons, scene.now), scene, [snooze_row()])
    yield "replaced reminder", replaced()
    yield "emptied reminder", emptied()
    yield "standstill", stands_still(deployment, items, scene)
    yield "unassigned", unassigned(deployment, items, scene)
    yield "unclaimed", unclaimed(deployment, items, scene)
    yield from _invitations(deployment, scene)
    yield "unreachable", unreachable(deployment, items, (deployment.lead, "deactivated"), scene)
    yield "overdue", overdue(deployment, items, scene)
    yield "goes on", goes_on(deployment, scene)
    yield from (
        (f"blocked {item.section.ref}", blocked(deployment, item, scene)) for item in items if not item.can_go_on
    )
    held_up = [item for item in items if not item.can_go_on]
    yield from ((name, still_blocked(deployment, held_up, scene)) for name in ["still blocked"] if held_up)
    yield "snoozed reminder", snoozed(scene.now)
    yield "muted", muted(deployment)
    yield "unmuted", unmuted(deployment)
    unfinished = [Unfinished(deployment, section, section.questions) for section in deployment.checklist.sections]
    yield "mine", replies.mine(items, unfinished, scene)
    yield "status", replies.status(deployment, scene)
    yield (
        "list",
        replies.deployments_list("Open deployments", (deployment,) * (30 if _is_longest(deployment) else 2), scene),
    )
    yield from _decisions(deployment, scene)
    yield from ((f"offer {item.section.ref}", next_offer(item, deployment, scene)) for item in items)
    yield "nothing to offer", next_offer(None, deployment, scene)
    yield "already_open", replies.already_open(deployment, link)
    if _is_longest(deployment):
        yield "reminder of many", reminder(_many(items), reason_words(reasons, scene.now), scene, [snooze_row()])
    for section in _shown(deployment):
        yield f"card {section.ref}", card(deployment, section.key, scene)
        yield from _overtaken(deployment, section, scene)


def _invitations(deployment: Deployment, scene: Scene) -> Iterator[tuple[str, Message]]:
    """Yield what members of groups are told: what is to claim, as somebody who claimed it and another sees it."""
    given = [item for item in open_items(deployment, scene.today) if item.state.groups]
    readers = dict.fromkeys([deployment.lead, *(owner for item in given for owner in item.state.owners[:1])])
    if given:
        yield from ((f"invitation of {reader}", invitation(deployment, given, reader, scene)) for reader in readers)
        yield from (
            (f"invited {newest}", nothing_to_claim(deployment, scene, is_newest=newest)) for newest in (True, False)
        )


def _decisions(deployment: Deployment, scene: Scene) -> Iterator[tuple[str, Message]]:
    """Yield what those who decide are told, and what holders of conditions are told before, at and after the end."""
    for newest in (True, False):
        yield f"decided {newest}", nothing_to_decide(deployment, scene, is_newest=newest)
    decisions = tuple(
        Decision(section, risks)
        for section in deployment.checklist.sections
        if (risks := open_risks(section, deployment.sections[section.key], scene.today))
    )
    decisions += tuple(Decision(item.section, (), item) for item in in_review(deployment))
    if decisions:
        yield "decide", to_decide(deployment, decisions, scene)
    for section in _shown(deployment):
        yield f"changes asked {section.ref}", changes_asked(deployment, section, scene)
        yield f"changes made {section.ref}", changes_made(deployment, section)
    for condition in conditions_of(deployment)[:2]:
        ref, end = condition.risk.question.ref, condition.acceptance.terms.expires
        for name, days in (("soon", -7), ("last day", 0), ("expired", 1)):
            now = datetime(end.year, end.month, end.day, 9, tzinfo=UTC) + timedelta(days=days)
            holder, later = condition.acceptance.terms.holder, replace(scene, now=now)
            yield f"condition {ref} {name}", condition_due(deployment, condition, holder, later)
            yield f"condition {ref} {name} left", condition_due(deployment, condition, deployment.requester, later)


def _many(items: tuple[OpenItem, ...]) -> tuple[OpenItem, ...]:
    """Return one open item in each of thirty deployments."""
    return tuple(
        replace(item, deployment=replace(item.deployment, id=DeploymentId(f"{number:016}")))
        for number in range(30)
        for item in items[:1]
    )


def plain_replies(user_text: str) -> Iterator[Message]:
    """Yield the messages that say no more than what they are given."""
    yield replies.said(user_text)
    yield replies.help_text()
    yield replies.help_text(user_text)
    yield replies.reminded([user_text], [user_text], [user_text, user_text])


def modals(deployment: Deployment, scene: Scene) -> Iterator[tuple[str, Json]]:
    """Yield every modal with a name."""
    yield "set_up", set_up_modal(deployment)
    yield "cancel", cancel_modal(deployment)
    yield "history", history_modal(deployment, NO_SECTION, _past_of(deployment), scene)
    yield "pick_time", pick_time_modal(scene.now)
    yield "nothing_left", nothing_left(deployment, scene)
    yield "capture_in", deployment_modal([deployment] * 3, _message(deployment, deployment.checklist.sections[0]))
    yield "blocked_mine", blocked_modal(deployment, deployment.checklist.sections)
    yield "hand_over_mine", hand_over_mine_modal(deployment, deployment.checklist.sections)
    yield from (
        (f"ready_to_sign {item.section.ref}", ready_to_sign(item, scene))
        for item in open_items(deployment, scene.today)
    )
    yield from ((f"ready_to_review {item.section.ref}", ready_to_review(item, scene)) for item in in_review(deployment))
    yield from (
        (f"risks {item.section.ref}", risks_modal(item, scene))
        for item in open_items(deployment, scene.today)
        if open_risks(item.section, item.state, scene.today)
    )
    yield from (
        (f"accept {risk.question.ref}", accept_modal(deployment, risk, scene)) for risk in risks_of(deployment)[:3]
    )
    for section in _shown(deployment):
        if open_proposals(section, deployment.section(section.key)):
            yield f"still true {section.ref}", confirm_modal(deployment, section.key, scene)
        yield f"blocked {section.ref}", blocked_modal(deployment, [section])
        yield f"owners {section.ref}", owners_modal(deployment, section.key, _groups(deployment))
        yield f"reviewers {section.ref}", reviewers_modal(deployment, section.key, _groups(deployment))
        yield f"changes {section.ref}", changes_modal(deployment, section.key)
        yield f"reopen {section.ref}", reopen_modal(deployment, section.key)
        yield from _scope_modals(deployment, section, scene)
        yield f"capture {section.ref}", capture_modal(deployment, [section.key], _message(deployment, section))
        if asked(section, deployment.sections[section.key]):
            yield f"evidence {section.ref}", evidence_modal(deployment, section.key, "", scene)
        for number in range(1, len(pages(section)) + 1):
            yield f"answers {section.ref} {number}", answer_modal(section_page(deployment, section.key, number), scene)
        for question in section.questions:
            page = question_page(deployment, section.key, question.key, Mode.NEXT)
            yield f"next {question.ref}", answer_modal(page, scene)
            yield f"why {question.ref}", why_modal(deployment, section.key, question.key)
        answers = tuple(deployment.sections[section.key].answers)
        for number in range(1, len(pages(section)) + 1) if answers else ():
            page = section_page(deployment, section.key, number)
            contested = tuple(q.key for q in page.questions if q.key in answers)
            yield f"contested {section.ref} {number}", answer_modal(replace(page, contested=contested), scene)


def _groups(deployment: Deployment) -> tuple[Group, ...]:
    """Return what there is to pick from: more than Slack shows in the longest, nothing where no group is named."""
    if _is_longest(deployment):
        return tuple(Group(GroupId(f"S{number}"), "<g> & co" * 20) for number in range(120))
    return GROUPS if any((*state.groups, *state.review_groups) for state in deployment.sections.values()) else ()


def _past_of(deployment: Deployment) -> list[Event]:
    """Return events about questions that were answered, as long as their answers are."""
    act = Act(deployment.lead, deployment.workspace, deployment.opened_at)
    return [
        deployment.event(
            kind, act, section=section.key, question=question.key, before=said, after=said, reason=said[:REASON_LIMIT]
        )
        for section in _shown(deployment)[:1]
        for question in section.questions[:2]
        for said in [_said(deployment, section, question)]
        for kind in (EventKind.OWNERS_CHANGED, EventKind.ANSWERED, EventKind.REOPENED)
    ]


def _said(deployment: Deployment, section: Section, question: Question) -> str:
    answer = deployment.sections[section.key].answers.get(question.key)
    return f"{in_words(answer.value, str)} (note: {answer.note})" if answer else ""


def _message(deployment: Deployment, section: Section) -> Captured:
    """Return a message that says as much as is kept of one."""
    text = beginning(" ".join(_said(deployment, section, question) for question in section.questions))
    return Captured(deployment.channel, "1772600000.000100", "1772600000.000100", deployment.lead, text, is_whole=True)


def _scope_modals(deployment: Deployment, section: Section, scene: Scene) -> Iterator[tuple[str, Json]]:
    state = deployment.sections[section.key]
    if deployment.tier is Tier.LOW and asked(section, state):
        yield f"leave_out {section.ref}", leave_out_modal(deployment, section.key)
    if left_out(section, state):
        yield f"take_in {section.ref}", take_in_modal(deployment, section.key, scene)


def _shown(deployment: Deployment) -> tuple[Section, ...]:
    # In the longest checklist every section is as long as the first.
    sections = deployment.checklist.sections
    return sections[:1] if _is_longest(deployment) else sections


def _is_longest(deployment: Deployment) -> bool:
    return deployment.checklist.key == "longest"


def _overtaken(deployment: Deployment, section: Section, scene: Scene) -> Iterator[tuple[str, Message]]:
    answers = deployment.sections[section.key].answers
    for question in section.questions:
        if question.key in answers:
            error = AnsweredMeanwhile([(question, answers[question.key])])
            yield f"told of {question.ref}", replies.said(replies.meanwhile_words(error, scene))
            for choice in list(field_of(question).clicks)[:1]:
                yield (
                    f"overtaken {question.ref}",
                    replies.answered_meanwhile(error, deployment, section.key, scene, choice),
                )


def strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a payload with its type: mrkdwn or plain_text."""
    if isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        if value.get("type") in {"mrkdwn", "plain_text"}:
            yield value["type"], value["text"]
            return
        for name, one in value.items():
            yield from strings(one, name)
    elif key == "accessibility_label":
        yield "plain_text", str(value)
