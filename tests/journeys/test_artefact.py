"""Another artefact takes the place of the one that was measured, and what was measured is open again."""

from bot.domain.checklist import AnswerKind, Section
from bot.playground.people import Person, SeenMessage
from tests.journeys.conftest import PATIENCE, PLACE, Office
from tests.stories import built_in

OLD, NEW = "models:/rank/3", "models:/rank/4"
SECTION = next(s for s in built_in().sections if s.ref == "7")
ANEW = [question for question in SECTION.questions if question.always_ask]


def test_another_artefact_opens_what_was_measured(office: Office) -> None:
    """The lead names it under Set up; the section says what is stale and why, and is answered and signed again."""
    priya = office.person("Priya Raman")
    priya.types(PLACE, f"/deploy-check art-model v1 artefact={OLD}")
    board = priya.sees(PLACE, "art-model v1", within=PATIENCE).shows(f"artefact {OLD}")
    sign_all(priya, board)
    board.clicks("Set up")
    form = priya.modal("Set up")
    assert form.value("Artefact") == OLD
    form.fill("Artefact", NEW)
    form.submit()
    board.shows(f"artefact {NEW}", within=PATIENCE).shows(f"{len(ANEW)} stale", within=PATIENCE)
    this = card(priya, board).shows(f"The artefact is now {NEW}.", within=PATIENCE)
    this.shows(f"{ANEW[0].ref} {ANEW[0].prompt} stale, about {OLD}")
    this.shows("evidence: wiki.example.com/runs/3 (from ").shows(", before this version)")
    this.clicks("History")
    assert f"made stale the answer to {ANEW[0].ref}" in priya.modal("History").text()
    priya.modal("History").cancel()
    for question in ANEW:
        this.shows(f"Next: {question.ref}", within=PATIENCE).clicks(f"Answer {question.ref}: Yes")
    this.offers("Sign off section", within=PATIENCE).clicks("Sign off section", confirm=True)
    this.shows("Signed off by Priya Raman", within=PATIENCE)


def prove(person: Person, board: SeenMessage) -> None:
    """Bring evidence for the first question that is asked anew."""
    card(person, board).clicks(f"Add evidence in section {SECTION.ref}")
    form = person.modal(f"Evidence in {SECTION.ref}")
    form.fill("Links", "https://wiki.example.com/runs/3")
    form.submit()
    card(person, board).shows("evidence: wiki.example.com/runs/3", within=PATIENCE)


def sign_all(person: Person, board: SeenMessage) -> None:
    card(person, board).clicks(f"Answer all of section {SECTION.ref}")
    form = person.modal(f"{SECTION.ref} ")
    for question in SECTION.questions:
        form.choose(f"{question.ref} ", "Yes" if question.kind is AnswerKind.CONFIRM else question.good)
    form.submit()
    prove(person, board)
    signable = card(person, board).offers("Sign off section", within=PATIENCE)
    signable.clicks("Sign off section", confirm=True)
    signable.shows("Signed off by Priya Raman", within=PATIENCE)


def card(person: Person, board: SeenMessage) -> SeenMessage:
    return person.sees_in_thread(board, titled(SECTION), within=PATIENCE)


def titled(section: Section) -> str:
    return f"{section.ref} {section.title}"
