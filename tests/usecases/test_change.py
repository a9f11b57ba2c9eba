"""Every change is one transaction: all of it or nothing, on the state as it is stored."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.answers import Confirmed, Reply, Value, Written
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId, Target
from bot.domain.errors import (
    AnsweredMeanwhile,
    AnswerRefused,
    ChangedMeanwhile,
    NotAllowed,
    NotFound,
    Refused,
)
from bot.domain.events import EventKind
from bot.domain.people import Act, WorkspaceId
from bot.domain.when import Tier
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, SetUp, assign, set_up
from bot.usecases.change import change
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports, Request
from tests.stories import ANA, BEN, CHANNEL, CHEN, PRIYA, USE, WORKSPACE
from tests.usecases.conftest import World

FAIR, LEGAL = QuestionKey("use.fair"), QuestionKey("use.legal")
TARGET = Target("churn-model", "v3", "production")
YES, NO = Reply(Confirmed(yes=True)), Reply(Confirmed(yes=False))


@pytest.fixture
def deployment(ports: Ports, world: World) -> Deployment:
    return open_for(ports, world.request(), Start(TARGET, CHANNEL))


def stored(ports: Ports, deployment: Deployment) -> Deployment:
    with ports.work.reading() as tx:
        return tx.deployments.get(deployment.id)


def events(ports: Ports, deployment: Deployment) -> list[EventKind]:
    with ports.work.reading() as tx:
        return [event.kind for event in tx.history.events_of(deployment.id)]


def values(deployment: Deployment) -> dict[QuestionKey, Value]:
    return {key: answer.value for key, answer in deployment.section(USE).answers.items()}


def test_the_outcome_is_what_is_stored(ports: Ports, world: World, deployment: Deployment) -> None:
    """The state that a use case returns is the one that the next reader finds, with its history."""
    outcome = record_answers(ports, world.request(BEN), Answers(deployment.id, USE, {FAIR: YES, LEGAL: NO}))

    assert stored(ports, deployment) == outcome.deployment
    assert events(ports, deployment) == [EventKind.OPENED, *(event.kind for event in outcome.events)]


def test_one_answer_that_does_not_fit_keeps_all_back(ports: Ports, world: World, deployment: Deployment) -> None:
    """A form is recorded whole or not at all, so that nobody wonders which half arrived."""
    replies = {FAIR: YES, LEGAL: Reply(Written("yes"))}

    with pytest.raises(AnswerRefused):
        record_answers(ports, world.request(BEN), Answers(deployment.id, USE, replies))
    assert stored(ports, deployment) == deployment


def test_answers_and_withdrawals_arrive_together(ports: Ports, world: World, deployment: Deployment) -> None:
    """A form may answer one question and take the answer to another back."""
    after = record_answers(ports, world.request(BEN), Answers(deployment.id, USE, {FAIR: YES})).deployment
    seen = after.section(USE).answers[FAIR].version
    record_answers(ports, world.request(BEN), Answers(deployment.id, USE, {LEGAL: NO}, {FAIR: seen}))

    assert values(stored(ports, deployment)) == {LEGAL: Confirmed(yes=False)}


def test_a_withdrawal_that_is_refused_keeps_the_answers_back(
    ports: Ports, world: World, deployment: Deployment
) -> None:
    """When somebody else's answer was not seen, nothing of the form is recorded."""
    record_answers(ports, world.request(BEN), Answers(deployment.id, USE, {FAIR: YES}))

    with pytest.raises(AnsweredMeanwhile):
        record_answers(ports, world.request(PRIYA), Answers(deployment.id, USE, {LEGAL: NO}, {FAIR: 0}))
    assert values(stored(ports, deployment)) == {FAIR: Confirmed(yes=True)}


def test_a_set_up_with_a_past_date_changes_no_owner(ports: Ports, world: World, deployment: Deployment) -> None:
    """What is wrong with one field keeps the others back, and the error names the field."""
    with pytest.raises(Refused) as caught:
        set_up(ports, world.request(), deployment.id, SetUp(ANA, date(2020, 1, 1), {USE: (BEN,)}))

    assert caught.value.field == "due"
    assert stored(ports, deployment) == deployment


def test_a_lead_who_hands_on_the_lead_sets_up_the_rest_too(ports: Ports, world: World, deployment: Deployment) -> None:
    """Giving the lead away in the same form does not take the right to submit it."""
    set_up(ports, world.request(), deployment.id, SetUp(ANA, None, {USE: (BEN,)}))
    set_up(ports, world.request(ANA), deployment.id, SetUp(BEN, None, {USE: (CHEN,)}))

    after = stored(ports, deployment)
    assert (after.lead, after.section(USE).owners) == (BEN, (CHEN,))


def test_what_a_set_up_leaves_out_stays(ports: Ports, world: World, deployment: Deployment) -> None:
    """Lead, day, tier, artefact and owners, each of which somebody else may have just changed."""
    full = SetUp(ANA, date(2026, 12, 1), {USE: (BEN,)}, Tier.LOW, "commit a")
    before = set_up(ports, world.request(), deployment.id, full).deployment
    after = set_up(ports, world.request(), deployment.id, SetUp(None, None, {}, keeps_due=True))
    assert (after.deployment, after.events) == (before, ())


def test_a_collision_is_tried_once_more(ports: Ports, world: World, deployment: Deployment) -> None:
    """When another writer was faster, the change is decided again on what is stored by then."""
    seen: list[int] = []

    def decide(present: Deployment, act: Act) -> Changed:
        seen.append(present.revision)
        if len(seen) == 1:
            raise ChangedMeanwhile
        return present.assign(USE, (BEN,), act)

    change(ports, world.request(), deployment.id, decide)

    assert len(seen) == 2
    assert stored(ports, deployment).section(USE).owners == (BEN,)


def test_a_second_collision_is_told(ports: Ports, world: World, deployment: Deployment) -> None:
    """After two tries the person is asked to try again, and nothing was changed."""
    tries: list[Deployment] = []

    def decide(present: Deployment, _act: Act) -> Changed:
        tries.append(present)
        raise ChangedMeanwhile

    with pytest.raises(ChangedMeanwhile, match="try again"):
        change(ports, world.request(), deployment.id, decide)
    assert tries == [deployment, deployment]


def test_a_request_without_an_id_may_come_twice(ports: Ports, deployment: Deployment) -> None:
    """What may well be meant twice carries no id, and each time counts."""
    request = Request("", WORKSPACE, PRIYA, WORKSPACE)
    assign(ports, request, Assignment(deployment.id, USE, (BEN,)))
    assign(ports, request, Assignment(deployment.id, USE, (CHEN,)))

    assert stored(ports, deployment).section(USE).owners == (CHEN,)


def test_people_of_other_workspaces_open_nothing(ports: Ports, world: World) -> None:
    """In a shared channel the command is for the workspace that the bot lives in."""
    with pytest.raises(NotAllowed):
        open_for(ports, Request("", WORKSPACE, PRIYA, WorkspaceId("T2")), Start(TARGET, CHANNEL))
    assert world.ids == 0


def test_an_unknown_checklist_is_not_found(ports: Ports, world: World) -> None:
    """The answer lists those that there are."""
    with pytest.raises(NotFound, match="Choose one of: ml-deployment"):
        open_for(ports, world.request(), Start(TARGET, CHANNEL, checklist="cooking"))


def test_a_deployment_cannot_be_due_before_it_is_opened(ports: Ports, world: World) -> None:
    """A past due date is refused before anything is stored."""
    with pytest.raises(Refused, match="2020-01-01 is in the past"):
        open_for(ports, world.request(), Start(TARGET, CHANNEL, due=date(2020, 1, 1)))
    with ports.work.reading() as tx:
        assert tx.deployments.open_for(WORKSPACE, TARGET) is None


def test_nobody_changes_what_is_not_there(ports: Ports, world: World) -> None:
    """An id that is not stored is told in a sentence, whatever was asked of it."""
    with pytest.raises(NotFound):
        record_answers(ports, world.request(), Answers(DeploymentId("feedfeedfeedfeed"), USE, {FAIR: YES}))
