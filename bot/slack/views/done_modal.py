"""The modal that ends a run through one's questions: what is left, and where."""

from __future__ import annotations

from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem
from bot.domain.signoff import progress_of
from bot.slack.views import blocks, words
from bot.slack.views.blocks import Json
from bot.slack.views.scene import Scene


def nothing_left(deployment: Deployment, scene: Scene) -> Json:
    """Say that nothing waits for this person, and how far the others are."""
    board = _way(scene, "board", "See the board")
    lines = ["Nothing is left for you here.", f"All in all: {words.progress_words(progress_of(deployment))}.", board]
    return _saying(deployment, lines)


def ready_to_sign(item: OpenItem, scene: Scene) -> Json:
    """Say that every question is answered and only the sign-off is left, which is done on the card."""
    section = f"{item.section.ref} {item.section.title}"
    card = _way(scene, item.section.key, "Go to its card")
    lines = [
        f"All your questions are answered. *{blocks.safe(section, 200)}* is ready to sign off.",
        "Read the answers on its card, then sign there.",
        card,
    ]
    return _saying(item.deployment, lines)


def _way(scene: Scene, key: str, shown: str) -> str:
    return words.link(scene.links[key], shown) if key in scene.links else ""


def _saying(deployment: Deployment, lines: list[str]) -> Json:
    return blocks.modal(
        "Your questions",
        [blocks.context(words.target(deployment)), blocks.section("\n".join(filter(None, lines)))],
        close="Close",
    )
