"""A message is offered where it can be used, and its edits reach every deployment that it is evidence in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answers import Reply, Written
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment, DeploymentId, Target
from bot.domain.errors import AnsweredMeanwhile, NotFound
from bot.domain.evidence import Fate, Quote
from bot.domain.noticing import Rewritten
from bot.domain.people import ChannelId
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, assign
from bot.usecases.capture import notice_message, places_for
from bot.usecases.decide import cancel
from bot.usecases.evidence import Exchange, exchange_evidence
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import PostingKind
from bot.usecases.threads import deployment_of_thread
from tests.stories import AIM, BEN, CHANNEL, CHEN, MESSAGE_URL, PRIYA, SMALL, USE
from tests.usecases.conftest import World
from tests.usecases.test_scope import all_shown, cards_behind

FAIR, GOAL = QuestionKey("use.fair"), QuestionKey("aim.goal")
SAID = Quote(CHANNEL, "1.1", MESSAGE_URL, CHEN, "Four fifths hold.")
GONE = Rewritten(CHANNEL, "1.1", None)


def opened(ports: Ports, world: World, version: str = "v3") -> Deployment:
    deployment = open_for(ports, world.request(), Start(Target("churn-model", version, "production"), CHANNEL))
    all_shown(ports, deployment.id)
    return deployment


def quoting(ports: Ports, world: World, version: str = "v3") -> DeploymentId:
    deployment = opened(ports, world, version)
    exchange_evidence(ports, world.request(), Exchange(deployment.id, USE, FAIR, (SAID,)))
    all_shown(ports, deployment.id)
    return deployment.id


def fate(ports: Ports, deployment: DeploymentId) -> Fate:
    with ports.work.reading() as tx:
        [piece] = tx.deployments.get(deployment).section(USE).evidence[FAIR]
    assert isinstance(piece.item, Quote)
    return piece.item.fate


def thread_of(ports: Ports, deployment: DeploymentId) -> str:
    with ports.work.reading() as tx:
        return next(row.ts for row in tx.postings.of_deployment(deployment) if row.address.kind is PostingKind.BOARD)


def test_a_deletion_reaches_every_open_deployment(ports: Ports, world: World) -> None:
    """Each is changed and drawn again, what is closed is not, and told again it counts once."""
    first, second, over = (quoting(ports, world, version) for version in ("v1", "v2", "v3"))
    cancel(ports, world.request(), over, reason="Enough.")
    request = world.request(CHEN)
    assert notice_message(ports, request, GONE) == 2
    assert notice_message(ports, request, GONE) == 2
    assert [fate(ports, one) for one in (first, second, over)] == [Fate.DELETED, Fate.DELETED, Fate.UNCHANGED]
    assert cards_behind(ports, first) == {USE}


@pytest.mark.parametrize("other", [replace(GONE, channel=ChannelId("C2")), replace(GONE, ts="1.2")])
def test_other_messages_are_nobodys_evidence(ports: Ports, world: World, other: Rewritten) -> None:
    """What happens to them is looked up and forgotten."""
    deployment = quoting(ports, world)
    assert notice_message(ports, world.request(), other) == 0
    assert fate(ports, deployment) is Fate.UNCHANGED


def test_a_message_of_a_thread_belongs_to_its_deployment(ports: Ports, world: World) -> None:
    """Nobody is asked which one is meant; elsewhere all that are open are offered."""
    first, second = opened(ports, world, "v1").id, opened(ports, world, "v2").id

    def offered(thread: str) -> list[DeploymentId]:
        return [shown.deployment.id for shown in places_for(ports, world.request(), CHANNEL, thread)]

    assert offered(thread_of(ports, second)) == [second]
    assert offered("9.9") == offered("") == [first, second]


def test_the_thread_of_a_closed_deployment_is_nobodys(ports: Ports, world: World) -> None:
    """What is said there may still be evidence for what is open."""
    over, other = opened(ports, world, "v1").id, opened(ports, world, "v2").id
    thread = thread_of(ports, over)
    cancel(ports, world.request(), over, reason="Enough.")
    assert [shown.deployment.id for shown in places_for(ports, world.request(), CHANNEL, thread)] == [other]
    with pytest.raises(NotFound, match="Mention me in the thread"):
        deployment_of_thread(ports, world.request(), CHANNEL, thread)


def test_in_a_thread_of_others_everything_else_is_offered(ports: Ports, world: World) -> None:
    """Somebody who may answer nothing there may still use what was said elsewhere."""
    theirs, mine = opened(ports, world, "v1").id, opened(ports, world, "v2").id
    for section in SMALL.sections:
        assign(ports, world.request(), Assignment(theirs, section.key, (BEN,)))
    thread = thread_of(ports, theirs)
    assert [shown.deployment.id for shown in places_for(ports, world.request(CHEN), CHANNEL, thread)] == [mine]
    assert deployment_of_thread(ports, world.request(CHEN), CHANNEL, thread).deployment.id == theirs


def test_only_where_somebody_may_answer(ports: Ports, world: World) -> None:
    """A message is offered no deployment whose sections all belong to others."""
    deployment = opened(ports, world).id
    for section in SMALL.sections:
        assign(ports, world.request(), Assignment(deployment, section.key, (BEN,)))
    assert [shown.deployment.id for shown in places_for(ports, world.request(BEN), CHANNEL, "")] == [deployment]
    with pytest.raises(NotFound, match="in which you may answer"):
        places_for(ports, world.request(CHEN), CHANNEL, "")


def test_a_message_replaces_no_answer_that_nobody_saw(ports: Ports, world: World) -> None:
    """Whoever uses it as an answer had no answer before them, so that of somebody else stays."""
    deployment = opened(ports, world).id
    answer = Answers(deployment, AIM, {GOAL: Reply(Written("Fewer cancellations."))})
    record_answers(ports, world.request(BEN), answer)
    with pytest.raises(AnsweredMeanwhile):
        record_answers(ports, world.request(PRIYA), replace(answer, replies={GOAL: Reply(Written(SAID.text))}))
