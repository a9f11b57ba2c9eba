"""Somebody cannot go on with a section, and the lead helps."""

from __future__ import annotations

from bot.playground.people import SeenMessage
from tests.journeys.conftest import MODEL, PATIENCE, PLACE, Office

REASON = "The labels of March are not there yet."


def test_a_blocked_owner_is_heard_and_helped(office: Office, board: SeenMessage) -> None:
    """One click, a reason and a submit; the lead reads it and needs one click to let the section go on."""
    ben, priya = office.person("Ben Okafor"), office.person("Priya Raman")
    card = ben.sees_in_thread(board, "4.1 Is the data", within=PATIENCE)
    card.clicks("Claim section 4.1")
    card.shows("owner Ben Okafor", within=PATIENCE)
    card.clicks("I am blocked…")
    form = ben.modal("I am blocked")
    form.fill("What do you wait for?", REASON)
    form.submit()
    card.shows(f"“{REASON}”", within=PATIENCE)
    priya.sees(PLACE, MODEL).shows("blocked", within=PATIENCE)

    told = priya.sees_in_dm(REASON, within=PATIENCE)
    before = priya.click_count
    told.clicks("Unblock")
    assert priya.click_count - before == 1
    told.shows("can go on", within=PATIENCE)
    card.loses(REASON, within=PATIENCE)
    assert "Unblock" not in told.buttons()


def test_a_list_leads_to_the_same_form(office: Office, board: SeenMessage) -> None:
    """Beside each deployment of a reminder; what is blocked leaves the list."""
    ben, priya = office.person("Ben Okafor"), office.person("Priya Raman")
    for title in ("4.3 Were the predictions", "4.2 Does it work?"):
        card = ben.sees_in_thread(board, title, within=PATIENCE)
        card.clicks(f"Claim section {title[:3]}")
        card.shows("owner Ben Okafor", within=PATIENCE)
    priya.sees(PLACE, MODEL).clicks("Remind now")
    listed = ben.sees_in_dm("asked me to remind you", within=PATIENCE)
    listed.clicks("I am blocked…")
    form = ben.modal("I am blocked")
    form.choose("Which section?", "4.2 Does it work?")
    form.fill("What do you wait for?", "The review of 4.2.")
    form.submit()
    listed.loses("4.2", within=PATIENCE)
    card.shows("“The review of 4.2.”", within=PATIENCE)
