"""What people do on the board and on the cards, several at a time. Each journey has a section of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bot.domain.answers import Confirmed
from bot.domain.checklist import AnswerKind, Section
from bot.domain.deployment import Deployment
from bot.domain.events import EventKind
from bot.playground.people import Person, SeenMessage
from tests.journeys.conftest import MODEL, PATIENCE, PLACE, Office
from tests.stories import built_in


def section(ref: str) -> Section:
    return next(section for section in built_in().sections if section.ref == ref)


def card(person: Person, board: SeenMessage, ref: str) -> SeenMessage:
    return person.sees_in_thread(board, f"{ref} {section(ref).title}", within=PATIENCE)


def deployment(office: Office) -> Deployment:
    (found,) = office.stored("churn-model")
    return found


def answer_all(person: Person, board: SeenMessage, ref: str) -> None:
    """Fill in a section of at most one page, with yes and the examples of good answers."""
    card(person, board, ref).clicks(f"Answer all of section {ref}")
    modal = person.modal(ref)
    for question in section(ref).questions:
        if question.kind is AnswerKind.CONFIRM:
            modal.choose(f"{question.ref} ", "Yes")
        else:
            modal.fill(f"{question.ref} ", question.good)
    modal.submit()


def at_once(*acts: Callable[[], None]) -> None:
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()


def test_the_slower_of_two_clicks_is_told_and_may_replace(office: Office, board: SeenMessage) -> None:
    """When the owner and the lead press at the same moment, one of them is told, in the thread, and decides."""
    question = section("4.1").questions[0]
    people = {"Yes": office.person("Priya Raman"), "No": office.person("Grace Mwangi")}
    cards = {choice: card(person, board, "4.1") for choice, person in people.items()}
    cards["No"].clicks("Claim section 4.1")
    cards["No"].shows("owner Grace Mwangi", within=PATIENCE)
    at_once(*(partial(cards[choice].clicks, f"Answer {question.ref}: {choice}") for choice in people))
    stands = deployment(office).section(section("4.1").key).answers[question.key]
    slower = "No" if stands.value == Confirmed(yes=True) else "Yes"
    told = people[slower].ephemeral(PLACE, "answered this in the meantime", within=10, thread=board)
    told.clicks(f"Replace the answer to {question.ref}")
    replaced = deployment(office).section(section("4.1").key).answers[question.key]
    assert (replaced.value, replaced.by) == (Confirmed(yes=slower == "Yes"), people[slower].user_id)


def test_who_may_not_set_up_is_told_who_may(office: Office, board: SeenMessage) -> None:
    """A refusal comes as a sentence for the one who pressed, and no modal opens."""
    mateo = office.person("Mateo Reyes")
    mateo.sees(PLACE, MODEL).clicks("Set up")
    refusal = mateo.ephemeral(
        PLACE, "You cannot set up this deployment. It is for the lead, the requester or an admin of this workspace."
    )
    assert refusal.ts not in {message.ts for message in office.person("Ben Okafor").messages(PLACE)}
    assert not mateo.has_modal()
    assert "Set up" in board.buttons()


def test_an_error_at_a_field_keeps_what_was_typed(office: Office, board: SeenMessage) -> None:
    """Only what is wrong has to be put right; nothing is saved before."""
    priya = office.person("Priya Raman")
    card(priya, board, "1").clicks("Answer all of section 1")
    modal = priya.modal("1 ")
    modal.fill("1.1 ", "Fewer customers leave.")
    modal.choose("1.2 ", "Not applicable")
    (at_field,) = modal.submit(expect_errors=True)
    assert at_field.startswith("Note on 1.2")
    assert modal.value("1.1 ") == "Fewer customers leave."
    assert not deployment(office).section(section("1").key).answers
    modal.fill("Note on 1.2", "The regulator asks for it.")
    modal.submit()
    card(priya, board, "1").shows("Fewer customers leave.", within=PATIENCE).shows("The regulator asks for it.")


def test_the_next_questions_end_with_the_way_to_sign(office: Office, board: SeenMessage) -> None:
    """Whoever goes on from question to question signs in the end, with the answers in view."""
    chen = office.person("Chen Wei")
    card(chen, board, "4.4").clicks("Claim section 4.4")
    chen.sees(PLACE, MODEL).clicks("Answer my next question")
    for question in section("4.4").questions:
        modal = chen.modal("4.4")
        modal.choose(f"{question.ref} ", "Yes")
        modal.submit()
    chen.modal("Sign off 4.4").submit()
    card(chen, board, "4.4").shows("Signed off by Chen Wei", within=PATIENCE)


def test_a_section_changes_hands(office: Office, board: SeenMessage) -> None:
    """The new owner stands on the card and hears of it in a direct message, once."""
    lucia, amira = office.person("Lucía Fernández"), office.person("Amira Haddad")
    card(lucia, board, "4.5").clicks("Claim section 4.5")
    owned = card(lucia, board, "4.5").offers("I am blocked…", within=PATIENCE)
    owned.choose("Hand 4.5 over to", "Amira Haddad", confirm=True)
    card(lucia, board, "4.5").shows("owner Amira Haddad", within=PATIENCE)
    amira.sees_in_dm("4.5", within=PATIENCE)
    assert sum("4.5" in message.text() for message in amira.dm()) == 1


def test_a_reopened_section_says_why_and_can_be_signed_again(office: Office, board: SeenMessage) -> None:
    """Answers stay, the signature goes, and the card carries the reason."""
    priya = office.person("Priya Raman")
    answer_all(priya, board, "3")
    this = card(priya, board, "3")
    this.offers("Sign off section", within=PATIENCE).clicks("Sign off section", confirm=True)
    this.offers("Reopen…", within=PATIENCE).clicks("Reopen…")
    form = priya.modal("Reopen 3")
    form.fill("Why is it reopened?", "The comparison used last year's baseline.")
    form.submit()
    this.shows("Reopened by Priya Raman", within=PATIENCE).offers("Sign off section", within=PATIENCE)
    assert "last year's baseline" in this.text()
    assert len(deployment(office).section(section("3").key).answers) == len(section("3").questions)


def test_a_double_click_signs_once(office: Office, board: SeenMessage) -> None:
    """The second press of "Sign off" is heard, and changes nothing."""
    priya = office.person("Priya Raman")
    answer_all(priya, board, "4.3")
    this = card(priya, board, "4.3").offers("Sign off section", within=PATIENCE)
    at_once(*[partial(this.clicks, "Sign off section", confirm=True)] * 2)
    this.shows("Signed off by Priya Raman", within=PATIENCE)
    signed = [event for event in office.events("churn-model") if event.kind is EventKind.SIGNED_OFF]
    assert sum(event.section == section("4.3").key for event in signed) == 1
