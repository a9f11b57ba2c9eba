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


def barred_by(deployment: Deployment, section: Section, user: UserId) -> str:
    """Say what somebody did that keeps them from signing a section, or from approving it; empty when nothing does."""
    rule, state = deployment.checklist.policy.four_eyes, deployment.section(section.key)
    if rule in BARS_ANSWERER:
        given = [(question.ref, state.answers.get(question.key)) for question in asked(section, state)]
        own = [ref for ref, answer in given if answer and answer.by == user]
        if own:
            return f"answered {own[0]} yourself"
    return "requested this deployment" if rule in BARS_REQUESTER and user == deployment.requester else ""


def signers_of(deployment: Deployment, section: Section) -> tuple[UserId, ...]:
    """Return who may sign a section as things stand: its owners and the lead, but not whom the checklist bars."""
    people = dict.fromkeys((*deployment.sections[section.key].owners, deployment.lead))
    return tuple(user for user in people if not barred_by(deployment, section, user))


def require_other_eyes(deployment: Deployment, section: Section, signer: UserId) -> None:
    """Raise NotAllowed, saying who can sign, for somebody whose own work the signature would cover."""
    did = barred_by(deployment, section, signer)
    if did:
        can_others = signers_of(deployment, section) or deployment.section(section.key).groups
        way_on = (
            f"Have another owner or the lead sign section {section.ref}."
            if can_others
            else f"None of the owners can, nor the lead: hand section {section.ref} over."
        )
        raise NotAllowed(f"You {did}, and here somebody else signs. {way_on}")


def require_reviewing_eyes(deployment: Deployment, section: Section, reviewer: UserId) -> None:
    """Raise NotAllowed for somebody whose own work or signature they would approve."""
    signed = deployment.section(section.key).signed_off
    is_signer = signed is not None and signed.by == reviewer
    did = "signed this section off yourself" if is_signer else barred_by(deployment, section, reviewer)
    if did:
        raise NotAllowed(f"You {did}, so somebody else has to review section {section.ref}.")
