"""What a model knows of reviews and four eyes: who approves what, whose turn a section is, and what becomes of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.domain.checklist import Checklist, SectionKey
from bot.domain.people import GroupId, Standing, UserId
from tests.usecases.simulation.commands import Actor, Approve, NameReviewers, RequestChanges
from tests.usecases.simulation.grouped import groups_of, members_of

if TYPE_CHECKING:
    from tests.usecases.simulation.model import Life
    from tests.usecases.simulation.part import Part

STRICT = "strict"
"""The checklist that asks for each reviewer of the aim and any of the use, and for another signer than answerer."""

Review = NameReviewers | Approve | RequestChanges


def finished(life: Life, key: SectionKey) -> bool:
    """Say whether a section is signed and needs no more approvals."""
    part = life.parts[key]
    if part.signed_by is None:
        return False
    others, left = set(part.reviewers) - {part.signed_by}, silent_groups(part)
    if life.is_strict and key == "aim":
        return bool(others or part.review_groups) and others <= set(part.approved_by) and not left
    is_approved = bool(others & set(part.approved_by)) or left < set(part.review_groups)
    return is_approved or not (life.is_strict or part.reviewers or part.review_groups)


def silent_groups(part: Part) -> set[GroupId]:
    """Return the groups that are to review a section and for which nobody has approved it."""
    return set(part.review_groups).difference(*part.approved_by.values())


def adds_nothing(part: Part, by: UserId) -> bool:
    """Say whether somebody has approved a section already, also for every group of theirs."""
    return by in part.approved_by and not groups_of(by) & set(part.review_groups) - set(part.approved_by[by])


def barred(life: Life, key: SectionKey, user: UserId) -> bool:
    """Say whether somebody may not sign, since they answered here themselves."""
    return life.is_strict and any(given.by == user for given in life.counted(key).values())


def turn(checklist: Checklist, life: Life, key: SectionKey, today: date) -> set[UserId]:
    """Return who is to go on with a section."""
    part = life.parts[key]
    if life.status != "open" or part.blocked or finished(life, key):
        return set()
    if part.signed_by:
        asked = set(part.reviewers) - set(part.approved_by) - {part.signed_by}
        return {user for user in asked if not barred(life, key, user)} or {life.lead}
    if not part.owners or life.missing(checklist, key) or life.open_risks(key, today):
        return set(part.owners)
    return {owner for owner in part.owners if not barred(life, key, owner)} or {life.lead}


def reviews_of(life: Life, user: UserId) -> set[tuple[str, str]]:
    """Return what waits for this person to approve it, or to name somebody who can."""
    found = set()
    for key, part in life.parts.items():
        asked = {u for u in set(part.reviewers) - set(part.approved_by) - {part.signed_by} if not barred(life, key, u)}
        left = silent_groups(part)
        able = {u for u in members_of(left) - {part.signed_by} if not barred(life, key, u)}
        if life.status != "open" or not part.signed_by or finished(life, key):
            continue
        if user in asked | able:
            found.add((str(key), "review"))
        elif user == life.lead and not (asked or left):
            found.add((str(key), "reviewer"))
    return found


def named(life: Life, seen: Life, what: NameReviewers) -> tuple[UserId, ...]:
    """Return who reviews a section after somebody named those they want, before what they saw."""
    before, now = seen.parts[what.section].reviewers, life.parts[what.section].reviewers
    stay = [user for user in now if user in what.reviewers or user not in before]
    return tuple(dict.fromkeys([*stay, *(user for user in what.reviewers if user not in before)]))


def named_groups(life: Life, seen: Life, what: NameReviewers) -> tuple[GroupId, ...]:
    """Return which groups do, likewise; where none could be picked, they stay."""
    before, now = seen.parts[what.section].review_groups, life.parts[what.section].review_groups
    picked = now if what.groups is None else what.groups
    stay = [group for group in now if group in picked or group not in before]
    return tuple(dict.fromkeys([*stay, *(group for group in picked if group not in before)]))


def _approve(part: Part, by: UserId, serial: int) -> None:
    mine = [group for group in part.review_groups if group in groups_of(by)]
    part.approved_by[by] = tuple(dict.fromkeys([*part.approved_by.pop(by, ()), *mine]))
    part.serial = serial


def review(life: Life, seen: Life, who_and_what: tuple[UserId, Review], serial: int) -> None:
    """Change a life; nothing objects."""
    by, what = who_and_what
    part = life.parts[what.section]
    match what:
        case NameReviewers():
            after = named(life, seen, what), named_groups(life, seen, what)
            if after != (part.reviewers, part.review_groups):
                (part.reviewers, part.review_groups), part.serial = after, serial
                publish(life, by)
        case Approve() if not adds_nothing(part, by):
            _approve(part, by, serial)
            publish(life, by)
        case RequestChanges():
            part.void(by, serial)
            part.asks_changes = True


def publish(life: Life, by: UserId) -> None:
    if all(finished(life, key) for key in life.parts):
        life.status, life.closed_by = "published", by


def against_review(life: Life, seen: Life, actor: Actor, what: Review) -> set[str]:
    """Return the codes that this may be refused with, beside that it is not theirs to do."""
    part, by = life.parts[what.section], actor.user
    match what:
        case NameReviewers():
            is_in_charge = by in {life.lead, life.requester} or actor.standing is Standing.ADMIN
            gone = set(part.reviewers) - set(named(life, seen, what))
            gone_groups = set(part.review_groups) - set(named_groups(life, seen, what))
            checks = {"not_allowed": bool(gone or gone_groups) and not is_in_charge}
        case RequestChanges(_, comment):
            checks = {"reason_missing": not comment.strip(), "conflict": part.signed_by is None}
        case Approve():
            is_stale = part.serial != seen.parts[what.section].serial
            is_own = by == part.signed_by or barred(life, what.section, by)
            checks = {
                "conflict": part.signed_by is None or finished(life, what.section) or is_stale,
                "not_allowed": is_own and not adds_nothing(part, by),
            }
    return {code for code, holds in checks.items() if holds}


def told_of_changes(before: Life, after: Life, by: UserId, shown: set[tuple[str, UserId]]) -> set[tuple[str, str]]:
    """Return the messages to owners about changes that are asked for, and those `shown` that are dealt with."""
    told: set[tuple[str, str]] = set()
    for key, part in after.parts.items():
        was = before.parts[key]
        if part.asks_changes and not was.asks_changes and after.status == before.status:
            told |= {("changes", owner) for owner in part.owners if owner != by}
        if was.asks_changes and not part.asks_changes and after.status == before.status:
            told |= {("changes", user) for section, user in shown if section == key}
    return told
