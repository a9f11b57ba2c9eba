"""The menu of a card: each item does what a button of its name does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slack_bolt import App

from bot.slack.listeners.blocking import open_blocked
from bot.slack.listeners.guard import Click, Desk, Guard
from bot.slack.listeners.history import open_history
from bot.slack.listeners.reviewing import open_reviewers
from bot.slack.listeners.scoping import open_leave_out, open_take_in
from bot.slack.views.ids import ActionId

_ITEMS: Mapping[str, Callable[[Desk, Click], None]] = {
    ActionId.BLOCK: open_blocked,
    ActionId.REVIEWERS: open_reviewers,
    ActionId.LEAVE_OUT: open_leave_out,
    ActionId.TAKE_IN: open_take_in,
    ActionId.HISTORY: open_history,
}


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.CARD_MORE, _pick)


def _pick(desk: Desk, click: Click) -> None:
    item = _ITEMS.get(click.reference.choice)
    if item is not None:
        item(desk, click)
