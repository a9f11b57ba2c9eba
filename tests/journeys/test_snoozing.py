"""Somebody has no time now for what they are reminded of."""

from __future__ import annotations

import pytest

from bot.playground.people import Person, SeenMessage
from tests.journeys.conftest import MODEL, PATIENCE, PLACE, Office

HERE = "@deploy-check"


@pytest.fixture
def ben(office: Office) -> Person:
    return office.person("Ben Okafor")


@pytest.fixture
def digest(office: Office, board: SeenMessage, ben: Person) -> SeenMessage:
    """Return the list that Ben gets when Priya asks for it; asking again the same day sends nothing."""
    priya = office.person("Priya Raman")
    if not any("asked me to remind you" in message.text() for message in ben.dm()):
        card = ben.sees_in_thread(board, "4.1 Is the data", within=PATIENCE)
        card.clicks("Claim section 4.1")
        card.shows("owner Ben Okafor", within=PATIENCE)
        priya.sees(PLACE, MODEL).clicks("Remind now")
    return ben.sees_in_dm("asked me to remind you", within=PATIENCE)


def clicks(person: Person, message: SeenMessage, label: str) -> int:
    """Press something; return how many clicks that took."""
    before = person.click_count
    message.clicks(label)
    return person.click_count - before


def test_one_click_snoozes(ben: Person, digest: SeenMessage) -> None:
    """The list says until when in its place, and comes back with one more click."""
    assert clicks(ben, digest, "Snooze 1 hour") == 1
    digest.shows("Snoozed until", within=PATIENCE)
    assert digest.buttons() == ["Show the list now"]
    digest.clicks("Show the list now")
    digest.shows("asked me to remind you", within=PATIENCE).offers("Snooze 1 hour", within=PATIENCE)


def test_settings_are_one_click_from_the_list(ben: Person, digest: SeenMessage) -> None:
    """Whoever is reminded at the wrong time changes it right there."""
    assert clicks(ben, digest, "Settings…") == 1
    form = ben.modal("Your reminders")
    form.submit()
    assert "Reminders come at 09:00" in ben.modal("Your reminders").text()
    ben.modal("Your reminders").close_all()


def test_a_muted_deployment_leaves_the_list_and_comes_back(ben: Person, digest: SeenMessage) -> None:
    """The confirmation has the way back."""
    digest.clicks("Mute this deployment")
    told = ben.ephemeral(HERE, "is muted", within=PATIENCE)
    digest.loses("asked me to remind you", within=PATIENCE)
    told.clicks("Unmute")
    ben.ephemeral(HERE, "is in your reminders again", within=PATIENCE)
    digest.shows("asked me to remind you", within=PATIENCE)
