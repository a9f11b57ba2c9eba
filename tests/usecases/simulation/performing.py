"""How a command reaches the product: through the use case that it names."""

from __future__ import annotations

from bot.domain.answers import Reply
from bot.domain.deployment import Deployment, Target
from bot.domain.evidence import Link
from bot.domain.people import WorkspaceId
from bot.domain.risks import RiskAt
from bot.usecases import evidence
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, assign, claim, hand_over, set_up
from bot.usecases.assign import HandOver as HandingOver
from bot.usecases.assign import SetUp as Form
from bot.usecases.block import block, unblock
from bot.usecases.carry import Confirmation, confirm
from bot.usecases.decide import cancel, reopen, sign_off
from bot.usecases.evidence import exchange_evidence
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports, Request
from bot.usecases.refresh import refresh
from bot.usecases.remind import remind_now
from bot.usecases.review import Naming, approve, request_changes, set_reviewers
from bot.usecases.risks import Accepting, accept_risk, ask_for_acceptance
from bot.usecases.scope import Asked, leave_out, take_in
from tests.stories import CHANNEL
from tests.usecases.simulation.commands import (
    AcceptRisk,
    Approve,
    AskAcceptance,
    Assign,
    Block,
    Cancel,
    Claim,
    Command,
    Confirm,
    Exchange,
    HandOver,
    Intent,
    LeaveOut,
    NameReviewers,
    OfReview,
    OnSection,
    Open,
    Record,
    Refresh,
    Remind,
    Reopen,
    RequestChanges,
    SetUp,
    SignOff,
    TakeIn,
    Unblock,
)
from tests.usecases.simulation.grouped import groups_of


def target_of(model: str) -> Target:
    return Target(model, "v3", "production")


def perform(ports: Ports, command: Command, workspace: WorkspaceId) -> None:
    """Call the use case with what the person sent."""
    groups = groups_of(command.by.user)
    request = Request(command.id, workspace, command.by.user, command.by.home, command.by.standing, groups)
    if isinstance(command.what, Open):
        open_for(ports, request, _start(command.what))
    elif command.view:
        _change(ports, request, command.view.stored, command.what)


def _start(what: Open) -> Start:
    return Start(target_of(what.model), CHANNEL, what.due, what.checklist, what.tier)


def _change(ports: Ports, request: Request, seen: Deployment, what: Intent) -> None:
    match what:
        case SetUp(lead, due, owners, tier, artefact):
            set_up(ports, request, seen.id, Form(lead, due, owners, tier, artefact))
        case Record():
            record_answers(ports, request, _answers(seen, what))
        case Confirm(section, questions):
            confirm(ports, request, Confirmation(seen.id, section, tuple(questions)))
        case Exchange():
            exchange_evidence(ports, request, _exchange(seen, what))
        case Cancel(reason):
            cancel(ports, request, seen.id, reason=reason)
        case Refresh():
            refresh(ports, request, seen.id)
        case Remind():
            remind_now(ports, request, seen.id)
        case _:
            _change_section(ports, request, seen, what)


def _review(ports: Ports, request: Request, seen: Deployment, what: OfReview) -> None:
    match what:
        case NameReviewers(section, reviewers, groups):
            shown = seen.section(section)
            naming = Naming(seen.id, section, reviewers, shown.reviewers, groups, shown.review_groups)
            set_reviewers(ports, request, naming)
        case Approve(section):
            approve(ports, request, seen.id, section, seen=seen.section(section).revision)
        case RequestChanges(section, comment):
            request_changes(ports, request, seen.id, section, comment=comment)


def _change_section(ports: Ports, request: Request, seen: Deployment, what: OnSection | OfReview) -> None:
    match what:
        case Claim(section):
            claim(ports, request, seen.id, section)
        case Assign(section, owners, groups):
            assign(ports, request, Assignment(seen.id, section, owners, groups))
        case HandOver(section, to):
            hand_over(ports, request, HandingOver(seen.id, section, to))
        case SignOff(section):
            sign_off(ports, request, seen.id, section, seen=seen.section(section).revision)
        case Reopen(section, reason):
            reopen(ports, request, seen.id, section, reason=reason)
        case AskAcceptance(section):
            ask_for_acceptance(ports, request, seen.id, section)
        case _:
            _change_what_counts(ports, request, seen, what)


def _change_what_counts(
    ports: Ports, request: Request, seen: Deployment, what: AcceptRisk | LeaveOut | TakeIn | Block | Unblock | OfReview
) -> None:
    match what:
        case NameReviewers() | Approve() | RequestChanges():
            _review(ports, request, seen, what)
        case Block(section, reason):
            block(ports, request, seen.id, section, reason=reason)
        case Unblock(section):
            unblock(ports, request, seen.id, section)
        case _:
            _change_question(ports, request, seen, what)


def _change_question(ports: Ports, request: Request, seen: Deployment, what: AcceptRisk | LeaveOut | TakeIn) -> None:
    match what:
        case AcceptRisk(section, question, terms):
            answer = seen.section(section).answers.get(question)
            at = RiskAt(section, question, answer.version if answer else 0)
            accept_risk(ports, request, Accepting(seen.id, at, terms))
        case LeaveOut(section, question, reason):
            leave_out(ports, request, Asked(seen.id, section, question), reason=reason)
        case TakeIn(section, question):
            take_in(ports, request, Asked(seen.id, section, question))


def _exchange(seen: Deployment, what: Exchange) -> evidence.Exchange:
    pieces = [piece for some in seen.section(what.section).evidence.values() for piece in some]
    gone = frozenset(piece.key for piece in pieces if piece.item in set(map(Link, what.gone)))
    return evidence.Exchange(seen.id, what.section, what.question, tuple(map(Link, what.added)), gone)


def _answers(seen: Deployment, what: Record) -> Answers:
    versions = {question: answer.version for question, answer in seen.section(what.section).answers.items()}
    replies = {q: Reply(said.value, said.note, versions.get(q, 0)) for q, said in what.replies.items()}
    cleared = {q: versions.get(q, 0) for q in what.cleared}
    return Answers(seen.id, what.section, replies, cleared, {q: (Link(url),) for q, url in what.links.items()})
