"""Who hears of a review, whose turn a section is by the clock, and who names whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.answers import Reply
from bot.domain.checklist import Checklist, SectionKey
from bot.domain.deployment import Deployment, DeploymentId, DeploymentStatus, Target
from bot.domain.errors import NotAllowed, Refused
from bot.domain.events import EventKind
from bot.domain.people import Person, UserId
from bot.domain.policy import FourEyes, Policy, Review
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, SetUp, assign, set_up
from bot.usecases.browse import open_items_of
from bot.usecases.decide import sign_off
from bot.usecases.deliver import learn_person
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import Posting, PostingKind
from bot.usecases.remind import remind_now, send_due_digests
from bot.usecases.reminder_log import Sought
from bot.usecases.review import Naming, approve, request_changes, set_reviewers
from tests.stories import ANA, BEN, CHANNEL, CHEN, DUE, PRIYA, SMALL, USE, WORKSPACE, example
from tests.usecases.conftest import World


class Story:
    """A deployment that Priya leads; Ben owns section 3 and has answered it."""

    def __init__(self, ports: Ports, world: World, checklist: Checklist = SMALL) -> None:
        self.ports, self.world = replace(ports, checklists={"small": checklist}), world
        start = Start(Target("churn-model", "v3", "production"), CHANNEL, DUE, checklist="small")
        self.id: DeploymentId = open_for(self.ports, world.request(), start).id
        assign(self.ports, world.request(), Assignment(self.id, USE, (BEN,)))
        self.answers(USE, BEN)

    def answers(self, key: SectionKey, by: UserId) -> None:
        replies = {q.key: Reply(example(q)) for q in SMALL.section(key).questions}
        record_answers(self.ports, self.world.request(by), Answers(self.id, key, replies))

    def names(self, *reviewers: UserId, by: UserId = PRIYA) -> None:
        shown = self.deployment().section(USE).reviewers
        set_reviewers(self.ports, self.world.request(by), Naming(self.id, USE, reviewers, shown))

    def signs(self, by: UserId = BEN, key: SectionKey = USE) -> None:
        seen = self.deployment().section(key).revision
        sign_off(self.ports, self.world.request(by), self.id, key, seen=seen)

    def approves(self, by: UserId) -> None:
        seen = self.deployment().section(USE).revision
        approve(self.ports, self.world.request(by), self.id, USE, seen=seen)

    def returns(self, by: UserId) -> None:
        request_changes(self.ports, self.world.request(by), self.id, USE, comment="Say how.")

    def deployment(self) -> Deployment:
        with self.ports.work.reading() as tx:
            return tx.deployments.get(self.id)

    def told(self, kind: PostingKind) -> list[UserId | None]:
        with self.ports.work.reading() as tx:
            rows: Sequence[Posting] = tx.postings.of_deployment(self.id)
        return [row.address.user for row in rows if row.address.kind is kind]

    def waits_for(self, *users: UserId) -> set[tuple[UserId, SectionKey]]:
        with self.ports.work.reading() as tx:
            return {(one.user, one.section) for one in tx.reminders.waiting(WORKSPACE, users) if one.is_owned}

    def has_open(self, user: UserId) -> list[SectionKey]:
        return [item.section.key for item in open_items_of(self.ports, self.world.request(user))]


@pytest.fixture
def story(ports: Ports, world: World) -> Story:
    return Story(ports, world)


def test_a_review_survives_storage(story: Story) -> None:
    """What is read back is what was written: reviewers, approvals, and what was asked for."""
    story.names(ANA, CHEN)
    story.signs()
    story.returns(ANA)
    reopened = story.deployment().section(USE).reopened
    assert reopened
    assert (reopened.by, reopened.asks_changes) == (ANA, True)
    story.signs()
    story.approves(CHEN)
    state = story.deployment().section(USE)
    assert state.reviewers == (ANA, CHEN)
    assert state.signed_off
    (approval,) = state.signed_off.approvals
    assert (approval.by, approval.at, approval.digest) == (CHEN, story.world.now, state.signed_off.digest)


def test_reviewers_are_told_when_there_is_something_to_review(story: Story) -> None:
    """By one direct message each, and not before the signature."""
    story.names(ANA, CHEN)
    assert story.told(PostingKind.DECISION) == []
    story.signs()
    assert story.told(PostingKind.DECISION) == [ANA, CHEN]


def test_the_clock_follows_the_turn(story: Story) -> None:
    """Reminders and lists go to the owner, then to the reviewers, then to the owner again, then to nobody."""
    story.names(ANA, CHEN)
    assert story.waits_for(ANA, BEN, CHEN) == {(BEN, USE)}
    story.signs()
    assert story.waits_for(ANA, BEN, CHEN) == {(ANA, USE), (CHEN, USE)}
    assert [story.has_open(user) for user in (ANA, BEN)] == [[USE], []]
    story.returns(ANA)
    assert story.waits_for(ANA, BEN, CHEN) == {(BEN, USE)}
    story.signs()
    story.approves(CHEN)
    assert story.waits_for(ANA, BEN, CHEN) == set()
    assert story.has_open(ANA) == []


def test_a_reviewer_is_reminded_daily_like_an_owner(story: Story) -> None:
    """Once it is due: in the list that the clock sends, and when the lead asks."""
    story.names(ANA)
    story.signs()
    story.world.now += timedelta(days=2)
    send_due_digests(story.ports)
    with story.ports.work.reading() as tx:
        assert [one.user for one in tx.reminders.search(Sought(limit=50)) if one.section == USE] == [ANA]
    assert ANA in remind_now(story.ports, story.world.request(), story.id).already
    story.world.now += timedelta(days=1)
    assert ANA in remind_now(story.ports, story.world.request(), story.id).now


def test_owners_are_told_of_changes_that_are_asked_for(story: Story) -> None:
    """Each by a direct message, which is drawn again once they have signed."""
    story.names(ANA)
    story.signs()
    story.returns(ANA)
    assert story.told(PostingKind.CHANGES) == [BEN]


@pytest.mark.parametrize(
    ("by", "may_name", "may_drop"), [(PRIYA, True, True), (BEN, True, False), (CHEN, False, False)]
)
def test_an_owner_names_reviewers_but_gets_rid_of_none(
    story: Story, by: UserId, *, may_name: bool, may_drop: bool
) -> None:
    """Otherwise whoever is reviewed could take themselves out of it."""
    story.names(ANA)

    def tries(*reviewers: UserId) -> bool:
        try:
            story.names(*reviewers, by=by)
        except NotAllowed:
            return False
        return True

    assert tries(ANA, CHEN) == may_name
    assert tries(CHEN) == may_drop


def test_two_who_name_reviewers_at_once_undo_nothing(story: Story) -> None:
    """A form that stood open adds and takes away what its author did, and leaves alone what happened meanwhile."""
    story.names(ANA, CHEN)
    late = Naming(story.id, USE, (CHEN, BEN), shown=(ANA, CHEN))
    story.names(ANA, CHEN, PRIYA)
    set_reviewers(story.ports, story.world.request(), late)
    assert story.deployment().section(USE).reviewers == (CHEN, PRIYA, BEN)


def test_set_up_names_reviewers_by_the_same_rule(story: Story) -> None:
    """In one form with everything else."""
    set_up(story.ports, story.world.request(), story.id, SetUp(PRIYA, DUE, {}, reviewers={USE: (ANA,)}))
    assert story.deployment().section(USE).reviewers == (ANA,)


def test_the_next_version_has_the_same_reviewers(story: Story) -> None:
    """As it has the same owners."""
    story.names(ANA)
    start = Start(Target("churn-model", "v4", "production"), CHANNEL, checklist="small")
    following = open_for(story.ports, story.world.request(), start)
    assert following.section(USE).reviewers == (ANA,)


def test_a_lead_without_reviewers_is_asked_to_name_one(ports: Ports, world: World) -> None:
    """The checklist asks for a review, and nobody is there to give it: the section waits for the lead."""
    last = replace(SMALL.sections[2], review=Review.ANY)
    story = Story(ports, world, replace(SMALL, sections=(*SMALL.sections[:2], last)))
    story.signs()
    assert story.waits_for(PRIYA, BEN) == {(PRIYA, USE)}
    set_up(story.ports, story.world.request(), story.id, SetUp(CHEN, DUE, {}))
    assert story.waits_for(PRIYA, CHEN) == {(CHEN, USE)}


def test_who_may_not_sign_is_not_reminded_to(ports: Ports, world: World) -> None:
    """With four eyes, Ben's part ends with his answers; the lead is asked for the signature."""
    story = Story(ports, world, replace(SMALL, policy=Policy(four_eyes=FourEyes.SIGNER_NOT_ANSWERER)))
    assert story.waits_for(PRIYA, BEN) == {(PRIYA, USE)}
    assert story.has_open(BEN) == []
    assign(story.ports, story.world.request(), Assignment(story.id, USE, (BEN, CHEN)))
    assert story.waits_for(PRIYA, BEN, CHEN) == {(CHEN, USE)}


def test_the_last_approval_publishes_once(story: Story) -> None:
    """With one summary, by whoever approved last."""
    for key in (section.key for section in SMALL.sections if section.key != USE):
        story.answers(key, BEN)
        story.signs(key=key)
    story.names(ANA)
    story.signs()
    assert story.deployment().status is DeploymentStatus.OPEN
    story.approves(ANA)
    closing = story.deployment().closing
    assert closing
    assert closing.by == ANA
    assert len(story.told(PostingKind.SUMMARY)) == 1
    with story.ports.work.reading() as tx:
        assert [event.kind for event in tx.history.events_of(story.id)][-2:] == [
            EventKind.APPROVED,
            EventKind.PUBLISHED,
        ]


def test_no_bot_reviews_anything(story: Story) -> None:
    """Nothing can be asked of one, nor of somebody who has left."""
    learn_person(story.ports, WORKSPACE, Person(CHEN, "Build Bot", is_bot=True))
    with pytest.raises(Refused, match="Build Bot is a bot") as refused:
        story.names(CHEN)
    assert refused.value.field == f"reviewers/{USE}"
