"""A deliverer at work: a real database, a real client, a local Slack, one clock for all, and faults on order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine

from bot.bootstrap import report_file
from bot.domain.answers import Reply
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Deployment, Target
from bot.domain.people import ChannelId, UserId, WorkspaceId
from bot.playground.playground import Playground
from bot.slack.client import Place, SlackClient
from bot.slack.delivery import WorkspaceDeliverer
from bot.slack.failures import SlackBusy
from bot.slack.views.scene import Message
from bot.storage.work import SqlWork
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, SetUp, assign, set_up
from bot.usecases.decide import sign_off
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports, Request
from bot.usecases.postings import Posting, PostingKind
from tests.stories import SMALL, example

NINE = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
WORKSPACE, CHANNEL = WorkspaceId("T0ACMEML01"), ChannelId("C0MLDEPLOY")
PRIYA, BEN, BOT = UserId("U0PRIYARAM"), UserId("U0BENOKAFO"), "U0DEPCHECK"
BENS_MESSAGES = "D0BENOKAFO"
FOR_EVER = 400
MOST_AT_ONCE = 50


class Crash(Exception):
    """The process ends here."""


@dataclass
class Clock:
    """Stands until it is moved, but for `tick` at each look: time goes on while a message is being sent."""

    now: datetime = NINE
    tick: timedelta = timedelta()

    def __call__(self) -> datetime:
        self.now += self.tick
        return self.now


class FaultySlack(SlackClient):
    """The real client, with something that happens once on its way.

    `before` the next new message is sent, or `after` Slack has it; at the next `search` for one, and `at_edit`, when
    the next edit is drawn but not sent.
    """

    before: Callable[[], None] | None = None
    after: Callable[[], None] | None = None
    search: Callable[[], None] | None = None
    at_edit: Callable[[], None] | None = None

    def post(self, place: Place, message: Message, posting: str, *, broadcast: bool = False) -> str:
        self._once("before")
        ts = super().post(place, message, posting, broadcast=broadcast)
        self._once("after")
        return ts

    def attach(self, place: Place, name: str, content: str, comment: str) -> str:
        self._once("before")
        file = super().attach(place, name, content, comment)
        self._once("after")
        return file

    def edit(self, channel: ChannelId, ts: str, message: Message) -> None:
        self._once("at_edit")
        super().edit(channel, ts, message)

    def find_posting(self, place: Place, posting: str, since: datetime) -> str:
        self._once("search")
        return super().find_posting(place, posting, since)

    def _once(self, name: str) -> None:
        fault = getattr(self, name)
        setattr(self, name, None)
        try:
            if fault:
                fault()
        except SlackBusy as busy:
            self.pacing.heed(busy)
            raise


def fails(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


@dataclass
class Desk:
    """An open deployment by Priya that nothing was posted of yet."""

    engine: Engine
    slack: Playground
    clock: Clock
    client: FaultySlack = field(init=False)
    ports: Ports = field(init=False)
    deployment: Deployment = field(init=False)
    deliverer: WorkspaceDeliverer = field(init=False)

    def __post_init__(self) -> None:
        ids = count(1)
        self.client = FaultySlack(self.slack.server.bot_token, self.slack.server.api_url, self.clock)
        work = SqlWork(self.engine, lambda: None)
        self.ports = Ports(work, self.clock, lambda: f"{next(ids):016x}", {SMALL.key: SMALL}, self.client)
        self.deployment = self.opens("churn-model")
        self.deliverer = self.replica("one")

    def request(self, by: UserId = PRIYA) -> Request:
        return Request("", WORKSPACE, by, WORKSPACE)

    def replica(self, name: str) -> WorkspaceDeliverer:
        return WorkspaceDeliverer(self.ports, self.client, WORKSPACE, name, report_file)

    # time

    def wait(self, seconds: float) -> None:
        self.clock.now += timedelta(seconds=seconds)

    def deliver(self, seconds: int = FOR_EVER) -> None:
        """Deliver what may go, second by second, until nothing is left or the time is over.

        Seconds in which all of it waits for a later one are skipped.
        """
        end = self.clock.now + timedelta(seconds=seconds)
        while self.clock.now < end:
            self.wait(1)
            self.deliver_now()
            behind = [posting.next_at for posting in self.pending() if posting.is_behind]
            if not behind:
                return
            idle = math.ceil((min(*behind, end) - self.clock.now).total_seconds()) - 1
            self.wait(max(idle, 0))

    def deliver_now(self) -> None:
        """Deliver what may go at this moment; a deliverer that would never rest fails the test."""
        for _ in range(MOST_AT_ONCE):
            if not self.deliverer.step():
                return
        raise AssertionError("there is always one more message to deliver")

    # what people do

    def answers(self, section: SectionKey, *keys: str, by: UserId = PRIYA) -> None:
        asked = [q for q in SMALL.section(section).questions if not keys or q.key in keys]
        replies = {QuestionKey(q.key): Reply(example(q)) for q in asked}
        record_answers(self.ports, self.request(by), Answers(self.deployment.id, section, replies))

    def opens(self, model: str, channel: ChannelId = CHANNEL) -> Deployment:
        start = Start(Target(model, "v3", "production"), channel, None, SMALL.key)
        return open_for(self.ports, self.request(), start)

    def gives(self, section: SectionKey, *owners: UserId, deployment: Deployment | None = None) -> None:
        assign(self.ports, self.request(), Assignment((deployment or self.deployment).id, section, owners))

    def leads(self, user: UserId) -> None:
        set_up(self.ports, self.request(), self.deployment.id, SetUp(user, None, {}))

    def moves_to(self, due: date) -> None:
        set_up(self.ports, self.request(), self.deployment.id, SetUp(PRIYA, due, {}))

    def signs(self, section: SectionKey) -> None:
        with self.ports.work.reading() as tx:
            seen = tx.deployments.get(self.deployment.id).section(section).revision
        sign_off(self.ports, self.request(), self.deployment.id, section, seen=seen)

    def publish(self) -> None:
        for section in SMALL.sections:
            self.answers(section.key)
            self.signs(section.key)

    # what is stored and what is seen

    def postings(self, kind: PostingKind, deployment: Deployment | None = None) -> list[Posting]:
        with self.ports.work.reading() as tx:
            rows = tx.postings.of_deployment((deployment or self.deployment).id)
        return [row for row in rows if row.address.kind is kind]

    def board(self) -> Posting:
        return self.postings(PostingKind.BOARD)[0]

    def pending(self) -> list[Posting]:
        with self.ports.work.reading() as tx:
            return list(tx.postings.pending())

    def said(self, channel: str = CHANNEL) -> list[dict[str, Any]]:
        """Return what the bot said in a channel and its threads, oldest first."""
        return [message for message in self.slack.messages(channel) if message.get("user") == BOT]

    def edits_of(self, ts: str) -> int:
        return sum(entry["request"]["ts"] == ts for entry in self.slack.traffic("chat.update"))
