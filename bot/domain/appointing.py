"""Who owns a section, when people and groups do: given to them, or handed over by whoever has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.checklist import Checklist, SectionKey
from bot.domain.deployment import Changed, Deployment
from bot.domain.errors import Refused
from bot.domain.events import EventKind
from bot.domain.marks import Reopening
from bot.domain.people import Act, Appointed, Group, GroupId, Person, UserId

GROUPS_LIMIT = 5
MEMBERS_LIMIT = 50
"""Each member of a group gets a direct message; a bigger group is no owner, but a crowd."""


def appoint(deployment: Deployment, key: SectionKey, owners: Appointed, act: Act) -> Changed:
    """Give a section these owners, people and groups; a new owner of either kind voids its sign-off."""
    after, events = deployment.assign(key, owners.people, act)
    state, groups = after.section(key), tuple(dict.fromkeys(owners.groups))
    if groups == state.groups:
        return after, events
    if len(groups) > GROUPS_LIMIT:
        raise Refused(f"A section has at most {GROUPS_LIMIT} groups.", field=key)
    voided = bool(state.signed_off and set(groups) - set(state.groups))
    why = Reopening(act.by, act.at, "A new owner signs for it.")
    after = after.with_section(key, groups=groups, **({"signed_off": None, "reopened": why} if voided else {}))
    change = {"before": " ".join(state.groups), "after": " ".join(groups)}
    more = [after.event(EventKind.GROUPS_CHANGED, act, section=key, **change)]
    if voided:
        more.append(after.event(EventKind.SIGN_OFF_VOIDED, act, section=key, reason="a new owner"))
    return after, (*events, *more)


def hand_over(deployment: Deployment, key: SectionKey, to: UserId, act: Act) -> Changed:
    """Put somebody in the actor's place; when the actor is no owner, in the place of all, groups too."""
    if act.by in deployment.section(key).owners:
        return deployment.hand_over(key, to, act)
    return appoint(deployment, key, Appointed((to,)), act)


def carried_groups(previous: Deployment | None, checklist: Checklist) -> Mapping[SectionKey, tuple[GroupId, ...]]:
    """Return which groups owned which section last time, for the sections that this checklist still has."""
    keys = {section.key for section in checklist.sections}
    states = previous.sections.items() if previous else ()
    return {key: state.groups for key, state in states if key in keys and state.groups}


def carried_review_groups(
    previous: Deployment | None, checklist: Checklist
) -> Mapping[SectionKey, tuple[GroupId, ...]]:
    """Return which groups were to review which section last time, likewise."""
    keys = {section.key for section in checklist.sections}
    states = previous.sections.items() if previous else ()
    return {key: state.review_groups for key, state in states if key in keys and state.review_groups}


def require_workers(people: Iterable[Person], field: str) -> None:
    """Raise Refused, saying who, when one of these people is a bot or has left: nothing could be asked of them."""
    for person in people:
        if person.is_bot:
            raise Refused(f"{person.name} is a bot, so nothing can be asked of it. Pick somebody else.", field=field)
        if person.is_gone:
            raise Refused(f"The account of {person.name} is deactivated. Pick somebody else.", field=field)


def require_small(groups: Iterable[Group], field: str) -> None:
    """Raise Refused for a group that nobody is in, or too many are."""
    for group in groups:
        if not group.members:
            raise Refused(f"Nobody is in the group {group.name}. Pick another one.", field=field)
        if len(group.members) > MEMBERS_LIMIT:
            raise Refused(
                f"The group {group.name} has {len(group.members)} members, and each would get a direct message. "
                f"Pick one of at most {MEMBERS_LIMIT}.",
                field=field,
            )
