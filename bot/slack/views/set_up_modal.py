"""The modal that sets a deployment up: lead, due date, tier, artefact and owners, all in one form."""

from __future__ import annotations

from bot.domain.artefact import ARTEFACT_LIMIT
from bot.domain.checklist import Section
from bot.domain.deployment import OWNERS_LIMIT, Deployment
from bot.domain.policy import Review
from bot.domain.when import Tier
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import VALUE, CallbackId, Reference, encode
from bot.slack.views.reviewing import reviewers_input

_TIERS = (
    ("Low", Tier.LOW.value, "The lead may leave questions out, each with a reason"),
    ("Standard", Tier.STANDARD.value, "Everything that the checklist asks"),
    ("High", Tier.HIGH.value, "What goes wrong here hurts people or costs much"),
)


def set_up_modal(deployment: Deployment) -> Json:
    """Draw the form with what is set already; everything but the lead may stay empty."""
    return blocks.modal(
        "Set up",
        [
            blocks.context(words.target(deployment), "Sections without owners can be claimed by anyone."),
            blocks.input_block(
                "Lead",
                blocks.users_select(VALUE, initial=deployment.lead),
                ids.LEAD_BLOCK,
                hint="Keeps the whole deployment moving and may do what owners may.",
            ),
            blocks.input_block(
                "Due date",
                blocks.datepicker(VALUE, initial=deployment.due, placeholder="Pick a day"),
                ids.DUE_BLOCK,
                optional=True,
            ),
            blocks.input_block(
                "Tier",
                blocks.radio_buttons(VALUE, [blocks.option(*tier) for tier in _TIERS], initial=deployment.tier.value),
                ids.TIER_BLOCK,
            ),
            blocks.input_block(
                "Artefact",
                blocks.text_input(VALUE, initial=deployment.artefact, max_length=ARTEFACT_LIMIT),
                ids.ARTEFACT_BLOCK,
                hint="What exactly is deployed: a registry version, a commit, an image. If you name another one later, "
                "what was measured on this one has to be answered anew.",
                optional=True,
            ),
            *(field for section in deployment.checklist.sections for field in _people_inputs(deployment, section)),
        ],
        callback_id=CallbackId.SET_UP,
        private_metadata=encode(Reference(deployment.id)),
        submit="Save",
        close="Close",
    )


def _people_inputs(deployment: Deployment, section: Section) -> list[Json]:
    """Ask for reviewers where the checklist does; those of other sections are named on their cards."""
    owners = owners_input(deployment, section)
    return [owners] if section.review is Review.NONE else [owners, reviewers_input(deployment, section)]


def owners_input(deployment: Deployment, section: Section) -> Json:
    """Draw the field for the people who own one section; groups have no picker of Slack's own, and go their own way."""
    owning = deployment.sections[section.key].groups
    return blocks.input_block(
        f"Owners of {section.ref} {section.title}",
        blocks.multi_users_select(
            VALUE,
            initial=deployment.sections[section.key].owners,
            max_selected=OWNERS_LIMIT,
            placeholder="Nobody yet",
        ),
        ids.owners_block(section.key),
        hint="A group owns this section as well; Assign on its card changes that." if owning else None,
        optional=True,
    )
