"""The modals that ask who: the owners of a section, and who takes one or several over."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.checklist import Section, SectionKey
from bot.domain.deployment import Deployment
from bot.domain.people import Group
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.group_field import groups_input
from bot.slack.views.ids import VALUE, CallbackId, Reference, encode
from bot.slack.views.set_up_modal import owners_input

_OPTIONS_IN_VIEW = 10


def owners_modal(deployment: Deployment, section_key: SectionKey, groups: Sequence[Group] = ()) -> Json:
    """Ask who owns a section: people, and where the workspace has groups, groups."""
    section, owning = deployment.checklist.section(section_key), deployment.sections[section_key].groups
    hint = "Each member gets one direct message, and whoever claims the section is its owner."
    return blocks.modal(
        f"Owners of {section.ref}",
        [
            _about(deployment, section),
            owners_input(deployment, section),
            *groups_input(section_key, owning, groups, hint),
        ],
        callback_id=CallbackId.OWNERS,
        private_metadata=encode(Reference(deployment.id, section.key)),
        submit="Assign",
        close="Close",
    )


def hand_over_mine_modal(deployment: Deployment, mine: Sequence[Section]) -> Json:
    """Ask which of a person's open sections go to whom; a single one is ticked already."""
    return blocks.modal(
        "Hand over",
        [
            blocks.context(words.target(deployment)),
            _sections_input("Which sections?", mine),
            _taker(),
        ],
        callback_id=CallbackId.HAND_OVER_MINE,
        private_metadata=encode(Reference(deployment.id)),
        submit="Hand over",
        close="Close",
    )


def _sections_input(label: str, sections: Sequence[Section]) -> Json:
    """Let people tick sections; the values are the sections' keys."""
    options = [blocks.option(f"{section.ref} {section.title}", section.key) for section in sections]
    initial = [str(section.key) for section in sections[:1] if len(sections) == 1]
    if len(options) <= _OPTIONS_IN_VIEW:
        return blocks.input_block(label, blocks.checkboxes(VALUE, options, initial=initial), ids.SECTIONS_BLOCK)
    picked = blocks.multi_static_select(VALUE, options, initial=initial, placeholder="Pick sections")
    return blocks.input_block(label, picked, ids.SECTIONS_BLOCK)


def _taker() -> Json:
    picker = blocks.users_select(VALUE, placeholder="Pick a person")
    hint = "Answers stay as they are. Whoever takes over is told."
    return blocks.input_block("Who takes over?", picker, ids.TO_BLOCK, hint=hint)


def _about(deployment: Deployment, section: Section) -> Json:
    return blocks.context(words.section_name(section, 200), words.target(deployment))
