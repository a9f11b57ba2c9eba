"""`deploy-check postings`: what Slack does not show yet, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bootstrap import database_at_hand
from bot.usecases import backlog as cases
from bot.usecases.backlog import Backlog, Waiting, Wish
from bot.usecases.postings import Posting, PostingId, PostingState

postings = typer.Typer(help="Say what Slack does not show yet, and why; reads DATABASE_URL.")

_NO_TERMINAL = 200
"""Columns of a table that goes into a file or another program."""
_ON_ITS_WAY = {
    PostingState.IDLE: "waits for its turn",
    PostingState.SENDING: "is being sent",
    PostingState.UNKNOWN: "got no answer; looked for in Slack",
}


@postings.callback(invoke_without_command=True)
def list_postings(
    context: typer.Context,
    failed: Annotated[bool, typer.Option("--failed", help="Only what was given up.")] = False,  # noqa: FBT002 - typer
    deployment: Annotated[str, typer.Option(help="Only one deployment: its id, or a model's name.")] = "",
) -> None:
    """List what is pending, in doubt or failed, with the reason and the next attempt."""
    if context.invoked_subcommand is not None:
        return
    now = datetime.now(UTC)
    with database_at_hand() as work:
        found = cases.backlog(work, Wish(only_failed=failed, deployment=deployment), now)
    console = _console()
    if found.lines:
        console.print(_table(found, now))
    for line in _in_words(found):
        console.print(line, markup=False)


@postings.command()
def retry(posting: Annotated[str, typer.Argument(metavar="ID", help="The id that the list shows.")]) -> None:
    """Try one message again now; what was given up in doubt is posted anew, so look in Slack first."""
    with database_at_hand() as work:
        found = cases.retry(work, PostingId(posting), datetime.now(UTC))
    _console().print(f"The {found.address.kind} {found.id} is tried again by the bot that runs.", markup=False)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_NO_TERMINAL)


def _table(found: Backlog, now: datetime) -> Table:
    table = Table()
    for column in ("Id", "Message", "Deployment", "Waits", "State", "Next attempt"):
        table.add_column(column, no_wrap=column == "Id", overflow="fold")
    for line in found.lines:
        table.add_row(*(Text(_plain(cell)) for cell in _row(line, now)))
    return table


def _row(line: Waiting, now: datetime) -> tuple[str, ...]:
    posting = line.posting
    subject = posting.address.user or posting.address.subject
    message = f"{posting.address.kind} {subject}".strip()
    return posting.id, message, line.target, _age(now - posting.wanted_at), _state(posting), _next(posting, now)


def _state(posting: Posting) -> str:
    if posting.state is PostingState.FAILED:
        return f"failed: {posting.error}"
    words = _ON_ITS_WAY.get(posting.state, posting.state.value)
    return f"{words}: {posting.error}" if posting.error else words


def _next(posting: Posting, now: datetime) -> str:
    if posting.state is PostingState.FAILED:
        return "with its next change, or retry"
    return "now" if posting.next_at <= now else f"in {_age(posting.next_at - now)}"


def _in_words(found: Backlog) -> list[str]:
    more = found.matching - len(found.lines)
    told = [f"{more} more are not listed; --failed and --deployment narrow it down."] if more else []
    if found.behind or found.failed:
        oldest = f", the oldest for {_age(found.oldest)}" if found.behind else ""
        told.append(f"{found.behind} on their way{oldest}; {found.failed} given up.")
    else:
        told.append("Slack shows everything as it should be.")
    if found.took:
        half, most = _age(found.within(0.5)), _age(found.within(0.99))
        told.append(f"Shown in the last hour: {len(found.took)}, half of them within {half}, 99 of 100 within {most}.")
    return told


def _age(span: timedelta) -> str:
    seconds = max(span.total_seconds(), 0.0)
    if seconds < 10:  # noqa: PLR2004 - below ten, tenths matter
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _plain(text: str) -> str:
    # What people typed and what Slack answered may hold anything, also what a terminal would obey.
    return "".join(one if one.isprintable() else " " for one in text)
