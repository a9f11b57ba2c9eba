"""Conditions that are due are claimed once, by one process."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.answers import Confirmed, Reply
from bot.domain.checklist import AnswerKind
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.people import Act
from bot.domain.risks import RiskAt, accept_risk
from bot.domain.waivers import Terms
from bot.storage.work import SqlWork
from bot.usecases.ports import ConditionAt, DueCondition
from tests.storage.examples import ACME, ANA, BO, DATA, NOW, at_once, change, keep, opened, question

CONFIRM = question(DATA, AnswerKind.CONFIRM).key
TERMS = Terms("It is small.", "An alarm.", BO, NOW.date() + timedelta(days=30))
HERE = ConditionAt(DeploymentId("d1"), DATA, CONFIRM)


def accepted(work: SqlWork) -> None:
    """Keep a deployment whose one risk Ana accepted; Bo sees to it."""
    no = {CONFIRM: Reply(Confirmed(yes=False))}
    keep(work, opened("d1"))
    change(work, "d1", lambda d: d.answer(DATA, no, Act(BO, ACME, NOW)))
    accept(work, TERMS)
    with work.writing() as tx:
        tx.conditions.schedule(HERE, NOW)


def accept(work: SqlWork, terms: Terms, at: datetime = NOW) -> None:
    """Accept the risk, or accept it again once the first acceptance has expired."""

    def accepts(before: Deployment) -> Changed:
        at_risk = RiskAt(DATA, CONFIRM, before.section(DATA).answers[CONFIRM].version)
        return accept_risk(before, at_risk, terms, Act(ANA, ACME, at))

    change(work, "d1", accepts)


def claim(work: SqlWork, _: object = None) -> list[DueCondition]:
    with work.writing() as tx:
        return list(tx.conditions.claim_due(NOW, 10))


def test_a_due_condition_is_claimed_once(work: SqlWork) -> None:
    """It comes with whom to tell; claiming it again finds nothing."""
    accepted(work)
    assert claim(work) == [DueCondition(HERE, ACME, BO, TERMS.expires, NOW)]
    assert claim(work) == []


def test_several_processes_claim_it_once(work: SqlWork) -> None:
    """Replicas that tick at the same moment share what is due."""
    accepted(work)
    claimed = at_once(lambda number: claim(work, number), range(4))
    assert sum(map(len, claimed)) == 1


def test_what_is_not_due_stays(work: SqlWork) -> None:
    """Later, or never, is not now."""
    accepted(work)
    for due_at in (NOW + timedelta(seconds=1), None):
        with work.writing() as tx:
            tx.conditions.schedule(HERE, due_at)
        assert claim(work) == []


def test_accepting_again_keeps_when_it_is_due(work: SqlWork) -> None:
    """Writing the waiver again leaves alone the column that only the clock uses."""
    accepted(work)
    later = NOW + timedelta(days=60)
    accept(work, Terms("Still small.", "An alarm.", ANA, later.date() + timedelta(days=9)), later)
    assert [due.holder for due in claim(work)] == [ANA]
