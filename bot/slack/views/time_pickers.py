"""The elements in which people pick a time of day or a moment."""

from __future__ import annotations

from datetime import datetime, time

from bot.slack.views.blocks import Json


def timepicker(action_id: str, initial: time) -> Json:
    return {"type": "timepicker", "action_id": action_id, "initial_time": f"{initial:%H:%M}"}


def datetimepicker(action_id: str, initial: datetime) -> Json:
    """Shown on the clock of whoever looks at it."""
    return {"type": "datetimepicker", "action_id": action_id, "initial_date_time": int(initial.timestamp())}
