"""How long a person waits. Times depend on the machine; the ratios to one bare call do so less."""

from __future__ import annotations

import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter

import httpx
from rich.console import Console
from rich.table import Table
from slack_sdk import WebClient

from bot.checklists import load_checklists
from bot.demo import DemoOptions, running_demo
from bot.domain.checklist import AnswerKind, Checklist
from bot.files import shipped
from bot.playground.people import LocalSlack
from bot.playground.server import PlaygroundServer

LATENCY = 0.05
CLICKS = 30
PAUSE = 1.8
"""Seconds between clicks: slower than Slack's pace of edits, so that what is measured is not the queue."""
_PLACE = "#ml-deployments"
_FEELS_AT_ONCE = 1.0


def waiting(console: Console) -> None:
    """Measure on a fresh demo and print a table."""
    checklist = load_checklists(shipped("templates") / "checklists")["ml-deployment"]
    with tempfile.TemporaryDirectory() as folder, running_demo(DemoOptions(0, latency=LATENCY), Path(folder)) as slack:
        baseline = _bare_calls(slack)
        opening, acks, edits = _clicks(slack, checklist)
    table = Table(title=f"{LATENCY * 1000:.0f} ms added to every call of the Web API, {len(acks)} clicks")
    for column in ("", "p50 ms", "p99 ms", "p50 in bare calls"):
        table.add_column(column)
    rows = (
        ("one bare call (the baseline)", baseline),
        ("command to board", opening),
        ("click to acknowledgement", acks),
        ("click to edited card", edits),
    )
    for name, seconds in rows:
        table.add_row(name, *_row(seconds, statistics.median(baseline)))
    console.print(table)


def _row(seconds: Sequence[float], bare: float) -> tuple[str, str, str]:
    middle = statistics.median(seconds)
    return f"{middle * 1000:.1f}", f"{_p99(seconds) * 1000:.1f}", f"{middle / bare:.2f}"


def _p99(seconds: Sequence[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, round(len(seconds) * 0.99))]


def _bare_calls(slack: PlaygroundServer) -> list[float]:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    return [_timed(client.api_test) for _ in range(20)]


def _timed(call: Callable[[], object]) -> float:
    began = perf_counter()
    call()
    return perf_counter() - began


def _clicks(slack: PlaygroundServer, checklist: Checklist) -> tuple[list[float], list[float], list[float]]:
    acks: list[float] = []
    edits: list[float] = []
    never = threading.Event()
    with LocalSlack(slack.url) as people, httpx.Client(base_url=slack.url) as page:
        people.waits_for_app()
        priya = people.person("Priya Raman")
        began = perf_counter()
        priya.types(_PLACE, "/deploy-check bench-model v1")
        board = priya.sees(_PLACE, "bench-model v1")
        opening = perf_counter() - began
        for ref, question in list(_one_click_questions(checklist))[:CLICKS]:
            card = priya.sees_in_thread(board, f"Next: {question}", within=30)
            never.wait(PAUSE)
            before = _shown(page, priya.user_id, card.channel, card.thread_ts, card.ts)
            began = perf_counter()
            card.clicks(f"Answer {question}: Yes")
            acks.append(perf_counter() - began)
            while _shown(page, priya.user_id, card.channel, card.thread_ts, card.ts) == before:
                if perf_counter() - began > 10 * _FEELS_AT_ONCE:
                    raise RuntimeError(f"the card of section {ref} was not edited")
            edits.append(perf_counter() - began)
    return [opening], acks, edits


def _one_click_questions(checklist: Checklist) -> Iterator[tuple[str, str]]:
    """Yield section and question of what can be answered by clicks from the top of a card."""
    for section in checklist.sections:
        for question in section.questions:
            if question.kind is not AnswerKind.CONFIRM:
                break
            yield section.ref, question.ref


def _shown(page: httpx.Client, user: str, channel: str, thread: str, ts: str) -> str:
    answer = page.get("/page/thread", params={"as": user, "channel": channel, "ts": thread}).json()
    return str(next(message["text"] for message in answer["messages"] if message["ts"] == ts))
