"""What comes in from Slack, one module per feature. Each decides and returns what to say; the guard acknowledges."""

from __future__ import annotations

from slack_bolt import App

from bot.slack.listeners import (
    answering,
    blocking,
    board,
    capturing,
    card_menu,
    carrying,
    command,
    drafting,
    evidence,
    history,
    mentioning,
    owning,
    reviewing,
    risks,
    scoping,
    settings,
    signing,
    snoozing,
)
from bot.slack.listeners.guard import Guard

_FEATURES = (
    command,
    board,
    answering,
    drafting,
    carrying,
    owning,
    risks,
    signing,
    reviewing,
    blocking,
    scoping,
    card_menu,
    evidence,
    capturing,
    mentioning,
    history,
    settings,
    snoozing,
)


def register_all(app: App, guard: Guard) -> None:
    """Connect every feature; each module has a `register(app, guard)` of its own."""
    for feature in _FEATURES:
        feature.register(app, guard)
