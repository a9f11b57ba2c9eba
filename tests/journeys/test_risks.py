"""A risk on its way: a no, a request, an acceptance, a signature."""

from bot.domain.waivers import Waiver
from bot.playground.people import Person, SeenMessage
from tests.journeys.conftest import PATIENCE, Office
from tests.journeys.test_thread import card, section

REASON = "Twelve people use it, and they know."


def answer_with_a_risk(person: Person, board: SeenMessage, ref: str) -> None:
    """Answer a section whose first question is a no."""
    card(person, board, ref).clicks(f"Answer all of section {ref}")
    modal = person.modal(ref)
    for question in section(ref).questions:
        modal.choose(f"{question.ref} ", "No, a risk" if question.ref.endswith(".1") else "Yes")
    modal.submit()


def test_a_risk_is_accepted_before_the_section_is_signed(office: Office, board: SeenMessage) -> None:
    """The owner asks with one click; the lead decides in a form; only then the owner signs, in two clicks."""
    priya, grace = office.person("Priya Raman"), office.person("Grace Mwangi")
    answer_with_a_risk(grace, board, "4.1")
    risky = card(grace, board, "4.1").shows("1 risk is open", within=PATIENCE)
    assert "Sign off section" not in risky.buttons()
    refuses_the_owner(grace, risky)
    risky.clicks("Ask for acceptance")
    accept(priya)
    done = card(grace, board, "4.1").offers("Sign off section", within=PATIENCE)
    done.shows("accepted by Priya Raman until", within=PATIENCE).shows(REASON)
    before = grace.click_count
    done.clicks("Sign off section", confirm=True)
    assert grace.click_count - before == 2
    done.shows("Signed off by Grace Mwangi", within=PATIENCE)
    (waiver,) = stored_waivers(office)
    assert waiver.accepted
    assert waiver.accepted.terms.reason == REASON


def refuses_the_owner(person: Person, risky: SeenMessage) -> None:
    """Press a button that is not hers, and read whose it is."""
    risky.clicks("Accept risk…")
    person.ephemeral("#ml-deployments", "It is for the lead", within=PATIENCE, thread=risky)


def accept(lead: Person) -> None:
    """Forget what keeps the harm small first, and be told so at its field."""
    request = lead.sees_in_dm("waits for your decision", within=PATIENCE)
    request.clicks("Accept risk…")
    form = lead.modal("Accept risk")
    form.fill("Why may it stand?", REASON)
    form.fill("What keeps the harm small?", " ")
    (at_field,) = form.submit(expect_errors=True)
    assert at_field.startswith("What keeps the harm small?")
    form.fill("What keeps the harm small?", "A person looks at every score.")
    form.submit()
    request.shows("Nothing in", within=PATIENCE)


def stored_waivers(office: Office) -> list[Waiver]:
    (deployment,) = office.stored("churn-model")
    return [waiver for state in deployment.sections.values() for waiver in state.waivers.values()]
