"""An answer with what shows that it holds, as people bring it and take it away."""

from tests.journeys.conftest import PATIENCE, PLACE, Office

CARD = "4.2 Does it work?"


def test_an_answer_carries_its_links(office: Office) -> None:
    """A link goes in with the answer or on its own, stands on the card, and is taken away again."""
    priya = office.person("Priya Raman")
    priya.types(PLACE, "/deploy-check proven-model v1")
    board = priya.sees(PLACE, "proven-model v1", within=PATIENCE)
    card = priya.sees_in_thread(board, CARD, within=PATIENCE)
    card.clicks("Answer with a note, question 4.2.1")
    form = priya.modal("4.2 Does it work?")
    form.choose("4.2.1", "Yes")
    form.fill("Evidence for 4.2.1", "notebooks/end-to-end.ipynb")
    assert "Give a full link" in str(form.submit(expect_errors=True))
    form.fill("Evidence for 4.2.1", "https://ci.example.com/run/17\nhttps://wiki.example.com/runs")
    form.submit()
    card.shows("evidence: ci.example.com/run/17 and wiki.example.com/runs", within=PATIENCE)

    card.clicks("Add evidence in section 4.2")
    modal = priya.modal("Evidence in 4.2")
    assert "wiki.example.com/runs, Priya Raman" in modal.text()
    modal.choose("For which question?", "4.2.4 Have you checked the model for overfitting?")
    modal.fill("Links", "https://example.com/folds")
    modal.choose("Take away", "4.2.1: https://wiki.example.com/runs")
    modal.submit()
    card.shows("evidence: example.com/folds", within=PATIENCE)
    assert "wiki.example.com" not in card.text()
    told = [(event.kind.value, event.before or event.after) for event in office.events("proven-model")]
    assert told[-2:] == [
        ("evidence_removed", "https://wiki.example.com/runs"),
        ("evidence_added", "https://example.com/folds"),
    ]
