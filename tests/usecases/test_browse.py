"""Looking things up: what is found, what is kept from whom, and what is refused before a form opens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.deployment import Deployment, Target
from bot.domain.errors import DeploymentClosed, NotAllowed, NotFound
from bot.domain.people import ChannelId, Person, UserId, WorkspaceId
from bot.domain.permissions import Action
from bot.usecases.assign import Assignment, assign
from bot.usecases.browse import (
    Place,
    latest_of_model,
    list_open,
    names_known,
    open_of_model,
    see,
    see_open_one,
    see_to,
)
from bot.usecases.decide import cancel
from bot.usecases.deliver import learn_person
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import ChannelView, Ports, Presence, Request
from bot.usecases.postings import PostingKind
from tests.stories import ANA, BEN, CHANNEL, CHEN, PRIYA, SMALL, USE, WORKSPACE
from tests.usecases.conftest import World

ELSEWHERE = ChannelId("C2")


def start(ports: Ports, world: World, version: str = "v3", channel: ChannelId = CHANNEL) -> Deployment:
    world.now += timedelta(seconds=1)
    return open_for(ports, world.request(), Start(Target("Churn-Model", version, "production"), channel))


def end(ports: Ports, world: World, deployment: Deployment) -> None:
    cancel(ports, world.request(), deployment.id, reason="A newer version is ready.")


def of_another_workspace(user: UserId) -> Request:
    return Request("", WORKSPACE, user, WorkspaceId("T2"))


def test_seeing_one_shows_its_messages_too(ports: Ports, world: World) -> None:
    """A deployment comes with where it stands in Slack, board first."""
    deployment = start(ports, world)
    shown = see(ports, world.request(CHEN), deployment.id)

    assert shown.deployment == deployment
    assert [row.address.kind for row in shown.postings] == [
        PostingKind.BOARD,
        *[PostingKind.CARD] * len(SMALL.sections),
    ]


def test_people_of_other_workspaces_see_nothing(ports: Ports, world: World) -> None:
    """In a shared channel the buttons are there for everybody, the content behind them is not."""
    deployment, stranger = start(ports, world), of_another_workspace(PRIYA)

    with pytest.raises(NotAllowed):
        see(ports, stranger, deployment.id)
    with pytest.raises(NotAllowed):
        list_open(ports, stranger, CHANNEL)
    with pytest.raises(NotAllowed):
        latest_of_model(ports, stranger, "churn-model", CHANNEL)


def test_a_form_does_not_open_for_those_who_may_not_submit_it(ports: Ports, world: World) -> None:
    """A refusal comes before anybody has typed anything."""
    deployment = start(ports, world)
    assign(ports, world.request(), Assignment(deployment.id, USE, (BEN,)))

    assert see_to(Action.ANSWER, ports, world.request(BEN), Place(deployment.id, USE)).deployment.id == deployment.id
    with pytest.raises(NotAllowed):
        see_to(Action.ANSWER, ports, world.request(CHEN), Place(deployment.id, USE))
    with pytest.raises(NotAllowed):
        see_to(Action.CANCEL, ports, world.request(BEN), Place(deployment.id))


def test_no_form_opens_on_what_is_closed(ports: Ports, world: World) -> None:
    """A button of an old thread says that the deployment has ended, and how."""
    deployment = start(ports, world)
    end(ports, world, deployment)

    with pytest.raises(DeploymentClosed, match=r"Churn-Model v3 to production is cancelled"):
        see_to(Action.SET_UP, ports, world.request(), Place(deployment.id))


def test_open_ones_are_listed_oldest_first(ports: Ports, world: World) -> None:
    """The list shows what is under way, in the order in which it was opened."""
    first, second, third = (start(ports, world, version) for version in ("v1", "v2", "v3"))
    end(ports, world, second)

    assert [shown.deployment.id for shown in list_open(ports, world.request(), ELSEWHERE)] == [first.id, third.id]


def test_a_model_is_found_by_its_name_in_any_case(ports: Ports, world: World) -> None:
    """People type names as they remember them."""
    deployment = start(ports, world)

    assert latest_of_model(ports, world.request(), "churn-MODEL", ELSEWHERE).deployment.id == deployment.id


def test_an_open_deployment_is_meant_before_a_later_closed_one(ports: Ports, world: World) -> None:
    """Of a model's deployments people mean the one under way, else the latest."""
    first, second = start(ports, world, "v1"), start(ports, world, "v2")
    end(ports, world, second)
    assert latest_of_model(ports, world.request(), "churn-model", CHANNEL).deployment.id == first.id

    end(ports, world, first)
    assert latest_of_model(ports, world.request(), "churn-model", CHANNEL).deployment.id == second.id


def test_what_is_open_in_a_private_channel_is_not_shown_to_others(ports: Ports, world: World) -> None:
    """Who wants to open the same hears that it is open, and neither how far it is nor where."""
    world.view = ChannelView(Presence.THERE, is_private=True)
    deployment = start(ports, world)

    assert see_open_one(ports, world.request(), deployment.id, ELSEWHERE).deployment.id == deployment.id
    assert see_open_one(ports, world.request(CHEN), deployment.id, CHANNEL).deployment.id == deployment.id
    with pytest.raises(NotAllowed, match="Churn-Model v3 to production is already open, in a private channel"):
        see_open_one(ports, world.request(CHEN), deployment.id, ELSEWHERE)


def test_owners_of_a_private_deployment_are_not_named_elsewhere(ports: Ports, world: World) -> None:
    """They are taken over in its own channel only."""
    world.view = ChannelView(Presence.THERE, is_private=True)
    private = start(ports, world, "v1")
    assign(ports, world.request(), Assignment(private.id, USE, (BEN,)))

    assert start(ports, world, "v2").section(USE).owners == (BEN,)
    assert start(ports, world, "v3", ELSEWHERE).section(USE).owners == ()


def test_an_unknown_model_is_not_found(ports: Ports, world: World) -> None:
    """The answer says where to look instead."""
    with pytest.raises(NotFound, match="/deploy-check list"):
        latest_of_model(ports, world.request(), "no-model", CHANNEL)


def test_a_hidden_deployment_looks_like_none(ports: Ports, world: World) -> None:
    """What a private channel keeps to itself cannot be told from what does not exist."""
    with pytest.raises(NotFound) as nothing:
        latest_of_model(ports, world.request(CHEN), "churn-model", ELSEWHERE)
    world.view = ChannelView(Presence.THERE, is_private=True)
    start(ports, world)

    with pytest.raises(NotFound) as hidden:
        latest_of_model(ports, world.request(CHEN), "churn-model", ELSEWHERE)
    assert str(hidden.value) == str(nothing.value)


def test_a_hidden_deployment_does_not_hide_others(ports: Ports, world: World) -> None:
    """A public one of the same model is found all the same."""
    public = start(ports, world, "v1")
    world.view = ChannelView(Presence.THERE, is_private=True)
    start(ports, world, "v2", ChannelId("C3"))

    assert latest_of_model(ports, world.request(CHEN), "churn-model", CHANNEL).deployment.id == public.id
    assert [shown.deployment.id for shown in list_open(ports, world.request(CHEN), CHANNEL)] == [public.id]


def test_an_owner_finds_what_is_theirs_wherever_they_ask(ports: Ports, world: World) -> None:
    """Whoever owns a section of a private channel's deployment knows of it already."""
    world.view = ChannelView(Presence.THERE, is_private=True)
    deployment = start(ports, world)
    assign(ports, world.request(), Assignment(deployment.id, USE, (ANA,)))

    assert latest_of_model(ports, world.request(ANA), "churn-model", ELSEWHERE).deployment.id == deployment.id


def test_cancelling_by_name_needs_an_open_one_and_the_right(ports: Ports, world: World) -> None:
    """The command finds the open deployment, and refuses others and what has ended."""
    deployment = start(ports, world)
    assert open_of_model(ports, world.request(), "churn-model", CHANNEL).deployment.id == deployment.id
    with pytest.raises(NotAllowed):
        open_of_model(ports, world.request(CHEN), "churn-model", CHANNEL)

    end(ports, world, deployment)
    with pytest.raises(DeploymentClosed):
        open_of_model(ports, world.request(), "churn-model", CHANNEL)


def test_names_are_those_that_slack_told(ports: Ports, world: World) -> None:
    """Whoever was never read from Slack is left out; the newest name counts."""
    learn_person(ports, WORKSPACE, Person(BEN, "Ben"))
    world.now += timedelta(days=1)
    learn_person(ports, WORKSPACE, Person(BEN, "Ben Okafor"))

    assert names_known(ports, WORKSPACE, {BEN, CHEN}) == {BEN: "Ben Okafor"}
    assert names_known(ports, WorkspaceId("T2"), {BEN}) == {}
