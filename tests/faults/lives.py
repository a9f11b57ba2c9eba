"""The lives of deployments as people live them: opened, given away, answered, changed, signed, reopened, published."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from bot.domain.answers import Chosen, ChosenMany, Confirmed, Linked, Named, Value, Written
from bot.domain.checklist import AnswerKind, Checklist, Question, QuestionKey, Section
from bot.domain.people import UserId
from bot.playground.people import LocalSlack, OpenModal, Person, PersonFailed, SeenMessage
from tests.faults.ledger import Ledger

PATIENCE = 120.0
NAMED = ("Ben Okafor", "Chen Wei", "Jonas Lindqvist")
PAIRS = (
    ("Priya Raman", "Ben Okafor"),
    ("Amira Haddad", "Chen Wei"),
    ("Lucía Fernández", "Jonas Lindqvist"),
)
"""A lead and an owner for each life. Nobody lives twice: two lives of one person would fill in each other's forms.

Three lives, because what they can leave behind, a board and eleven cards each, is what Slack's limit on edits lets a
bot bring up to date within the minute after the last fault; a fourth would measure that limit rather than the bot.
"""
IDLE = ("Grace Mwangi", "Mateo Reyes")
IDLE_IDS = frozenset({"U0GRACEMWA", "U0MATEOREY"})
"""A lead and an owner who do nothing, and so are reminded."""
IDLE_DAYS = (3, 9)
"""In how many days what they do not do is due; a storm of a thousand kills takes about three weeks of its clock."""


class GivenUp(Exception):
    """The storm is over before this act succeeded; what it tried may or may not have happened."""


@dataclass(slots=True)
class Life:
    """One deployment after the other in one channel, until it is told to stop; `finished` are those published."""

    slack: LocalSlack
    lead: str
    owner: str
    place: str
    name: str
    checklist: Checklist
    ledger: Ledger
    chance: random.Random
    stopping: Event
    opened: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                model = f"{self.name}-{len(self.opened) + 1}"
                self.opened.append(model)
                self._live(model)
                self.finished.append(model)
        except GivenUp:
            return
        finally:
            self.stopping.set()

    def idle(self) -> None:
        """Open deployments that are due one after the other, and do nothing about them."""
        try:
            for days in IDLE_DAYS:
                model = f"{self.name}-{days}"
                lead = self.slack.person(self.lead)
                self._give_away(lead, self._open(lead, model, f"due=+{days}d"))
        except GivenUp:
            return

    def _live(self, model: str) -> None:
        lead = self.slack.person(self.lead)
        board = self._open(lead, model)
        owners = self._give_away(lead, board)
        sections = list(self.checklist.sections)
        self.chance.shuffle(sections)
        for section in [*sections, *self.chance.sample(sections, 3)]:
            self._answer(model, owners.get(section.ref, lead), board, section)
        for section in sections:
            if section.ref in owners:
                self._accept(lead, owners[section.ref], board, section)
            self._sign(owners.get(section.ref, lead), board, section)
            # The last signature publishes: there is nothing to reopen, and the summary names every section too.
            if self.chance.random() < 0.15 and section is not sections[-1]:
                self._reopen(lead, board, section)
                self._sign(owners.get(section.ref, lead), board, section)
        self._waiting_for(lambda: board.shows("Read the summary", within=1.0))

    def _open(self, lead: Person, model: str, *options: str) -> SeenMessage:
        """Type the command until there is a board: the bot may have said that it could not be carried out just now."""
        seen: list[SeenMessage] = []

        def ask() -> None:
            lead.types(self.place, " ".join(("/deploy-check", model, "v1", *options)))
            # What says the name first may be the answer that it is open already: only a board begins like this.
            seen.append(lead.sees(self.place, f"{model} v1\nto production", within=10.0))

        self._insist(lead, ask)
        return seen[0]

    def _give_away(self, lead: Person, board: SeenMessage) -> Mapping[str, Person]:
        """Let the lead give two sections to the owner."""
        chosen = self.chance.sample(list(self.checklist.sections), 2)
        given = {section.ref: self.slack.person(self.owner) for section in chosen}

        def set_up() -> None:
            board.clicks("Set up")
            form = lead.modal("Set up")
            for ref, person in given.items():
                form.choose(f"Owners of {ref} ", person.name)
            form.submit()

        self._insist(lead, set_up)
        return given

    def _answer(self, model: str, person: Person, board: SeenMessage, section: Section) -> None:
        card = self._card(person, board, section)
        self._insist(person, lambda: self._fill_all(model, person, card, section))

    def _fill_all(self, model: str, person: Person, card: SeenMessage, section: Section) -> None:
        if "Reopen…" in card.buttons():
            return
        card.clicks(f"Answer all of section {section.ref}")
        modal = person.modal(section.ref)
        # The lead cannot accept what the lead answered, and whoever owns the rest is the lead.
        risky = section.questions[0].ref if person.name != self.lead else ""
        left = list(section.questions)
        while left:
            labels = modal.labels()
            shown = [q for q in left if any(label.startswith(f"{q.ref} ") for label in labels)]
            values = {question.key: self._value(question, may_be_risk=question.ref == risky) for question in shown}
            for question in shown:
                fill(modal, question, values[question.key])
            self.ledger.trying(model, values)
            modal.submit()
            self.ledger.saved(model, values)
            left = [question for question in left if question not in shown]

    def _value(self, question: Question, *, may_be_risk: bool) -> Value:
        number = self.chance.randrange(10_000)
        match question.kind:
            case AnswerKind.CONFIRM:
                return Confirmed(yes=not may_be_risk or number % 2 > 0)
            case AnswerKind.TEXT:
                return Written(f"{question.good} ({number})")
            case AnswerKind.CHOICE:
                return Chosen(self.chance.choice(question.options))
            case AnswerKind.MULTI:
                return ChosenMany((self.chance.choice(question.options),))
            case AnswerKind.PEOPLE:
                return Named((UserId(self.slack.person(self.chance.choice(NAMED)).user_id),))
            case AnswerKind.URL:
                return Linked(f"https://mlflow.example.com/{number}")
            case kind:
                raise NotImplementedError(kind)

    def _sign(self, person: Person, board: SeenMessage, section: Section) -> None:
        card = self._card(person, board, section)

        def sign() -> None:
            if "Signed off by" not in card.text():
                card.offers("Sign off section", within=5).clicks("Sign off section", confirm=True)
                card.shows("Signed off by", within=5)

        self._insist(person, sign)

    def _accept(self, lead: Person, owner: Person, board: SeenMessage, section: Section) -> None:
        """Let the owner ask for the acceptance of a risk, if there is one, and the lead accept it."""
        card, seen_by_lead = self._card(owner, board, section), self._card(lead, board, section)

        def ask() -> None:
            if "Ask for acceptance" in card.buttons():
                card.clicks("Ask for acceptance")

        def accept() -> None:
            if "risk is open" not in card.text():
                return
            seen_by_lead.clicks("Accept risk…")
            form = lead.modal("Accept risk")
            form.fill("Why may it stand?", "Few people use it.")
            form.fill("What keeps the harm small?", "A person looks at every score.")
            form.submit()
            card.loses("risk is open", within=5)

        self._insist(owner, ask)
        self._insist(lead, accept)

    def _reopen(self, person: Person, board: SeenMessage, section: Section) -> None:
        card = self._card(person, board, section)

        def reopen() -> None:
            if "Signed off by" in card.text() and "Reopen…" in card.buttons():
                card.clicks("Reopen…")
                modal = person.modal("Reopen")
                modal.fill(modal.labels()[0], "One number has to be checked again.")
                modal.submit()
                card.loses("Signed off by", within=5)

        self._insist(person, reopen)

    def _card(self, person: Person, board: SeenMessage, section: Section) -> SeenMessage:
        # The summary and what is said of late sections name it too, but only a card goes on like this.
        title = f"{section.ref} {section.title}  ·  "
        return self._waiting_for(lambda: person.sees_in_thread(board, title, within=1.0))

    def _insist(self, person: Person, act: Callable[[], object]) -> None:
        """Do as people do: when Slack says that the app does not respond, close what is open and try again."""
        self._again(act, lambda: _close_everything(person))

    def _waiting_for(self, look: Callable[[], SeenMessage]) -> SeenMessage:
        seen: list[SeenMessage] = []
        self._again(lambda: seen.append(look()), lambda: None)
        return seen[0]

    def _again(self, act: Callable[[], object], clear: Callable[[], None]) -> None:
        deadline = monotonic() + PATIENCE
        while True:
            try:
                act()
            except PersonFailed as failed:
                if monotonic() > deadline:
                    raise
                if self.stopping.wait(0.1):
                    raise GivenUp from failed
                clear()
            else:
                return


def fill(modal: OpenModal, question: Question, value: Value) -> None:
    """Give an answer as a person would, in the field of its question."""
    label = f"{question.ref} "
    match value:
        case Confirmed(yes):
            modal.choose(label, "Yes" if yes else "No, a risk")
        case Written(text) | Linked(text):
            modal.fill(label, text)
        case Chosen(option):
            modal.choose(label, option)
        case ChosenMany(options):
            modal.choose(label, *options)
        case Named(users):
            modal.choose(label, *(NAMES[user] for user in users))


NAMES: Mapping[UserId, str] = {
    UserId("U0BENOKAFO"): "Ben Okafor",
    UserId("U0CHENWEI1"): "Chen Wei",
    UserId("U0JONASLIN"): "Jonas Lindqvist",
}


def _close_everything(person: Person) -> None:
    while person.has_modal():
        try:
            person.modal("", within=1.0).close_all()
        except PersonFailed:  # it went by itself meanwhile
            continue


def kept_answers(model: str, answers: Mapping[QuestionKey, Value]) -> Mapping[tuple[str, QuestionKey], Value]:
    return {(model, key): value for key, value in answers.items()}
