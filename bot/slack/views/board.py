"""The board: a deployment's one message in the channel, edited for its whole life."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment, DeploymentStatus
from bot.domain.signoff import SectionStatus, progress_of, risks_in, status_of
from bot.domain.when import Tier
from bot.slack.views import blocks, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import ALL_HISTORY, CANCEL, REFRESH, REMIND, ActionId, Reference, encode
from bot.slack.views.proposals import to_confirm_words
from bot.slack.views.reviewing import waits_for_words
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text, paragraphs
from bot.slack.views.words import DOT

_MENU = (("Remind now", REMIND), ("Refresh", REFRESH), ("History", ALL_HISTORY), ("Cancel deployment…", CANCEL))


def board(deployment: Deployment, scene: Scene) -> Message:
    """Draw the board; once the deployment is closed it shows the decision and no buttons."""

    def draw(room: int) -> list[Json]:
        return [
            blocks.header(words.flat(f"{deployment.target.model} {deployment.target.version}", 150)),
            blocks.context(circumstances(deployment, scene)),
            blocks.section(_standing(deployment, scene)),
            *paragraphs(section_lines(deployment, scene, room)),
            *_controls(deployment),
        ]

    return Message(text=fitting_text(lambda room: overview(deployment, scene, room)), blocks=fitting_blocks(draw))


def overview(deployment: Deployment, scene: Scene, room: int) -> str:
    """Say the whole board in words, one line per section."""
    unlinked = replace(scene, links={})
    return "\n".join(
        (
            f"{words.model(deployment)}{DOT}{circumstances(deployment, scene)}",
            _standing(deployment, scene),
            *section_lines(deployment, unlinked, room),
        )
    )


def circumstances(deployment: Deployment, scene: Scene) -> str:
    """Say where it goes, with how much care, what exactly, who leads, when it is due and who asked for it."""
    parts = [
        f"to {blocks.safe(deployment.target.environment, 60)}",
        "" if deployment.tier is Tier.STANDARD else f"tier {deployment.tier}",
        words.artefact(deployment, 100),
        f"lead {scene.who(deployment.lead)}",
        _due(deployment),
        f"requested by {scene.who(deployment.requester)}",
    ]
    return DOT.join(filter(None, parts))


def section_lines(deployment: Deployment, scene: Scene, room: int) -> list[str]:
    """Return one line per section: where it stands, its name linked to its card, who owns it, how much is answered."""
    return [_line(section, deployment, scene, room) for section in deployment.checklist.sections]


def _line(section: Section, deployment: Deployment, scene: Scene, room: int) -> str:
    state = deployment.sections[section.key]
    name = words.link(scene.links.get(section.key, ""), words.section_name(section, min(room, 80)))
    owners = words.owners(state, scene, min(room, 40))
    unowned = "" if status_of(section, state, scene.today) is SectionStatus.UNASSIGNED else "nobody assigned"
    risks = len(risks_in(section, state))
    parts = [
        words.status_words(section, state, scene.today),
        name,
        owners or unowned,
        waits_for_words(deployment, section, scene, room),
        words.answered_words(section, state),
        to_confirm_words(section, state),
        words.count(risks, "risk") if risks else "",
        words.unproven_words(section, state),
    ]
    return DOT.join(filter(None, parts))


def _due(deployment: Deployment) -> str:
    # How far away it is would be wrong a day later, when nothing else draws the board anew.
    return f"due {words.day(deployment.due)}" if deployment.due else "no due date"


def _standing(deployment: Deployment, scene: Scene) -> str:
    """Say how far it is or how it ended, in one or two lines."""
    progress = progress_of(deployment)
    match deployment.status, deployment.closing:
        case DeploymentStatus.CANCELLED, closing if closing:
            return f"*Cancelled* by {scene.who(closing.by)}: {words.quoted(closing.reason, 300)}"
        case DeploymentStatus.PUBLISHED, _:
            summary = scene.links.get("summary", "")
            more = f"{DOT}{words.link(summary, 'Read the summary')}" if summary else ""
            met = words.conditions_words(deployment, scene.today)
            decided = words.DOT.join(filter(None, (f"*Decision: {words.verdict_words(deployment)}*", met)))
            return f"{decided}{more}\n{words.progress_words(progress)}"
        case _:
            return f"{words.bar(progress)}  {words.progress_words(progress)}"


def _controls(deployment: Deployment) -> list[Json]:
    if deployment.status is not DeploymentStatus.OPEN:
        return []
    value = encode(Reference(deployment.id))
    items = [blocks.option(text, encode(Reference(deployment.id, choice=choice))) for text, choice in _MENU]
    return [
        blocks.actions(
            blocks.button("Answer my next question", ActionId.NEXT, value=value, style="primary"),
            blocks.button(
                "Set up", ActionId.SET_UP, value=value, label="Set up lead, due date, tier, artefact and owners"
            ),
            blocks.overflow(ActionId.MORE, items),
        )
    ]
