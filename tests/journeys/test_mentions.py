"""Answering in the thread, by mentioning the bot."""

from tests.journeys.conftest import PATIENCE, PLACE, Office

CARD = "4.2 Does it work?"


def test_questions_are_answered_in_the_thread(office: Office) -> None:
    """An answer with its note and its link, what is next, and what nobody can read: each is answered there."""
    priya = office.person("Priya Raman")
    priya.types(PLACE, "/deploy-check mentioned-model v1")
    board = priya.sees(PLACE, "mentioned-model v1", within=PATIENCE)
    card = priya.sees_in_thread(board, CARD, within=PATIENCE)

    def says(text: str, answer: str) -> None:
        priya.types(PLACE, f"@deploy-check {text}".strip(), thread=board)
        priya.ephemeral(PLACE, answer, within=PATIENCE, thread=board)

    says("4.2.4 yes 5-fold cross-validation, see https://wiki.example.com/folds", "4.2.4 is answered: yes.")
    card.shows("“5-fold cross-validation, see https://wiki.example.com/folds”", within=PATIENCE)
    assert "evidence: wiki.example.com/folds" in card.text()
    says("4.2.9 yes", "There is no question 4.2.9 in this checklist.")
    says("4.2.5 perhaps", "4.2.5 takes yes or no first.")
    says("what now?", "Begin with the number of a question")
    says("", "Next: 4.2.1 Does the code run end to end?")
    priya.ephemeral(PLACE, "Next: 4.2.1", thread=board).clicks("Answer question 4.2.1")
    assert "4.2.1" in priya.modal("4.2 Does it work?").text()


def test_a_mention_elsewhere_says_where_to_go(office: Office) -> None:
    """Only the thread below a board says which deployment is meant."""
    ben = office.person("Ben Okafor")
    ben.types(PLACE, "@deploy-check 4.2.4 yes")
    ben.ephemeral(PLACE, "Mention me in the thread below the board", within=PATIENCE)
