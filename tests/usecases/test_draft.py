"""What somebody typed and did not save is kept for them alone, until they save it or it is too old."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.domain.answers import Confirmed, NotApplicable, Reply
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment, Target
from bot.domain.drafts import DRAFT_AGE, Draft
from bot.domain.errors import NotAllowed
from bot.domain.people import UserId, WorkspaceId
from bot.usecases.answer import Answers, record_answers
from bot.usecases.clean_up import clean_up
from bot.usecases.decide import cancel
from bot.usecases.draft import Page, done, drafts_for, keep, unfinished
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports, Request
from tests.stories import ANA, CHANNEL, PRIYA, USE, WORKSPACE
from tests.usecases.conftest import World

FAIR, LEGAL = QuestionKey("use.fair"), QuestionKey("use.legal")
TYPED: Mapping[QuestionKey, Draft] = {
    FAIR: Draft(Confirmed(yes=False), "Two groups only."),
    LEGAL: Draft(NotApplicable(""), "Not"),
}


@pytest.fixture
def deployment(ports: Ports, world: World) -> Deployment:
    """Return a deployment in which Priya typed something and did not save it."""
    opened = open_for(ports, world.request(), Start(Target("churn-model", "v3", "production"), CHANNEL))
    keep(ports, world.request(), Page(opened.id, USE, TYPED))
    world.now += timedelta(minutes=5)
    return opened


def drafts(ports: Ports, world: World, deployment: Deployment, by: UserId = PRIYA) -> Mapping[QuestionKey, Draft]:
    with ports.work.reading() as tx:
        now = tx.deployments.get(deployment.id)
    return drafts_for(ports, world.request(by), now, USE)


def test_a_draft_comes_back_as_it_was_typed(ports: Ports, world: World, deployment: Deployment) -> None:
    """To whoever typed it, and to nobody else."""
    assert drafts(ports, world, deployment) == TYPED
    assert drafts(ports, world, deployment, ANA) == {}


def test_a_later_draft_takes_the_place_of_an_earlier_one(ports: Ports, world: World, deployment: Deployment) -> None:
    """Fields that were emptied again hold nothing, and all others stay."""
    keep(ports, world.request(), Page(deployment.id, USE, {FAIR: Draft(None, "Three groups."), LEGAL: None}))
    assert drafts(ports, world, deployment) == {FAIR: Draft(None, "Three groups.")}


def test_what_is_saved_is_no_draft_any_more(ports: Ports, world: World, deployment: Deployment) -> None:
    """Only that."""
    done(ports, world.request(), Page(deployment.id, USE, {FAIR: None}))
    assert set(drafts(ports, world, deployment)) == {LEGAL}


def test_an_answer_by_button_ends_the_draft(ports: Ports, world: World, deployment: Deployment) -> None:
    """Whoever typed something and then answered otherwise has decided; what somebody else answers decides nothing."""
    record_answers(ports, world.request(), Answers(deployment.id, USE, {FAIR: Reply(Confirmed(yes=True))}))
    assert set(drafts(ports, world, deployment)) == {LEGAL}
    keep(ports, world.request(ANA), Page(deployment.id, USE, TYPED))
    assert set(drafts(ports, world, deployment, ANA)) == {FAIR, LEGAL}


def test_what_is_unfinished_is_found(ports: Ports, world: World, deployment: Deployment) -> None:
    """With its section and questions; not once the deployment is closed."""
    (found,) = unfinished(ports, world.request())
    assert (found.deployment.id, found.section.key) == (deployment.id, USE)
    assert [question.key for question in found.questions] == [FAIR, LEGAL]
    assert unfinished(ports, world.request(ANA)) == ()
    cancel(ports, world.request(), deployment.id, reason="Not now.")
    assert unfinished(ports, world.request()) == ()


def test_nothing_is_kept_for_a_closed_deployment(ports: Ports, world: World, deployment: Deployment) -> None:
    """It could never be saved."""
    cancel(ports, world.request(), deployment.id, reason="Not now.")
    keep(ports, world.request(ANA), Page(deployment.id, USE, TYPED))
    assert drafts(ports, world, deployment, ANA) == {}


def test_a_stranger_keeps_nothing(ports: Ports, deployment: Deployment) -> None:
    """People of other workspaces do not see the deployment, so they have typed nothing in it."""
    stranger = Request("", WORKSPACE, UserId("UX"), WorkspaceId("T9"))
    with pytest.raises(NotAllowed):
        keep(ports, stranger, Page(deployment.id, USE, TYPED))


def test_old_drafts_are_dropped(ports: Ports, world: World, deployment: Deployment) -> None:
    """Nobody came back to them."""
    world.now += DRAFT_AGE - timedelta(minutes=6)
    clean_up(ports)
    assert drafts(ports, world, deployment) == TYPED
    world.now += timedelta(minutes=2)
    clean_up(ports)
    assert drafts(ports, world, deployment) == {}
