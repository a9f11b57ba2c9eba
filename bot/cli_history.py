"""`deploy-check history` and `deploy-check audit`: what happened, and whether anybody touched the record of it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from bot.bootstrap import database_at_hand
from bot.domain.errors import NotFound
from bot.domain.history import Told, told
from bot.usecases.audit import Audited, Past, audit, pasts_of

console = Console(highlight=False, soft_wrap=True, emoji=False)
audits = typer.Typer(no_args_is_help=True, help="Check the record of what happened.")


def history(
    named: Annotated[str, typer.Argument(metavar="DEPLOYMENT|MODEL", help="A deployment's id, or a model's name.")],
) -> None:
    """Print everything that happened to a deployment, or to all of a model; reads DATABASE_URL."""
    with database_at_hand() as work:
        for past in pasts_of(work, named):
            _print_past(past)


@audits.command()
def verify(
    named: Annotated[
        str, typer.Argument(metavar="[DEPLOYMENT|MODEL]", help="A deployment's id or a model's name; all without it.")
    ] = "",
    head: Annotated[
        str, typer.Option("--head", help="A head copied from a summary or report: it must be in the history.")
    ] = "",
) -> None:
    """Recompute the history of deployments; say where something was changed, removed or moved, and end with 1."""
    with database_at_hand() as work:
        audited = audit(work, named, head)
    faulty = [one for one in audited if one.faults]
    for one in audited:
        _print_audited(one)
    if head and not any(one.has_head for one in audited):
        raise NotFound(f"No event has the digest {head}: the history that this head was printed from is gone.")
    if faulty:
        raise typer.Exit(1)


def _print_past(past: Past) -> None:
    _say(f"{past.deployment.target} ({past.deployment.id})")
    for event in past.events:
        _say(_line(told(event, past.deployment.checklist, past.names)))
    _say(f"Head of its history: {past.deployment.head}\n")


def _line(event: Told) -> str:
    details = ". ".join(filter(None, (event.change, event.reason)))
    what = f"{event.did}: {details}" if details else event.did
    return f"  {event.at:%Y-%m-%d %H:%M:%S} UTC  {event.who} {what}"


def _print_audited(one: Audited) -> None:
    name = f"{one.deployment.target} ({one.deployment.id})"
    if not one.faults:
        _say(f"{name}: {one.events} events, as they were recorded. Head {one.head}")
    for fault in one.faults:
        _say(f"{name}: {fault.problem}.")


def _say(text: str) -> None:
    # People's texts may hold anything, also what a terminal would obey.
    console.print("".join(c if c.isprintable() or c == "\n" else " " for c in text), markup=False)
