"""The history is read back in names, and audited as a whole."""

import pytest

from bot.domain.deployment import Deployment, Target
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.events import EventKind
from bot.domain.people import Person, WorkspaceId
from bot.usecases.audit import audit, past_of, pasts_of
from bot.usecases.decide import cancel
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports, Profile, Request
from tests.stories import CHANNEL, NOW, PRIYA, WORKSPACE
from tests.usecases.conftest import World


def start(ports: Ports, world: World, version: str = "v3") -> Deployment:
    return open_for(ports, world.request(), Start(Target("churn-model", version, "production"), CHANNEL))


def test_the_past_comes_with_the_names_that_are_known(ports: Ports, world: World) -> None:
    """In the order in which it happened."""
    with ports.work.writing() as tx:
        tx.people.save(WORKSPACE, Profile(Person(PRIYA, "Priya Nair"), NOW))
    opened = start(ports, world)
    cancel(ports, world.request(), opened.id, reason="Not now.")
    past = past_of(ports, world.request(), opened.id)
    assert [event.kind for event in past.events] == [EventKind.OPENED, EventKind.CANCELLED]
    assert past.names == {PRIYA: "Priya Nair"}


def test_people_of_other_workspaces_read_no_history(ports: Ports, world: World) -> None:
    """A shared channel shows the card, not who did what."""
    opened = start(ports, world)
    guest = Request("", WORKSPACE, PRIYA, WorkspaceId("T9"))
    with pytest.raises(NotAllowed):
        past_of(ports, guest, opened.id)


def test_a_model_stands_for_all_its_deployments(ports: Ports, world: World) -> None:
    """An id stands for one of them, and what is not there is said."""
    first, second = start(ports, world), start(ports, world, "v4")
    assert [past.deployment.id for past in pasts_of(ports.work, "Churn-Model")] == [first.id, second.id]
    assert [past.deployment.id for past in pasts_of(ports.work, second.id)] == [second.id]
    with pytest.raises(NotFound, match="no deployment fraud-model"):
        pasts_of(ports.work, "fraud-model")


def test_an_audit_without_a_name_is_of_everything(ports: Ports, world: World) -> None:
    """It says how long each history is, and whether it holds a head that was printed elsewhere."""
    first, second = start(ports, world), start(ports, world, "v4")
    cancel(ports, world.request(), first.id, reason="Not now.")
    found = audit(ports.work, head=second.head or audit(ports.work, second.id)[0].head)
    assert [(one.deployment.id, one.events, one.faults, one.has_head) for one in found] == [
        (first.id, 2, (), False),
        (second.id, 1, (), True),
    ]
