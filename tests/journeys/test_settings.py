"""Somebody says when they want to be reminded."""

from __future__ import annotations

from tests.journeys.conftest import PLACE, Office


def test_whoever_saves_reads_what_holds(office: Office) -> None:
    """From the command to the sentence it is one form, and a mistake is told at its field."""
    chen = office.person("Chen Wei")
    chen.types(PLACE, "/deploy-check settings")
    form = chen.modal("Your reminders")
    form.choose("At what time?", "08:30")
    form.choose("On which days do you work?", "Monday", "Tuesday", "Wednesday", "Thursday")
    form.choose("Quiet from", "20:00")
    errors = form.submit(expect_errors=True)
    assert errors["Quiet until"] == "Quiet hours need a beginning and an end: choose both, or neither."
    form.choose("Quiet until", "07:30")
    form.choose("Leave out the public holidays of", "Germany")
    form.fill("Time zone", "Europe/Atlantis")
    errors = form.submit(expect_errors=True)
    assert errors["Time zone"].startswith("No time zone has this name.")
    form.fill("Time zone", "Europe/Berlin")
    form.submit()

    told = chen.modal("Your reminders").text()
    assert "Reminders come at 08:30 on Mon to Thu, your time (Europe/Berlin)." in told
    assert "Nothing comes between 20:00 and 07:30." in told
    assert "Public holidays of Germany are left out." in told


def test_the_form_shows_what_was_saved(office: Office) -> None:
    """It opens with what holds, for everybody their own."""
    grace, mateo = office.person("Grace Mwangi"), office.person("Mateo Reyes")
    grace.types(PLACE, "/deploy-check settings")
    form = grace.modal("Your reminders")
    form.choose("Daily list", "Send me no list")
    form.submit()
    assert "No daily list comes." in grace.modal("Your reminders").text()
    grace.modal("Your reminders").close_all()

    for person, chosen in ((grace, "Send me no list"), (mateo, "Send me the list")):
        person.types(PLACE, "/deploy-check settings")
        assert person.modal("Your reminders").value("Daily list") == chosen
