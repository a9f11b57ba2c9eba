"""Who may do what, and what speaks against it: for which codes a command may be refused."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime

from bot.domain.checklist import Checklist, QuestionKey, SectionKey
from bot.domain.people import Standing, UserId
from tests.usecases.simulation.commands import (
    AcceptRisk,
    Actor,
    Approve,
    AskAcceptance,
    Assign,
    Block,
    Cancel,
    Claim,
    Confirm,
    Exchange,
    HandOver,
    Intent,
    LeaveOut,
    NameReviewers,
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
from tests.usecases.simulation.days import is_past
from tests.usecases.simulation.exchanging import BROKEN
from tests.usecases.simulation.grouped import groups_of
from tests.usecases.simulation.model import Life, confirmable, is_same, record_in
from tests.usecases.simulation.part import Part
from tests.usecases.simulation.reviewing import against_review, barred

_LEADERS, _OWNERS = {"lead", "requester", "admin"}, {"owner", "group member"}
_MAY: Mapping[type[Intent], set[str]] = {
    Claim: _OWNERS | {"helper"},
    Refresh: {"anyone"},
    SetUp: _LEADERS,
    Cancel: _LEADERS,
    Remind: _LEADERS,
    Assign: _LEADERS | _OWNERS | {"helper"},
    HandOver: _LEADERS | _OWNERS | {"helper"},
    Confirm: _OWNERS | {"lead", "helper"},
    Record: _OWNERS | {"lead", "helper"},
    Exchange: _OWNERS | {"lead", "helper"},
    SignOff: _OWNERS | {"lead"},
    Block: _OWNERS | {"lead"},
    Unblock: _OWNERS | {"lead"},
    AskAcceptance: _OWNERS | {"lead"},
    AcceptRisk: {"lead"},
    NameReviewers: _LEADERS | _OWNERS,
    Approve: {"reviewer"},
    RequestChanges: {"reviewer"},
    Reopen: _LEADERS | _OWNERS,
    LeaveOut: {"lead"},
    TakeIn: {"lead"},
}


def may(by: Actor, life: Life, what: Intent, home: str) -> bool:
    """Say whether somebody may do this at all."""
    part = life.parts.get(getattr(what, "section", SectionKey("")))
    roles = {
        "anyone": True,
        "admin": by.standing is Standing.ADMIN,
        "lead": by.user == life.lead,
        "requester": by.user == life.requester,
        "owner": part is not None and by.user in part.owners,
        "reviewer": part is not None
        and (by.user in part.reviewers or bool(groups_of(by.user) & set(part.review_groups))),
        "group member": part is not None and bool(groups_of(by.user) & set(part.groups)),
        "helper": part is not None and not (part.owners or part.groups) and by.standing is not Standing.GUEST,
    }
    return by.home == home and any(roles[role] for role in _MAY[type(what)])


def objections(checklist: Checklist, life: Life, seen: Life, who_and_what: tuple[Actor, Intent]) -> set[str]:
    """Return the codes of all errors but a wrong date that this may be refused with."""
    by, what = who_and_what
    found = {"deployment_closed"} if life.status != "open" and not isinstance(what, Refresh) else set()
    match what:
        case Claim(section) if life.parts[section].owners and by.user not in life.parts[section].owners:
            found.add("conflict")
        case Record(section):
            found |= _against_record(life, seen.parts[section], by.user, what)
        case SignOff(section):
            found |= _against_signature(life.missing(checklist, section), life.parts[section], seen.parts[section])
            found |= {"not_allowed"} if barred(life, section, by.user) else set()
        case NameReviewers() | Approve() | RequestChanges():
            found |= against_review(life, seen, by, what)
        case AcceptRisk(section, question):
            same = life.counted(section).get(question) == seen.counted(section).get(question)
            found |= set() if same else {"conflict"}
        case Confirm() if not confirmable(checklist, life, what):
            found.add("conflict")
        case LeaveOut() | Reopen() | Block() | Cancel() | Exchange():
            found |= _against_decision(life, what)
    return found


def _against_decision(life: Life, what: LeaveOut | Reopen | Block | Cancel | Exchange) -> set[str]:
    if isinstance(what, Exchange):
        checks = {"refused": BROKEN in what.added, "not_asked": not life.asks(what.question)}
        return {code for code, holds in checks.items() if holds}
    found = set() if what.reason.strip() else {"reason_missing"}
    match what:
        case LeaveOut(_, question):
            found |= {"refused"} if life.tier != "low" or not life.asks(question) else set()
        case Reopen(section):
            found |= {"section_signed_off"} if not life.parts[section].signed_by else set()
        case Block(section):
            found |= {"section_signed_off"} if life.parts[section].signed_by else set()
            found |= {"conflict"} if life.parts[section].blocked else set()
    return found


def objections_to_date(checklist: Checklist, life: Life, by: UserId, what: Intent, now: datetime) -> set[str]:
    """Return the codes of what today speaks against: a due date that is past, risks that are not accepted for today."""
    today = now.date()
    match what:
        case SetUp(_, due, _):
            return {"refused"} if due != life.due and is_past(due, now) else set()
        case SignOff(section):
            return {"risks_open"} if life.open_risks(section, today) else set()
        case AskAcceptance(section):
            return _against_asking(life, section, today)
        case Remind() if not life.waiting(checklist, today):
            return {"deployment_closed"}
        case AcceptRisk():
            return _against_acceptance(life, by, what, today)
        case _:
            return set()


def _against_asking(life: Life, key: SectionKey, today: date) -> set[str]:
    risks = life.open_risks(key, today)
    own = any(life.parts[key].answers[question].by == life.lead for question in risks)
    return ({"not_allowed"} if own else set()) | ({"conflict"} if not risks else set())


def _against_acceptance(life: Life, by: UserId, what: AcceptRisk, today: date) -> set[str]:
    given, terms = life.counted(what.section).get(what.question), what.terms
    checks = {
        "conflict": what.question not in life.open_risks(what.section, today),
        "not_allowed": given is not None and given.by == by,
        "refused": not terms.reason.strip() or terms.expires <= today,
    }
    return {code for code, holds in checks.items() if holds}


def _against_record(life: Life, seen: Part, by: UserId, what: Record) -> set[str]:
    part, counted = life.parts[what.section], life.counted(what.section)
    changed = {q for q, said in what.replies.items() if not is_same(counted.get(q), said.value, said.note)}
    after = deepcopy(life)
    record_in(after, what.section, by, replace(what, cleared=frozenset()), 0)
    cleared = {q for q in what.cleared if after.asks(q)}
    present = {q: part.answers[q] for q in changed | cleared if q in part.answers}
    unseen = {q for q, given in present.items() if given.by != by and seen.answers.get(q) != given}
    checks = {
        "answered_meanwhile": bool(unseen),
        "answer_refused": not all(said.fits for said in what.replies.values()),
        "not_asked": not all(life.asks(q) for q in {*what.replies, *what.links}),
        "refused": BROKEN in what.links.values(),
    }
    return {code for code, holds in checks.items() if holds}


def _against_signature(missing: set[QuestionKey], part: Part, seen: Part) -> set[str]:
    checks = {
        "section_signed_off": part.signed_by is not None,
        "answers_missing": bool(missing),
        "conflict": part.serial != seen.serial,
    }
    return {code for code, holds in checks.items() if holds}
