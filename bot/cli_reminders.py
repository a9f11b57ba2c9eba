"""`deploy-check reminders`: who was reminded of what, and why somebody was not."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bootstrap import database_at_hand
from bot.domain.rhythm import Cause
from bot.usecases.reminder_log import Sought
from bot.usecases.reminder_review import Entry, Review, review

_NO_TERMINAL = 200
"""Columns of a table that goes into a file or another program."""
_WHY = {
    Cause.DUE_SOON: "due soon",
    Cause.DUE_TODAY: "due today",
    Cause.LATE: "late",
    Cause.IDLE: "nothing new",
    Cause.ASKED: "the lead asked",
    Cause.ESCALATED: "stands still; to the lead",
    Cause.IN_THREAD: "stands still; in the thread",
    Cause.UNASSIGNED: "nobody assigned; to the lead",
    Cause.BLOCKED: "blocked; to the lead",
    Cause.UNREACHABLE: "owner not reached; to the lead",
}


def reminders(
    user: Annotated[str, typer.Option(help="Only one person: their Slack id, or their name.")] = "",
    deployment: Annotated[str, typer.Option(help="Only one deployment: its id, or a model's name.")] = "",
    limit: Annotated[int, typer.Option(help="How many sections to look back at.", min=1)] = 200,
) -> None:
    """List reminders, the latest first: planned, sent, or not sent and why; reads DATABASE_URL."""
    with database_at_hand() as work:
        found = review(work, Sought(user, deployment, limit))
    console = Console(highlight=False, emoji=False)
    if not console.is_terminal:
        console = Console(highlight=False, emoji=False, width=_NO_TERMINAL)
    console.print(_table(found))
    for person, moment in found.next_looks.items():
        name = found.names.get(person, person)
        console.print(f"{_plain(name)} is looked at again at {moment:%Y-%m-%d %H:%M} UTC.", markup=False)


def _table(found: Review) -> Table:
    table = Table()
    for column in ("Planned (UTC)", "For", "Deployment", "Sections", "Why", "What became of it"):
        table.add_column(column, overflow="fold")
    for entry in found.entries:
        table.add_row(*(Text(_plain(cell)) for cell in _row(entry, found)))
    return table


def _row(entry: Entry, found: Review) -> tuple[str, ...]:
    first = entry.first
    reason = f": {first.reason}" if first.reason else ""
    when = f" {first.settled_at:%Y-%m-%d %H:%M}" if first.settled_at else ""
    return (
        f"{first.planned_at:%Y-%m-%d %H:%M}",
        found.names.get(first.user, first.user),
        found.targets.get(first.deployment, first.deployment),
        ", ".join(entry.sections),
        _WHY[first.cause],
        f"{first.outcome}{when}{reason}",
    )


def _plain(text: str) -> str:
    # What people typed and what Slack answered may hold anything, also what a terminal would obey.
    return "".join(one if one.isprintable() else " " for one in text)
