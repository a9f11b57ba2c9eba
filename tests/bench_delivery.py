"""How Slack's limits are used: the first board, a whole thread, a storm of clicks; Slack's limits are on."""

from __future__ import annotations

import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console

from bot.bootstrap import Bot
from bot.domain.deployment import Deployment, Target
from bot.domain.people import ChannelId, UserId, WorkspaceId
from bot.playground.people import LocalSlack
from bot.playground.playground import Playground
from bot.playground.server import Options
from bot.settings import read_settings
from bot.slack.pacing import EDIT, EDITS_APART, POST, POSTS_APART
from bot.usecases.assign import Assignment, assign
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Request
from bot.usecases.postings import Posting, PostingKind

LATENCY = 0.05
"""Seconds that every call of the Web API takes longer than on this machine."""
BOARDS = 5
CLICKS, SECONDS = 200, 10
PATIENCE = 90.0
_WORKSPACE, _CHANNEL, _PLACE = WorkspaceId("T0ACMEML01"), ChannelId("C0MLDEPLOY"), "#ml-deployments"
_PRIYA = UserId("U0PRIYARAM")
_REQUEST = Request("", _WORKSPACE, _PRIYA, _WORKSPACE)
_NEVER = threading.Event()


@dataclass(frozen=True, slots=True)
class _World:
    slack: Playground
    bot: Bot

    def opens(self) -> Deployment:
        start = Start(Target("bench-model", "v1", "production"), _CHANNEL, None, "ml-deployment")
        return open_for(self.bot.ports, _REQUEST, start)

    def postings(self, deployment: Deployment) -> Sequence[Posting]:
        with self.bot.ports.work.reading() as tx:
            return tx.postings.of_deployment(deployment.id)

    def settles(self, deployment: Deployment) -> Sequence[Posting]:
        """Wait until Slack shows all that is wanted. Raises TimeoutError."""
        began = perf_counter()
        while any(row.is_behind for row in self.postings(deployment)):
            if perf_counter() - began > PATIENCE:
                raise TimeoutError("Slack does not show everything")
            _NEVER.wait(0.1)
        return self.postings(deployment)

    def refused(self) -> int:
        return sum(entry["error"] == "ratelimited" for entry in self.slack.traffic())


@contextmanager
def _world() -> Iterator[_World]:
    with tempfile.TemporaryDirectory() as folder, Playground(Options(latency=LATENCY)) as slack:
        server = slack.server
        bot = Bot(
            read_settings(
                slack_bot_token=server.bot_token,
                slack_app_token=server.app_token,
                slack_api_url=server.api_url,
                database_url=f"sqlite:///{Path(folder) / 'bench.db'}",
                port=0,
            )
        )
        bot.start()
        try:
            yield _World(slack, bot)
        finally:
            bot.stop()


def board(console: Console) -> None:
    """Measure from the typed command to the board on the screen; each time with a bot that has just started."""
    took = []
    for _ in range(BOARDS):
        with _world() as world, LocalSlack(world.slack.server.url) as people:
            people.waits_for_app()
            priya = people.person("Priya Raman")
            began = perf_counter()
            priya.types(_PLACE, "/deploy-check bench-model v1")
            priya.sees(_PLACE, "bench-model v1")
            took.append(perf_counter() - began)
    console.print(
        f"board: on the screen after {median(took) * 1000:.0f} ms (median of {BOARDS}), "
        f"{max(took) * 1000:.0f} ms at most, {LATENCY * 1000:.0f} ms added to every call; to be within 500 ms"
    )


def thread(console: Console) -> None:
    """Measure how long a board and its cards take, against one post a second and channel."""
    with _world() as world:
        rows = world.settles(world.opens())
        sent = _times(world, POST)
        refused = world.refused()
    posts = len([row for row in rows if row.address.kind in {PostingKind.BOARD, PostingKind.CARD}])
    took, least = (sent[-1] - sent[0]).total_seconds(), (posts - 1) * POSTS_APART.total_seconds()
    console.print(
        f"thread: {posts} messages in {took:.2f} s, {took / least:.3f} of what one a second allows ({least:.0f} s); "
        f"to be at most 1.05; {refused} calls refused by Slack's limits"
    )


def burst(console: Console) -> None:
    """Count the edits of each message under a storm of clicks, and see that the last state is shown."""
    with _world() as world:
        deployment = world.opens()
        world.settles(deployment)
        before = len(world.slack.traffic(EDIT))
        began = perf_counter()
        _clicks(world, deployment)
        clicked = perf_counter() - began
        rows = world.settles(deployment)
        settled = perf_counter() - began
        edits = _edits(world, before)
        current = _shows_last(world, rows)
        refused = world.refused()
    crowded = sum(later - earlier < EDITS_APART for times in edits.values() for earlier, later in pairwise(times))
    window, made = EDITS_APART.total_seconds(), [len(times) for times in edits.values()]
    console.print(
        f"burst: {CLICKS} clicks in {clicked:.1f} s on {len(made)} messages made {sum(made)} edits, "
        f"{max(made)} of one message at most; {crowded} within {window:.0f} s of the one before (to be 0); "
        f"the last state is on {current} of {len(rows)} messages, {settled - clicked:.1f} s after the last click; "
        f"{refused} calls refused by Slack's limits"
    )


def _clicks(world: _World, deployment: Deployment) -> None:
    """Change one section after the other, as clicks do, evenly over the time."""
    sections = deployment.checklist.sections
    began = perf_counter()
    for number in range(CLICKS):
        owners = (_PRIYA,) if number // len(sections) % 2 else ()
        section = sections[number % len(sections)].key
        assign(world.bot.ports, _REQUEST, Assignment(deployment.id, section, owners))
        _NEVER.wait(max(0.0, began + (number + 1) * SECONDS / CLICKS - perf_counter()))


def _times(world: _World, method: str) -> list[datetime]:
    return [datetime.fromisoformat(entry["at"]) for entry in world.slack.traffic(method) if entry["ok"]]


def _edits(world: _World, skipped: int) -> Mapping[str, list[datetime]]:
    edits = defaultdict(list)
    for entry in world.slack.traffic(EDIT)[skipped:]:
        if entry["ok"]:
            edits[entry["request"]["ts"]].append(datetime.fromisoformat(entry["at"]))
    return edits


def _shows_last(world: _World, rows: Sequence[Posting]) -> int:
    """Count the messages whose blocks carry the revision that is wanted."""
    shown = {message["ts"]: str(message.get("blocks")) for message in world.slack.messages(_CHANNEL)}
    return sum(f"{row.id}/{row.wanted}/" in shown.get(row.ts, "") for row in rows)
