"""What stands below a list of reminders: ways to put it off, and when it has been put off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.deployment import Deployment
from bot.domain.snooze import LONGEST_DAYS, Pause
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import NOBODY_ELSE, VALUE, ActionId, CallbackId, Reference, action, encode
from bot.slack.views.scene import Message
from bot.slack.views.time_pickers import datetimepicker

_PAUSES = {
    Pause.HOUR: "Snooze 1 hour",
    Pause.TOMORROW: "Until tomorrow",
    Pause.WORKING_DAY: "Until next working day",
}


def snooze_row() -> Json:
    """Draw the usual pauses, one click each, a time of one's own, and the way to the settings."""
    me = encode(NOBODY_ELSE)
    pauses = [
        blocks.button(
            text,
            action(ActionId.SNOOZE, pause),
            value=encode(replace(NOBODY_ELSE, choice=pause)),
            label=f"{text.removeprefix('Snooze ')}: snooze this list",
        )
        for pause, text in _PAUSES.items()
    ]
    pick = blocks.button("Pick a time…", ActionId.PICK_TIME, value=me, label="Pick a time to snooze this list until")
    settings = blocks.button("Settings…", ActionId.SETTINGS, value=me, label="When you are reminded")
    return blocks.actions(*pauses, pick, settings)


def snoozed(until: datetime) -> Message:
    """Take the place of a list while it is snoozed."""
    line = f"Snoozed until {words.moment(until)}. What is still open then comes in a new message."
    again = blocks.button("Show the list now", ActionId.WAKE, value=encode(NOBODY_ELSE))
    return Message(text=line, blocks=[blocks.section(line), blocks.actions(again)])


def pick_time_modal(initial: datetime) -> Json:
    """Ask until when."""
    field = blocks.input_block(
        "Until when?", datetimepicker(VALUE, initial), ids.UNTIL_BLOCK, hint=f"At most {LONGEST_DAYS} days from now."
    )
    return blocks.modal(
        "Snooze reminders",
        [field],
        callback_id=CallbackId.SNOOZE,
        private_metadata=encode(NOBODY_ELSE),
        submit="Snooze",
        close="Close",
    )


def muted(deployment: Deployment) -> Message:
    """Say that a deployment is left out of the person's lists, with the way back."""
    line = f"{words.target(deployment)} is muted: your reminders leave it out. What is assigned to you is still told."
    back = blocks.button("Unmute", ActionId.UNMUTE, value=encode(Reference(deployment.id)))
    return Message(text=line, blocks=[blocks.section(line, accessory=back)])


def unmuted(deployment: Deployment) -> Message:
    """Say that it is back."""
    line = f"{words.target(deployment)} is in your reminders again."
    return Message(text=line, blocks=[blocks.section(line)])
