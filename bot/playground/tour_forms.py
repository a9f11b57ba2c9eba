"""The forms of the tour: how its people fill in the questions, with the checklist's own examples of good answers."""

from __future__ import annotations

from bot.domain.checklist import AnswerKind, Checklist, Question, Section
from bot.playground.people import OpenModal, Person, PersonFailed

RISKS = {
    "2.5": "Labels of the last six weeks are still preliminary; we retrain when they settle.",
    "4.5.4": "Extreme cases are tested for missing values only. The rest is planned for next month.",
}
NOT_APPLICABLE = {
    "2.4": "Churn is observed, so there is nothing to label by hand.",
    "5.7": "Scores are shown to people, who decide; nothing acts on them alone.",
}

LEFT_OUT = "6.6"
IN_THREAD = "4.4.1"
"""Answered before the form of its section is opened."""
PROVEN = "4.2.4"
RUNS, FOLDS = (
    "https://mlflow.example.com/runs/9f2c41",
    {"folds.csv": b"fold,precision,recall\n1,0.81,0.60\n2,0.80,0.61\n"},
)
"""What shows that this answer holds: a page and a file."""


def answer_next(checklist: Checklist, person: Person) -> None:
    """Answer whatever comes, until nothing is left for this person."""
    while person.has_modal():
        modal = person.modal("")
        shown = [question for question in checklist.questions if _is_shown(modal, question)]
        if not shown:
            modal.cancel()
            return
        _fill(modal, shown[0])
        _prove(modal, shown[0])
        modal.submit()


def answer_pages(modal: OpenModal, section: Section) -> None:
    """Fill in page after page; the title stays, so the number of questions left tells when it ends."""
    left = [question for question in section.questions if question.ref != LEFT_OUT]
    while left:
        shown = [question for question in left if _is_shown(modal, question)]
        if not shown:
            raise PersonFailed(f"expected question {left[0].ref} in\n{modal.picture()}")
        for question in shown:
            _fill(modal, question)
        modal.submit()
        left = [question for question in left if question not in shown]


def _is_shown(modal: OpenModal, question: Question) -> bool:
    return any(label.startswith(f"{question.ref} ") for label in modal.labels())


def _fill(modal: OpenModal, question: Question) -> None:
    """Answer one question of the modal as its kind asks, with the checklist's own example of a good answer."""
    if question.ref in NOT_APPLICABLE:
        _skip(modal, question)
    elif question.ref != IN_THREAD:
        _answer(modal, question, f"{question.ref} ")


def _answer(modal: OpenModal, question: Question, label: str) -> None:
    match question.kind:
        case AnswerKind.CONFIRM:
            modal.choose(label, "No, a risk" if question.ref in RISKS else "Yes")
            modal.fill(f"Note on {question.ref}", RISKS.get(question.ref, question.good))
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


def _prove(modal: OpenModal, question: Question) -> None:
    """Bring a page and a file as evidence."""
    if question.ref == PROVEN:
        modal.fill(f"Evidence for {question.ref}", RUNS)
        modal.attach(f"Files for {question.ref}", FOLDS)
