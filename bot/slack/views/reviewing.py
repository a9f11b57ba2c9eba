"""The review of a section: what stands of it in words, its buttons, and the modals that belong to them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.checklist import Section, SectionKey
from bot.domain.deployment import OWNERS_LIMIT, Deployment, SectionState
from bot.domain.ownership import OpenItem
from bot.domain.people import Group, GroupId, UserId
from bot.domain.policy import Review
from bot.domain.review import awaited, awaited_groups, demanded, is_finished, lacks_reviewer
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.card_lines import answer_lines, signed_words
from bot.slack.views.group_field import groups_input
from bot.slack.views.ids import VALUE, ActionId, CallbackId, Reference, action, encode
from bot.slack.views.reason_modal import reason_input
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text, paragraphs

_ANSWER_ROOM = 500
_COUNTS = {
    Review.ANY: "one of them has to approve",
    Review.ALL: "each of them has to approve",
}
_FOR_GROUPS = ", for a group any of its members"


def review_words(deployment: Deployment, section: Section, scene: Scene) -> str:
    """Say who has approved a section, who is to, and what stands in the way; empty where nobody reviews it."""
    state = deployment.sections[section.key]
    rule = demanded(section, state)
    if rule is Review.NONE:
        return ""
    told = [_approved_words(state, scene)]
    if lacks_reviewer(deployment, section):
        told.append(needs_words(state))
    elif state.signed_off is None:
        told.append(_to_review_words(state, rule, scene))
    elif not is_finished(section, state):
        waiting = _names(awaited(deployment, section), awaited_groups(section, state), scene)
        told.append(f"Waits for the review of {waiting}.")
    return " ".join(filter(None, told))


def needs_words(state: SectionState) -> str:
    """Say that somebody has to be named, and by whom."""
    if not state.reviewers:
        return "Needs a reviewer: nobody is named yet. Lead: name one."
    return "Needs a reviewer: nobody who is named may approve it. Lead: name somebody else."


def waits_for_words(deployment: Deployment, section: Section, scene: Scene, room: int) -> str:
    """Say in a few words on whom the review waits; empty while it does not."""
    state = deployment.sections[section.key]
    if state.signed_off is None or is_finished(section, state):
        return ""
    people = [scene.who(user, min(room, 40)) for user in awaited(deployment, section)]
    groups = [f"group {scene.group(group, min(room, 40))}" for group in awaited_groups(section, state)]
    names = words.first_names([*people, *groups])
    return f"review by {names}" if names else "needs a reviewer"


def review_blocks(deployment: Deployment, section: Section) -> list[Json]:
    """Draw what a reviewer can do on the card."""
    state = deployment.sections[section.key]
    if not awaited(deployment, section) and not awaited_groups(section, state):
        return []
    line = "*Signed off, and waits for its review.* Read the answers, then approve them or ask for changes."
    return [
        blocks.section(line),
        blocks.actions(_approve_button(deployment, section), changes_button(deployment, section)),
    ]


def reviewers_button(deployment: Deployment, section: Section, text: str = "Reviewers…") -> Json:
    """Draw the button that asks who reviews a section."""
    value, label = encode(Reference(deployment.id, section.key)), f"Name the reviewers of section {section.ref}"
    return blocks.button(text, ActionId.REVIEWERS, value=value, label=label)


def review_button(deployment: Deployment, section: Section) -> Json:
    """Draw the button that shows all answers of a section to whoever is to approve them."""
    about = f"section {section.ref} of {words.flat(deployment.target.model, 40)}"
    value = encode(Reference(deployment.id, section.key))
    return blocks.button("Review…", action(ActionId.NEXT, section.key), value=value, label=f"Review {about}")


def changes_button(deployment: Deployment, section: Section) -> Json:
    """Draw the button that sends a section back."""
    value = encode(Reference(deployment.id, section.key))
    label = f"Request changes in section {section.ref}"
    return blocks.button("Request changes…", ActionId.REQUEST_CHANGES, value=value, label=label)


def reviewers_modal(deployment: Deployment, section_key: SectionKey, groups: Sequence[Group] = ()) -> Json:
    """Ask who reviews a section: people, and where the workspace has groups, groups."""
    section, reviewing = deployment.checklist.section(section_key), deployment.sections[section_key].review_groups
    hint = "Each member gets a direct message once the section is signed off. One of them approves for the group."
    return blocks.modal(
        f"Reviewers of {section.ref}",
        [
            blocks.context(words.section_name(section, 200), words.target(deployment)),
            reviewers_input(deployment, section),
            *groups_input(section_key, reviewing, groups, hint),
        ],
        callback_id=CallbackId.REVIEWERS,
        private_metadata=encode(Reference(deployment.id, section.key)),
        submit="Save",
        close="Close",
    )


def reviewers_input(deployment: Deployment, section: Section) -> Json:
    """Draw the field for the reviewers of one section."""
    rule = "Each of them has" if section.review is Review.ALL else "One of them has"
    return blocks.input_block(
        f"Reviewers of {section.ref} {section.title}",
        blocks.multi_users_select(
            VALUE,
            initial=deployment.sections[section.key].reviewers,
            max_selected=OWNERS_LIMIT,
            placeholder="Nobody yet",
        ),
        ids.reviewers_block(section.key),
        hint=f"{rule} to approve before the section counts as signed off. Nobody approves what they signed themselves.",
        optional=True,
    )


def ready_to_review(item: OpenItem, scene: Scene) -> Json:
    """Show every answer of a signed section above the button that approves it, as it stands now."""
    state, section = item.state, item.section
    signed = state.signed_off
    who = f"Signed off by {scene.who(signed.by)}, {words.moment(signed.at)}" if signed else ""
    stands = [f"*{words.section_name(section, 200)}*", who, safe(signed_words(section, state), 300)]
    way = words.link(scene.links[section.key], "see its card") if section.key in scene.links else "see its card"
    return blocks.modal(
        f"Review {section.ref}",
        [
            blocks.context(words.target(item.deployment)),
            blocks.section("\n".join(filter(None, stands))),
            *paragraphs(answer_lines(section, state, scene, _ANSWER_ROOM)),
            blocks.context(f"To ask for changes instead, {way}."),
        ],
        callback_id=CallbackId.APPROVE,
        private_metadata=encode(Reference(item.deployment.id, section.key, seen=state.revision)),
        submit="Approve",
        close="Not yet",
    )


def changes_modal(deployment: Deployment, section_key: SectionKey) -> Json:
    """Ask what is to be changed before a section can be approved."""
    section = deployment.checklist.section(section_key)
    about = f"{words.section_name(section, 200)}{words.DOT}{words.target(deployment)}"
    return blocks.modal(
        f"Changes in {section.ref}",
        [
            blocks.context(about, "Its answers stay, its signature goes. Its owners are told."),
            reason_input("What is to be changed?"),
        ],
        callback_id=CallbackId.REQUEST_CHANGES,
        private_metadata=encode(Reference(deployment.id, section.key)),
        submit="Request changes",
        close="Close",
    )


def changes_asked(deployment: Deployment, section: Section, scene: Scene) -> Message:
    """Tell an owner what a reviewer wants to be changed, with the way on."""
    reopened = deployment.sections[section.key].reopened
    about = f"*{words.target(deployment)}*{words.DOT}{words.section_name(section, 80)}"
    value = encode(Reference(deployment.id, section.key))
    label = f"See section {section.ref} of {words.flat(deployment.target.model, 40)}"

    def say(room: int) -> str:
        asked = f"{scene.who(reopened.by)} asks for changes: {words.quoted(reopened.reason, room)}" if reopened else ""
        return f"{about}\n{asked}\nChange what is needed, then sign it off again."

    thread = scene.links.get("board", "")
    ways = [blocks.button("Open thread", ActionId.OPEN, url=thread, label="Open its thread")] if thread else []
    following = blocks.button("See what is next", ActionId.NEXT, value=value, style="primary", label=label)
    return Message(
        fitting_text(say), fitting_blocks(lambda room: [blocks.section(say(room)), blocks.actions(following, *ways)])
    )


def changes_made(deployment: Deployment, section: Section) -> Message:
    """Take the place of a request for changes that is dealt with."""
    line = (
        f"*{words.target(deployment)}*: section {words.section_name(section, 80)} needs no changes from you any more."
    )
    return Message(line, [blocks.section(line)])


def _approve_button(deployment: Deployment, section: Section) -> Json:
    state = deployment.sections[section.key]
    asked = blocks.confirm(f"Approve section {section.ref}?", signed_words(section, state), "Approve", "Not yet")
    return blocks.button(
        "Approve",
        ActionId.APPROVE,
        value=encode(Reference(deployment.id, section.key, seen=state.revision)),
        style="primary",
        confirm=asked,
        label=f"Approve section {section.ref}",
    )


def _approved_words(state: SectionState, scene: Scene) -> str:
    approvals = state.signed_off.approvals if state.signed_off else ()
    told = [f"{scene.who(approval.by, 40)}, {words.moment(approval.at)}" for approval in approvals[-1:]]
    before = [scene.who(approval.by, 40) for approval in approvals[:-1]]
    return f"Approved by {words.listed([*before, *told])}." if told else ""


def _to_review_words(state: SectionState, rule: Review, scene: Scene) -> str:
    """Say who will have to approve."""
    names, groups = _names(state.reviewers, state.review_groups, scene), state.review_groups
    counts = f": {_COUNTS[rule]}{_FOR_GROUPS if groups else ''}" if len(state.reviewers) + len(groups) > 1 else ""
    if groups and not counts:
        counts = ": one of its members has to approve"
    return f"To be reviewed by {names}{counts}."


def _names(users: Sequence[UserId], groups: Sequence[GroupId], scene: Scene) -> str:
    return words.listed([*(scene.who(user, 40) for user in users), *(f"group {scene.group(one)}" for one in groups)])
