"""What a change stores and what it asks Slack to show, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.answers import Confirmed, Reply
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment, DeploymentId, Target
from bot.domain.errors import AlreadyOpen, NotAllowed, NotFound, Repeated
from bot.domain.people import ChannelId, UserId
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, assign, claim, hand_over_several
from bot.usecases.browse import latest_of_model, list_open, open_items_of
from bot.usecases.decide import cancel
from bot.usecases.open_deployment import NotInChannel, Start, open_for
from bot.usecases.ports import ChannelView, Ports, Presence
from bot.usecases.postings import Posting, PostingKind
from bot.usecases.remind import remind_now, send_due_digests
from tests.stories import AIM, ANA, BEN, CHANNEL, CHEN, PRIYA, RELEASE, SMALL, USE
from tests.usecases.conftest import World

TARGET = Target("churn-model", "v3", "production")
FAIR = QuestionKey("use.fair")
ELSEWHERE = ChannelId("C2")


def start(ports: Ports, world: World, target: Target = TARGET) -> Deployment:
    return open_for(ports, world.request(), Start(target, CHANNEL))


def postings(ports: Ports, deployment: Deployment, kind: PostingKind) -> list[Posting]:
    with ports.work.reading() as tx:
        return [row for row in tx.postings.of_deployment(deployment.id) if row.address.kind is kind]


def give(ports: Ports, world: World, deployment: Deployment, *owners: UserId) -> None:
    assign(ports, world.request(), Assignment(deployment.id, USE, owners))


def test_opening_asks_for_the_board_and_every_card(ports: Ports, world: World) -> None:
    """What Slack must show is stored with the deployment, so that a crash loses neither."""
    deployment = start(ports, world)

    assert len(postings(ports, deployment, PostingKind.BOARD)) == 1
    assert len(postings(ports, deployment, PostingKind.CARD)) == len(SMALL.sections)


@pytest.mark.parametrize("presence", [Presence.ABSENT, Presence.ARCHIVED, Presence.NO_CHANNEL])
def test_nothing_is_stored_where_the_bot_cannot_post(ports: Ports, world: World, presence: Presence) -> None:
    """A refusal tells the remedy and leaves no trace."""
    world.view = ChannelView(presence)

    with pytest.raises(NotInChannel):
        start(ports, world)
    with pytest.raises(NotFound):
        latest_of_model(ports, world.request(), "churn-model", CHANNEL)


def test_one_open_deployment_per_target(ports: Ports, world: World) -> None:
    """The second command learns of the first; another environment is another deployment."""
    first = start(ports, world)

    with pytest.raises(AlreadyOpen) as caught:
        start(ports, world)
    assert caught.value.deployment_id == first.id
    assert start(ports, world, Target("churn-model", "v3", "staging")).id != first.id


def test_owners_are_those_of_last_time(ports: Ports, world: World) -> None:
    """A model's next deployment begins with the owners of its last one, and tells them."""
    first = start(ports, world)
    give(ports, world, first, BEN)
    cancel(ports, world.request(), first.id, reason="A newer version is ready.")

    second = start(ports, world, Target("churn-model", "v4", "production"))

    assert second.section(USE).owners == (BEN,)
    assert [row.address.user for row in postings(ports, second, PostingKind.NOTICE)] == [BEN]


def test_a_request_that_comes_twice_counts_once(ports: Ports, world: World) -> None:
    """Slack may send the same click again."""
    deployment, click = start(ports, world), world.request(BEN)
    claim(ports, click, deployment.id, USE)

    with pytest.raises(Repeated):
        claim(ports, click, deployment.id, USE)


def test_what_is_refused_leaves_no_trace(ports: Ports, world: World) -> None:
    """A refused request rolls back whole, and may be sent again."""
    deployment, click = start(ports, world), world.request(CHEN)

    for _ in range(2):
        with pytest.raises(NotAllowed):
            cancel(ports, click, deployment.id, reason="no reason")


def test_an_answer_marks_its_card_and_the_board(ports: Ports, world: World) -> None:
    """The clicker's own card is urgent; the other cards are left alone."""
    deployment = start(ports, world)
    reply = {FAIR: Reply(Confirmed(yes=True))}
    record_answers(ports, world.request(BEN), Answers(deployment.id, USE, reply))

    cards = {row.address.subject: (row.wanted, row.urgent) for row in postings(ports, deployment, PostingKind.CARD)}

    assert cards == {"aim": (1, False), "release": (1, False), "use": (2, True)}
    assert postings(ports, deployment, PostingKind.BOARD)[0].wanted == 2


def test_an_owner_is_told_once_and_nobody_of_their_own_claim(ports: Ports, world: World) -> None:
    """Assignments of one person that have not gone out yet are one message; a claim tells nobody."""
    deployment = start(ports, world)
    give(ports, world, deployment, BEN)
    assign(ports, world.request(), Assignment(deployment.id, SMALL.sections[0].key, (BEN, PRIYA)))
    claim(ports, world.request(ANA), deployment.id, SMALL.sections[1].key)

    assert [row.address.user for row in postings(ports, deployment, PostingKind.NOTICE)] == [BEN]


def test_several_sections_go_over_together_or_not_at_all(ports: Ports, world: World) -> None:
    """One press hands over everything that was ticked, and nothing when one of it is not the person's to give."""
    deployment = start(ports, world)
    for section, owner in ((AIM, BEN), (USE, BEN), (RELEASE, ANA)):
        assign(ports, world.request(), Assignment(deployment.id, section, (owner,)))
    with pytest.raises(NotAllowed):
        hand_over_several(ports, world.request(BEN), deployment.id, (AIM, RELEASE), CHEN)
    after = hand_over_several(ports, world.request(BEN), deployment.id, (AIM, USE), CHEN).deployment
    assert [after.section(key).owners for key in (AIM, RELEASE, USE)] == [(CHEN,), (ANA,), (CHEN,)]


def test_nobody_is_reminded_of_what_is_done(ports: Ports, world: World) -> None:
    """The state is looked at when the reminder is due, not when it was planned."""
    deployment = start(ports, world)
    give(ports, world, deployment, BEN)
    cancel(ports, world.request(), deployment.id, reason="Not needed any more.")

    world.now += timedelta(days=2)
    send_due_digests(ports)

    with ports.work.reading() as tx:
        assert [row.address.kind for row in tx.postings.pending()].count(PostingKind.REMINDER) == 0


def test_remind_now_reaches_each_owner_once_a_day(ports: Ports, world: World) -> None:
    """Pressing it again the same day says who was reminded already."""
    deployment = start(ports, world)
    give(ports, world, deployment, BEN, ANA)

    first = remind_now(ports, world.request(), deployment.id)
    second = remind_now(ports, world.request(), deployment.id)

    assert (first.now, first.already) == ((BEN, ANA), ())
    assert (second.now, second.already) == ((), (BEN, ANA))


def test_private_channels_keep_their_deployments(ports: Ports, world: World) -> None:
    """What was opened in a private channel is named there, and to the people in it, but not elsewhere."""
    world.view = ChannelView(Presence.THERE, is_private=True)
    start(ports, world)

    assert len(list_open(ports, world.request(CHEN), CHANNEL)) == 1
    assert len(list_open(ports, world.request(PRIYA), ELSEWHERE)) == 1
    assert list_open(ports, world.request(CHEN), ELSEWHERE) == ()
    with pytest.raises(NotFound):
        latest_of_model(ports, world.request(CHEN), "churn-model", ELSEWHERE)


def test_mine_is_what_i_own(ports: Ports, world: World) -> None:
    """Open items are those of one's own sections, over all deployments of the workspace."""
    give(ports, world, start(ports, world), BEN)

    assert [item.section.key for item in open_items_of(ports, world.request(BEN))] == [USE]
    assert open_items_of(ports, world.request(ANA)) == ()


def test_an_unknown_deployment_is_not_found(ports: Ports, world: World) -> None:
    """A button of a deployment that is not in this database says so in a sentence."""
    with pytest.raises(NotFound):
        claim(ports, world.request(), DeploymentId("feedfeedfeedfeed"), USE)
