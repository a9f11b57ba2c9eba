"""The two modals that ask who: the owners of a section, and who takes it over."""

from __future__ import annotations

from bot.domain.checklist import Section, SectionKey
from bot.domain.deployment import Deployment
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import VALUE, CallbackId, Reference, encode
from bot.slack.views.set_up_modal import owners_input


def owners_modal(deployment: Deployment, section_key: SectionKey) -> Json:
    """Ask who owns a section."""
    section = deployment.checklist.section(section_key)
    return blocks.modal(
        f"Owners of {section.ref}",
        [_about(deployment, section), owners_input(deployment, section)],
        callback_id=CallbackId.OWNERS,
        private_metadata=encode(Reference(deployment.id, section.key)),
        submit="Assign",
        close="Close",
    )


def hand_over_modal(deployment: Deployment, section_key: SectionKey) -> Json:
    """Ask who takes a section over."""
    section = deployment.checklist.section(section_key)
    return blocks.modal(
        f"Hand {section.ref} over",
        [
            _about(deployment, section),
            blocks.input_block(
                "Who takes over?",
                blocks.users_select(VALUE, placeholder="Pick a person"),
                ids.TO_BLOCK,
                hint="Answers stay as they are. If the section is signed off, it has to be signed again.",
            ),
        ],
        callback_id=CallbackId.HAND_OVER,
        private_metadata=encode(Reference(deployment.id, section.key)),
        submit="Hand over",
        close="Close",
    )


def _about(deployment: Deployment, section: Section) -> Json:
    return blocks.context(words.section_name(section, 200), words.target(deployment))
