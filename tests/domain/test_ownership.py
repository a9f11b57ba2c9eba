"""Whose turn it is, over one deployment and over all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.ownership import OpenItem, next_for, open_for, open_items, waiting_people
from bot.domain.people import UserId
from tests.stories import (
    AIM,
    ANA,
    BEN,
    CHEN,
    DUE,
    PRIYA,
    RELEASE,
    STORIES,
    TODAY,
    USE,
    act,
    answered,
    opened,
    ready,
    signed,
    under_way,
)


def owned_by(user: UserId, *keys: SectionKey) -> Deployment:
    deployment = opened()
    for key in keys:
        deployment = deployment.assign(key, (user,), act())[0]
    return deployment


def key_of(item: OpenItem | None) -> SectionKey | None:
    return item.section.key if item else None


def test_open_items_are_the_unsigned_sections() -> None:
    """A signed section waits for nobody; the others stand in the order of the checklist."""
    assert [item.section.key for item in open_items(under_way(), TODAY)] == [RELEASE, USE]


def test_an_item_without_questions_waits_for_the_signature() -> None:
    """A complete section is still open until its owner signs."""
    release, use = open_items(ready(), TODAY)

    assert [question.ref for question in release.questions] == ["2.2", "2.3", "2.5", "2.6", "2.7"]
    assert use.questions == ()


@pytest.mark.parametrize("story", ["published", "cancelled"])
def test_what_is_closed_waits_for_nobody(story: str) -> None:
    """Once a deployment has ended there is nothing to do in it."""
    deployment = STORIES[story]()

    assert open_items(deployment, TODAY) == ()
    assert waiting_people(deployment, TODAY) == ()
    assert next_for(PRIYA, deployment, TODAY) is None


def test_due_first_then_opened_first() -> None:
    """Over all deployments the earliest due date leads, and what has none comes last, oldest first."""
    due = owned_by(BEN, USE)
    sooner = replace(due, id=DeploymentId("sooner"), due=DUE - timedelta(days=1))
    undated = replace(due, id=DeploymentId("undated"), due=None)
    older = replace(undated, id=DeploymentId("older"), opened_at=undated.opened_at - timedelta(hours=1))

    items = open_for(BEN, [undated, older, due, sooner], TODAY)

    assert [item.deployment.id for item in items] == ["sooner", due.id, "older", "undated"]


def test_only_ones_own_sections_are_ones_to_do() -> None:
    """Sections of others and of nobody are not on a person's list."""
    assert [item.section.key for item in open_for(ANA, [under_way(), ready()], TODAY)] == [RELEASE, RELEASE, USE]
    assert open_for(PRIYA, [under_way(), ready()], TODAY) == ()


def test_a_section_of_several_owners_is_open_for_each() -> None:
    """Everybody who owns it is asked."""
    assert all(key_of(open_for(user, [under_way()], TODAY)[0]) == RELEASE for user in (CHEN, ANA, BEN))


def test_questions_come_before_signatures() -> None:
    """Who has both to answer and to sign is led to the questions first."""
    deployment = answered(owned_by(BEN, AIM, RELEASE), AIM)

    assert key_of(next_for(BEN, deployment, TODAY)) == RELEASE


def test_then_the_signature_then_what_nobody_owns() -> None:
    """Own sign-offs come next, and a person who is done is led to an orphaned section."""
    deployment = answered(owned_by(BEN, AIM), AIM)

    assert key_of(next_for(BEN, deployment, TODAY)) == AIM
    assert key_of(next_for(BEN, signed(deployment, AIM), TODAY)) == RELEASE


def test_nothing_of_others_is_next() -> None:
    """Where everything has other owners there is nothing to do."""
    deployment = owned_by(BEN, AIM, RELEASE, USE)

    assert next_for(ANA, deployment, TODAY) is None


def test_waiting_people_are_named_once() -> None:
    """A person with several open sections waits once, in the order of the sections; the signed one does not count."""
    assert waiting_people(ready(), TODAY) == (CHEN, ANA, BEN)
    assert waiting_people(opened(), TODAY) == ()


def test_what_has_no_due_date_comes_after_every_date() -> None:
    """No due date is later than the latest."""
    with_date = replace(owned_by(BEN, USE), due=date(2999, 1, 1))
    without = replace(with_date, due=None)

    assert open_items(with_date, TODAY)[0].urgency < open_items(without, TODAY)[0].urgency
