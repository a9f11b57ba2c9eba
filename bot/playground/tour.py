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
from bot.domain.checklist import Checklist, Section
from bot.files import shipped
from bot.playground.people import LocalSlack, Person, PersonFailed, SeenMessage
from bot.playground.tour_forms import (
    FOLDS,
    IN_THREAD,
    LEFT_OUT,
    RISKS,
    RUNS,
    answer_next,
    answer_pages,
)

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
REVIEWED, REVIEWER = "4.4", "Amira Haddad"
LEAD = "Priya Raman"
UNFINISHED = "7"
SAID = "The whole pipeline ran on the staging cluster last night, in 41 minutes."
COMMENT = "Say which image was built from it."
MITIGATION = "The scores are checked by hand every Monday until then."


@dataclass(slots=True)
class Story:
    """The people, the thread they work in, and how far they are."""

    slack: LocalSlack
    console: Console
    checklist: Checklist
    began: float
    cast: dict[str, Person] = field(default_factory=dict)
    board: SeenMessage | None = None
    summary: SeenMessage | None = None

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
    with story.step("Priya types /deploy-check churn-model v3, at tier low, and the board appears"):
        priya.types(PLACE, "/deploy-check churn-model v3 due=+14d tier=low")
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
        answer_next(story.checklist, ben)
    with story.step("Beside the page and the file that he brought, a message in the thread becomes evidence"):
        ben.types(PLACE, SAID, thread=_board(story))
        ben.uses_shortcut("Use as evidence", ben.sees_in_thread(_board(story), SAID, within=PATIENCE))
        form = ben.modal("Use as evidence")
        form.choose("For which question?", f"{questions[0].ref} {questions[0].prompt}")
        form.submit()
        card.shows("evidence: message of Ben Okafor", within=PATIENCE)
        card.shows(f"evidence: {RUNS.removeprefix('https://')} and file {next(iter(FOLDS))}")


def _answer_sections(story: Story) -> None:
    with story.step(f"Chen answers {IN_THREAD} in the thread, by mentioning the bot"):
        chen = story.person("Chen Wei")
        chen.types(PLACE, f"@deploy-check {IN_THREAD} yes two newcomers followed it, see {RUNS}", thread=_board(story))
        chen.ephemeral(PLACE, f"{IN_THREAD} is answered: yes", within=PATIENCE, thread=_board(story))
    with story.step("Grace and Chen answer their sections at the same time"):
        both = (("Grace Mwangi", ("2", "4.1")), ("Chen Wei", ("4.4", "4.5")))
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(_answer_all_of, story, name, refs) for name, refs in both]:
                done.result()
    with story.step(f"Lucía answers section 5 and hands section {HANDED_OVER} over to Chen"):
        _answer_all_of(story, "Lucía Fernández", ("5",))
        _hand_over(story)
    with story.step(f"Priya leaves {LEFT_OUT} out and says why"):
        _leave_out(story)
    with story.step("Amira closes her form by mistake, and finds what she had filled in"):
        _continue(story)
    with story.step("Chen and Priya answer the rest"):
        for name, ref in (("Chen Wei", HANDED_OVER), ("Priya Raman", "1")):
            _answer_all_of(story, name, (ref,))


def _answer_all_of(story: Story, name: str, refs: tuple[str, ...]) -> None:
    person = story.person(name)
    for ref in refs:
        story.card(person, ref).clicks(f"Answer all of section {ref}")
        answer_pages(person.modal(ref), story.section(ref))


def _leave_out(story: Story) -> None:
    priya, ref = story.person(LEAD), LEFT_OUT.partition(".")[0]
    card = story.card(priya, ref)
    card.offers("Leave out…", within=PATIENCE).clicks("Leave out…")
    form = priya.modal("Leave out")
    question = next(question for question in story.section(ref).questions if question.ref == LEFT_OUT)
    form.choose("Which question?", f"{LEFT_OUT} {question.prompt}")
    form.fill("Why does this model not need it?", "The scores change nothing that customers see.")
    form.submit()


def _continue(story: Story) -> None:
    """Fill in something, close the form, and come back to it."""
    amira, section = story.person("Amira Haddad"), story.section(UNFINISHED)
    story.card(amira, UNFINISHED).clicks(f"Answer all of section {UNFINISHED}")
    form = amira.modal(UNFINISHED)
    form.choose(f"{section.questions[0].ref} ", "Yes")
    form.cancel()
    amira.types(PLACE, "/deploy-check mine")
    amira.ephemeral(PLACE, "You have an unfinished answer", within=PATIENCE).clicks("Continue")
    again = amira.modal(UNFINISHED)
    if again.value(f"{section.questions[0].ref} ") != "Yes":
        raise PersonFailed(f"what was filled in is gone:\n{again.picture()}")
    answer_pages(again, section)


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
        _read_history(ben, card)
        _change_answer(story, ben)
        _sign_off(story, ben, REOPENED)
    with story.step("Everybody signs what they own"):
        for ref, owner in OWNERS.items():
            if ref not in {REOPENED, REVIEWED}:
                _sign_off(story, story.person(TAKES_OVER if ref == HANDED_OVER else owner), ref)


def _review(story: Story) -> None:
    priya, amira, owner = (story.person(name) for name in (LEAD, REVIEWER, OWNERS[REVIEWED]))
    with story.step(f"Priya names Amira as the reviewer of {REVIEWED}, and its owner signs"):
        card = story.card(priya, REVIEWED)
        card.clicks("Reviewers…")
        form = priya.modal(f"Reviewers of {REVIEWED}")
        form.choose(f"Reviewers of {REVIEWED}", REVIEWER)
        form.submit()
        card.shows(f"To be reviewed by {REVIEWER}", within=PATIENCE)
        _sign_off(story, owner, REVIEWED)
    with story.step("Amira asks for changes from her DM, the owner signs again, and Amira approves"):
        amira.sees_in_dm("waits for your review", within=PATIENCE).clicks("Request changes…")
        form = amira.modal(f"Changes in {REVIEWED}")
        form.fill("What is to be changed?", COMMENT)
        form.submit()
        card.shows(COMMENT, within=PATIENCE)
        _sign_off(story, owner, REVIEWED)
        story.card(amira, REVIEWED).offers("Approve", within=PATIENCE).clicks("Approve", confirm=True)


def _read_history(person: Person, card: SeenMessage) -> None:
    card.clicks("History")
    history = person.modal("History")
    if f"reopened section {REOPENED}" not in history.text():
        raise PersonFailed(f"the history does not tell of it:\n{history.picture()}")
    history.cancel()


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
        summary = story.summary = mateo.sees(PLACE, f"production: go, with {len(RISKS)} conditions", within=PATIENCE)
        for note in RISKS.values():
            summary.shows(note[:30])
        summary.shows(MITIGATION[:30]).shows(f"left out  {LEFT_OUT}")
    with story.step("The board has no buttons any more"):
        _board(story).shows("Read the summary", within=PATIENCE)
        if _board(story).buttons():
            raise PersonFailed(f"the board still has buttons: {_board(story).buttons()}")


def _next_version(story: Story) -> None:
    priya = story.person(LEAD)
    with story.step("The next version starts with last time's answers; Priya confirms a section in two clicks"):
        priya.types(PLACE, "/deploy-check churn-model v4")
        board = priya.sees(PLACE, "churn-model v4", within=PATIENCE)
        card = priya.sees_in_thread(board, f"1 {story.section('1').title}", within=PATIENCE)
        card.clicks("Confirm last time's answers of section 1")
        priya.modal("Still true? 1").submit()
        # The card is drawn after those of the first version; a form knows at once.
        board.clicks("Answer my next question")
        signing = priya.modal("Sign off 1")
        number = len(story.section("1").questions)
        if f"{number} of {number} questions answered" not in signing.text():
            raise PersonFailed(f"last time's answers are not taken over:\n{signing.picture()}")
        signing.submit()


def _show(story: Story) -> None:
    with story.step("The full report is attached to the thread of the first one"):
        report = _report(story, story.person("Mateo Reyes"))
    if story.summary:
        story.console.print(Panel(Text(story.summary.text()), title=f"{PLACE}: what everybody sees", expand=False))
    story.console.print(f"The report: {report}", soft_wrap=True)
    clicks = sum(person.click_count for person in story.cast.values())
    story.console.print(f"{clicks} clicks by {len(story.cast)} people in {monotonic() - story.began:.0f} seconds.")


def _report(story: Story, person: Person) -> Path:
    """Save the attached file where the person can open it, after checking that it names every question."""
    message = person.sees_in_thread(_board(story), "The full report on", within=PATIENCE)
    name = message.files()[0]
    content = message.download(name).decode()
    missing = [
        part for part in (*(question.ref for question in story.checklist.questions), RUNS, SAID) if part not in content
    ]
    if missing:
        raise PersonFailed(f"the report lacks {', '.join(missing)}")
    path = Path(tempfile.mkdtemp(prefix="deploy-check-report-")) / name
    path.write_text(content)
    return path


def _board(story: Story) -> SeenMessage:
    if story.board is None:
        raise PersonFailed("there is no board yet")
    return story.board


ACTS: tuple[Callable[[Story], None], ...] = (
    _open,
    _set_up,
    _remind,
    _click_through,
    _answer_sections,
    _accept_risks,
    _review,
    _sign,
    _end,
    _next_version,
    _show,
)
