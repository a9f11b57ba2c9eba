"""What has to be true once the storm is over: nothing lost, nothing twice, and the threads say what the rows say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from bot.domain.answers import Value
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment, DeploymentId, DeploymentStatus
from bot.domain.ownership import waiting_people
from bot.domain.people import WorkspaceId
from bot.playground.playground import Playground
from bot.slack.client import METADATA_TYPE
from bot.slack.rendering import people_shown, render, scene_of, with_mark
from bot.storage import tables
from bot.storage.work import SqlWork
from bot.usecases.deliver import Material, material_for
from bot.usecases.ports import Ports
from bot.usecases.postings import Posting, PostingKind, PostingState
from bot.usecases.reminder_log import Outcome

WORKSPACE = WorkspaceId("T0ACMEML01")
_DIRECT = {PostingKind.REMINDER, PostingKind.NOTICE, PostingKind.ESCALATION, PostingKind.OVERDUE}
LATEST_TICK = timedelta(seconds=30)
"""By then the clock of a bot that runs has looked at everybody whose time has come."""
HELD_FOR = timedelta(hours=9)
"""How long after its time a list may still come on the same day."""
A_WHILE = timedelta(minutes=2)
"""No message that may go waits as long for its turn."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot as it stands in Slack."""

    channel: str
    message: Json

    @property
    def posting(self) -> str:
        metadata = self.message.get("metadata") or {}
        named = metadata.get("event_payload", {}) if metadata.get("event_type") == METADATA_TYPE else {}
        return str(named.get("posting", ""))


@dataclass(frozen=True, slots=True)
class Judge:
    """Looks at the rows and at Slack."""

    ports: Ports
    engine: Engine
    slack: Playground

    def deployments(self) -> Sequence[Deployment]:
        ids = select(tables.deployments.c.id).order_by(tables.deployments.c.number)
        with self.engine.connect() as connection:
            found = [DeploymentId(one) for one in connection.scalars(ids)]
        with SqlWork(self.engine, lambda: None).reading() as tx:
            return [tx.deployments.get(one) for one in found]

    def kept(self) -> Mapping[tuple[str, QuestionKey], Value]:
        """Return every stored answer by model and question."""
        return {
            (deployment.target.model, key): answer.value
            for deployment in self.deployments()
            for state in deployment.sections.values()
            for key, answer in state.answers.items()
        }

    def unsettled(self) -> list[str]:
        """Return a line for every posting that Slack does not show as the rows want it, yet."""
        return [f"{p.address.kind} {p.address.key} {p.state} {p.shown}/{p.wanted}: {p.error}" for p in self._behind()]

    def _behind(self) -> Iterable[Posting]:
        with self.ports.work.reading() as tx:
            return [posting for posting in tx.postings.pending() if not self._is_for_later(posting)]

    def _is_for_later(self, posting: Posting) -> bool:
        """Say whether it waits for somebody's morning, and not for Slack."""
        return posting.state is PostingState.IDLE and not posting.attempts and posting.next_at > self._now() + A_WHILE

    def different(self) -> list[str]:
        """Return a line for every message that is missing, twice, unknown to the rows, or says something else."""
        shown = self._shown()
        told = Counter(one.posting for one in shown)
        report = [f"{posting} stands {count} times" for posting, count in told.items() if posting and count > 1]
        known = {str(row.id): row for row in self._rows()}
        unknown = [one for one in shown if one.posting not in known]
        report += [f"nobody knows of {one.message.get('text', '')[:80]!r} in {one.channel}" for one in unknown]
        by_posting = {one.posting: one for one in shown}
        for row in known.values():
            report += self._compared(row, by_posting.get(row.id))
        return report + self._files()

    def _compared(self, row: Posting, shown: Shown | None) -> list[str]:
        name = f"{row.address.kind} {row.address.key}"
        gone = row.state in {PostingState.WITHDRAWN, PostingState.FAILED}
        if row.address.kind is PostingKind.REPORT or gone or self._is_for_later(row):
            return []
        if shown is None:
            return [f"{name} is not in Slack"]
        if (shown.channel, shown.message["ts"]) != (row.channel, row.ts):
            return [f"{name} stands at {shown.message['ts']}, but the row says {row.ts}"]
        wanted = self._drawn(material_for(self.ports, row))
        if wanted is None or row.address.kind in _DIRECT:
            return []  # these say what was true when they came
        # How far a condition's last day is was said of the day on which the message came; what it offers stays true.
        seen = _actions if row.address.kind is PostingKind.CONDITION else _plain
        same = seen(wanted) == seen(shown.message["blocks"])
        return [] if same else [f"{name} says something else than the rows"]

    def _drawn(self, material: Material) -> Sequence[Json] | None:
        with self.ports.work.reading() as tx:
            people = tx.people.find(WORKSPACE, people_shown(material))
        names = {user: profile.person.name for user, profile in people.items()}
        scene = scene_of(material, names, self.slack.server.url, self._now())
        message = render(material, scene)
        return with_mark(message, material.posting).blocks if message else None

    def _now(self) -> datetime:
        return self.ports.clock()

    def _files(self) -> list[str]:
        """Every published deployment has its report in its thread once."""
        report = []
        for deployment in self.deployments():
            published = deployment.status is DeploymentStatus.PUBLISHED
            with self.ports.work.reading() as tx:
                (board,) = [p for p in tx.postings.of_deployment(deployment.id) if p.address.kind is PostingKind.BOARD]
            thread = self.slack.thread(deployment.channel, board.ts) if board.ts else []
            files = sum(len(message.get("files") or ()) for message in thread)
            if files != int(published):
                report.append(f"{deployment.target} has {files} reports in its thread")
        return report

    def reminders(self) -> list[str]:
        """Return a line for everybody whom the clock forgot, will never look at, or told twice in a day."""
        due = self.due()
        report = [f"{user} was to be looked at on {due_at}" for user, due_at in due.items() if self._is_late(due_at)]
        waiting = {
            owner for deployment in self.deployments() for owner in waiting_people(deployment, self._now().date())
        }
        report += [f"{user} has something open and is never looked at" for user in sorted(waiting - set(due))]
        return report + [f"the list {key} stands {count} times" for key, count in self.lists().items() if count > 1]

    def due(self) -> Mapping[str, datetime]:
        """Return when the clock looks at each person next."""
        digests = tables.digests.c
        with self.engine.connect() as connection:
            rows = connection.execute(select(digests.user_id, digests.due_at).where(digests.due_at.is_not(None)))
            return {str(user): due_at for user, due_at in rows}

    def _is_late(self, due_at: datetime) -> bool:
        return due_at < self._now() - LATEST_TICK

    def missed(self, expected: Iterable[tuple[str, datetime]]) -> list[str]:
        """Return a line for everybody whose time came, with something open, and who was sent nothing that day."""
        log = tables.reminders.c
        sent = select(log.user_id, log.planned_at).where(log.outcome == Outcome.SENT)
        with self.engine.connect() as connection:
            told = [(str(user), planned_at) for user, planned_at in connection.execute(sent)]
        return [
            f"{user} was due on {due_at} and heard nothing"
            for user, due_at in expected
            if not any(user == other and due_at <= at < due_at + HELD_FOR for other, at in told)
        ]

    def lists(self) -> Counter[str]:
        """Count the reminders in Slack by person and day."""
        days = {str(row.id): row.address.key for row in self._rows() if row.address.kind is PostingKind.REMINDER}
        return Counter(days[one.posting] for one in self._shown() if one.posting in days)

    def _rows(self) -> list[Posting]:
        with self.engine.connect() as connection:
            ids = list(connection.scalars(select(tables.postings.c.id)))
        with self.ports.work.reading() as tx:
            return [tx.postings.get(one) for one in ids]

    def _shown(self) -> list[Shown]:
        """Return the messages of the bot in every conversation; files come without metadata and are counted apart."""
        bot = self.slack.server.workspace.bot.user_id
        return [
            Shown(channel, message)
            for channel in list(self.slack.server.workspace.channels)
            for message in self.slack.messages(channel)
            if message.get("user") == bot and not message.get("files")
        ]

    def summaries(self) -> Counter[str]:
        """Count the summaries in Slack by deployment."""
        with self.ports.work.reading() as tx:
            rows = {
                str(p.id): str(d.target)
                for d in self.deployments()
                for p in tx.postings.of_deployment(d.id)
                if p.address.kind is PostingKind.SUMMARY
            }
        return Counter(rows[one.posting] for one in self._shown() if one.posting in rows)


def _actions(blocks: Sequence[Json]) -> list[Json]:
    beside = [block["accessory"] for block in blocks if "accessory" in block]
    return [*beside, *(element for block in blocks if block["type"] == "actions" for element in block["elements"])]


def _plain(blocks: Sequence[Json]) -> list[Json]:
    return [{key: value for key, value in block.items() if key != "block_id"} for block in blocks]
