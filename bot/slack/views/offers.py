"""What a person who asks in the thread is offered to do next."""

from __future__ import annotations

from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem
from bot.domain.scope import lacks_evidence
from bot.slack.views import blocks, words
from bot.slack.views.blocks import safe
from bot.slack.views.ids import ActionId, Reference, encode
from bot.slack.views.replies import said
from bot.slack.views.risks import open_risks_words
from bot.slack.views.scene import Message, Scene

_GUIDANCE = 400


def next_offer(item: OpenItem | None, deployment: Deployment, scene: Scene) -> Message:
    """Offer the next open question, with how to answer it right here; or say what else there is to do."""
    if item is None:
        return said("Nothing is left for you here.")
    if item.is_signed:
        return said(f"Section {item.section.ref} waits for its review. Its card in this thread has the buttons.")
    risks = open_risks_words(item.risks)
    if not item.questions and risks:
        return said(f"Section {item.section.ref} is answered. {risks} Its card in this thread has the buttons.")
    if not item.questions:
        return said(f"Section {item.section.ref} is complete. Its card in this thread has the button to sign it off.")
    question = item.questions[0]
    asked = f"*Next: {safe(f'{question.ref} {question.prompt}', 200)}*"
    card = words.link(scene.links.get(item.section.key, ""), "its card")
    how = f"Answer by the button, on {card}, or right here: mention me with {safe(question.ref, 20)} and your answer."
    if lacks_evidence(question, item.state):
        how = f"It is answered, but counts only with evidence: add some by the button or on {card}."
    text = "\n".join((asked, safe(question.guidance, _GUIDANCE), how))
    button = blocks.button(
        "Answer next question",
        ActionId.NEXT,
        value=encode(Reference(deployment.id, item.section.key)),
        style="primary",
        label=f"Answer question {question.ref}",
    )
    return Message(text, [blocks.section(text), blocks.actions(button)])
