"""The tour: a whole deployment played by people at the local Slack, through commands, clicks and modals only."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import httpx
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.checklists import load_checklists
from bot.domain.checklist import AnswerKind, Checklist, Question, Section
from bot.files import shipped
from bot.playground.people import LocalSlack, OpenModal, Person, PersonFailed, SeenMessage

PLACE = "#ml-deployments"
PATIENCE = 45.0
"""Seconds to wait for something to be shown: edits queue at Slack's pace of 50 a minute."""

OWNERS = {
    "1": "Priya Raman", "2": "Grace Mwangi", "3": "Ben Okafor", "4.1": "Grace Mwangi", "4.2": "Ben Okafor",
    "4.3": "Ben Okafor", "4.4": "Chen Wei", "4.5": "Chen Wei", "5": "Lucía Fernández", "6": "Lucía Fernández",
    "7": "Amira Haddad",
}  # fmt: skip
HANDED_OVER, TAKES_OVER = "6", "Chen Wei"
REOPENED = "3"
RISKS = {
    "2.5": "Labels of the last six weeks are still preliminary; we retrain when they settle.",
    "4.5.4": "Extreme cases are tested for missing values only. The rest is planned for next month.",
}
LEAD = "Priya Raman"
MITIGATION = "The scores are checked by hand every Monday until then."
NOT_APPLICABLE = {
    "2.4": "Churn is observed, so there is nothing to label by hand.",
    "5.7": "Scores are shown to people, who decide; nothing acts on them alone.",
    "6.6": "The scores do not change what customers see, so nothing feeds back.",
}


@dataclass(slots=True)
class Story:
    """The people, the thread they work in, and how far they are."""

    slack: LocalSlack
    console: Console
    checklist: Checklist
    began: float
    cast: dict[str, Person] = field(default_factory=dict)
    board: SeenMessage | None = None

    def person(self, name: str) -> Person:
        """Return somebody, always the same, so that their clicks add up."""
        return self.cast.setdefault(name, self.slack.person(name))

    def section(self, ref: str) -> Section:
        return next(section for section in self.checklist.sections if section.ref == ref)

    def card(self, person: Person, ref: str) -> SeenMessage:
        """Wait for the card of a section in the thread, as this person sees it."""
        if self.board is None:
            raise PersonFailed("there is no board yet")
        section = self.section(ref)
        return person.sees_in_thread(self.board, f"{ref} {section.title}", within=PATIENCE)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Tell of a step once it is done; a failure names it."""
        try:
            yield
        except (PersonFailed, httpx.HTTPError) as failure:
            self.console.print(f"[bold]Not shown:[/bold] {title}")
            raise PersonFailed(f"{title}\n{failure}") from failure
        self.console.print(f"{monotonic() - self.began:5.1f} s  {title}")


def take_tour(url: str, console: Console) -> int:
    """Play the story against the local Slack at `url`; return 0, or 1 when a step does not show what it should."""
    checklist = load_checklists(shipped("templates") / "checklists")["ml-deployment"]
    with LocalSlack(url) as slack:
        story = Story(slack, console, checklist, monotonic())
        try:
            slack.waits_for_app(within=15)
            for act in ACTS:
                act(story)
        except PersonFailed as failure:
            console.print(Panel(Text(str(failure)), title="The tour stopped here", expand=False))
            return 1
    return 0


def _open(story: Story) -> None:
    priya = story.person("Priya Raman")
    with story.step("Priya types /deploy-check churn-model v3, and the board appears"):
        priya.types(PLACE, "/deploy-check churn-model v3 due=+14d")
        story.board = priya.sees(PLACE, "churn-model v3")
    with story.step("A second /deploy-check answers with the link to the first"):
        priya.types(PLACE, "/deploy-check churn-model v3")
        priya.ephemeral(PLACE, "already open")


def _set_up(story: Story) -> None:
    priya = story.person("Priya Raman")
    with story.step("Priya sets up the owners of all sections in one modal"):
        _board(story).clicks("Set up")
        form = priya.modal("Set up")
        for ref, owner in OWNERS.items():
            form.choose(f"Owners of {ref} ", owner)
        form.submit()
    with story.step("Ben learns by DM what he owns"):
        told = story.person("Ben Okafor").sees_in_dm("4.2", within=PATIENCE)
        if told.buttons() != ["Answer next question", "Open thread"]:
            raise PersonFailed(f"the DM offers {told.buttons()}")


def _click_through(story: Story) -> None:
    ben = story.person("Ben Okafor")
    questions = story.section("4.2").questions
    with story.step("Ben answers on his card, one click a question"):
        card = story.card(ben, "4.2")
        for question in questions[:2]:
            card.shows(f"Next: {question.ref}", within=PATIENCE).clicks(f"Answer {question.ref}: Yes")
        card.shows(f"Next: {questions[2].ref}", within=PATIENCE)
    with story.step("Ben goes through the rest from the button in his DM"):
        ben.sees_in_dm("4.2").clicks("Answer next question, section 4.2")
        _answer_next(story, ben)


def _answer_next(story: Story, person: Person) -> None:
    """Answer whatever comes, until nothing is left for this person."""
    while person.has_modal():
        modal = person.modal("")
        shown = [question for question in story.checklist.questions if _is_shown(modal, question)]
        if not shown:
            modal.cancel()
            return
        _fill(modal, shown[0])
        modal.submit()


def _answer_sections(story: Story) -> None:
    with story.step("Grace and Chen answer their sections at the same time"):
        both = (("Grace Mwangi", ("2", "4.1")), ("Chen Wei", ("4.4", "4.5")))
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(_answer_all_of, story, name, refs) for name, refs in both]:
                done.result()
    with story.step(f"Lucía answers section 5 and hands section {HANDED_OVER} over to Chen"):
        _answer_all_of(story, "Lucía Fernández", ("5",))
        _hand_over(story)
    with story.step("Chen, Amira and Priya answer the rest"):
        for name, refs in (("Chen Wei", ("6",)), ("Amira Haddad", ("7",)), ("Priya Raman", ("1",))):
            _answer_all_of(story, name, refs)


def _answer_all_of(story: Story, name: str, refs: tuple[str, ...]) -> None:
    person = story.person(name)
    for ref in refs:
        story.card(person, ref).clicks(f"Answer all of section {ref}")
        _answer_pages(person.modal(ref), story.section(ref))


def _answer_pages(modal: OpenModal, section: Section) -> None:
    """Fill in page after page; the title stays, so the number of questions left tells when it ends."""
    left = list(section.questions)
    while left:
        shown = [question for question in left if _is_shown(modal, question)]
        if not shown:
            raise PersonFailed(f"expected question {left[0].ref} in\n{modal.picture()}")
        for question in shown:
            _fill(modal, question)
        modal.submit()
        left = [question for question in left if question not in shown]


def _hand_over(story: Story) -> None:
    lucia = story.person("Lucía Fernández")
    card = story.card(lucia, HANDED_OVER)
    card.choose(f"Hand {HANDED_OVER} over to", TAKES_OVER, confirm=True)
    card.shows(TAKES_OVER, within=PATIENCE)


def _remind(story: Story) -> None:
    priya, ben = story.person("Priya Raman"), story.person("Ben Okafor")
    with story.step("Priya presses Remind now, and Ben gets one DM with everything that waits for him"):
        _board(story).clicks("Remind now")
        priya.ephemeral(PLACE, "Reminded")
        ben.sees_in_dm("asked me to remind you", within=PATIENCE)


def _accept_risks(story: Story) -> None:
    priya = story.person(LEAD)
    with story.step("Grace and Chen ask for the acceptance of what they answered with no"):
        for ref in ("2", "4.5"):
            card = story.card(story.person(OWNERS[ref]), ref)
            card.offers("Ask for acceptance", within=PATIENCE).clicks("Ask for acceptance")
    with story.step("Priya accepts both from one DM: why, what keeps the harm small, who sees to it, until when"):
        request = priya.sees_in_dm("waits for your decision", within=PATIENCE)
        for ref in RISKS:
            request.shows(ref, within=PATIENCE).clicks(f"Accept the risk of {ref}")
            form = priya.modal("Accept risk")
            form.fill("Why may it stand?", "The model is used by twelve people who know of it.")
            form.fill("What keeps the harm small?", MITIGATION)
            form.submit()
        request.shows("Nothing in", within=PATIENCE)
    with story.step("The cards say who accepted it and until when"):
        story.card(priya, "2").shows("accepted by Priya Raman until", within=PATIENCE)


def _sign(story: Story) -> None:
    ben = story.person("Ben Okafor")
    with story.step(f"Ben signs section {REOPENED} off, then reopens it, changes an answer and signs again"):
        _sign_off(story, ben, REOPENED)
        card = story.card(ben, REOPENED)
        card.offers("Reopen…", within=PATIENCE).clicks("Reopen…")
        form = ben.modal("")
        form.fill("", "The comparison used last year's baseline.")
        form.submit()
        card.shows("Reopened by Ben Okafor", within=PATIENCE)
        _change_answer(story, ben)
        _sign_off(story, ben, REOPENED)
    with story.step("Everybody signs what they own"):
        for ref, owner in OWNERS.items():
            if ref != REOPENED:
                _sign_off(story, story.person(TAKES_OVER if ref == HANDED_OVER else owner), ref)


def _sign_off(story: Story, person: Person, ref: str) -> None:
    card = story.card(person, ref)
    card.offers("Sign off section", within=PATIENCE).clicks("Sign off section", confirm=True)


def _change_answer(story: Story, person: Person) -> None:
    question = story.section(REOPENED).questions[0]
    story.card(person, REOPENED).clicks(f"Answer all of section {REOPENED}")
    modal = person.modal(REOPENED)
    modal.fill(f"{question.ref} ", "The rules of the retention team, replayed on this year's data.")
    modal.submit()
    story.card(person, REOPENED).shows("this year's data", within=PATIENCE)


def _end(story: Story) -> None:
    mateo = story.person("Mateo Reyes")
    with story.step("The summary is published in the channel"):
        # The board may say it first, and is another message: only the summary has the decision beside the name.
        summary = mateo.sees(PLACE, f"production: go, with {len(RISKS)} conditions", within=PATIENCE)
        for note in RISKS.values():
            summary.shows(note[:30])
        summary.shows(MITIGATION[:30])
    with story.step("The full report is attached, and the board has no buttons any more"):
        report = _report(story, mateo)
        _board(story).shows("Read the summary", within=PATIENCE)
        if _board(story).buttons():
            raise PersonFailed(f"the board still has buttons: {_board(story).buttons()}")
    story.console.print(Panel(Text(summary.text()), title=f"{PLACE}: what everybody sees", expand=False))
    story.console.print(f"The report: {report}", soft_wrap=True)
    clicks = sum(person.click_count for person in story.cast.values())
    story.console.print(f"{clicks} clicks by {len(story.cast)} people in {monotonic() - story.began:.0f} seconds.")


def _report(story: Story, person: Person) -> Path:
    """Save the attached file where the person can open it, after checking that it names every question."""
    message = person.sees_in_thread(_board(story), "The full report on", within=PATIENCE)
    name = message.files()[0]
    content = message.download(name).decode()
    missing = [question.ref for question in story.checklist.questions if question.ref not in content]
    if missing:
        raise PersonFailed(f"the report lacks {', '.join(missing)}")
    path = Path(tempfile.mkdtemp(prefix="deploy-check-report-")) / name
    path.write_text(content)
    return path


def _board(story: Story) -> SeenMessage:
    if story.board is None:
        raise PersonFailed("there is no board yet")
    return story.board


def _is_shown(modal: OpenModal, question: Question) -> bool:
    return any(label.startswith(f"{question.ref} ") for label in modal.labels())


def _fill(modal: OpenModal, question: Question) -> None:
    """Answer one question of the modal as its kind asks, with the checklist's own example of a good answer."""
    label, note = f"{question.ref} ", f"Note on {question.ref}"
    if question.ref in NOT_APPLICABLE:
        _skip(modal, question)
        return
    match question.kind:
        case AnswerKind.CONFIRM:
            modal.choose(label, "No, a risk" if question.ref in RISKS else "Yes")
            modal.fill(note, RISKS.get(question.ref, question.good))
        case AnswerKind.TEXT:
            modal.fill(label, question.good)
        case AnswerKind.CHOICE:
            modal.choose(label, question.options[0])
        case AnswerKind.MULTI:
            modal.choose(label, *question.options[:2])
        case AnswerKind.PEOPLE:
            modal.choose(label, "Lucía Fernández", "Chen Wei")
        case AnswerKind.URL:
            modal.fill(label, "https://mlflow.example.com/#/experiments/42")


def _skip(modal: OpenModal, question: Question) -> None:
    """Mark a question as not applicable: an option where there are options, else an empty answer with a reason."""
    if question.kind in {AnswerKind.CONFIRM, AnswerKind.CHOICE, AnswerKind.MULTI}:
        modal.choose(f"{question.ref} ", "Not applicable")
    modal.fill(f"Note on {question.ref}", NOT_APPLICABLE[question.ref])


ACTS: tuple[Callable[[Story], None], ...] = (
    _open,
    _set_up,
    _remind,
    _click_through,
    _answer_sections,
    _accept_risks,
    _sign,
    _end,
)
