"""Drop what can no longer matter."""

from __future__ import annotations

from datetime import timedelta

from bot.usecases.ports import Ports

INBOX_AGE = timedelta(hours=24)
"""Slack repeats events for two hours, and for a day with delayed events."""


def clean_up(ports: Ports) -> None:
    """Forget requests that are too old to come again."""
    with ports.work.writing() as tx:
        tx.inbox.forget_before(ports.clock() - INBOX_AGE)
