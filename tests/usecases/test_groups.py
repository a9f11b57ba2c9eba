"""What a group is given: each member is told once, one of them claims it, and else the lead is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.appointing import MEMBERS_LIMIT
from bot.domain.deployment import Deployment, Target
from bot.domain.errors import Conflict, DeploymentClosed, NotAllowed, Refused
from bot.domain.events import EventKind
from bot.domain.history import told
from bot.domain.people import ChannelId, Group, GroupId, Person, UserId, WorkspaceId
from bot.domain.rhythm import Cause
from bot.usecases.assign import Assignment, HandOver, SetUp, assign, claim, hand_over, hand_over_several, set_up
from bot.usecases.audit import past_of
from bot.usecases.browse import list_open, open_items_of
from bot.usecases.decide import cancel
from bot.usecases.deliver import Material, learn_person, material_for
from bot.usecases.group_book import GroupsUnread
from bot.usecases.groups import GROUPS_AGE, OFFER_AGE, groups_of, groups_to_pick, read_groups_again
from bot.usecases.inviting import NOTICE_DELAY
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import ChannelView, Ports, Presence, Request
from bot.usecases.postings import Posting, PostingKind
from bot.usecases.remind import remind_now, send_due_digests
from tests.stories import AIM, ANA, AUDIT, BEN, CHANNEL, CHEN, GROUPS, LEADS, NOW, PRIYA, USE, WORKSPACE
from tests.usecases.conftest import World

CROWD = Group(GroupId("SALL"), "All", frozenset(UserId(f"U{number}") for number in range(MEMBERS_LIMIT + 1)))
THURSDAY, MONDAY = (datetime(2026, 3, day, 9, 0, tzinfo=UTC) for day in (5, 9))
"""Tuesday is the due date; two days before it is a Sunday."""


@dataclass(slots=True)
class Slack:
    """What Slack says of the groups, how often it was asked, and whether it answers."""

    groups: Sequence[Group] = (*GROUPS, CROWD, Group(GroupId("SNONE"), "Nobody"))
    asked: int = 0
    is_silent: bool = False

    def groups_in(self, _workspace: WorkspaceId) -> Sequence[Group]:
        self.asked += 1
        if self.is_silent:
            raise GroupsUnread
        return self.groups


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def asking(ports: Ports, slack: Slack) -> Ports:
    return replace(ports, groups_in=slack.groups_in)


def start(ports: Ports, world: World, due: date | None = None) -> Deployment:
    groups_to_pick(ports, world.request())
    return open_for(ports, world.request(), Start(Target("churn-model", "v3", "production"), CHANNEL, due))


def give(ports: Ports, world: World, deployment: Deployment, *groups: GroupId, by: UserId = PRIYA) -> Deployment:
    return assign(ports, world.request(by), Assignment(deployment.id, USE, (), groups)).deployment


def by_member(ports: Ports, world: World, user: UserId) -> Request:
    return replace(world.request(user), groups=groups_of(ports, WORKSPACE, user))


def invitations(ports: Ports) -> dict[UserId | None, Posting]:
    with ports.work.reading() as tx:
        rows = tx.postings.pending()
    return {row.address.user: row for row in rows if row.address.kind is PostingKind.INVITATION}


def sent(ports: Ports, row: Posting) -> None:
    with ports.work.writing() as tx:
        tx.postings.save(replace(row, ts="1.1", shown=row.wanted))


def escalations(ports: Ports, cause: Cause) -> list[Material]:
    with ports.work.reading() as tx:
        rows = tx.postings.pending()
    return [
        material_for(ports, row)
        for row in rows
        if row.address.kind is PostingKind.ESCALATION and row.address.subject == cause
    ]


def test_each_member_is_told_once(asking: Ports, world: World) -> None:
    """Everybody in the group but whoever gave it; two sections in a few seconds make one message."""
    deployment = start(asking, world)
    give(asking, world, deployment, AUDIT, LEADS)
    assign(asking, world.request(), Assignment(deployment.id, AIM, (), (AUDIT,)))
    rows = invitations(asking)
    assert set(rows) == {ANA, CHEN}
    assert all(row.next_at == NOW + NOTICE_DELAY for row in rows.values())
    material = material_for(asking, rows[CHEN])
    assert material.own_groups == {AUDIT}
    assert material.groups == {AUDIT: "Model risk", LEADS: "ML <leads> & co"}
    for row in rows.values():
        sent(asking, row)
    give(asking, world, deployment, AUDIT)
    assert {user for user, row in invitations(asking).items() if not row.ts} == set()


def test_what_was_told_is_set_right_when_somebody_claims_it(asking: Ports, world: World) -> None:
    """Nobody presses a button that stands for nothing any more; what has not gone out yet stays as planned."""
    deployment = give(asking, world, start(asking, world), AUDIT)
    sent(asking, invitations(asking)[ANA])
    assert set(invitations(asking)) == {CHEN}
    claim(asking, by_member(asking, world, CHEN), deployment.id, USE)
    assert set(invitations(asking)) == {ANA, CHEN}
    sent(asking, invitations(asking)[ANA])
    cancel(asking, world.request(), deployment.id, reason="No.")
    assert ANA in invitations(asking)


def test_a_member_claims_and_others_do_not(asking: Ports, world: World) -> None:
    """Somebody outside is told whose it is; the second member that it is taken."""
    deployment = give(asking, world, start(asking, world), AUDIT)
    with pytest.raises(NotAllowed, match="members of a group that owns the section"):
        claim(asking, by_member(asking, world, BEN), deployment.id, USE)
    assert claim(asking, by_member(asking, world, CHEN), deployment.id, USE).deployment.section(USE).owners == (CHEN,)
    with pytest.raises(Conflict, match="already has an owner"):
        claim(asking, by_member(asking, world, ANA), deployment.id, USE)


def test_what_groups_own_stands_below_what_is_ones_own(asking: Ports, world: World) -> None:
    """The list of what waits for somebody ends with what their groups were given."""
    deployment = give(asking, world, start(asking, world), AUDIT)
    assign(asking, world.request(), Assignment(deployment.id, AIM, (CHEN,)))
    mine = open_items_of(asking, by_member(asking, world, CHEN))
    assert [item.section.key for item in mine] == [AIM, USE]
    assert open_items_of(asking, by_member(asking, world, BEN)) == ()


def test_nobody_is_reminded_before_somebody_claims(asking: Ports, world: World) -> None:
    """When a first reminder would be due the lead is asked instead, once; after a claim reminders go to that person."""
    deployment = give(asking, world, start(asking, world, due=date(2026, 3, 10)), AUDIT)
    for hours in range(0, 6 * 24, 12):
        world.now = THURSDAY + timedelta(hours=hours)
        send_due_digests(asking)
        asked = [one for one in escalations(asking, Cause.UNCLAIMED) if one.items]
        assert bool(asked) == (world.now >= MONDAY), world.now
    assert USE not in {item.section.key for one in escalations(asking, Cause.UNASSIGNED) for item in one.items}
    assert [one.posting.address.user for one in escalations(asking, Cause.UNCLAIMED)] == [PRIYA]
    claim(asking, by_member(asking, world, CHEN), deployment.id, USE)
    assert [one for one in escalations(asking, Cause.UNCLAIMED) if one.items] == []


def test_nobody_is_reminded_at_the_leads_request_either(asking: Ports, world: World) -> None:
    """The lead learns why: what is open is for groups, of whom nobody has claimed it."""
    deployment = give(asking, world, start(asking, world), AUDIT)
    with pytest.raises(DeploymentClosed, match="Nobody has claimed what groups were given here"):
        remind_now(asking, world.request(), deployment.id)


def test_the_history_names_groups(asking: Ports, world: World) -> None:
    """Their names are those of today, as with people; the event keeps the id."""
    deployment = give(asking, world, start(asking, world), AUDIT)
    past = past_of(asking, world.request(), deployment.id)
    (event,) = [event for event in past.events if event.kind is EventKind.GROUPS_CHANGED]
    assert told(event, past.deployment.checklist, past.names).change == "group Model risk"


def test_a_private_channel_keeps_nothing_from_the_groups_it_gave_something(asking: Ports, world: World) -> None:
    """Whose group owns a section there is told of the deployment; others find no trace of it."""
    world.view = ChannelView(Presence.THERE, is_private=True)
    give(asking, world, start(asking, world), AUDIT)
    elsewhere = ChannelId("CELSEWHERE")
    assert len(list_open(asking, by_member(asking, world, CHEN), elsewhere)) == 1
    assert list_open(asking, by_member(asking, world, BEN), elsewhere) == ()


def test_groups_are_offered_that_can_own_something(asking: Ports, world: World, slack: Slack) -> None:
    """Not those of nobody and not those of everybody; Slack is asked at most once a minute."""
    assert [group.name for group in groups_to_pick(asking, world.request())] == ["ML <leads> & co", "Model risk"]
    groups_to_pick(asking, world.request())
    assert slack.asked == 1
    world.now += OFFER_AGE
    slack.groups = ()
    assert groups_to_pick(asking, world.request()) == ()


def test_without_an_answer_the_groups_are_as_they_were(asking: Ports, world: World, slack: Slack) -> None:
    """A Slack that does not say keeps nobody from picking; and without the scope there is nothing to pick from."""
    slack.is_silent = True
    assert groups_to_pick(asking, world.request()) == ()
    slack.is_silent = False
    groups_to_pick(asking, world.request())
    world.now, slack.is_silent = world.now + OFFER_AGE, True
    assert len(groups_to_pick(asking, world.request())) == len(GROUPS)


def test_who_is_in_a_group_is_known_for_minutes(asking: Ports, world: World, slack: Slack) -> None:
    """While a group owns something its members are read again and again; somebody who left it may nothing there."""
    deployment = start(asking, world)
    world.now += GROUPS_AGE
    assert read_groups_again(asking) == 0
    give(asking, world, deployment, AUDIT)
    slack.groups = [Group(AUDIT, "Model risk", frozenset({BEN}))]
    assert read_groups_again(asking) == 1
    assert read_groups_again(asking) == 0
    assert groups_of(asking, WORKSPACE, BEN) == {AUDIT}
    assert material_for(asking, invitations(asking)[CHEN]).own_groups == frozenset()
    world.now, slack.is_silent = world.now + GROUPS_AGE, True
    assert read_groups_again(asking) == 0
    assert groups_of(asking, WORKSPACE, BEN) == {AUDIT}


def test_a_group_that_grew_goes_on_owning(asking: Ports, world: World, slack: Slack) -> None:
    """Its members stay known however many they become, but nothing new is given to it."""
    deployment = give(asking, world, start(asking, world), AUDIT)
    slack.groups = [replace(CROWD, id=AUDIT), GROUPS[1]]
    world.now += GROUPS_AGE
    read_groups_again(asking)
    assert groups_of(asking, WORKSPACE, UserId("U3")) == {AUDIT}
    assert AUDIT not in {group.id for group in groups_to_pick(asking, world.request())}
    again = Assignment(deployment.id, USE, (BEN,), (AUDIT,))
    assert assign(asking, world.request(), again).deployment.section(USE).groups == (AUDIT,)
    with pytest.raises(Refused, match="51 members"):
        assign(asking, world.request(), Assignment(deployment.id, AIM, (), (AUDIT,)))


@pytest.mark.parametrize("group", [CROWD.id, GroupId("SNONE"), GroupId("SUNKNOWN")])
def test_a_group_that_cannot_own_is_refused(asking: Ports, world: World, group: GroupId) -> None:
    """A form may be older than the group; it says so at the field of the groups."""
    deployment = start(asking, world)
    with pytest.raises(Refused, match="Nobody is in the group") as refused:
        give(asking, world, deployment, group)
    assert refused.value.field == f"groups/{USE}"


def test_without_a_word_groups_stay(asking: Ports, world: World) -> None:
    """A form that has no field for groups changes none."""
    deployment = give(asking, world, start(asking, world), AUDIT)
    after = assign(asking, world.request(), Assignment(deployment.id, USE, (BEN,))).deployment
    assert (after.section(USE).owners, after.section(USE).groups) == ((BEN,), (AUDIT,))


def test_a_bot_is_given_nothing(asking: Ports, world: World) -> None:
    """Neither assigned, nor handed over, nor set up: the field that names it says so, and what it has it keeps."""
    deployment = start(asking, world)
    assign(asking, world.request(), Assignment(deployment.id, AIM, (BEN,)))
    learn_person(asking, WORKSPACE, Person(BEN, "Build Bot", is_bot=True))
    attempts: dict[str, Callable[[], object]] = {
        USE: lambda: assign(asking, world.request(), Assignment(deployment.id, USE, (BEN,))),
        "to": lambda: hand_over(asking, world.request(), HandOver(deployment.id, USE, BEN)),
        "lead": lambda: set_up(asking, world.request(), deployment.id, SetUp(BEN, None, {})),
    }
    for field, attempt in attempts.items():
        with pytest.raises(Refused, match="Build Bot is a bot") as refused:
            attempt()
        assert refused.value.field == field
    with pytest.raises(Refused, match="Build Bot is a bot"):
        set_up(asking, world.request(), deployment.id, SetUp(PRIYA, None, {USE: (BEN,)}))
    with pytest.raises(Refused, match="Build Bot is a bot"):
        hand_over_several(asking, world.request(), deployment.id, (USE,), BEN)
    assign(asking, world.request(), Assignment(deployment.id, AIM, (BEN, ANA)))
