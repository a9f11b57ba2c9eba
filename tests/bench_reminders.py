"""What a tick of the reminders costs in a crowd, and how fast several processes remind one."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue
from statistics import median
from threading import Barrier
from time import perf_counter

from rich.console import Console
from sqlalchemy import Engine, func, select

from bot.storage import tables
from bot.storage.engine import create_engine_for
from bot.storage.migrate import migrate
from bot.usecases.remind import send_due_digests
from tests.crowd import WEDNESDAY, Crowd, ports_at
from tests.postgres import DURABLE, NoPostgres, fresh_database, running_postgres

FEW, MANY = 1_000, 100_000
DUE, TICKS = 10, 31
TO_BE = 1.3
CLAIMS = Crowd(deployments=10_000, owners=10)
PROCESSES = (1, 2, 4)


def tick(console: Console) -> None:
    """Measure a tick with ten people due among few and among many deployments, by turns, on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        _compare(console, "sqlite", [f"sqlite:///{Path(folder) / f'{size}.db'}" for size in (FEW, MANY)])
    try:
        with running_postgres(DURABLE) as server, ExitStack() as stack:
            urls = [stack.enter_context(fresh_database(server.address)) for _ in (FEW, MANY)]
            _compare(console, "postgres", urls)
    except NoPostgres as missing:
        console.print(f"tick, postgres: {missing}")


def claims(console: Console) -> None:
    """Measure how many due reminders a second one, two and four processes claim and mark on PostgreSQL."""
    try:
        with running_postgres(DURABLE) as server, fresh_database(server.address) as full:
            with _engine(full) as engine:
                CLAIMS.gather(engine)
                CLAIMS.let_time_come(engine, range(CLAIMS.deployments))
            for processes in PROCESSES:
                with fresh_database(server.address, full.rpartition("/")[2]) as url:
                    console.print(_claimed_by(processes, url))
    except NoPostgres as missing:
        console.print(f"claims: {missing}")


def _compare(console: Console, name: str, urls: list[str]) -> None:
    with ExitStack() as stack:
        engines = [stack.enter_context(_engine(url)) for url in urls]
        for engine, size in zip(engines, (FEW, MANY), strict=True):
            Crowd(size).gather(engine)
        took: list[list[float]] = [[], []]
        for number in range(TICKS):
            for engine, times in zip(engines, took, strict=True):
                times.append(_tick(engine, number))
    # The first one of each opens connections and reads the checklist.
    few, many = (median(times[1:]) * 1000 for times in took)
    console.print(
        f"tick, {name}: {DUE} people due among {FEW:,} open deployments {few:.1f} ms, among {MANY:,} {many:.1f} ms "
        f"(medians of {TICKS - 1}); {many / few:.2f} times as long, to be at most {TO_BE}"
    )


def _tick(engine: Engine, number: int) -> float:
    Crowd(FEW).let_time_come(engine, range(number * DUE, (number + 1) * DUE))
    ports = ports_at(engine, WEDNESDAY)
    began = perf_counter()
    claimed = send_due_digests(ports)
    took = perf_counter() - began
    if claimed != DUE or _reminded(engine) != (number + 1) * DUE:
        raise RuntimeError(f"{claimed} of {DUE} were claimed, and not everybody was reminded")
    return took


def _claimed_by(processes: int, url: str) -> str:
    context = multiprocessing.get_context("spawn")
    ready, counts = context.Barrier(processes + 1), context.Queue()
    workers = [context.Process(target=_claim_all, args=(url, ready, counts)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    ready.wait()
    began = perf_counter()
    claimed = [counts.get() for _ in workers]
    took = perf_counter() - began
    for worker in workers:
        worker.join()
    with _engine(url) as engine:
        reminded = _reminded(engine)
    total = CLAIMS.deployments * CLAIMS.owners
    twice = sum(claimed) - total
    return (
        f"claims, {processes} processes: {total:,} due reminders claimed and marked in {took:.1f} s, "
        f"{total / took:,.0f} a second; {twice} claimed twice, {total - reminded} people without their message"
    )


def _claim_all(url: str, ready: Barrier, counts: Queue[int]) -> None:
    engine = create_engine_for(url)
    ports = ports_at(engine, WEDNESDAY)
    with ports.work.reading():
        ready.wait()
    total = 0
    while claimed := send_due_digests(ports):
        total += claimed
    counts.put(total)
    engine.dispose()


def _reminded(engine: Engine) -> int:
    lists = select(func.count(func.distinct(tables.postings.c.user_id))).where(tables.postings.c.kind == "reminder")
    with engine.connect() as connection:
        return connection.execute(lists).scalar_one()


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine_for(url)
    migrate(engine)
    yield engine
    engine.dispose()
