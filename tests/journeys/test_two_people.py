"""Two people at one question, one of them with a form open: whoever comes second sees both answers, and chooses."""

import pytest

from bot.domain.answers import Answer, Confirmed, NotApplicable
from bot.playground.people import OpenModal, Person, SeenMessage
from tests.journeys.conftest import PATIENCE, PLACE, Office
from tests.stories import built_in

SECTION = next(section for section in built_in().sections if section.ref == "2")
QUESTION, OTHER, *_ = SECTION.questions
NOTE = "Half of the rows have no date."
CHOICE = f"Whose answer to {QUESTION.ref} stays?"
FORMS = {"whole": "Answer all of section 2", "single": f"Answer with a note, question {QUESTION.ref}", "next": ""}
"""Which button of the card opens which form; the next question is asked from the board."""


def card(person: Person, board: SeenMessage) -> SeenMessage:
    return person.sees_in_thread(board, f"2 {SECTION.title}", within=PATIENCE)


def collided(office: Office, model: str, form: str) -> tuple[SeenMessage, OpenModal]:
    """Let Priya write in a form while Grace answers on the card; return the board, and what Priya sees on saving."""
    priya, grace = office.person("Priya Raman"), office.person("Grace Mwangi")
    priya.types(PLACE, f"/deploy-check {model} v1")
    board = priya.sees(PLACE, f"{model} v1", within=PATIENCE)
    board.clicks("Set up")
    setting = priya.modal("Set up")
    setting.choose("Owners of 2 ", "Priya Raman", "Grace Mwangi")
    setting.submit()
    card(priya, board).shows("owners Priya Raman, Grace Mwangi", within=PATIENCE)
    mine = begun(priya, board, form)
    card(grace, board).clicks(f"Answer {QUESTION.ref}: Yes")
    card(grace, board).shows(f"✓ yes  {QUESTION.ref}", within=PATIENCE)
    mine.choose(f"{QUESTION.ref} ", "No, a risk")
    mine.fill(f"Note on {QUESTION.ref}", NOTE)
    mine.submit()
    shown = priya.modal("2 ")
    assert f"Grace Mwangi answered {QUESTION.ref} in the meantime. Nothing is saved yet" in shown.text()
    assert "✓ yes" in shown.text()
    assert shown.value(f"Note on {QUESTION.ref}") == NOTE
    return board, shown


def saved(person: Person, form: OpenModal) -> None:
    """Save, and leave what would come next."""
    form.submit()
    if person.has_modal():
        person.modal("").close_all()


def begun(person: Person, board: SeenMessage, form: str) -> OpenModal:
    if form == "next":
        board.clicks("Answer my next question")
    else:
        card(person, board).clicks(FORMS[form])
    return person.modal("2 ")


def stands(office: Office, model: str) -> Answer:
    return office.stored(model)[0].section(SECTION.key).answers[QUESTION.key]


@pytest.mark.parametrize("form", FORMS)
def test_the_second_keeps_theirs(office: Office, form: str) -> None:
    """What Priya typed for another question is saved, and Grace's answer stays."""
    board, shown = collided(office, f"{form}-theirs", form)
    assert CHOICE in shown.submit(expect_errors=True)
    shown.choose(CHOICE, "Keep theirs")
    if form == "whole":
        shown.choose(f"{OTHER.ref} ", "Not applicable")
        shown.fill(f"Note on {OTHER.ref}", "There is no such data.")
    saved(office.person("Priya Raman"), shown)
    card(office.person("Priya Raman"), board).shows(f"✓ yes  {QUESTION.ref}")
    assert (stands(office, f"{form}-theirs").value, stands(office, f"{form}-theirs").note) == (Confirmed(yes=True), "")
    if form == "whole":
        other = office.stored("whole-theirs")[0].section(SECTION.key).answers[OTHER.key]
        assert other.value == NotApplicable("There is no such data.")


@pytest.mark.parametrize("form", FORMS)
def test_the_second_uses_their_own(office: Office, form: str) -> None:
    """It takes the place of the other one, with its note, knowingly."""
    board, shown = collided(office, f"{form}-mine", form)
    shown.choose(CHOICE, "Use mine")
    saved(office.person("Priya Raman"), shown)
    card(office.person("Priya Raman"), board).shows(NOTE, within=PATIENCE)
    assert (stands(office, f"{form}-mine").value, stands(office, f"{form}-mine").note) == (Confirmed(yes=False), NOTE)


def test_the_other_may_change_it_once_more(office: Office) -> None:
    """Then Priya is asked about that answer, and what she chose before does not count for it."""
    _, shown = collided(office, "twice-model", "whole")
    grace = office.person("Grace Mwangi")
    board = grace.sees(PLACE, "twice-model v1", within=PATIENCE)
    card(grace, board).clicks("Answer all of section 2")
    again = grace.modal("2 ")
    again.fill(f"Note on {QUESTION.ref}", "Checked twice.")
    again.submit()
    shown.choose(CHOICE, "Use mine")
    shown.submit()
    assert "“Checked twice.”" in shown.text()
    assert CHOICE in shown.submit(expect_errors=True)
    shown.choose(CHOICE, "Keep theirs")
    saved(office.person("Priya Raman"), shown)
    assert stands(office, "twice-model").note == "Checked twice."


def test_what_was_not_decided_is_decided_later(office: Office) -> None:
    """Closed without a choice, Grace's answer stands, and the form that is opened again shows both."""
    board, shown = collided(office, "later-model", "whole")
    shown.cancel()
    priya = office.person("Priya Raman")
    assert stands(office, "later-model").value == Confirmed(yes=True)
    card(priya, board).clicks("Answer all of section 2")
    again = priya.modal("2 ")
    assert f"Grace Mwangi answered {QUESTION.ref}, " in again.text()
    assert (again.value(f"{QUESTION.ref} "), again.value(f"Note on {QUESTION.ref}")) == ("No, a risk", NOTE)
    again.choose(CHOICE, "Use mine")
    again.submit()
    assert stands(office, "later-model").note == NOTE
