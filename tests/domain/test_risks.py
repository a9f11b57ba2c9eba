"""Risks are fixed or accepted, by somebody else than who answered, on terms that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.answers import Confirmed, Reply
from bot.domain.checklist import QuestionKey
from bot.domain.decisions import decisions_for
from bot.domain.deployment import Deployment
from bot.domain.errors import Conflict, DeploymentClosed, NotAllowed, Refused, RisksOpen
from bot.domain.events import EventKind
from bot.domain.people import UserId
from bot.domain.risks import LONGEST, RiskAt, accept_risk, ask_for_acceptance, complete_condition
from bot.domain.signing import sign_off
from bot.domain.signoff import conditions_of, expired_conditions, open_risks
from bot.domain.waivers import Terms
from tests.stories import (
    AIM,
    ANA,
    BEN,
    CHEN,
    NOW,
    PRIYA,
    SMALL,
    TERMS,
    USE,
    accepted,
    act,
    answered,
    asked,
    cancelled,
    completed,
    opened,
    published,
    ready,
    replied,
    signed,
    waived,
)

FAIR, LEGAL = QuestionKey("use.fair"), QuestionKey("use.legal")
TODAY = NOW.date()
LATER = date(2026, 4, 2)


def risk_of(deployment: Deployment) -> RiskAt:
    return RiskAt(USE, FAIR, deployment.section(USE).answers[FAIR].version)


def test_a_section_with_an_open_risk_is_not_signed() -> None:
    """The error names the question and the two ways out."""
    with pytest.raises(RisksOpen, match=r"1 risk is still open: 3\.1\. Change the answer, or ask for acceptance"):
        signed(ready(), USE, ANA)


def test_a_fixed_risk_needs_nobody() -> None:
    """Another answer is the other way out."""
    fixed = replied(ready(), USE, FAIR, Reply(Confirmed(yes=True)), ANA)
    assert signed(fixed, USE, ANA).section(USE).signed_off


def test_an_accepted_risk_lets_the_owner_sign() -> None:
    """Who accepted it, when and on what terms stands beside the answer."""
    waiver = waived().section(USE).waivers[FAIR]
    assert waiver.accepted
    assert (waiver.accepted.by, waiver.accepted.at, waiver.accepted.terms) == (PRIYA, NOW, TERMS)
    assert signed(waived(), USE, ANA).section(USE).signed_off


def test_nobody_accepts_their_own_risk() -> None:
    """The lead who gave the answer needs somebody else, and nobody can be asked in vain."""
    own = answered(opened(), USE, by=PRIYA, fair=Confirmed(yes=False))
    with pytest.raises(NotAllowed, match="somebody else has to accept"):
        accept_risk(own, risk_of(own), TERMS, act(PRIYA))
    with pytest.raises(NotAllowed, match="Make somebody else the lead"):
        ask_for_acceptance(own, USE, act(PRIYA))


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("reason", replace(TERMS, reason="  ")),
        ("reason", replace(TERMS, reason="x" * 1001)),
        ("mitigation", replace(TERMS, mitigation="")),
        ("mitigation", replace(TERMS, mitigation="x" * 1001)),
        ("holder", replace(TERMS, holder=UserId(""))),
        ("expires", replace(TERMS, expires=TODAY)),
        ("expires", replace(TERMS, expires=TODAY + LONGEST + timedelta(days=1))),
    ],
)
def test_terms_are_refused_at_their_field(field: str, terms: Terms) -> None:
    """Why, what keeps it small, who sees to it and until when: none may be missing, and no end is far away."""
    with pytest.raises(Refused) as refused:
        accept_risk(ready(), risk_of(ready()), terms, act(PRIYA))
    assert refused.value.field == field


def test_what_was_seen_is_accepted() -> None:
    """An answer that changed meanwhile, one without risk and one that is accepted already are no open risks."""
    changed = replied(ready(), USE, FAIR, Reply(Confirmed(yes=False), "Only one group."), ANA)
    for deployment, at in (
        (changed, risk_of(ready())),
        (
            ready(),
            RiskAt(USE, QuestionKey("use.legal"), ready().section(USE).answers[QuestionKey("use.legal")].version),
        ),
        (waived(), risk_of(waived())),
        (opened(), RiskAt(USE, FAIR)),
    ):
        with pytest.raises(Conflict):
            accept_risk(deployment, at, TERMS, act(PRIYA))


def test_a_changed_answer_voids_its_acceptance() -> None:
    """Another no is another risk, and the history says that the acceptance is gone."""
    before = waived()
    reply = Reply(Confirmed(yes=False), "Three groups.", before.section(USE).answers[FAIR].version)
    after, events = before.answer(USE, {FAIR: reply}, act(ANA))
    assert not after.section(USE).waivers
    assert [event.kind for event in events] == [EventKind.ANSWERED, EventKind.ACCEPTANCE_VOIDED]


def test_another_answer_leaves_the_acceptance_alone() -> None:
    """A waiver belongs to one question."""
    before = waived()
    reply = Reply(Confirmed(yes=True), "Asked again.", before.section(USE).answers[LEGAL].version)
    assert before.answer(USE, {LEGAL: reply}, act(ANA))[0].section(USE).waivers == before.section(USE).waivers


def test_an_expired_acceptance_does_not_carry_a_signature() -> None:
    """Signed after its last day, the risk is open again, and can be accepted again."""
    late = replace(act(ANA), at=NOW + timedelta(days=40))
    with pytest.raises(RisksOpen):
        sign_off(waived(), USE, waived().section(USE).revision, late)
    again = replace(TERMS, expires=late.at.date() + timedelta(days=10))
    renewed, _ = accept_risk(waived(), risk_of(waived()), again, replace(late, by=PRIYA))
    assert open_risks(SMALL.section(USE), renewed.section(USE), late.at.date()) == ()


def test_asking_reaches_the_lead() -> None:
    """What was asked for waits for the lead until it is decided; whoever answered is not asked."""
    assert decisions_for(PRIYA, ready()) == ()
    (decision,) = decisions_for(PRIYA, asked())
    assert [risk.question.key for risk in decision.risks] == [FAIR]
    assert decisions_for(ANA, asked()) == ()
    assert decisions_for(PRIYA, waived()) == ()
    assert decisions_for(PRIYA, asked().cancel("No longer needed.", act())[0]) == ()


def test_asking_without_an_open_risk_is_refused() -> None:
    """There has to be something to accept."""
    for deployment in (opened(), waived()):
        with pytest.raises(Conflict, match="no open risk"):
            ask_for_acceptance(deployment, USE, act(ANA))


def test_every_accepted_risk_is_a_condition() -> None:
    """Conditions come in the order of the checklist, and say whether they are met."""
    risky = answered(waived(), AIM, needed=Confirmed(yes=False))
    both = accepted(risky, AIM, "aim.needed")
    assert [condition.risk.question.ref for condition in conditions_of(both)] == ["1.2", "3.1"]
    assert [condition.is_done for condition in conditions_of(published())] == [False]
    assert [condition.is_done for condition in conditions_of(completed())] == [True]


def test_a_condition_expires_the_day_after_its_last() -> None:
    """On the last day it still holds; met in time it never expires."""
    assert expired_conditions(published(), TERMS.expires) == ()
    assert [condition.risk.question.key for condition in expired_conditions(published(), LATER)] == [FAIR]
    assert expired_conditions(completed(), LATER) == ()


def test_a_condition_is_met_once_and_after_publication_too() -> None:
    """Nothing else of a published deployment can change; meeting it again changes nothing."""
    met, events = complete_condition(published(), risk_of(published()), act(CHEN))
    assert [event.kind for event in events] == [EventKind.CONDITION_DONE]
    assert complete_condition(met, risk_of(met), act(CHEN)) == (met, ())
    with pytest.raises(DeploymentClosed):
        accept_risk(published(), risk_of(published()), TERMS, act(PRIYA))


@pytest.mark.parametrize("by", [BEN, ANA])
def test_a_condition_is_met_for_whoever_sees_to_it(by: UserId) -> None:
    """Who sees to another condition of the section says nothing of this one; the lead does."""
    with pytest.raises(NotAllowed, match=r"of 3\.1 is met is for the lead, or whoever sees to it"):
        complete_condition(published(), risk_of(published()), act(by))
    assert complete_condition(published(), risk_of(published()), act(PRIYA))[1]


def test_a_button_of_an_earlier_acceptance_meets_nothing() -> None:
    """It was about another answer, on other terms."""
    risk = risk_of(published())
    with pytest.raises(Conflict, match="answered again"):
        complete_condition(published(), RiskAt(USE, FAIR, risk.seen - 1), act(CHEN))


def test_only_what_is_accepted_can_be_met() -> None:
    """An open risk has no condition, and a cancelled deployment has nothing to follow up."""
    with pytest.raises(Conflict, match="no condition"):
        complete_condition(ready(), risk_of(ready()), act(BEN))
    with pytest.raises(DeploymentClosed):
        complete_condition(cancelled(), RiskAt(USE, FAIR), act(BEN))
