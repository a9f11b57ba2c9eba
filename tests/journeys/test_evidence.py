"""An answer with what shows that it holds, as people bring it and take it away."""

import hashlib

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


def test_a_message_becomes_evidence_and_its_edits_are_seen(office: Office) -> None:
    """From the menu of a message in the thread: the question, done. Whoever edits it later is seen to have done so."""
    priya, ben = office.person("Priya Raman"), office.person("Ben Okafor")
    priya.types(PLACE, "/deploy-check quoted-model v1")
    board = priya.sees(PLACE, "quoted-model v1", within=PATIENCE)
    card = priya.sees_in_thread(board, CARD, within=PATIENCE)
    ben.types(PLACE, "5-fold cross-validation, all within <1 %>, thanks @Chen Wei", thread=board)
    said = priya.sees_in_thread(board, "5-fold cross-validation", within=PATIENCE)

    priya.uses_shortcut("Use as evidence", said)
    modal = priya.modal("Use as evidence")
    assert "within <1 %>" in modal.text()
    modal.choose("For which question?", "4.2.4 Have you checked the model for overfitting?")
    modal.submit()
    card.shows("evidence: message of Ben Okafor “5-fold cross-validation, all within <1 %>", within=PATIENCE)

    mine = ben.sees_in_thread(board, "5-fold cross-validation")
    mine.edits("3-fold cross-validation")
    card.shows("edited since", within=PATIENCE)
    card.clicks("History")
    assert "It says now: 3-fold cross-validation" in priya.modal("History").text()
    priya.modal("History").cancel()
    mine.deletes()
    card.shows("deleted since", within=PATIENCE)


def test_a_message_becomes_an_answer(office: Office) -> None:
    """Outside of the thread the deployment is asked for; the words of the message are the answer, and its evidence."""
    priya = office.person("Priya Raman")
    priya.types(PLACE, "/deploy-check spoken-model v1")
    board = priya.sees(PLACE, "spoken-model v1", within=PATIENCE)
    priya.types(PLACE, "/deploy-check spoken-model v2")
    priya.sees(PLACE, "spoken-model v2", within=PATIENCE)
    priya.types(PLACE, "We deploy it to lose fewer customers.")
    said = priya.sees(PLACE, "lose fewer customers", within=PATIENCE)
    priya.uses_shortcut("Use as evidence", said)
    which = priya.modal("Use as evidence")
    which.choose("For which deployment?", "spoken-model v1 to production")
    which.submit()
    modal = priya.modal("Use as evidence")
    modal.choose("For which question?", "1.2 Have you checked that this should be done at all?")
    modal.choose("Use it as", "The answer itself, and its evidence")
    assert "not answered in words" in str(modal.submit(expect_errors=True))
    modal.choose("For which question?", "1.1 What is the aim, in plain language?")
    modal.submit()
    card = priya.sees_in_thread(board, "1 What problem are we solving?", within=PATIENCE)
    card.shows("1 of 6 answered", within=PATIENCE)
    assert card.text().count("We deploy it to lose fewer customers.") == 2
    priya.uses_shortcut("Use as evidence", said)
    which = priya.modal("Use as evidence")
    which.choose("For which deployment?", "spoken-model v1 to production")
    which.submit()
    modal = priya.modal("Use as evidence")
    modal.choose("For which question?", "1.1 What is the aim, in plain language?")
    modal.choose("Use it as", "The answer itself, and its evidence")
    assert "1.1 has an answer already" in str(modal.submit(expect_errors=True))
    modal.close_all()


def test_a_file_is_brought_and_looked_into(office: Office) -> None:
    """Uploaded in the form, it stands on the card at once; and what is in it a few seconds later."""
    priya = office.person("Priya Raman")
    priya.types(PLACE, "/deploy-check plotted-model v1")
    board = priya.sees(PLACE, "plotted-model v1", within=PATIENCE)
    card = priya.sees_in_thread(board, CARD, within=PATIENCE)
    card.clicks("Add evidence in section 4.2")
    modal = priya.modal("Evidence in 4.2")
    assert "Add a link or a file" in str(modal.submit(expect_errors=True))
    modal.attach("Files", {"folds.csv": b"fold,recall\n1,0.81\n"})
    modal.submit()
    card.shows("evidence: file folds.csv (19 bytes)", within=PATIENCE)

    digest = hashlib.sha256(b"fold,recall\n1,0.81\n").hexdigest()
    card.shows(f"SHA-256 {digest[:8]}…", within=PATIENCE)
    assert office.events("plotted-model")[-1].after == f"file folds.csv, 19 bytes, SHA-256 {digest}"
