"""Figures in the thread and by one click, a question that comes and goes, and who may not sign."""

from bot.playground.people import SeenMessage
from tests.journeys.conftest import PATIENCE, PLACE, Office

TITLE = "1 Do the figures hold?"


def opened_by_priya(office: Office, model: str) -> SeenMessage:
    priya = office.person("Priya Raman")
    priya.types(PLACE, f"/deploy-check {model} checklist=credit")
    board = priya.sees(PLACE, model, within=PATIENCE)
    priya.sees_in_thread(board, TITLE, within=PATIENCE)
    return board


def test_figures_are_typed_into_the_thread_or_clicked(office: Office) -> None:
    """A number beyond its bounds is refused with the bounds; one point too few on the card is a risk."""
    board, grace = opened_by_priya(office, "limit-model v1"), office.person("Grace Mwangi")
    card = grace.sees_in_thread(board, TITLE)
    grace.types(PLACE, "@deploy-check 1.1 2500 ms", thread=board)
    grace.ephemeral(PLACE, "from 0 to 2000", within=PATIENCE, thread=board)
    grace.types(PLACE, "@deploy-check 1.1 180 ms on Monday", thread=board)
    card.shows("180 ms", within=PATIENCE).shows("on Monday")
    grace.types(PLACE, "@deploy-check 1.2 2026-02-27", thread=board)
    card.shows("27 February 2026", within=PATIENCE)
    before = grace.click_count
    card.shows("Next: 1.3", within=PATIENCE).clicks("Answer 1.3: 2")
    assert grace.click_count - before == 1
    card.shows("answered, a risk  1.3", within=PATIENCE).shows("2 of 5")


def test_a_question_goes_and_comes_back_with_its_answer(office: Office) -> None:
    """When the answer that it depends on turns away it is not shown, and when it turns back nobody types it again."""
    board, grace = opened_by_priya(office, "score-model v1"), office.person("Grace Mwangi")
    card = grace.sees_in_thread(board, TITLE)
    for typed, shown in (
        ("1.4 the model alone", "open  1.5"),
        ("1.5 Each letter names the desk.", "Each letter names the desk."),
    ):
        grace.types(PLACE, f"@deploy-check {typed}", thread=board)
        card.shows(shown, within=PATIENCE)
    grace.types(PLACE, "@deploy-check 1.4 a person", thread=board)
    card.loses("1.5", within=PATIENCE)
    grace.types(PLACE, "@deploy-check 1.4 the model alone", thread=board)
    card.shows("Each letter names the desk.", within=PATIENCE)


def test_who_answered_and_owns_alone_is_told_to_hand_over(office: Office) -> None:
    """Where the lead answered everything and nobody else owns the section, the refusal names the way on."""
    board, priya = opened_by_priya(office, "rate-model v1"), office.person("Priya Raman")
    card = priya.sees_in_thread(board, TITLE)
    for typed in ("1.1 180 ms", "1.2 2026-02-27", "1.3 4", "1.4 a person"):
        priya.types(PLACE, f"@deploy-check {typed}", thread=board)
    card.shows("None of the owners can, nor the lead", within=PATIENCE).clicks("Sign off section", confirm=True)
    priya.ephemeral(PLACE, "hand section 1 over", within=PATIENCE, thread=board)
