"""Ask for the acceptance of risks, accept one on terms, and follow up on the terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain import risks
from bot.domain.appointing import require_workers
from bot.domain.checklist import SectionKey
from bot.domain.conditions import is_reminded, next_look
from bot.domain.deployment import Changed, Deployment, DeploymentId, DeploymentStatus
from bot.domain.people import Act, UserId
from bot.domain.permissions import Action, require
from bot.domain.risks import RiskAt
from bot.domain.waivers import Terms
from bot.domain.worktime import Holidays
from bot.usecases.change import Outcome, change
from bot.usecases.due_times import calendars_of, schedule_all
from bot.usecases.ports import DueCondition, Ports, Request, Transaction
from bot.usecases.postings import Address, PostingKind
from bot.usecases.turns import pass_turns

BATCH = 100
"""Conditions claimed in one transaction; a crash in between gives all of them back."""


def ask_for_acceptance(ports: Ports, request: Request, deployment_id: DeploymentId, section: SectionKey) -> Outcome:
    """Ask whoever may decide to accept the open risks of a section."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ASK_ACCEPTANCE, act, deployment, section)
        return risks.ask_for_acceptance(deployment, section, act)

    return change(ports, request, deployment_id, decide)


@dataclass(frozen=True, slots=True)
class Accepting:
    """A risk and the terms that somebody accepts it on."""

    deployment: DeploymentId
    at: RiskAt
    terms: Terms


def accept_risk(ports: Ports, request: Request, accepting: Accepting) -> Outcome:
    """Accept a risk. Raises what domain.risks.accept_risk raises, and Refused for a holder who is a bot or has left."""
    holder = accepting.terms.holder
    with ports.work.reading() as tx:
        known = tx.people.find(request.workspace, [holder])

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ACCEPT_RISK, act, deployment, accepting.at.section)
        require_workers([profile.person for profile in known.values()], "holder")
        return risks.accept_risk(deployment, accepting.at, accepting.terms, act)

    return change(ports, request, accepting.deployment, decide)


def complete_condition(ports: Ports, request: Request, deployment_id: DeploymentId, at: RiskAt) -> Outcome:
    """Say that a condition is met, before or after the deployment is published."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.COMPLETE_CONDITION, act, deployment, at.section)
        return risks.complete_condition(deployment, at, act)

    return change(ports, request, deployment_id, decide)


def remind_of_conditions(ports: Ports) -> int:
    """Claim due conditions and ask for their messages, in one transaction; return how many were claimed.

    Once an acceptance has ended, whatever shows it is drawn again: the risk is open.
    """
    now = ports.clock()
    with ports.work.writing() as tx:
        claimed = tx.conditions.claim_due(now, BATCH)
        for condition in claimed:
            _look_at(tx, condition, now, ports.holidays)
    return len(claimed)


def _look_at(tx: Transaction, due: DueCondition, now: datetime, holidays: Holidays) -> None:
    profile = tx.people.find(due.workspace, [due.holder]).get(due.holder)
    zone = profile.person.zone if profile else ""
    if is_reminded(due.expires, zone, due.due_at, now):
        reader = _reader(tx, due)
        calendar = calendars_of(tx, due.workspace, [reader], holidays)[reader]
        tx.postings.want(_address(due, reader, now), at=calendar.working_time(now))
    if due.expires < now.date():
        _draw_again(tx, due, now)
    tx.conditions.schedule(due.at, next_look(due.expires, zone, now))


def _reader(tx: Transaction, due: DueCondition) -> UserId:
    """Return who is reminded: the holder, or once they have left, the lead, else whoever asked for the deployment."""
    deployment = tx.deployments.get(due.at.deployment)
    people = (due.holder, deployment.lead, deployment.requester)
    known = tx.people.find(due.workspace, people)
    return next((user for user in people if user not in known or not known[user].person.is_gone), due.holder)


def _draw_again(tx: Transaction, due: DueCondition, now: datetime) -> None:
    whole = due.at.deployment
    deployment = tx.deployments.get(whole)
    if deployment.status is DeploymentStatus.OPEN:
        pass_turns(tx, deployment, deployment, now.date())
        schedule_all(tx, deployment, now)
    shown = (
        (PostingKind.CARD, f"{whole}:{due.at.section}"),
        (PostingKind.BOARD, whole),
        (PostingKind.SUMMARY, whole),
    )
    for kind, key in shown:
        posting = tx.postings.find(due.workspace, kind, key)
        if posting:
            tx.postings.want(posting.address, at=now)


def _address(due: DueCondition, reader: UserId, now: datetime) -> Address:
    return Address(
        workspace=due.workspace,
        kind=PostingKind.CONDITION,
        key=f"{due.at.deployment}:{due.at.question}:{now.date().isoformat()}",
        deployment_id=due.at.deployment,
        user=reader,
        subject=f"{due.at.section} {due.at.question}",
    )
