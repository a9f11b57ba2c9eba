"""The modals that end a run through one's questions: nothing is left, or only the signature."""

from __future__ import annotations

from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem
from bot.domain.signoff import progress_of
from bot.slack.views import blocks, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.card_lines import answer_lines, signed_words
from bot.slack.views.ids import CallbackId, Reference, encode
from bot.slack.views.scene import Scene, paragraphs

_ANSWER_ROOM = 500


def nothing_left(deployment: Deployment, scene: Scene) -> Json:
    """Say that nothing waits for this person, and how far the others are."""
    board = _way(scene, "board", "See the board")
    lines = ["Nothing is left for you here.", f"All in all: {words.progress_words(progress_of(deployment))}.", board]
    return _saying(deployment, lines)


def ready_to_sign(item: OpenItem, scene: Scene) -> Json:
    """Show every answer of a complete section above the button that signs it, as it stands now."""
    state, section = item.state, item.section
    stands = f"*{words.section_name(section, 200)}*\n{safe(signed_words(section, state), 300)}"
    answers = paragraphs(answer_lines(section, state, scene, _ANSWER_ROOM))
    return blocks.modal(
        f"Sign off {section.ref}",
        [
            blocks.context(words.target(item.deployment)),
            blocks.section("\n".join(filter(None, (stands, _way(scene, section.key, "See its card"))))),
            *answers,
        ],
        callback_id=CallbackId.SIGN_OFF,
        private_metadata=encode(Reference(item.deployment.id, section.key, seen=state.revision)),
        submit="Sign off",
        close="Not yet",
    )


def told(sentence: str) -> Json:
    """Say in the place of a modal without fields why what was submitted did not work."""
    return blocks.modal("Not saved", [blocks.section(safe(sentence, 2900, keep_lines=True))], close="Close")


def over(answer: list[Json]) -> Json:
    """Say over another modal what came of a click in it."""
    return blocks.modal("Before you go on", answer, close="Close")


def _way(scene: Scene, key: str, shown: str) -> str:
    return words.link(scene.links[key], shown) if key in scene.links else ""


def _saying(deployment: Deployment, lines: list[str]) -> Json:
    return blocks.modal(
        "Your questions",
        [blocks.context(words.target(deployment)), blocks.section("\n".join(filter(None, lines)))],
        close="Close",
    )
