"""What is said once a deployment has ended."""

from __future__ import annotations

import pytest

from bot.domain.answers import Named, NotApplicable, Reply
from bot.domain.deployment import Deployment
from bot.domain.people import UserId
from bot.domain.signing import reopen
from bot.domain.signoff import Verdict
from bot.domain.summary import people_in, summary_of
from tests.stories import (
    AIM,
    ANA,
    BEN,
    CHEN,
    PRIYA,
    RELEASE,
    USE,
    act,
    answered,
    cancelled,
    opened,
    published,
    replied,
    signed,
    under_way,
)

DANA = UserId("UDANA")


def test_it_gathers_the_decision() -> None:
    """Verdict, who stands for it, and what remains a risk."""
    summary = summary_of(published())

    assert summary.verdict is Verdict.GO_WITH_CONDITIONS
    assert [(s.section.key, s.sign_off.by) for s in summary.signatures] == [(AIM, BEN), (RELEASE, CHEN), (USE, ANA)]
    assert [risk.question.ref for risk in summary.risks] == ["3.1"]


def test_it_lists_what_does_not_apply_by_its_number() -> None:
    """A question that was set aside is not lost: it stands with its number and reason."""
    (fact,) = summary_of(published()).not_applicable

    assert (fact.label, fact.answer.value) == ("2.4", NotApplicable("There is only one user."))


def test_facts_carry_the_checklists_label() -> None:
    """What people look for first is repeated under its label, in the order of the checklist."""
    facts = summary_of(published()).facts

    assert [(fact.label, fact.question.key) for fact in facts] == [
        ("Aim", "aim.goal"),
        ("On call", "release.watchers"),
    ]


def test_a_fact_that_nobody_gave_is_left_out() -> None:
    """A cancelled deployment has only the facts that were found out."""
    summary = summary_of(cancelled())

    assert [fact.label for fact in summary.facts] == ["Aim"]
    assert summary.verdict is Verdict.CANCELLED
    assert [signature.section.key for signature in summary.signatures] == [AIM]


def by_dana(deployment: Deployment, part: str) -> Deployment:
    """Let Dana appear in exactly one place."""
    match part:
        case "lead":
            return deployment.set_lead(DANA, act())[0]
        case "owner":
            return deployment.assign(USE, (DANA,), act())[0]
        case "answer":
            owned = deployment.assign(USE, (BEN,), act())[0]
            return answered(owned, USE, by=DANA)
        case "named":
            return replied(deployment, RELEASE, "release.watchers", Reply(Named((DANA,))))
        case "signature":
            return signed(answered(deployment, AIM), AIM, by=DANA)
        case "reopening":
            return reopen(signed(answered(deployment, AIM), AIM), AIM, "A new aim.", act(DANA))[0]
        case _:
            return deployment.cancel("Not needed.", act(DANA))[0]


@pytest.mark.parametrize("part", ["lead", "owner", "answer", "named", "signature", "reopening", "closing"])
def test_whoever_is_shown_has_a_name(part: str) -> None:
    """Names are read for everybody who appears anywhere in a deployment."""
    assert DANA in people_in(by_dana(opened(), part))


def test_nobody_else_is_looked_up() -> None:
    """People who do not appear are not asked for."""
    assert people_in(opened()) == {PRIYA}
    assert people_in(under_way()) == {PRIYA, ANA, BEN, CHEN}
