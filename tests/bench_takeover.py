"""How soon another replica goes on when the one that posts is stopped, dies or stands still."""

from __future__ import annotations

import signal

from rich.console import Console

from bot.settings import Settings
from tests.faults.takeover import pair_of_replicas
from tests.postgres import DURABLE, NoPostgres, fresh_database, running_postgres

TIMES = 3


def takeover(console: Console) -> None:
    """Measure on PostgreSQL, with the lease that a bot has when nothing else is set."""
    lease = Settings.model_fields["delivery_lease_seconds"].default
    try:
        with running_postgres(DURABLE) as server:
            for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
                took, twice = [], 0
                for _ in range(TIMES):
                    with fresh_database(server.address) as url, pair_of_replicas(url, lease) as pair:
                        took.append(pair.strikes(pair.roles()[0], number))
                        pair.finishes()
                        twice += len(pair.said_twice())
                console.print(
                    f"takeover, {number.name}: another replica posts after {', '.join(f'{one:.1f}' for one in took)} s "
                    f"(a lease is {lease:g} s, a look each second); {twice} messages doubled"
                )
    except NoPostgres as missing:
        console.print(f"takeover: {missing}")
