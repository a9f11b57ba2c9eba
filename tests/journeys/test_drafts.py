"""A form is closed by mistake or cannot be saved: what was typed is there when its author comes back."""

from bot.playground.people import Person, SeenMessage
from tests.journeys.conftest import PATIENCE, PLACE, Office
from tests.stories import built_in

TITLE = next(section.title for section in built_in().sections if section.ref == "1")


def card(person: Person, board: SeenMessage) -> SeenMessage:
    return person.sees_in_thread(board, f"1 {TITLE}", within=PATIENCE)


def test_a_form_that_was_closed_is_continued(office: Office, board: SeenMessage) -> None:
    """Nothing was saved, nobody else sees it, and "mine" leads back to the form as it was left."""
    grace, ben = office.person("Grace Mwangi"), office.person("Ben Okafor")
    card(grace, board).clicks("Answer all of section 1")
    form = grace.modal("1 ")
    form.fill("1.1 ", "Fewer customers leave.")
    form.choose("1.2 ", "No, a risk")
    form.cancel()
    assert "0 of 6 answered" in card(grace, board).text()
    card(ben, board).clicks("Answer all of section 1")
    assert ben.modal("1 ").value("1.1 ") == ""
    grace.types(PLACE, "/deploy-check mine")
    told = grace.ephemeral(PLACE, "You have unfinished answers in churn-model v3 to production: 1.1 and 1.2.")
    told.clicks("Continue")
    again = grace.modal("1 ")
    assert "Some fields hold what you had typed and not saved." in again.text()
    assert (again.value("1.1 "), again.value("1.2 ")) == ("Fewer customers leave.", "No, a risk")
    again.submit()
    card(grace, board).shows("“Fewer customers leave.”", within=PATIENCE)
    grace.types(PLACE, "/deploy-check mine")
    assert "unfinished" not in grace.ephemeral(PLACE, "for you.").text()


def test_a_form_that_could_not_be_saved_is_kept(office: Office, board: SeenMessage) -> None:
    """Also what is wrong with it, which has to be put right."""
    priya = office.person("Priya Raman")
    card(priya, board).clicks("Answer all of section 1")
    form = priya.modal("1 ")
    form.fill("1.4 ", "Nobody yet.")
    form.fill("Note on 1.5", "Perhaps")
    form.submit(expect_errors=True)
    form.close_all()
    card(priya, board).clicks("Answer all of section 1")
    again = priya.modal("1 ")
    assert (again.value("1.4 "), again.value("Note on 1.5")) == ("Nobody yet.", "Perhaps")


def test_what_others_answered_since_is_no_draft(office: Office) -> None:
    """Fields that nobody touched hold the answer when the form is opened again, and saving takes nothing back."""
    grace, chen = office.person("Grace Mwangi"), office.person("Chen Wei")
    grace.types(PLACE, "/deploy-check overtaken-model v1")
    mine = grace.sees(PLACE, "overtaken-model v1", within=PATIENCE)
    card(grace, mine).clicks("Answer all of section 1")
    form = grace.modal("1 ")
    chen.types(PLACE, "@deploy-check 1.5 yes", thread=mine)
    chen.ephemeral(PLACE, "1.5 is answered: yes", within=PATIENCE, thread=mine)
    form.choose("1.6 ", "Yes")
    form.cancel()
    card(grace, mine).clicks("Answer all of section 1")
    again = grace.modal("1 ")
    assert "Whose answer" not in again.text()
    assert (again.value("1.5 "), again.value("1.6 ")) == ("Yes", "Yes")
    again.submit()
    card(grace, mine).shows("2 of 6 answered", within=PATIENCE)
    assert card(grace, mine).text().count("✓ yes") == 2
