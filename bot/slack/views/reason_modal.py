"""The two modals that ask only why: before a section is reopened, and before a deployment is cancelled."""

from __future__ import annotations

from bot.domain.checklist import SectionKey
from bot.domain.deployment import REASON_LIMIT, Deployment
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import VALUE, CallbackId, Reference, encode


def reopen_modal(deployment: Deployment, section_key: SectionKey) -> Json:
    """Ask why a section's sign-off is taken back."""
    section = deployment.checklist.section(section_key)
    about = f"{words.section_name(section, 200)}{words.DOT}{words.target(deployment)}"
    return blocks.modal(
        f"Reopen {section.ref}",
        [
            blocks.context(about, "Its answers stay. It has to be signed off again."),
            reason_input("Why is it reopened?"),
        ],
        callback_id=CallbackId.REOPEN,
        private_metadata=encode(Reference(deployment.id, section.key)),
        submit="Reopen",
        close="Close",
    )


def cancel_modal(deployment: Deployment) -> Json:
    """Ask why a deployment ends without a decision."""
    return blocks.modal(
        "Cancel deployment",
        [
            blocks.context(words.target(deployment), "Answers are kept, reminders stop. This cannot be undone."),
            reason_input("Why is it cancelled?"),
        ],
        callback_id=CallbackId.CANCEL,
        private_metadata=encode(Reference(deployment.id)),
        submit="Cancel deployment",
        close="Keep it",
    )


def reason_input(label: str) -> Json:
    """Draw the field for a reason."""
    return blocks.input_block(
        label,
        blocks.text_input(VALUE, multiline=True, max_length=REASON_LIMIT, focus=True),
        ids.REASON_BLOCK,
        hint="Everybody who follows the thread can read it.",
    )
