"""The modals behind the shortcut on a message: for which deployment and question it is used, and as what."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.deployment import Deployment
from bot.domain.scope import asked
from bot.slack.captured import Captured, encode_captured
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import AS_ANSWER, AS_EVIDENCE, VALUE, CallbackId

_ROOM = 600
_OPTIONS = 100
_ELSEWHERE = (
    "It stands in another conversation: whoever sees this deployment can read it from now on, and I notice "
    "its edits only where I am a member."
)


def deployment_modal(deployments: Sequence[Deployment], message: Captured) -> Json:
    """Ask which deployment is meant, where the message stands in the thread of none; of very many, the newest."""
    options = [blocks.option(words.flat(str(one.target), 75), one.id) for one in deployments[-_OPTIONS:]]
    return blocks.modal(
        "Use as evidence",
        [
            _quotation(message),
            blocks.input_block(
                "For which deployment?",
                blocks.static_select(VALUE, options, placeholder="Pick a deployment"),
                ids.DEPLOYMENT_BLOCK,
            ),
        ],
        callback_id=CallbackId.CAPTURE_IN,
        private_metadata=encode_captured(message),
        submit="Next",
        close="Close",
    )


def capture_modal(deployment: Deployment, sections: Collection[str], message: Captured) -> Json:
    """Ask for which question of these sections, and whether the message is its answer or evidence for it."""
    options = [
        blocks.option("Evidence for the answer", AS_EVIDENCE),
        blocks.option("The answer itself, and its evidence", AS_ANSWER),
    ]
    return blocks.modal(
        "Use as evidence",
        [
            blocks.context(words.target(deployment)),
            _quotation(message),
            *([blocks.context(_ELSEWHERE)] if message.channel != deployment.channel else []),
            blocks.input_block("For which question?", _questions(deployment, sections), ids.QUESTION_BLOCK),
            blocks.input_block(
                "Use it as", blocks.radio_buttons(VALUE, options, initial=AS_EVIDENCE), ids.USE_AS_BLOCK
            ),
        ],
        callback_id=CallbackId.CAPTURE,
        private_metadata=encode_captured(message, deployment.id),
        submit="Use",
        close="Close",
    )


def _quotation(message: Captured) -> Json:
    shown = words.quoted(message.text, _ROOM) or "This message has no text of its own."
    return blocks.section(shown)


def _questions(deployment: Deployment, sections: Collection[str]) -> Json:
    """Draw the questions by section; the values are places, since keys can be longer than what an option carries."""
    groups = []
    for place, section in enumerate(deployment.checklist.sections):
        if section.key in sections:
            wanted = asked(section, deployment.sections[section.key])
            places = {question.key: number for number, question in enumerate(section.questions)}
            options = [blocks.option(f"{q.ref} {q.prompt}", f"{place}.{places[q.key]}") for q in wanted]
            groups.append(blocks.group(f"{section.ref} {section.title}", options))
    return blocks.static_select(VALUE, groups, placeholder="Pick a question")
