"""What a signature holds against: an answer that changes after it."""

from bot.playground.people import SeenMessage
from tests.journeys.conftest import PATIENCE, Office
from tests.journeys.test_thread import answer_all, card, section


def test_a_changed_answer_reopens_a_signed_section_and_says_why(office: Office, board: SeenMessage) -> None:
    """The history says what was signed; then the card says what changed, from what to what, and who changed it."""
    priya, grace = office.person("Priya Raman"), office.person("Grace Mwangi")
    answer_all(grace, board, "4.5")
    ready = card(grace, board, "4.5").offers("Sign off section", within=PATIENCE)
    card(priya, board, "4.5").clicks("Answer all of section 4.5")
    form = priya.modal("4.5")
    ready.clicks("Sign off section", confirm=True)
    signed = ready.shows("Signed off by Grace Mwangi", within=PATIENCE)
    (stored,) = office.stored("churn-model")
    mark = stored.section(section("4.5").key).signed_off
    assert mark
    signed.clicks("History")
    assert f"digest of its answers {mark.digest}" in grace.modal("History").text()
    form.fill("Note on 4.5.1", "One test was red.")
    form.submit()
    told = "Reopened by Priya Raman: “4.5.1 was changed from “yes” to “yes (note: One test was red.)”.”"
    signed.shows(told, within=PATIENCE)
