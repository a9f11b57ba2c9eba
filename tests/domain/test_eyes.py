"""Four eyes: who may not sign where the checklist says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.deployment import Deployment
from bot.domain.errors import NotAllowed
from bot.domain.people import UserId
from bot.domain.policy import FourEyes, Policy
from tests.stories import AIM, ANA, BEN, PRIYA, SMALL, answered, opened, signed


def complete(rule: FourEyes) -> Deployment:
    """Ben has answered section 1 of a deployment that Priya requested."""
    return answered(opened(replace(SMALL, policy=Policy(four_eyes=rule))), AIM, by=BEN)


@pytest.mark.parametrize(
    ("rule", "barred"),
    [
        (FourEyes.NONE, set()),
        (FourEyes.SIGNER_NOT_ANSWERER, {BEN}),
        (FourEyes.SIGNER_NOT_REQUESTER, {PRIYA}),
        (FourEyes.BOTH, {BEN, PRIYA}),
    ],
)
def test_each_rule_bars_whom_it_names(rule: FourEyes, barred: set[UserId]) -> None:
    """Everybody else who may sign still can."""
    refused = set()
    for signer in (BEN, PRIYA, ANA):
        try:
            signed(complete(rule), AIM, signer)
        except NotAllowed:
            refused.add(signer)
    assert refused == barred


def test_the_refusal_says_why_and_who_can() -> None:
    """One sentence on what stands in the way, one on what to do."""
    with pytest.raises(NotAllowed, match=r"You answered 1\.1 yourself, and here .* Have another owner or the lead"):
        signed(complete(FourEyes.SIGNER_NOT_ANSWERER), AIM, BEN)
    with pytest.raises(NotAllowed, match=r"You requested this deployment, and here .* Have another owner or the lead"):
        signed(complete(FourEyes.SIGNER_NOT_REQUESTER), AIM, PRIYA)


def test_the_refusal_sends_nobody_to_somebody_who_is_barred_as_well() -> None:
    """Where the only owner answered and the lead asked for the deployment, the way on is to hand the section over."""
    with pytest.raises(NotAllowed, match="None of the owners can, nor the lead: hand section 1 over"):
        signed(complete(FourEyes.BOTH), AIM, BEN)
