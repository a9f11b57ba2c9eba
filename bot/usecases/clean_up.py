"""Drop what can no longer matter."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.drafts import DRAFT_AGE
from bot.usecases.ports import Ports

INBOX_AGE = timedelta(hours=24)
"""Slack repeats events for two hours, and for a day with delayed events."""


def clean_up(ports: Ports) -> None:
    """Forget requests that are too old to come again, and drafts that nobody came back to."""
    now = ports.clock()
    with ports.work.writing() as tx:
        tx.inbox.forget_before(now - INBOX_AGE)
        tx.drafts.forget_before(now - DRAFT_AGE)
