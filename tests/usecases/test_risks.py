"""Who hears of a risk, who may accept it, and how its condition is followed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain.answers import Confirmed, Reply
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.decisions import decisions_for
from bot.domain.deployment import Deployment, DeploymentId, DeploymentStatus, Target
from bot.domain.errors import NotAllowed, Refused
from bot.domain.people import Person, UserId
from bot.domain.risks import RiskAt
from bot.domain.signoff import SectionStatus, status_of
from bot.domain.worktime import Preferences
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, SetUp, assign, set_up
from bot.usecases.decide import cancel, sign_off
from bot.usecases.deliver import learn_person, save_posting
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import Posting, PostingKind, PostingState
from bot.usecases.prefer import set_preferences
from bot.usecases.risks import Accepting, accept_risk, ask_for_acceptance, complete_condition, remind_of_conditions
from tests.stories import ANA, BEN, CHANNEL, CHEN, PRIYA, SMALL, TERMS, USE, WORKSPACE, example
from tests.usecases.conftest import World

FAIR = QuestionKey("use.fair")
LAST_DAY = datetime(2026, 4, 1, 9, tzinfo=UTC)


class Story:
    """A deployment that Priya leads; Ben owns section 3 and answered one of its questions with no."""

    def __init__(self, ports: Ports, world: World) -> None:
        self.ports, self.world = ports, world
        start = Start(Target("churn-model", "v3", "production"), CHANNEL)
        self.id: DeploymentId = open_for(ports, world.request(), start).id
        assign(ports, world.request(), Assignment(self.id, USE, (BEN,)))
        self.answers(USE, BEN, fair=Confirmed(yes=False))

    def answers(self, key: SectionKey, by: UserId, **values: Confirmed) -> None:
        asked = SMALL.section(key).questions
        replies = {q.key: Reply(values.get(q.key.rpartition(".")[2], example(q))) for q in asked}
        record_answers(self.ports, self.world.request(by), Answers(self.id, key, replies))

    def asks(self, by: UserId = BEN) -> None:
        ask_for_acceptance(self.ports, self.world.request(by), self.id, USE)

    def accepts(self, by: UserId = PRIYA) -> None:
        accept_risk(self.ports, self.world.request(by), Accepting(self.id, self.risk, TERMS))

    @property
    def risk(self) -> RiskAt:
        return RiskAt(USE, FAIR, self.deployment().section(USE).answers[FAIR].version)

    def publishes(self) -> None:
        for section in SMALL.sections:
            if section.key != USE:
                self.answers(section.key, PRIYA)
            seen = self.deployment().section(section.key).revision
            sign_off(self.ports, self.world.request(), self.id, section.key, seen=seen)

    def deployment(self) -> Deployment:
        with self.ports.work.reading() as tx:
            return tx.deployments.get(self.id)

    def postings(self, kind: PostingKind) -> Sequence[Posting]:
        with self.ports.work.reading() as tx:
            return [row for row in tx.postings.of_deployment(self.id) if row.address.kind is kind]

    def shows(self, posting: Posting) -> None:
        shown = replace(posting, ts=f"1.{posting.id}", shown=posting.wanted, state=PostingState.IDLE)
        save_posting(self.ports, shown)


@pytest.fixture
def story(ports: Ports, world: World) -> Story:
    return Story(ports, world)


def test_the_lead_is_asked_by_direct_message(story: Story) -> None:
    """A few seconds later, so that several requests make one message."""
    story.asks()
    (request,) = story.postings(PostingKind.DECISION)
    assert request.address.user == PRIYA
    assert request.next_at == story.world.now + timedelta(seconds=5)


def test_several_requests_make_one_message(story: Story) -> None:
    """As long as the message has not left, what comes after goes along with it."""
    story.asks()
    story.answers(SMALL.sections[0].key, ANA, needed=Confirmed(yes=False))
    ask_for_acceptance(story.ports, story.world.request(ANA), story.id, SMALL.sections[0].key)
    assert len(story.postings(PostingKind.DECISION)) == 1


def test_a_request_is_drawn_again_when_it_is_decided(story: Story) -> None:
    """Its buttons go with the decision, also with one that made it needless."""
    story.asks()
    (request,) = story.postings(PostingKind.DECISION)
    story.shows(request)
    story.accepts()
    (decided,) = story.postings(PostingKind.DECISION)
    assert decided.is_behind


def test_a_request_that_came_later_is_a_message_of_its_own(story: Story) -> None:
    """An edit notifies nobody."""
    story.asks()
    story.shows(story.postings(PostingKind.DECISION)[0])
    story.answers(SMALL.sections[0].key, ANA, needed=Confirmed(yes=False))
    ask_for_acceptance(story.ports, story.world.request(ANA), story.id, SMALL.sections[0].key)
    assert [row.is_behind for row in story.postings(PostingKind.DECISION)] == [True, True]


def test_a_new_lead_is_asked_too(story: Story) -> None:
    """What waited for the old one waits for the new one."""
    story.asks()
    story.shows(story.postings(PostingKind.DECISION)[0])
    set_up(story.ports, story.world.request(), story.id, SetUp(CHEN, None, {}))
    users = [row.address.user for row in story.postings(PostingKind.DECISION) if row.is_behind]
    assert users == [PRIYA, CHEN]


@pytest.mark.parametrize("by", [BEN, ANA])
def test_only_the_lead_accepts(story: Story, by: UserId) -> None:
    """Neither the owner nor a colleague decides what the others have to live with."""
    with pytest.raises(NotAllowed, match="It is for the lead"):
        story.accepts(by)


def test_a_condition_reminds_its_holder(story: Story) -> None:
    """A week before its last day, on it, and the day after, in the holder's morning; each once."""
    story.accepts()
    found = []
    for days in (-8, -7, -3, 0, 0.5, 0.625, 1, 5):
        story.world.now = LAST_DAY + timedelta(days=days)
        remind_of_conditions(story.ports)
        found.append(len(story.postings(PostingKind.CONDITION)))
    assert found == [0, 1, 1, 2, 2, 2, 3, 3]
    assert [row.address.user for row in story.postings(PostingKind.CONDITION)] == [CHEN] * 3


def test_the_holders_zone_counts(story: Story) -> None:
    """In Kolkata it is nine o'clock three and a half hours past midnight in UTC."""
    learn_person(story.ports, WORKSPACE, Person(CHEN, "Chen Li", "Asia/Kolkata"))
    story.accepts()
    story.world.now = LAST_DAY.replace(hour=3, minute=29) - timedelta(days=7)
    assert remind_of_conditions(story.ports) == 0
    story.world.now += timedelta(minutes=1)
    assert remind_of_conditions(story.ports) == 1


def test_a_condition_keeps_to_its_holders_hours(story: Story) -> None:
    """Who begins at eleven is not written to at nine."""
    set_preferences(story.ports, story.world.request(CHEN), Preferences(hour=time(11)))
    story.accepts()
    story.world.now = LAST_DAY - timedelta(days=7)
    remind_of_conditions(story.ports)
    assert [row.next_at.hour for row in story.postings(PostingKind.CONDITION)] == [11]


def test_who_has_left_sees_to_nothing(story: Story) -> None:
    """The lead hears of the condition instead, and whoever asked for the deployment when the lead is gone, too."""
    story.accepts()
    story.publishes()
    learn_person(story.ports, WORKSPACE, Person(CHEN, "Chen Li", is_gone=True))
    story.world.now = LAST_DAY - timedelta(days=7)
    remind_of_conditions(story.ports)
    assert [row.address.user for row in story.postings(PostingKind.CONDITION)] == [PRIYA]


@pytest.mark.parametrize("holder", [Person(CHEN, "Chen Li", is_gone=True), Person(CHEN, "Jenkins", is_bot=True)])
def test_only_people_who_are_there_see_to_a_condition(story: Story, holder: Person) -> None:
    """A bot and somebody who has left keep no promise; the refusal stands at the field."""
    learn_person(story.ports, WORKSPACE, holder)
    with pytest.raises(Refused, match="Pick somebody else") as refused:
        story.accepts()
    assert refused.value.field == "holder"


def test_a_condition_that_is_met_reminds_nobody(story: Story) -> None:
    """Its messages lose their buttons, and nothing more comes."""
    story.accepts()
    story.world.now = LAST_DAY - timedelta(days=7)
    remind_of_conditions(story.ports)
    story.shows(story.postings(PostingKind.CONDITION)[0])
    complete_condition(story.ports, story.world.request(CHEN), story.id, story.risk)
    assert story.postings(PostingKind.CONDITION)[0].is_behind
    story.world.now = LAST_DAY + timedelta(days=1)
    assert remind_of_conditions(story.ports) == 0


def test_a_voided_acceptance_reminds_nobody(story: Story) -> None:
    """With the answer goes the condition."""
    story.accepts()
    version = story.risk.seen
    reply = {FAIR: Reply(Confirmed(yes=True), seen=version)}
    record_answers(story.ports, story.world.request(BEN), Answers(story.id, USE, reply))
    story.world.now = LAST_DAY
    assert remind_of_conditions(story.ports) == 0


def test_an_expired_condition_shows_on_board_and_summary(story: Story) -> None:
    """Once the last day is over they are drawn again, so that everybody sees it."""
    story.accepts()
    story.publishes()
    shown = [*story.postings(PostingKind.BOARD), *story.postings(PostingKind.SUMMARY)]
    for posting in shown:
        story.shows(posting)
    for days, is_drawn in ((0, False), (1, True)):
        story.world.now = LAST_DAY + timedelta(days=days)
        remind_of_conditions(story.ports)
        rows = [*story.postings(PostingKind.BOARD), *story.postings(PostingKind.SUMMARY)]
        assert [row.is_behind for row in rows] == [is_drawn, is_drawn]


@pytest.mark.parametrize("zone", ["", "Asia/Tokyo", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_an_acceptance_that_ends_before_the_signature_is_asked_for_again(story: Story, zone: str) -> None:
    """The card is drawn again as the day begins, wherever the holder is: the risk is open, and can be asked for."""
    learn_person(story.ports, WORKSPACE, Person(CHEN, "Chen Li", zone))
    story.asks()
    story.accepts()
    (card,) = [row for row in story.postings(PostingKind.CARD) if row.address.subject == USE]
    story.shows(card)
    for moment, is_drawn in ((LAST_DAY.replace(hour=23, minute=59), False), (LAST_DAY + timedelta(hours=15), True)):
        story.world.now = moment
        remind_of_conditions(story.ports)
        (card,) = [row for row in story.postings(PostingKind.CARD) if row.address.subject == USE]
        assert card.is_behind == is_drawn
    state = story.deployment().section(USE)
    assert status_of(SMALL.section(USE), state, story.world.now.date()) is SectionStatus.RISKS_OPEN
    assert decisions_for(PRIYA, story.deployment()) == ()
    story.asks()
    assert [one.section.key for one in decisions_for(PRIYA, story.deployment())] == [USE]


def test_a_condition_is_met_after_publication(story: Story) -> None:
    """Card, board and summary say so; the deployment stays published."""
    story.accepts()
    story.publishes()
    kinds = (PostingKind.BOARD, PostingKind.SUMMARY)
    for posting in [row for kind in kinds for row in story.postings(kind)]:
        story.shows(posting)
    complete_condition(story.ports, story.world.request(CHEN), story.id, story.risk)
    assert story.deployment().status is DeploymentStatus.PUBLISHED
    assert all(row.is_behind for kind in kinds for row in story.postings(kind))


def test_only_those_who_see_to_it_may_say_that_a_condition_is_met(story: Story) -> None:
    """The holder or the lead, not the owner of the section."""
    story.accepts()
    with pytest.raises(NotAllowed, match="sees to a condition"):
        complete_condition(story.ports, story.world.request(BEN), story.id, story.risk)


def test_a_cancelled_deployment_asks_for_nothing_more(story: Story) -> None:
    """The request that was sent says that it is over."""
    story.asks()
    story.shows(story.postings(PostingKind.DECISION)[0])
    cancel(story.ports, story.world.request(), story.id, reason="No longer needed.")
    assert story.postings(PostingKind.DECISION)[0].is_behind
