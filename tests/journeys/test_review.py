"""A section on its way through a review: named reviewers, changes asked for, and approval."""

from bot.playground.people import Person, SeenMessage
from tests.journeys.conftest import PATIENCE, Office
from tests.journeys.test_thread import card, section

COMMENT = "Say on which month it was measured."


def answer_all(person: Person, board: SeenMessage, ref: str) -> None:
    card(person, board, ref).clicks(f"Answer all of section {ref}")
    modal = person.modal(ref)
    for question in section(ref).questions:
        modal.choose(f"{question.ref} ", "Yes")
    modal.submit()
    card(person, board, ref).offers("Sign off section", within=PATIENCE)


def name_reviewers(person: Person, board: SeenMessage, ref: str, *names: str) -> None:
    card(person, board, ref).clicks("Reviewers…")
    form = person.modal(f"Reviewers of {ref}")
    form.choose(f"Reviewers of {ref}", *names)
    form.submit()


def test_a_reviewer_asks_for_changes_and_then_approves(office: Office, board: SeenMessage) -> None:
    """The owner signs, the reviewer sends it back with a comment, the owner signs again, two clicks approve it."""
    priya, grace, amira = (office.person(name) for name in ("Priya Raman", "Grace Mwangi", "Amira Haddad"))
    answer_all(grace, board, "4.1")
    name_reviewers(priya, board, "4.1", "Amira Haddad")
    card(grace, board, "4.1").shows("To be reviewed by Amira Haddad", within=PATIENCE).clicks(
        "Sign off section", confirm=True
    )
    request = amira.sees_in_dm("waits for your review", within=PATIENCE)
    waiting = card(grace, board, "4.1").shows("Waits for the review of Amira Haddad", within=PATIENCE)
    waiting.clicks("Approve", confirm=True)
    grace.ephemeral("#ml-deployments", "It is for a reviewer of the section", within=PATIENCE, thread=waiting)
    request.clicks("Request changes…")
    form = amira.modal("Changes in 4.1")
    form.fill("What is to be changed?", COMMENT)
    form.submit()
    grace.sees_in_dm(COMMENT, within=PATIENCE)
    returned = card(grace, board, "4.1").shows(f"Amira Haddad asks for changes: “{COMMENT}”", within=PATIENCE)
    request.shows("Nothing in", within=PATIENCE)
    returned.clicks("Sign off section", confirm=True)
    offered = card(amira, board, "4.1").offers("Approve", within=PATIENCE)
    before = amira.click_count
    offered.clicks("Approve", confirm=True)
    assert amira.click_count - before == 2
    offered.shows("Approved by Amira Haddad", within=PATIENCE).shows("✓ signed off")


def test_a_reviewer_reads_everything_before_approving(office: Office, board: SeenMessage) -> None:
    """The direct message leads to all the answers, with the one button that approves them below."""
    priya, grace, jonas = (office.person(name) for name in ("Priya Raman", "Grace Mwangi", "Jonas Lindqvist"))
    answer_all(grace, board, "4.3")
    name_reviewers(priya, board, "4.3", "Jonas Lindqvist")
    card(grace, board, "4.3").shows("To be reviewed by Jonas Lindqvist", within=PATIENCE).clicks(
        "Sign off section", confirm=True
    )
    jonas.sees_in_dm("waits for your review", within=PATIENCE).clicks("Review…")
    jonas.modal("Review 4.3").submit()
    card(jonas, board, "4.3").shows("Approved by Jonas Lindqvist", within=PATIENCE)


def test_a_group_reviews_by_one_of_its_members(office: Office, board: SeenMessage) -> None:
    """Both members are asked, one approves, and the card and the other's message say that it is done."""
    priya, grace, amira = (office.person(name) for name in ("Priya Raman", "Grace Mwangi", "Amira Haddad"))
    answer_all(grace, board, "4.2")
    card(priya, board, "4.2").clicks("Reviewers…")
    form = priya.modal("Reviewers of 4.2")
    form.choose("Groups", "Model risk")
    form.submit()
    said = "To be reviewed by group Model risk: one of its members has to approve."
    card(grace, board, "4.2").shows(said, within=PATIENCE).clicks("Sign off section", confirm=True)
    card(grace, board, "4.2").shows("Waits for the review of group Model risk.", within=PATIENCE)
    requests = [person.sees_in_dm("waits for your review", within=PATIENCE) for person in (amira, priya)]
    requests[0].clicks("Review…")
    amira.modal("Review 4.2").submit()
    card(grace, board, "4.2").shows("Approved by Amira Haddad", within=PATIENCE)
    requests[1].shows("Nothing in", within=PATIENCE)
