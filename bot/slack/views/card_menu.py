"""What a card offers that is rarely needed: in a menu, so that the buttons beside it are those for every day."""

from __future__ import annotations

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment, DeploymentStatus, SectionState
from bot.domain.scope import asked, left_out
from bot.domain.when import Tier
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from bot.slack.views.ids import ActionId, Reference, encode


def card_menu(deployment: Deployment, section: Section, state: SectionState) -> Json:
    """Draw the menu; once the deployment is closed, only the history is left, as a button."""
    items = _items(deployment, section, state)
    if not items:
        value, label = encode(Reference(deployment.id, section.key)), f"History of section {section.ref}"
        return blocks.button("History", ActionId.HISTORY, value=value, label=label)
    options = [
        blocks.option(text, encode(Reference(deployment.id, section.key, choice=choice)))
        for text, choice in (*items, ("History", ActionId.HISTORY))
    ]
    return blocks.overflow(ActionId.CARD_MORE, options)


def _items(deployment: Deployment, section: Section, state: SectionState) -> list[tuple[str, ActionId]]:
    if deployment.status is not DeploymentStatus.OPEN:
        return []
    can_block = not (state.signed_off or state.blocked or state.is_unowned)
    return [
        *([("I am blocked…", ActionId.BLOCK)] if can_block else []),
        ("Reviewers…", ActionId.REVIEWERS),
        *(_scope(section, state) if deployment.tier is Tier.LOW and not state.signed_off else []),
    ]


def _scope(section: Section, state: SectionState) -> list[tuple[str, ActionId]]:
    """Let the lead of a deployment of tier low say what is asked; others are told whose that is."""
    out = len(left_out(section, state))
    leave = ("Leave out…", ActionId.LEAVE_OUT)
    return [*([leave] if asked(section, state) else []), *([(f"Left out: {out}…", ActionId.TAKE_IN)] if out else [])]
