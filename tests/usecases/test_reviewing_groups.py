"""A review that a group gives: its members are asked once, and when nobody of them answers, the lead is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.appointing import MEMBERS_LIMIT
from bot.domain.decisions import decisions_for
from bot.domain.deployment import Target
from bot.domain.errors import NotAllowed, Refused
from bot.domain.people import Group, GroupId, UserId
from bot.usecases.browse import groups_known, open_items_of
from bot.usecases.deliver import Material, material_for
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports, Request
from bot.usecases.postings import PostingKind
from bot.usecases.remind import send_due_digests
from bot.usecases.reminder_log import Sought
from bot.usecases.review import Naming, approve, request_changes, set_reviewers
from tests.stories import ANA, AUDIT, BEN, CHANNEL, CHEN, GROUPS, LEADS, PRIYA, USE, WORKSPACE
from tests.usecases.conftest import World
from tests.usecases.test_review import Story

CROWD = Group(GroupId("SALL"), "All", frozenset(UserId(f"U{number}") for number in range(MEMBERS_LIMIT + 1)))


@pytest.fixture
def story(ports: Ports, world: World) -> Story:
    """Begin a deployment where Ana and Chen are in the group Model risk."""
    with ports.work.writing() as tx:
        tx.groups.replace(WORKSPACE, (*GROUPS, CROWD), world.now)
    return Story(ports, world)


def gives(story: Story, *groups: GroupId, by: UserId = PRIYA) -> None:
    shown = story.deployment().section(USE).review_groups
    set_reviewers(story.ports, story.world.request(by), Naming(story.id, USE, (), (), groups, shown))


def member(story: Story, user: UserId, *groups: GroupId) -> Request:
    return replace(story.world.request(user), groups=frozenset(groups))


def approves(story: Story, user: UserId, *groups: GroupId) -> None:
    seen = story.deployment().section(USE).revision
    approve(story.ports, member(story, user, *groups), story.id, USE, seen=seen)


def asked(story: Story) -> dict[UserId | None, Material]:
    with story.ports.work.reading() as tx:
        rows = [row for row in tx.postings.of_deployment(story.id) if row.address.kind is PostingKind.DECISION]
    return {row.address.user: material_for(story.ports, row) for row in rows}


def test_each_member_is_asked_once_it_is_signed(story: Story) -> None:
    """By one direct message, and the lead is not; one approval is enough, and the others' messages say so."""
    gives(story, AUDIT)
    assert asked(story) == {}
    story.signs()
    before = asked(story)
    assert set(before) == {ANA, CHEN}
    assert before[CHEN].own_groups == {AUDIT}
    assert before[CHEN].groups == {AUDIT: "Model risk"}
    approves(story, ANA, AUDIT)
    assert decisions_for(CHEN, story.deployment(), frozenset({AUDIT})) == ()
    signature = story.deployment().section(USE).signed_off
    assert signature
    assert [(one.by, one.groups) for one in signature.approvals] == [(ANA, (AUDIT,))]


def test_the_others_are_shown_that_somebody_has_reviewed(story: Story) -> None:
    """A message that Slack shows is drawn anew when nothing waits for its reader any more."""
    gives(story, AUDIT)
    story.signs()
    with story.ports.work.writing() as tx:
        for row in tx.postings.of_deployment(story.id):
            if row.address.kind is PostingKind.DECISION:
                tx.postings.save(replace(row, ts="1.1", shown=row.wanted))
    approves(story, ANA, AUDIT)
    assert {user for user, material in asked(story).items() if material.posting.is_behind} == {ANA, CHEN}


def test_who_is_in_no_such_group_reviews_nothing(story: Story) -> None:
    """A member may approve and ask for changes; whoever is in another group may not."""
    gives(story, AUDIT)
    story.signs()
    with pytest.raises(NotAllowed):
        approves(story, PRIYA, LEADS)
    request_changes(story.ports, member(story, CHEN, AUDIT), story.id, USE, comment="Say how.")
    assert story.deployment().section(USE).signed_off is None


def test_a_member_finds_the_review_in_their_list(story: Story) -> None:
    """While it waits, and neither before nor afterwards; whoever signed it does not."""
    gives(story, AUDIT)

    def found(user: UserId) -> list[str]:
        return [item.section.key for item in open_items_of(story.ports, member(story, user, AUDIT))]

    assert found(ANA) == []
    story.signs()
    assert (found(ANA), found(BEN)) == ([USE], [])
    approves(story, CHEN, AUDIT)
    assert found(ANA) == []


def test_the_lead_is_reminded_when_nobody_reviews(story: Story) -> None:
    """The clock goes to the lead, never to a member."""
    gives(story, AUDIT)
    story.signs()
    assert story.waits_for(PRIYA, ANA, CHEN) == {(PRIYA, USE)}
    story.world.now += timedelta(days=2)
    send_due_digests(story.ports)
    with story.ports.work.reading() as tx:
        assert [one.user for one in tx.reminders.search(Sought(limit=50)) if one.section == USE] == [PRIYA]


def test_an_owner_gets_rid_of_no_group_that_reviews(story: Story) -> None:
    """They may name one, as they may name a person."""
    gives(story, AUDIT, by=BEN)
    with pytest.raises(NotAllowed):
        gives(story, by=BEN)
    gives(story)
    assert story.deployment().section(USE).review_groups == ()


def test_two_who_name_groups_at_once_undo_nothing(story: Story) -> None:
    """A form adds and takes away what its author did; one without the field changes no group."""
    gives(story, AUDIT)
    set_reviewers(story.ports, story.world.request(), Naming(story.id, USE, (), (), (LEADS,), ()))
    story.names(CHEN)
    state = story.deployment().section(USE)
    assert (state.reviewers, state.review_groups) == ((CHEN,), (AUDIT, LEADS))


@pytest.mark.parametrize("group", [CROWD.id, GroupId("SGONE")])
def test_a_group_that_cannot_review_is_refused(story: Story, group: GroupId) -> None:
    """Too many are in it, or nobody that we know of; the form says so at its field."""
    with pytest.raises(Refused) as refused:
        gives(story, group)
    assert refused.value.field == f"groups/{USE}"


def test_who_is_in_a_group_that_reviews_is_read_again(story: Story) -> None:
    """As with a group that owns something; and the next version of the model has it again, by its name."""
    gives(story, AUDIT)
    with story.ports.work.reading() as tx:
        assert tx.groups.owning(WORKSPACE) == {AUDIT}
    start = Start(Target("churn-model", "v4", "production"), CHANNEL, checklist="small")
    following = open_for(story.ports, story.world.request(), start)
    assert following.section(USE).review_groups == (AUDIT,)
    assert groups_known(story.ports, [following]) == {AUDIT: "Model risk"}
