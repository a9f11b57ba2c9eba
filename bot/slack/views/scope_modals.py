"""The modals in which the lead of a deployment of tier low leaves questions out and takes them back in."""

from __future__ import annotations

from bot.domain.checklist import Question, Section, SectionKey
from bot.domain.deployment import Deployment
from bot.domain.scope import asked, left_out, still_open
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import VALUE, CallbackId, Reference, encode
from bot.slack.views.reason_modal import reason_input
from bot.slack.views.scene import Scene, paragraphs

_OPTIONS_IN_VIEW = 10
_REASON_ROOM = 300


def leave_out_modal(deployment: Deployment, section_key: SectionKey) -> Json:
    """Ask which question is left out, and why; the next open one is picked at first."""
    section, state = deployment.checklist.section(section_key), deployment.section(section_key)
    questions = asked(section, state)
    first = next(iter([*still_open(section, state), *questions]), None)
    picker = blocks.static_select(
        VALUE,
        [_option(section, question) for question in questions],
        initial=_value(section, first) if first else None,
        placeholder="Pick a question",
    )
    return blocks.modal(
        f"Leave out of {section.ref}",
        [
            _about(deployment, section, "It is not asked any more. An answer that it has is kept for when it is."),
            blocks.input_block("Which question?", picker, ids.QUESTION_BLOCK),
            reason_input("Why does this model not need it?"),
        ],
        callback_id=CallbackId.LEAVE_OUT,
        private_metadata=encode(Reference(deployment.id, section.key)),
        submit="Leave out",
        close="Close",
    )


def take_in_modal(deployment: Deployment, section_key: SectionKey, scene: Scene) -> Json:
    """Show what is left out and why, and ask which of it is asked again."""
    section, state = deployment.checklist.section(section_key), deployment.section(section_key)
    questions = left_out(section, state)
    options = [_option(section, question) for question in questions]
    picker = (
        blocks.checkboxes(VALUE, options)
        if len(options) <= _OPTIONS_IN_VIEW
        else blocks.multi_static_select(VALUE, options, placeholder="Pick questions")
    )
    return blocks.modal(
        f"Left out of {section.ref}",
        [
            _about(deployment, section, "An answer that was given before comes back with its question."),
            *paragraphs(words.left_out_words(question, state, scene, _REASON_ROOM) for question in questions),
            blocks.input_block("Ask again", picker, ids.QUESTION_BLOCK),
        ],
        callback_id=CallbackId.TAKE_IN,
        private_metadata=encode(Reference(deployment.id, section.key)),
        submit="Ask again",
        close="Close",
    )


def _about(deployment: Deployment, section: Section, what: str) -> Json:
    return blocks.context(f"{words.section_name(section, 200)}{words.DOT}{words.target(deployment)}", what)


def _option(section: Section, question: Question) -> Json:
    return blocks.option(f"{question.ref} {question.prompt}", _value(section, question))


def _value(section: Section, question: Question) -> str:
    """Return the question's place in its section: keys can be longer than what an option carries."""
    return str(section.questions.index(question))
