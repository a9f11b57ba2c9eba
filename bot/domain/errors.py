"""What can go wrong for a person, as one family.

    CheckError
    ├── NotFound               the thing a button or command names is not there
    ├── NotAllowed             the person may not do this
    ├── Refused                an input breaks a rule
    │   ├── AnswerRefused      … an answer, at its field
    │   └── ReasonMissing      … a reason that the rule asks for
    ├── AnswersMissing         sign-off before every required question is answered
    ├── RisksOpen              sign-off before every risk is fixed or accepted
    ├── Conflict               the state is not the one the person saw
    │   ├── AlreadyOpen        this model version has an open deployment
    │   ├── NotAsked           the question is not asked in this deployment
    │   ├── AnsweredMeanwhile  somebody else answered the question first
    │   ├── ChangedMeanwhile   two changes collided twice in a row
    │   ├── DeploymentClosed   it is published or cancelled
    │   └── SectionSignedOff   … or already signed off, or not signed off
    └── Repeated               the same request came twice; the first one counted

The message is one full sentence in plain English that says what to do. `code` is stable for programs.
Everything that is not a CheckError is a bug.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from bot.domain.answers import Answer
    from bot.domain.checklist import Question


class CheckError(Exception):
    """Something the person can do something about."""

    code: ClassVar[str] = "check_error"


class NotFound(CheckError):
    code = "not_found"


class NotAllowed(CheckError):
    code = "not_allowed"


class Refused(CheckError):
    """An input breaks a rule; `field` names the input of the form that it came from, where there is one."""

    code = "refused"

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class AnswerRefused(Refused):
    code = "answer_refused"


class ReasonMissing(Refused):
    code = "reason_missing"


class AnswersMissing(CheckError):
    """A section was signed off before all its required questions were answered; some lack nothing but evidence."""

    code = "answers_missing"

    def __init__(self, questions: Sequence[Question], unproven: Collection[Question] = ()) -> None:
        lacking = " (evidence is missing)"
        named = ", ".join(question.ref + (lacking if question in unproven else "") for question in questions)
        what = "question is" if len(questions) == 1 else "questions are"
        super().__init__(f"{len(questions)} {what} still open: {named}. Answer them, then sign off.")
        self.questions = tuple(questions)


class RisksOpen(CheckError):
    """A section was signed off with risks that nobody accepted."""

    code = "risks_open"

    def __init__(self, questions: Sequence[Question]) -> None:
        named = ", ".join(question.ref for question in questions)
        what = "risk is" if len(questions) == 1 else "risks are"
        super().__init__(f"{len(questions)} {what} still open: {named}. Change the answer, or ask for acceptance.")
        self.questions = tuple(questions)


class Conflict(CheckError):
    code = "conflict"


class AlreadyOpen(Conflict):
    """This model version is already being deployed to this environment; `deployment_id` says where."""

    code = "already_open"

    def __init__(self, message: str, *, deployment_id: str) -> None:
        super().__init__(message)
        self.deployment_id = deployment_id


class NotAsked(Conflict):
    """A question is answered that this deployment does not ask, or no longer does."""

    code = "not_asked"

    def __init__(self, questions: Sequence[Question]) -> None:
        named = ", ".join(question.ref for question in questions)
        what = "Question {} is" if len(questions) == 1 else "Questions {} are"
        super().__init__(f"{what.format(named)} not asked here any more. The card in the thread shows what is.")


class AnsweredMeanwhile(Conflict):
    """Somebody else answered after the person's button or form was drawn; the person chooses."""

    code = "answered_meanwhile"

    def __init__(self, answered: Sequence[tuple[Question, Answer]]) -> None:
        named = ", ".join(question.ref for question, _ in answered)
        super().__init__(f"Somebody else answered {named} in the meantime. Look at it, then choose.")
        self.answered = tuple(answered)


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"

    def __init__(self) -> None:
        super().__init__("Somebody changed this deployment at the same moment. Please try again.")


class DeploymentClosed(Conflict):
    code = "deployment_closed"


class SectionSignedOff(Conflict):
    code = "section_signed_off"


class Repeated(CheckError):
    """The same request came again; it was carried out the first time, so there is nothing to do."""

    code = "repeated"

    def __init__(self) -> None:
        super().__init__("This was already done.")
