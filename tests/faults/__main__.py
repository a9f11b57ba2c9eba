"""Raise a storm and print what it left: `python -m tests.faults --cycles 1000 --database postgres --replicas 2`."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from bot.playground.faults import NO_FAULTS
from tests.faults.storm import SHAKY, Forecast, weather


def main() -> int:
    """Return 0 when nothing was lost, doubled or left different."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--cycles", type=int, default=1000, help="how many bots are killed")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--replicas", type=int, default=1, help="bots on the database; one on SQLite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--calm", action="store_true", help="let Slack itself work without faults")
    given = parser.parse_args()
    faults = NO_FAULTS if given.calm else SHAKY
    outcome = weather(Forecast(given.cycles, given.database, given.replicas, given.seed, faults))
    said = Console(highlight=False, soft_wrap=True)
    happened = ", ".join(f"{what} {times} times" for what, times in outcome.happened.items())
    said.print(f"{given.database}, {given.replicas} bots, seed {given.seed}: {happened}, in {outcome.seconds:.0f} s")
    said.print(
        f"  {outcome.opened} deployments opened, {outcome.published} published, {outcome.saved} answers saved, "
        f"{outcome.reminded} reminders"
    )
    said.print(f"  settled {outcome.settled_after:.1f} s after the last fault, {len(outcome.complaints)} complaints")
    for complaint in outcome.complaints:
        said.print(f"  - {complaint}", markup=False)
    return int(bool(outcome.complaints))


if __name__ == "__main__":
    sys.exit(main())
