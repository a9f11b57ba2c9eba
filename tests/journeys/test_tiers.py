"""A small model at tier low: the lead leaves questions out with a reason, and takes them back in."""

from tests.journeys.conftest import PATIENCE, PLACE, Office

MODEL = "tiny-model v1"
OPTION = "2.1 Do you have access to all the data you need, or else a way to gather i…"


def test_the_lead_leaves_a_question_out_and_takes_it_back_in(office: Office) -> None:
    """What is left out stands on the card with its reason, is not counted, and comes back with its answer."""
    priya, grace = office.person("Priya Raman"), office.person("Grace Mwangi")
    priya.types(PLACE, f"/deploy-check {MODEL} tier=low")
    board = priya.sees(PLACE, MODEL, within=PATIENCE)
    assert "tier low" in board.text()
    card = priya.sees_in_thread(board, "2 Do we have the data?", within=PATIENCE)
    card.clicks("Answer 2.1: Yes")
    card.shows("1 of 7 answered", within=PATIENCE)

    hers = grace.sees_in_thread(board, "2 Do we have the data?", within=PATIENCE)
    hers.clicks("Leave out…")
    grace.ephemeral(PLACE, "You cannot decide what is asked. It is for the lead.", within=PATIENCE, thread=board)

    card.clicks("Leave out…")
    modal = priya.modal("Leave out of 2")
    modal.choose("Which question?", OPTION)
    modal.fill("Why does this model not need it?", "It reads one public table.")
    modal.submit()
    card.shows("left out  2.1", within=PATIENCE)
    assert "0 of 6 answered" in card.text()
    assert "It reads one public table." in card.text()

    card.clicks("Left out: 1…")
    again = priya.modal("Left out of 2")
    assert "It reads one public table." in again.text()
    again.choose("Ask again", OPTION)
    again.submit()
    card.shows("1 of 7 answered", within=PATIENCE)


def test_another_tier_is_set_up_in_the_form(office: Office) -> None:
    """The board says which tier it is; only tier low offers to leave questions out."""
    priya = office.person("Priya Raman")
    priya.types(PLACE, "/deploy-check grown-model v1")
    board = priya.sees(PLACE, "grown-model v1", within=PATIENCE)
    card = priya.sees_in_thread(board, "2 Do we have the data?", within=PATIENCE)
    assert "Leave out…" not in card.buttons()
    board.clicks("Set up")
    form = priya.modal("Set up")
    form.choose("Tier", "Low")
    form.submit()
    board.shows("tier low", within=PATIENCE)
    card.offers("Leave out…", within=PATIENCE)
