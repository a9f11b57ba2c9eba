"""Four eyes: a checklist may demand that whoever signs is not whoever answered, or asked for the deployment."""

from __future__ import annotations

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment
from bot.domain.errors import NotAllowed
from bot.domain.people import UserId
from bot.domain.policy import FourEyes
from bot.domain.scope import asked

BARS_ANSWERER = frozenset({FourEyes.SIGNER_NOT_ANSWERER, FourEyes.BOTH})
BARS_REQUESTER = frozenset({FourEyes.SIGNER_NOT_REQUESTER, FourEyes.BOTH})


def require_other_eyes(deployment: Deployment, section: Section, signer: UserId) -> None:
    """Raise NotAllowed, saying who can sign, for somebody whose own work the signature would cover."""
    rule, state = deployment.checklist.policy.four_eyes, deployment.section(section.key)
    given = [(question.ref, state.answers.get(question.key)) for question in asked(section, state)]
    own = [ref for ref, answer in given if answer and answer.by == signer]
    others = f"Have another owner or the lead sign section {section.ref}."
    if own and rule in BARS_ANSWERER:
        raise NotAllowed(f"You answered {own[0]} yourself, and here somebody else signs. {others}")
    if signer == deployment.requester and rule in BARS_REQUESTER:
        raise NotAllowed(f"You requested this deployment, and here somebody else signs. {others}")
