"""`make bench`: everything, or the benches that ARGS names. Each is a function that measures and prints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console

from bot.bootstrap import configure_logging
from tests import bench_delivery, bench_playground, bench_reminders, bench_takeover, bench_waiting

BENCHES: Mapping[str, Callable[[Console], None]] = {
    "waiting": bench_waiting.waiting,
    "board": bench_delivery.board,
    "thread": bench_delivery.thread,
    "burst": bench_delivery.burst,
    "tick": bench_reminders.tick,
    "claims": bench_reminders.claims,
    "takeover": bench_takeover.takeover,
    "playground": lambda console: console.print(bench_playground.playground_table()),
}


def main(names: Sequence[str]) -> int:
    """Run the named benches, or all; return 2 when there is none of that name."""
    unknown = sorted(set(names) - set(BENCHES))
    console = Console(highlight=False)
    if unknown:
        console.print(f"There is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}.")
        return 2
    configure_logging("ERROR", "text")
    for name in names or BENCHES:
        BENCHES[name](console)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
