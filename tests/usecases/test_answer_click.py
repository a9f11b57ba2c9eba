"""An answer by one click, whose meaning depends on the state that it meets."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, event

from bot.domain.answers import Confirmed, Reply
from bot.domain.checklist import AnswerKind
from bot.domain.deployment import Deployment, Target
from bot.domain.errors import NotAllowed
from bot.domain.people import UserId, WorkspaceId
from bot.usecases.answer import Asked, record_click
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports, Request
from tests.stories import AIM, CHANNEL, SMALL, WORKSPACE
from tests.usecases.conftest import World


@pytest.fixture
def asked(ports: Ports, world: World) -> Asked:
    deployment = open_for(ports, world.request(), Start(Target("churn-model", "v3", "production"), CHANNEL))
    question = next(one for one in SMALL.section(AIM).questions if one.kind is AnswerKind.CONFIRM)
    return Asked(deployment.id, AIM, question.key)


def test_a_click_reads_the_deployment_once(ports: Ports, world: World, asked: Asked, engine: Engine) -> None:
    """What it means is made of the same state that is changed, so nothing is loaded only to look."""
    loads: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT") and " \nFROM deployments" in statement:
            loads.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    outcome = record_click(ports, world.request(), asked, lambda _: Reply(Confirmed(yes=True)))
    event.remove(engine, "before_cursor_execute", note)

    assert outcome.deployment.section(AIM).answers[asked.question].value == Confirmed(yes=True)
    assert len(loads) == 1


def test_the_meaning_is_read_from_the_newest_state(ports: Ports, world: World, asked: Asked) -> None:
    """A second click meets what the first one left, its note for example."""
    record_click(ports, world.request(), asked, lambda _: Reply(Confirmed(yes=True), note="since March"))

    def other(deployment: Deployment) -> Reply:
        stored = deployment.section(AIM).answers[asked.question]
        return Reply(Confirmed(yes=False), note=stored.note, seen=stored.version)

    outcome = record_click(ports, world.request(), asked, other)
    assert outcome.deployment.section(AIM).answers[asked.question].note == "since March"


def test_who_may_not_answer_is_refused_before_anything_is_read(ports: Ports, asked: Asked) -> None:
    """A guest from another workspace learns nothing from what a click would mean."""
    guest = Request("r-guest", WORKSPACE, UserId("UGUEST"), WorkspaceId("T_OTHER"))

    def never(_: Deployment) -> Reply:
        raise AssertionError("nobody may look")

    with pytest.raises(NotAllowed):
        record_click(ports, guest, asked, never)
