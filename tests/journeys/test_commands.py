"""What people type, and what they alone see."""

import pytest

from bot.domain.deployment import DeploymentStatus
from bot.playground.people import SeenMessage
from tests.journeys.conftest import MODEL, PATIENCE, PLACE, Office


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("help", "What you can type"),
        ("", "What you can type"),
        ("list", f"• {MODEL}"),
        ("mine", "Nothing waits for you."),
        ("status churn-model", "0 of 66 answered"),
        ("status no-such-model", "no-such-model"),
        ("cancel no-such-model", "no-such-model"),
        ("churn-model v3 please", "is one word too many"),
        ("churn-model v3 colour=red", "is not one of the options, which are env, due, tier, artefact and checklist"),
        ("churn-model v3 due=someday", "is not a day that I understand"),
        ("churn-model v9 checklist=mine", "Choose one of: credit, ml-deployment"),
    ],
)
@pytest.mark.usefixtures("board")
def test_a_command_is_answered_for_its_typist_alone(office: Office, typed: str, told: str) -> None:
    """Every command, also one that makes no sense, gets a helpful answer that nobody else sees."""
    mateo = office.person("Mateo Reyes")
    mateo.types(PLACE, f"/deploy-check {typed}")
    answer = mateo.ephemeral(PLACE, told)
    assert answer.ts not in {message.ts for message in office.person("Ben Okafor").messages(PLACE)}


@pytest.mark.usefixtures("board")
def test_a_second_command_gets_the_link_to_the_first(office: Office) -> None:
    """One model version is deployed once, and whoever asks again is shown where."""
    ben = office.person("Ben Okafor")
    ben.types(PLACE, f"/deploy-check {MODEL}")
    assert "Go to its board" in ben.ephemeral(PLACE, "already open").text()
    assert len(office.stored("churn-model")) == 1


def test_where_the_bot_is_not_a_member_it_says_the_remedy_and_keeps_nothing(office: Office) -> None:
    """A deployment whose board could not be posted is never stored."""
    ben = office.person("Ben Okafor")
    before = [message.ts for message in office.person("Grace Mwangi").messages("#random")]
    ben.types("#random", "/deploy-check idle-model v1")
    ben.ephemeral("#random", "/invite @deploy-check")
    assert office.stored("idle-model") == ()
    assert [message.ts for message in office.person("Grace Mwangi").messages("#random")] == before


def test_a_cancelled_deployment_says_why_and_offers_nothing(office: Office) -> None:
    """After the reason is given, everybody reads it on a board without buttons."""
    jonas = office.person("Jonas Lindqvist")
    jonas.types("#ml-risk", "/deploy-check old-model v1")
    board: SeenMessage = jonas.sees("#ml-risk", "old-model v1", within=PATIENCE)
    jonas.types("#ml-risk", "/deploy-check cancel old-model")
    form = jonas.modal("Cancel deployment")
    form.fill("Why is it cancelled?", "The vendor's model is good enough.")
    form.submit()
    board.shows("The vendor's model is good enough.", within=PATIENCE)
    assert board.buttons() == []
    assert office.stored("old-model")[0].status is DeploymentStatus.CANCELLED


def test_only_the_one_in_charge_may_cancel(office: Office, board: SeenMessage) -> None:
    """Somebody else is told whose decision it is, and no modal opens."""
    chen = office.person("Chen Wei")
    chen.types(PLACE, "/deploy-check cancel churn-model")
    chen.ephemeral(
        PLACE, "You cannot cancel this deployment. It is for the lead, the requester or an admin of this workspace."
    )
    assert not chen.has_modal()
    assert "Set up" in board.buttons()
