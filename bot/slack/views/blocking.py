"""What somebody who cannot go on is asked, and the buttons around it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import VALUE, ActionId, CallbackId, Reference, encode
from bot.slack.views.reason_modal import reason_input


def blocked_modal(deployment: Deployment, sections: Sequence[Section]) -> Json:
    """Ask what somebody waits for, and, when there are several, in which section."""
    options = [blocks.option(f"{section.ref} {section.title}", section.key) for section in sections]
    picker = blocks.static_select(VALUE, options, placeholder="Pick a section")
    only = sections[0] if len(sections) == 1 else None
    about = [words.section_name(only, 200)] if only else []
    return blocks.modal(
        "I am blocked",
        [
            blocks.context(
                words.DOT.join([*about, words.target(deployment)]),
                "The lead is told, and nobody is reminded of the section until it is unblocked.",
            ),
            *([] if only else [blocks.input_block("Which section?", picker, ids.SECTIONS_BLOCK)]),
            reason_input("What do you wait for?"),
        ],
        callback_id=CallbackId.BLOCK,
        private_metadata=encode(Reference(deployment.id, only.key) if only else Reference(deployment.id)),
        submit="Tell the lead",
        close="Close",
    )


def unblock_button(deployment: Deployment, section: Section) -> Json:
    """Draw the button after which reminders of the section start again."""
    about = f"Unblock section {section.ref} of {words.flat(deployment.target.model, 40)}"
    return blocks.button("Unblock", ActionId.UNBLOCK, value=encode(Reference(deployment.id, section.key)), label=about)
