"""How many clicks the common things take, counted by the people who do them; typing is none."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.domain.checklist import AnswerKind
from bot.playground.people import Person, SeenMessage
from tests.journeys.conftest import PATIENCE, PLACE, Office
from tests.stories import built_in

SECTION = next(section for section in built_in().sections if section.ref == "3")


@contextmanager
def takes(person: Person, clicks: int) -> Iterator[None]:
    before = person.click_count
    yield
    assert person.click_count - before == clicks


def card(person: Person, board: SeenMessage, ref: str) -> SeenMessage:
    title = next(section.title for section in built_in().sections if section.ref == ref)
    return person.sees_in_thread(board, f"{ref} {title}", within=PATIENCE)


def test_the_common_things_take_few_clicks(office: Office) -> None:
    """To start, answer, fill in a section, sign it off and hand one over."""
    chen = office.person("Chen Wei")
    with takes(chen, 0):
        chen.types(PLACE, "/deploy-check click-model v1")
    board = chen.sees(PLACE, "click-model v1", within=PATIENCE)
    answering = card(chen, board, "2")
    with takes(chen, 1):
        answering.clicks("Answer 2.1: Yes")
    picks = sum(question.kind is AnswerKind.CONFIRM for question in SECTION.questions)
    whole = card(chen, board, "3")
    with takes(chen, 2 + picks):
        whole.clicks("Answer all of section 3")
        form = chen.modal("3 ")
        for question in SECTION.questions:
            form.choose(f"{question.ref} ", "Yes" if question.kind is AnswerKind.CONFIRM else question.good)
        form.submit()
    signing = card(chen, board, "3").offers("Sign off section", within=PATIENCE)
    with takes(chen, 2):
        signing.clicks("Sign off section", confirm=True)
    giving = card(chen, board, "2").offers("I am blocked…", within=PATIENCE)
    with takes(chen, 3):
        giving.choose("Hand 2 over to", "Amira Haddad", confirm=True)
    card(chen, board, "2").shows("owner Amira Haddad", within=PATIENCE)
